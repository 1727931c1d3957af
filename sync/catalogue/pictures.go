package catalogue

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"woosync/store"
)

// pictureKinds are the files that a webshop takes as images.
var pictureKinds = strings.Fields(".jpg .jpeg .png .gif .webp .avif .bmp .tif .tiff")

// setImages takes addresses that a webshop can fetch, and files on this computer that can be uploaded to it.
func (b *builder) setImages(t *target, list []string) {
	var left []string
	var why string
	for _, s := range list {
		image, wrong := b.picture(s)
		if wrong != "" {
			if left = append(left, s); why == "" {
				why = wrong
			}
			continue
		}
		if b.fields.Images == nil {
			b.fields.Images = make([]store.Image, 0, len(list))
		}
		b.fields.Images = append(b.fields.Images, image)
	}
	if left != nil {
		b.leave(t.column, strings.Join(left, ", "), "image", why)
	}
}

// picture reads one image: an address, or a path, which may be relative to the folder of the file.
func (b *builder) picture(s string) (image store.Image, wrong string) {
	if src, ok := address(s); ok {
		return store.Image{Src: src}, ""
	}
	path, file := localPath(s)
	if !file || b.folder == nil {
		return image, fmt.Sprintf("%s is no address of an image that a webshop could fetch (https://…); it is kept but not sent", show(s))
	}
	path, top, info, err := b.folder.find(path)
	if err == errOutside {
		return image, fmt.Sprintf("%s is not below the folder %s, and only image files there are uploaded (--images FOLDER names another); it is kept but not sent", show(path), show(b.folder.path))
	}
	if err != nil || !info.Mode().IsRegular() {
		return image, fmt.Sprintf("there is no file %s, and a webshop could not fetch it (https://…) either; it is kept but not sent", show(path))
	}
	src := url.URL{Scheme: "file", Path: slashed(path), Fragment: slashed(top)} // whoever uploads it looks again whether it lies there
	return store.Image{Src: src.String(), Mark: strconv.FormatInt(info.Size(), 36) + "-" + strconv.FormatInt(info.ModTime().UnixNano(), 36)}, ""
}

// slashed is an absolute path as it stands in an address.
func slashed(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	return path
}

// folder is where image files may lie. A file comes from anybody, so what it names elsewhere on this computer is not uploaded, also
// not through a link.
type folder struct {
	path, real string
	root       *os.Root
}

var errOutside = errors.New("outside of the folder")

// openFolder opens a folder for finding image files; nil where there is none.
func openFolder(path string) *folder {
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil
	}
	f := &folder{path: path, real: path, root: root}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		f.real = real
	}
	return f
}

// find makes a path, which may be relative to the folder, absolute and looks at the file; top is the folder as that path names it. It
// fails with errOutside for one elsewhere.
func (f *folder) find(path string) (abs, top string, info os.FileInfo, err error) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(f.path, path)
	}
	for _, top := range []string{f.path, f.real} {
		name, err := filepath.Rel(top, path)
		if err != nil || !filepath.IsLocal(name) {
			continue
		}
		info, err := f.root.Stat(name)
		if err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, fs.ErrPermission) {
			err = errOutside // a link that leads out
		}
		return path, top, info, err
	}
	return path, "", nil, errOutside
}

func (f *folder) close() error {
	if f == nil {
		return nil
	}
	return f.root.Close()
}

// localPath tells a file of this computer from everything else by its ending.
func localPath(s string) (path string, ok bool) {
	if u, err := url.Parse(s); err == nil && strings.EqualFold(u.Scheme, "file") {
		s = u.Path
		if u.Host != "" && u.Host != "localhost" {
			s = "//" + u.Host + s
		}
	} else if strings.Contains(s, "://") {
		return "", false
	}
	if filepath.Separator == '/' && !strings.Contains(s, "/") {
		s = strings.ReplaceAll(s, `\`, "/") // pictures\a.jpg, as an ERP on Windows writes it
	}
	return filepath.FromSlash(s), slices.Contains(pictureKinds, strings.ToLower(filepath.Ext(s)))
}

// completeImages gives the images their texts. One image takes the whole text, several a list.
func (b *builder) completeImages() {
	list := b.fields.Images
	switch {
	case b.alts == "":
		return
	case len(list) == 1:
		list[0].Alt = strings.ReplaceAll(b.alts, `\,`, ",")
		return
	}
	texts, wrong := values(b.alts)
	t, _ := b.columns.find(imageAlt)
	if wrong != "" {
		b.fail(t.column, wrong)
		return
	}
	if len(texts) != len(list) {
		b.leave(t.column, b.alts, "alt", fmt.Sprintf(`there are %d texts for %d images; write one for each, with \, for a comma within a text; they are kept but not sent`, len(texts), len(list)))
		return
	}
	for i := range list {
		list[i].Alt = texts[i]
	}
}
