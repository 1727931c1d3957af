package sync_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
)

// withLogin lets the world's webshop take files.
func withLogin(w *world) {
	w.t.Helper()
	w.webshop.Keys.ApplicationUser, w.webshop.Keys.ApplicationPassword = w.shop.Login()
	w.must(w.store.UpdateWebshop(w.ctx, w.webshop))
}

// gallery is a folder with image files.
type gallery struct {
	w      *world
	folder string
	marks  int
}

func (w *world) gallery() *gallery { return &gallery{w: w, folder: w.t.TempDir()} }

// paint writes a picture of its own for each shade.
func (g *gallery) paint(name string, shade uint8) {
	g.w.t.Helper()
	var b bytes.Buffer
	picture := image.NewGray(image.Rect(0, 0, 4, 4))
	picture.Set(1, 1, color.Gray{shade})
	g.w.must(png.Encode(&b, picture))
	g.write(name, b.Bytes())
}

func (g *gallery) write(name string, data []byte) {
	g.w.t.Helper()
	g.w.must(os.WriteFile(filepath.Join(g.folder, name), data, 0o600))
}

// image is a file as the catalogue names it; each call finds a version of its own.
func (g *gallery) image(name, alt string) store.Image {
	g.marks++
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(g.folder, name)), Fragment: filepath.ToSlash(g.folder)}
	return store.Image{Src: address.String(), Alt: alt, Mark: fmt.Sprintf("%d-1", g.marks)}
}

// shown are the images of a product in the shop: "file name|text".
func (w *world) shown(sku string) (list []string) {
	w.t.Helper()
	p := w.shop.ProductBySKU(sku)
	if p == nil {
		w.t.Fatalf("the shop has no %s", sku)
	}
	images, _ := p["images"].([]any)
	if one, ok := p["image"].(map[string]any); ok {
		images = []any{one}
	}
	for _, i := range images {
		m := i.(map[string]any)
		src := m["src"].(string)
		list = append(list, src[strings.LastIndexByte(src, '/')+1:]+"|"+m["alt"].(string))
	}
	return list
}

func stems(list []string) string {
	for i, s := range list {
		name, alt, _ := strings.Cut(s, "|")
		name = strings.TrimSuffix(name, filepath.Ext(name))
		if at := strings.LastIndexByte(name, '-'); at > 0 && len(name)-at == 13 {
			name = name[:at] // the hash
		}
		list[i] = name + "|" + alt
	}
	return strings.Join(list, " ")
}

func TestFilesAreUploadedOnceByTheirContent(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	withLogin(w)
	g := w.gallery()
	g.paint("Front ærø.png", 1)
	g.paint("back.png", 2)
	g.paint("copy of back.png", 2)
	list := append(simples(3), variable("V", "red")...)
	list[0].Fields.Images = []store.Image{g.image("Front ærø.png", "The front"), g.image("back.png", "")}
	list[1].Fields.Images = []store.Image{g.image("copy of back.png", "Its back"), {Src: "https://pictures.shop.se/side.jpg"}, g.image("Front ærø.png", "")}
	list[4].Fields.Images = []store.Image{g.image("back.png", "")}
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 5})
	if n := len(w.shop.Media()); n != 3 {
		t.Fatalf("the library holds %d files: %v", n, w.shop.Media())
	}
	// A text belongs to the file, as in WordPress: the last one sent stands.
	if got := stems(w.shown("P-0001")); got != "front-aero|The front back|Its back" && got != "front-aero|The front copy-of-back|Its back" {
		t.Errorf("the first product shows %s", got)
	}
	if got := stems(w.shown("P-0002")); !strings.Contains(got, "back|Its back side|") || !strings.HasSuffix(got, " front-aero|The front") {
		t.Errorf("the second product shows %s", got)
	}
	if got := stems(w.shown("V-red")); !strings.HasSuffix(got, "back|Its back") {
		t.Errorf("the variation shows %s", got)
	}
	w.quiet()

	// Another store finds what is there by its content.
	o := newWorldOn(t, w)
	o.put(false, list...)
	o.want(o.sync(sync.Request{}), store.Completed, store.Counts{Updated: 5})
	if n := len(w.shop.Media()); n != 4 { // the address is fetched again: nobody remembers it
		t.Errorf("after a second store the library holds %d files", n)
	}

	// A file that was only touched is not uploaded; one with a new content is, and nothing but the image is sent.
	list[0].Fields.Images[1] = g.image("back.png", "")
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1})
	if n := len(w.shop.Media()); n != 4 {
		t.Errorf("a file that was touched is uploaded again: %d", n)
	}
	g.paint("back.png", 9)
	list[0].Fields.Images[1] = g.image("back.png", "")
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1})
	if n := len(w.shop.Media()); n != 5 {
		t.Errorf("after a new version the library holds %d files", n)
	}
	requests := w.shop.Requests()
	if body := requests[len(requests)-1].Body; !strings.HasPrefix(body, `{"update":[{"id":`) || strings.Contains(body, "name") || strings.Contains(body, "mark") || !strings.Contains(body, `"images":[`) {
		t.Errorf("sent %s", body)
	}
	w.quiet()
}

