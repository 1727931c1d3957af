package wootest

import (
	"bytes"
	"context"
	"fmt"
	"image"
	_ "image/gif"
	_ "image/jpeg"
	"image/png"
	"io"
	"net"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// attachment is a picture in the media library.
type attachment struct {
	id                int
	file              string // below /wp-content/uploads/
	title, alt        string
	slug              string
	created, modified int64
	width             int
	data              []byte
}

// fetched is a picture that was, or could not be, downloaded.
type fetched struct {
	name  string
	data  []byte
	width int
	err   string // WordPress's sentence
	bad   bool   // downloaded, but no picture
}

const (
	maxImage     = 8 << 20
	imageTimeout = 10 * time.Second
	pretendWidth = 800 // of pictures that are taken as downloaded
)

var imageExtensions = []string{".jpg", ".jpeg", ".jpe", ".gif", ".png", ".bmp", ".tif", ".tiff", ".ico", ".webp", ".avif"}

// fetchImages downloads all pictures that the request names, before the shop is locked. Only loopback addresses
// are really asked; other hosts are believed, but for the names that exist nowhere (example.com, .invalid, …).
func (c *call) fetchImages() {
	if c.images != nil {
		return
	}
	c.images = map[string]*fetched{}
	c.findImages(c.params)
	for _, group := range []string{"create", "update"} {
		for _, x := range elements(c.params[group]) {
			if m, ok := x.(map[string]any); ok {
				c.findImages(m)
			}
		}
	}
}

func (c *call) findImages(params map[string]any) {
	list := elements(params["images"])
	if one, ok := params["image"].(map[string]any); ok {
		list = append(list, one)
	}
	for _, x := range list {
		if m, ok := x.(map[string]any); ok && absInt(m["id"]) == 0 && m["src"] != nil {
			src := imageURL(phpString(m["src"]))
			if c.images[src] == nil {
				c.images[src] = c.shop.fetchImage(src)
			}
		}
	}
}

var urlWaste = regexp.MustCompile(`[^a-zA-Z0-9-~+_.?#=!&;,/:%@$|*'()\[\]\x80-\xff]`)

// imageURL is esc_url_raw: blanks become %20, and http:// is added where there is no scheme.
func imageURL(src string) string {
	src = urlWaste.ReplaceAllString(strings.ReplaceAll(strings.TrimLeftFunc(src, unicode.IsSpace), " ", "%20"), "")
	if src != "" && !strings.Contains(src, ":") && !strings.HasPrefix(src, "/") && !strings.HasPrefix(src, "#") && !strings.HasPrefix(src, "?") {
		src = "http://" + src
	}
	return src
}

func (s *Shop) fetchImage(src string) *fetched {
	remote := func(reason string) *fetched {
		return &fetched{err: "Error getting remote image " + src + ". Error: " + reason}
	}
	u, err := url.Parse(src)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") || strings.ContainsAny(u.Host, "% ") || unknownHost(u.Hostname()) {
		return remote("A valid URL was not provided.")
	}
	for _, part := range s.settings().FailImages {
		if part != "" && strings.Contains(src, part) {
			return remote("Not Found")
		}
	}
	f := &fetched{name: fileName(src), width: pretendWidth}
	if isLoopback(u.Hostname()) {
		data, err := s.download(src)
		if err != nil {
			return remote(err.Error())
		}
		f.data = data
		if cfg, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
			f.width = cfg.Width
		}
	}
	if !slices.Contains(imageExtensions, strings.ToLower(path.Ext(f.name))) || f.data != nil && !isPicture(f.data) {
		return &fetched{err: "Invalid image: " + notAllowed, bad: true}
	}
	return f
}

// unknownHost tells names that are reserved to exist nowhere; a real shop cannot resolve them either. Names below
// ".example" are taken for the shops of examples, and exist.
func unknownHost(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if !strings.Contains(host, ".") && !isLoopback(host) && net.ParseIP(host) == nil {
		return true
	}
	for _, reserved := range []string{"example.com", "example.net", "example.org", "invalid"} {
		if host == reserved || strings.HasSuffix(host, "."+reserved) {
			return true
		}
	}
	return false
}

// fileName is the last part of an address, without its query.
func fileName(src string) string {
	src, _, _ = strings.Cut(src, "?")
	src, _, _ = strings.Cut(src, "#")
	return baseName(src)
}

func baseName(file string) string { return file[strings.LastIndexByte(file, '/')+1:] }

// download asks a loopback address; its redirects must stay on loopback.
func (s *Shop) download(src string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(s.closing, imageTimeout)
	defer cancel()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if len(via) > 5 || !isLoopback(r.URL.Hostname()) {
			return fmt.Errorf("a redirect leads away from this machine")
		}
		return nil
	}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, src, nil)
	if err != nil {
		return nil, err
	}
	resp, err := client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("cURL error 7: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s", http.StatusText(resp.StatusCode))
	}
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxImage+1))
	if err != nil {
		return nil, err
	}
	if len(data) > maxImage {
		return nil, fmt.Errorf("the picture is larger than %d bytes", maxImage)
	}
	return data, nil
}

