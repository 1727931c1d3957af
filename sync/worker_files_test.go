package sync_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo/wootest"
)

// What a link leads to is uploaded where it stays below the folder of the import, and only there; also one that took the place of a file,
// or of a folder, after it. A file that was let grow is not read to its end.
func TestFilesAreLookedAtAgainWhenTheyAreUploaded(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	withLogin(w)
	g := w.gallery()
	elsewhere := w.gallery()
	for _, name := range []string{"secret.png", "way.png"} {
		elsewhere.paint(name, 7)
	}
	g.paint("good.png", 1)
	for link, to := range map[string]string{"inner.png": "good.png", "link.png": filepath.Join(elsewhere.folder, "secret.png"), "folder": elsewhere.folder} {
		w.must(os.Symlink(to, filepath.Join(g.folder, link)))
	}
	g.paint("grown.png", 2)
	w.must(os.Truncate(filepath.Join(g.folder, "grown.png"), 26<<20))
	w.must(os.Mkdir(filepath.Join(g.folder, "dir.png"), 0o700))
	outside := store.Image{Src: "file://" + filepath.ToSlash(elsewhere.folder) + "/secret.png#" + filepath.ToSlash(g.folder), Mark: "1-1"}
	anywhere := store.Image{Src: "file://" + filepath.ToSlash(elsewhere.folder) + "/secret.png", Mark: "1-1"}
	bad := []struct {
		image store.Image
		why   string
	}{
		{g.image("link.png", ""), "link.png: Since the import something leads from there out of the folder " + g.folder},
		{g.image("folder/way.png", ""), "folder/way.png: Since the import something leads from there out of the folder " + g.folder},
		{g.image("grown.png", ""), "grown.png: The file has 26 MB, and 25 MB is the most that is uploaded."},
		{g.image("dir.png", ""), "dir.png: It is not a file."},
		{outside, "secret.png: Since the import something leads from there out of the folder " + g.folder},
		{anywhere, "secret.png: It is not known in which folder image files may lie; import the catalogue again."},
	}
	list := simples(len(bad) + 1)
	for i, b := range bad {
		list[i].Fields.Images = []store.Image{b.image}
	}
	list[len(bad)].Fields.Images = []store.Image{g.image("inner.png", "")}
	w.put(false, list...)
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Added: 1, Failed: len(bad)})
	text := w.errorText(op)
	for i, b := range bad {
		if want := fmt.Sprintf("P-%04d  Product %d: In the webshop, but without the image ", i+1, i+1); !strings.Contains(text, want) || !strings.Contains(text, b.why) {
			t.Errorf("the error lacks %q or %q: %s", want, b.why, text)
		}
	}
	if got := stems(w.shown(list[len(bad)].SKU)); got != "inner|" || len(w.shop.Media()) != 1 {
		t.Errorf("the link within the folder shows %q, and the library holds %d files", got, len(w.shop.Media()))
	}
}

// A webshop that was taken over names addresses, and no file of this computer is ever taken for one of its images, however it is written.
func TestAWebshopNamesNoFilesOfThisComputer(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	withLogin(w)
	g := w.gallery()
	g.paint("secret.png", 1)
	file := filepath.ToSlash(filepath.Join(g.folder, "secret.png")) + "#" + filepath.ToSlash(g.folder)
	list := simples(6)
	for i := range list {
		list[i].Fields.Images = []store.Image{{Src: fmt.Sprintf("https://pictures.shop.se/%d.jpg", i)}}
	}
	w.put(false, list...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: len(list)})

	shop := newWorldOn(t, w) // the shop says of its images that they are files
	named := []string{"file://" + file, "FILE://" + file, " file://" + file, "\u00a0\tfile://" + file, "\nfile:" + file, "file://localhost" + file}
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, s http.Handler) {
		answer := httptest.NewRecorder()
		s.ServeHTTP(answer, r)
		body := answer.Body.String()
		for i, name := range named {
			as, err := json.Marshal(name)
			w.must(err)
			body = regexp.MustCompile(fmt.Sprintf(`"[^"]*/%d\.jpg"`, i)).ReplaceAllLiteralString(body, string(as))
		}
		maps.Copy(rw.Header(), answer.Header())
		rw.Header().Del("Content-Length")
		rw.WriteHeader(answer.Code)
		io.WriteString(rw, body)
	})
	shop.takeOver()
	for _, p := range list {
		got := shop.product(p.SKU)
		for _, i := range got.Fields.Images {
			t.Errorf("%s has the image %q", p.SKU, i.Src)
		}
	}
}