// quiet checks that a further synchronization writes nothing.
func (w *world) quiet() {
	w.t.Helper()
	before := w.shop.WriteCount()
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{})
	if n := w.shop.WriteCount() - before; n != 0 {
		w.t.Errorf("%d requests wrote although nothing differs", n)
	}
}

func TestFilesThatCannotBeUploadedCostNoProduct(t *testing.T) {
	w := newWorld(t, wootest.Options{Settings: wootest.Settings{FailImages: []string{"cursed"}}})
	withLogin(w)
	g := w.gallery()
	g.paint("good.png", 1)
	g.paint("cursed.png", 2)
	g.write("text.jpg", []byte("this is no image"))
	g.write("empty.png", nil)
	bad := []string{"missing.jpg", "text.jpg", "empty.png", "cursed.png"}
	list := simples(6)
	for i, name := range bad {
		list[i].Fields.Images = []store.Image{g.image(name, ""), g.image("good.png", "")}
	}
	list[4].Fields.Images = []store.Image{g.image("missing.jpg", "")}
	w.put(false, list...)
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Added: 1, Failed: 5})
	w.has(skusOf(w)...)
	text := w.errorText(op)
	for i, want := range []string{"missing.jpg: The file is not there.", "text.jpg: The file is no image", "empty.png: The file is empty.", "cursed.png: "} {
		if !strings.Contains(text, fmt.Sprintf("P-%04d  Product %d: In the webshop, but without the image ", i+1, i+1)) || !strings.Contains(text, want) {
			t.Errorf("the error lacks %q: %s", want, text)
		}
		if got := stems(w.shown(list[i].SKU)); got != "good|" {
			t.Errorf("%s shows %q", list[i].SKU, got)
		}
	}
	if !strings.Contains(text, "It says: “Sorry, you are not allowed to upload this file type”") {
		t.Errorf("the shop is not quoted: %s", text)
	}
	g.paint("missing.jpg", 3) // a PNG by content, which WordPress would refuse under that name
	g.paint("text.jpg", 4)
	g.paint("empty.png", 5)
	w.shop.Change(func(s *wootest.Settings) { s.FailImages = nil })
	before := len(w.shop.Requests())
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 5})
	for i, name := range bad {
		if got, want := stems(w.shown(list[i].SKU)), strings.TrimSuffix(name, filepath.Ext(name))+"| good|"; got != want {
			t.Errorf("%s shows %q, want %q", list[i].SKU, got, want)
		}
	}
	for _, r := range w.shop.Requests()[before:] {
		if strings.Contains(r.Body, "regular_price") {
			t.Errorf("more than the images is sent: %s", r.Body)
		}
	}
	w.quiet()
}

func TestFilesWithoutAGoodPassword(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	g := w.gallery()
	list := simples(40)
	for i := range list {
		g.paint(fmt.Sprintf("%d.png", i), uint8(i))
		list[i].Fields.Images = []store.Image{g.image(fmt.Sprintf("%d.png", i), "")}
	}
	w.put(false, list...)
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Failed: 40})
	if text := w.errorText(op); !strings.Contains(text, "no application password is known") || !strings.Contains(text, "--application-password") {
		t.Errorf("without a password it says %s", text)
	}
	w.has(skusOf(w)...)

	w.webshop.Keys.ApplicationUser, w.webshop.Keys.ApplicationPassword = "practice", "wrong wrong wrong"
	w.must(w.store.UpdateWebshop(w.ctx, w.webshop))
	before := len(w.shop.Requests())
	op = w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Failed: 40})
	if text := w.errorText(op); !strings.Contains(text, "does not take the application password") || strings.Contains(text, "wrong wrong") {
		t.Errorf("with a wrong password it says %s", text)
	}
	if n := len(w.shop.Requests()) - before; n > 3 {
		t.Errorf("the password was tried in %d requests", n)
	}
	withLogin(w)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 40})
	if n := len(w.shop.Media()); n != 40 {
		t.Errorf("the library holds %d files", n)
	}
	w.quiet()
}

