//go:build linux

package main

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"net"
	"net/http"
	"slices"
	"strings"
	gosync "sync"
)

// door stands before the practice shop and sees each request come and go. It serves the pictures, too.
type door struct {
	shop    http.Handler
	picture []byte

	mu     gosync.Mutex
	knocks []*knock
}

// knock is something to be done at a request.
type knock struct {
	on    string // what the path of requests ends with; only those that write count
	left  int    // requests that pass before
	after bool   // when the shop has done the work, not before
	mute  bool   // and then never answers
	do    func(request string)
}

func newDoor(shop http.Handler) (*door, error) {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		return nil, err
	}
	return &door{shop: shop, picture: b.Bytes()}, nil
}

// open serves on a free port of this machine until close is called.
func (d *door) open() (url string, close func() error, err error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, fmt.Errorf("listen for the shop: %w", err)
	}
	server := &http.Server{Handler: d}
	go func() { _ = server.Serve(l) }() // it ends by close
	return "http://" + l.Addr().String(), server.Close, nil
}

// at makes something happen once at a later request.
func (d *door) at(k knock) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.knocks = append(d.knocks, &k)
}

// quiet forgets what has not happened.
func (d *door) quiet() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.knocks = nil
}

// due takes out the knocks whose time has come.
func (d *door) due(r *http.Request) (before, after []*knock) {
	d.mu.Lock()
	defer d.mu.Unlock()
	kept := d.knocks[:0]
	for _, k := range d.knocks {
		switch {
		case r.Method == http.MethodGet || !strings.HasSuffix(r.URL.Path, k.on):
			kept = append(kept, k)
		case k.left > 0:
			k.left--
			kept = append(kept, k)
		case k.after:
			after = append(after, k)
		default:
			before = append(before, k)
		}
	}
	d.knocks = kept
	return before, after
}

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/pictures/") {
		w.Header().Set("Content-Type", "image/png")
		_, _ = w.Write(d.picture)
		return
	}
	before, after := d.due(r)
	request := r.Method + " " + strings.TrimPrefix(r.URL.Path, "/wp-json/wc/v3")
	for _, k := range before {
		k.do("before " + request)
	}
	defer func() { // even where the shop hangs up
		for _, k := range after {
			k.do("after " + request)
			if k.mute {
				panic(http.ErrAbortHandler)
			}
		}
	}()
	if slices.ContainsFunc(after, func(k *knock) bool { return k.mute }) {
		w = deaf{w}
	}
	d.shop.ServeHTTP(w, r)
}

// deaf takes an answer and gives none.
type deaf struct{ http.ResponseWriter }

func (deaf) Write(b []byte) (int, error) { return len(b), nil }
func (deaf) WriteHeader(int)             {}
