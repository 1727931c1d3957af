package demo

import (
	"bytes"
	"errors"
	"fmt"
	"hash/fnv"
	"image"
	"image/color"
	"image/png"
	"net"
	"net/http"
	"time"
)

// pictures serves a picture for every product, since practice shops download from this machine only.
type pictures struct {
	url    string
	server *http.Server
}

func servePictures() (*pictures, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serve the demo's pictures: %w", err)
	}
	p := &pictures{url: "http://" + l.Addr().String() + "/", server: &http.Server{Handler: http.HandlerFunc(servePicture), ReadHeaderTimeout: time.Minute}}
	go func() {
		_ = p.server.Serve(l) // ends with close; any other end shows as pictures that cannot be fetched
	}()
	return p, nil
}

func (p *pictures) close() error {
	if err := p.server.Close(); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("close the demo's pictures: %w", err)
	}
	return nil
}

// servePicture paints a square whose colour follows from the file's name.
func servePicture(w http.ResponseWriter, r *http.Request) {
	h := fnv.New32a()
	h.Write([]byte(r.URL.Path))
	n := h.Sum32()
	colour := color.RGBA{uint8(n), uint8(n >> 8), uint8(n >> 16), 255}
	img := image.NewPaletted(image.Rect(0, 0, 64, 64), color.Palette{colour})
	var file bytes.Buffer
	if err := png.Encode(&file, img); err != nil {
		http.Error(w, "no picture", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "image/png")
	_, _ = w.Write(file.Bytes()) // a client that left needs no picture
}