func TestUploadsInATroubledShop(t *testing.T) {
	for _, f := range []wootest.Fault{
		{Kind: wootest.FaultHangUp, AfterWork: true, Times: 2},
		{Kind: wootest.FaultHangUp, Times: 1},
		{Kind: wootest.FaultGatewayTimeout, AfterWork: true, Times: 1},
		{Kind: wootest.FaultTruncated, Times: 1},
		{Kind: wootest.FaultTooMany, RetryAfter: "60", Times: 2},
		{Kind: wootest.FaultMaintenance, Times: 1},
		{Kind: wootest.FaultWarning, Times: 3},
	} {
		t.Run(string(f.Kind), func(t *testing.T) {
			w := newWorld(t, wootest.Options{})
			withLogin(w)
			g := w.gallery()
			list := simples(20)
			for i := range list {
				g.paint(fmt.Sprintf("%d.png", i%7), uint8(i%7))
				list[i].Fields.Images = []store.Image{g.image(fmt.Sprintf("%d.png", i%7), "")}
			}
			w.put(false, list...)
			f.Method, f.Path = "POST", "/wp/v2/media"
			w.shop.AddFaults(f)
			w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 20})
			if n := len(w.shop.Media()); n != 7 {
				t.Errorf("the library holds %d files", n)
			}
			w.quiet()
		})
	}
}

func TestOneImageThatIsRefusedCostsNoOther(t *testing.T) {
	w := newWorld(t, wootest.Options{Settings: wootest.Settings{FailImages: []string{"broken"}}})
	list := simples(2)
	for i, name := range []string{"front", "broken-1", "back", "broken-2"} {
		list[0].Fields.Images = append(list[0].Fields.Images, store.Image{Src: "https://pictures.shop.se/" + name + ".jpg", Alt: fmt.Sprint("picture ", i+1)})
	}
	list[1].Fields.Images = list[0].Fields.Images[:1]
	w.put(false, list...)
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Added: 1, Failed: 1})
	if got := strings.Join(w.shown("P-0001"), " "); got != "front.jpg|picture 1 back.jpg|picture 3" {
		t.Errorf("the product shows %s", got)
	}
	if text := w.errorText(op); !strings.Contains(text, "without 2 of its 4 images. https://pictures.shop.se/broken-1.jpg: ") || !strings.Contains(text, "broken-2.jpg: ") {
		t.Errorf("the error is %s", text)
	}
	if n := len(w.shop.Media()); n > 3 { // one more than needed: the first attempt got as far as the first broken one
		t.Errorf("the library holds %d files", n)
	}

	// They are tried again, and only they; then all is as it should be.
	before := w.shop.WriteCount()
	w.want(w.sync(sync.Request{}), store.Failed, store.Counts{Failed: 1})
	if n := w.shop.WriteCount() - before; n > 4 {
		t.Errorf("%d requests wrote", n)
	}
	w.shop.Change(func(s *wootest.Settings) { s.FailImages = nil })
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1})
	if got := strings.Join(w.shown("P-0001"), " "); got != "front.jpg|picture 1 broken-1.jpg|picture 2 back.jpg|picture 3 broken-2.jpg|picture 4" {
		t.Errorf("in the end the product shows %s", got)
	}
	w.quiet()
}

func TestImagesDeletedFromTheLibraryComeAgain(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	withLogin(w)
	g := w.gallery()
	g.paint("file.png", 1)
	list := simples(3)
	list[0].Fields.Images = []store.Image{g.image("file.png", ""), {Src: "https://pictures.shop.se/fetched.jpg"}}
	list[1].Fields.Images = list[0].Fields.Images[:1]
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 3})
	w.deleteMedia()
	op := w.sync(sync.Request{Full: true})
	w.want(op, store.Completed, store.Counts{Updated: 3})
	if got := stems(w.shown("P-0001")) + " " + stems(w.shown("P-0002")); got != "file| fetched| file|" {
		t.Errorf("the products show %s", got)
	}
	if n := len(w.shop.Media()); n != 2 {
		t.Errorf("the library holds %d files", n)
	}
	w.quiet()
}