// attach puts a picture into the media library. The shop's lock must be held.
func (c *call) attach(f *fetched) *attachment {
	s := c.shop.store
	folder := c.shop.clock().In(c.shop.settings().Location).Format("2006/01/")
	ext := path.Ext(f.name)
	base := strings.TrimSuffix(f.name, ext)
	name := f.name
	for n := 1; s.uploads[folder+name] > 0; n++ {
		name = base + "-" + strconv.Itoa(n) + ext
	}
	a := &attachment{id: s.newPostID(), file: folder + name, title: name, created: c.now(), modified: c.now(), width: f.width, data: f.data,
		slug: slugify(strings.TrimSuffix(name, ext))}
	s.images[a.id] = a
	s.uploads[a.file] = a.id
	c.attached = append(c.attached, a.id)
	return a
}

// forgetImages removes what a create that failed has already put into the library.
func (c *call) forgetImages() {
	s := c.shop.store
	for _, id := range c.attached {
		if a := s.images[id]; a != nil {
			delete(s.uploads, a.file)
			delete(s.images, id)
		}
	}
	c.attached = nil
}

// image resolves one element of images: {id} or {src}, with a name and an alternative text.
func (c *call) image(x any, uploadError, idError string) (*attachment, *apiError) {
	s := c.shop.store
	m, _ := x.(map[string]any)
	id := absInt(m["id"])
	var a *attachment
	if id == 0 && m["src"] != nil {
		f := c.images[imageURL(phpString(m["src"]))]
		if f == nil {
			return nil, fail(400, uploadError, "Error getting remote image.")
		}
		if f.err != "" {
			return nil, fail(400, uploadError, f.err)
		}
		a = c.attach(f)
	} else if a = s.images[id]; a == nil {
		return nil, failf(400, idError, "#%d is an invalid image ID.", id)
	}
	if alt := phpString(m["alt"]); !isEmpty(alt) {
		a.alt = sanitizeText(alt)
	}
	if name := phpString(m["name"]); !isEmpty(name) {
		a.title = kses(name, postTags)
		a.modified = c.now()
	}
	return a, nil
}

// applyImages replaces a product's pictures. A picture that fails fails the product.
func (c *call) applyImages(p *product, v any) error {
	var ids []int
	for _, x := range elements(v) {
		if isEmpty(x) {
			continue
		}
		a, err := c.image(x, "woocommerce_product_image_upload_error", "woocommerce_product_invalid_image_id")
		if err != nil {
			return err
		}
		ids = append(ids, a.id)
	}
	if len(ids) > 0 || len(p.d().images) > 0 {
		p.edit().images = ids
	}
	return nil
}

func (c *call) applyVariationImage(v *product, x any) error {
	m, ok := x.(map[string]any)
	if !ok || (absInt(m["id"]) == 0 && m["src"] == nil) {
		v.edit().images = nil
		return nil
	}
	a, err := c.image(x, "woocommerce_variation_image_upload_error", "woocommerce_variation_invalid_image_id")
	if err != nil {
		return err
	}
	v.edit().images = []int{a.id}
	return nil
}

func (c *call) imageObjects(ids []int) []object {
	out := []object{}
	for _, id := range ids {
		if a := c.shop.store.images[id]; a != nil {
			o := c.imageObject(a)
			w := strconv.Itoa(a.width)
			o.add("srcset", "")
			o.add("sizes", "(max-width: "+w+"px) 100vw, "+w+"px")
			o.add("thumbnail", c.uploadURL(a))
			out = append(out, o)
		}
	}
	return out
}

func (c *call) uploadURL(a *attachment) string { return c.home + "/wp-content/uploads/" + a.file }

// imageObject shows a picture. Its local dates are off by the zone twice, as on the recorded shop.
func (c *call) imageObject(a *attachment) object {
	_, offset := time.Unix(a.created, 0).In(c.shop.settings().Location).Zone()
	return object{{"id", a.id}, {"date_created", c.localDate(a.created + int64(offset))}, {"date_created_gmt", gmtDate(a.created)},
		{"date_modified", c.localDate(a.modified + int64(offset))}, {"date_modified_gmt", gmtDate(a.modified)},
		{"src", c.uploadURL(a)}, {"name", a.title}, {"alt", a.alt}}
}

// variationImages is the variation's own picture, or its parent's where it is read.
func (s *store) variationImages(v *product, edit bool) []int {
	if own := v.d().images; len(own) > 0 || edit {
		return own
	}
	if p := s.posts[v.parent]; p != nil && len(p.d().images) > 0 {
		return p.d().images[:1:1]
	}
	return nil
}

func (c *call) variationImage(v *product) any {
	ids := c.shop.store.variationImages(v, c.context == "edit")
	if len(ids) == 0 {
		return nil
	}
	if a := c.shop.store.images[ids[0]]; a != nil {
		return c.imageObject(a)
	}
	return nil
}

// serveUpload hands out a picture of the library; one that was only taken as downloaded is a grey square.
func (s *Shop) serveUpload(w http.ResponseWriter, file string) {
	s.mu.RLock()
	a := s.store.images[s.store.uploads[file]]
	s.mu.RUnlock()
	if a == nil {
		http.Error(w, "Not Found", http.StatusNotFound)
		return
	}
	data := a.data
	if data == nil {
		var b bytes.Buffer
		if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16))); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		data = b.Bytes()
	}
	w.Header().Set("Content-Type", http.DetectContentType(data))
	_, _ = w.Write(data) // an error means that the client left
}
