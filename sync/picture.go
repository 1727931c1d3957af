package sync

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
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

// openPicture opens an image file and finds out what is in it. Its errors are for people.
func openPicture(src string) (*picture, error) {
	name, ok := filePath(src)
	if !ok {
		return nil, errors.New("the address of the file is not readable")
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, errors.New("the file is not there")
	case err != nil:
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a file")
	case info.Size() > largestFile:
		return nil, fmt.Errorf("the file has %d MB, and %d MB is the most that is uploaded", info.Size()>>20, largestFile>>20)
	case info.Size() == 0:
		return nil, errors.New("the file is empty")
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("the file cannot be read: %w", err)
	}
	p := &picture{File: f}
	if err := p.look(name); err != nil {
		f.Close()
		return nil, err
	}
	return p, nil
}

// look reads the file once, without keeping it.
func (p *picture) look(name string) error {
	var head [512]byte
	n, err := io.ReadFull(p.File, head[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("the file cannot be read: %w", err)
	}
	if p.kind, p.ending = pictureKind(head[:n]); p.kind == "" {
		return errors.New("the file is no image that a webshop takes (JPEG, PNG, GIF, WebP, AVIF, BMP or TIFF)")
	}
	sum := sha256.New()
	sum.Write(head[:n])
	rest, err := io.Copy(sum, io.LimitReader(p.File, largestFile))
	if err != nil {
		return fmt.Errorf("the file cannot be read: %w", err)
	}
	p.size = int64(n) + rest
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
