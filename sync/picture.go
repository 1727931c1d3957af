package sync

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strings"

	"woosync/store"
)

// picture is an image file that was looked at.
type picture struct {
	*os.File
	size               int64
	hash               string // of the content, SHA-256 in hexadecimal
	slug, ending, kind string // name in the library, ".jpg", "image/jpeg"
}

// openPicture opens an image file and finds out what is in it. Between the import and now a link may have taken its place, or that of a
// folder on the way: what it leads to outside of the folder that the import named is not opened. Its errors are for people.
func openPicture(src string) (*picture, error) {
	name, folder := filePath(src)
	switch {
	case name == "":
		return nil, errors.New("the address of the file is not readable")
	case folder == "":
		return nil, errors.New("it is not known in which folder image files may lie; import the catalogue again")
	}
	f, err := openBelow(folder, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("the file is not there")
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	case err == errNoFile:
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("since the import something leads from there out of the folder %s, and nothing is uploaded from elsewhere (%w)", folder, err)
	}
	p := &picture{File: f}
	if err := p.look(name); err != nil {
		f.Close()
		return nil, err
	}
	return p, nil
}

var errNoFile = errors.New("it is not a file")

// openBelow opens a file below a folder, also through links that do not leave it. What is no file is not opened: a pipe would never answer.
func openBelow(folder, name string) (*os.File, error) {
	inside, err := filepath.Rel(folder, name)
	if err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	info, err := root.Stat(inside)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	return root.Open(inside)
}

// look reads the file once, without keeping it. What counts is the file that was opened: since then another one may be in its place, and
// it may grow while it is read.
func (p *picture) look(name string) error {
	info, err := p.Stat()
	switch {
	case err != nil:
		return fmt.Errorf("the file cannot be read: %w", err)
	case !info.Mode().IsRegular():
		return errNoFile
	case info.Size() > largestFile:
		return fmt.Errorf("the file has %d MB, and %d MB is the most that is uploaded", info.Size()>>20, largestFile>>20)
	case info.Size() == 0:
		return errors.New("the file is empty")
	}
	content := io.LimitReader(p.File, largestFile+1)
	var head [512]byte
	n, err := io.ReadFull(content, head[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the file cannot be read: %w", err)
	}
	if p.kind, p.ending = pictureKind(head[:n]); p.kind == "" {
		return errors.New("the file is no image that a webshop takes (JPEG, PNG, GIF, WebP, AVIF, BMP or TIFF)")
	}
	sum := sha256.New()
	sum.Write(head[:n])
	rest, err := io.Copy(sum, content)
	if err != nil {
		return fmt.Errorf("the file cannot be read: %w", err)
	}
	if p.size = int64(n) + rest; p.size > largestFile {
		return fmt.Errorf("the file grows beyond %d MB, and that is the most that is uploaded", largestFile>>20)
	}
	p.hash = hex.EncodeToString(sum.Sum(nil))
	p.slug = slugOf(name) + "-" + p.hash[:12]
	return nil
}

// read gives the content, as it was when it was looked at.
func (p *picture) read() ([]byte, error) {
	data := make([]byte, p.size)
	if _, err := p.ReadAt(data, 0); err != nil {
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	}
	if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != p.hash {
		return nil, errors.New("the file was changed while it was uploaded")
	}
	return data, nil
}

// pictureKind tells by its first bytes what an image is. WordPress wants the ending of a name to agree with it.
func pictureKind(head []byte) (kind, ending string) {
	if len(head) > 12 && string(head[4:12]) == "ftypavif" {
		return "image/avif", ".avif"
	}
	if len(head) > 4 && (string(head[:4]) == "II*\x00" || string(head[:4]) == "MM\x00*") {
		return "image/tiff", ".tif"
	}
	kind = http.DetectContentType(head)
	ending = map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/gif": ".gif", "image/webp": ".webp", "image/bmp": ".bmp"}[kind]
	if ending == "" {
		return "", ""
	}
	return kind, ending
}

// slugOf makes of a file's name what WordPress leaves as it is: small letters, digits and hyphens.
func slugOf(name string) string {
	name = path.Base(filepath.ToSlash(name))
	name = store.Fold(strings.TrimSuffix(name, path.Ext(name)))
	var b strings.Builder
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= 60 {
			break
		}
	}
	if s := strings.Trim(b.String(), "-"); s != "" {
		return s
	}
	return "image"
}
