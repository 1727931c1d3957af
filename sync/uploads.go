package sync

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	gosync "sync"

	"woosync/woo"
)

// Image files of this computer are uploaded to WordPress's media library, each content once: the name of the file carries the
// beginning of its hash, so that one whose answer was lost, or that an earlier store has uploaded, is found by that name.

const (
	uploadRow   = 8        // jobs whose files one connection uploads before they are recorded
	largestFile = 25 << 20 // bytes
	hashPrefix  = "sha256:"
)

// upload is what became of one file.
type upload struct {
	id    int64
	hash  string
	why   string // of one that the webshop does not have
	cause error  // of that, where it is the webshop's
}

// uploads is what the senders of a shop share: contents that were uploaded just now, and those that one of them uploads.
type uploads struct {
	find   func(ctx context.Context, hash string) (int64, error) // what was uploaded earlier; 0: nothing
	mu     gosync.Mutex
	ids    map[string]int64         // by hash, of uploads that are not stored yet
	busy   map[string]chan struct{} // closes when the one who uploads it is done
	closed string                   // why nothing can be uploaded at all
}

func (m *terms) newUploads() *uploads {
	dead := maps.Clone(m.deadImages) // senders look while the conductor learns of more
	return &uploads{ids: map[string]int64{}, busy: map[string]chan struct{}{}, find: func(ctx context.Context, hash string) (int64, error) {
		name := hashPrefix + hash
		known, err := m.st.RemoteIDsOf(ctx, m.webshop, string(kindMedia), []string{name})
		if err != nil || dead[known[name]] {
			return 0, err
		}
		return known[name], nil
	}}
}

// claim gives the number of a content, or leaves it to the caller to upload it and to call release.
func (u *uploads) claim(ctx context.Context, hash string) (id int64, err error) {
	for {
		u.mu.Lock()
		id, busy := u.ids[hash], u.busy[hash]
		if id == 0 && busy == nil {
			u.busy[hash] = make(chan struct{})
		}
		u.mu.Unlock()
		switch {
		case id != 0:
			return id, nil
		case busy == nil:
			if id, err = u.find(ctx, hash); id != 0 || err != nil {
				u.release(hash, id)
			}
			return id, err
		}
		select {
		case <-busy:
		case <-ctx.Done():
			return 0, context.Cause(ctx)
		}
	}
}

// stored tells that contents are in the store now.
func (u *uploads) stored(list map[string]upload) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for _, x := range list {
		delete(u.ids, x.hash)
	}
}

func (u *uploads) release(hash string, id int64) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if id != 0 {
		u.ids[hash] = id
	}
	close(u.busy[hash])
	delete(u.busy, hash)
}

// isFile tells a file of this computer from an image that the webshop fetches itself.
func isFile(image payload) bool {
	src, _ := image["src"].(string)
	return len(src) >= len("file:") && strings.EqualFold(src[:len("file:")], "file:")
}

// shownSource is an address as people read it: of a file its path.
func shownSource(src string) string {
	if file, _ := filePath(src); file != "" {
		return file
	}
	return src
}

// filePath is the path of a file: address, and the folder below which the import found it. Either is empty where there is none.
func filePath(src string) (file, folder string) {
	u, err := url.Parse(src)
	if err != nil || u.Scheme != "file" {
		return "", ""
	}
	if runtime.GOOS == "windows" {
		return filepath.FromSlash(strings.TrimPrefix(u.Path, "/")), filepath.FromSlash(strings.TrimPrefix(u.Fragment, "/"))
	}
	return u.Path, u.Fragment
}

// toUpload are the files of a job that the webshop does not have yet.
func (j *job) toUpload() (list []payload) {
	for _, image := range j.taken() {
		if isFile(image) && j.media[imageKey(image)] == 0 {
			list = append(list, image)
		}
	}
	return list
}

// launchUploads sends the files of some jobs on their way. A job whose files are all there, or are uploaded by another one, is passed on.
func (r *run) launchUploads(jobs []*job) error {
	if r.shop.uploads == nil {
		r.shop.uploads = r.shop.terms.newUploads()
	}
	if err := r.shop.terms.weighImages(r.hard, jobs); err != nil {
		return err
	}
	b := batch{lane: lane{verb: verbUpload}}
	var files []payload
	for _, j := range jobs {
		todo := j.toUpload()
		var keys []string
		for _, image := range todo {
			keys = append(keys, imageKey(image))
		}
		switch {
		case len(todo) == 0:
			r.uploaded(j)
		case !r.reserve(j, keys):
			r.held = append(r.held, j)
		default:
			b.jobs, files = append(b.jobs, j), append(files, todo...)
		}
	}
	if len(b.jobs) == 0 {
		return nil
	}
	r.flying++
	shared := r.shop.uploads
	go func() { r.landed <- r.sendUploads(b, files, shared) }()
	return nil
}

// landUploads notes what the webshop has now, and lets the jobs go on: with the files that it took, without the others.
func (r *run) landUploads(o outcome) error {
	fresh := map[string]int64{}
	for key, u := range o.uploads {
		if u.id == 0 {
			continue
		}
		src, _, _ := strings.Cut(key, " ")
		for _, name := range []string{key, src, hashPrefix + u.hash} {
			fresh[name] = u.id
		}
	}
	if err := r.shop.terms.saveImages(r.hard, fresh); err != nil {
		return r.gone(err)
	}
	if r.shop.uploads != nil {
		r.shop.uploads.stored(o.uploads)
	}
	if err := r.shop.terms.weighImages(r.hard, o.batch.jobs); err != nil {
		return err
	}
	r.fetched(o.batch.jobs)
	for _, j := range o.batch.jobs {
		if o.err != nil || r.soft.Err() != nil {
			delete(r.open, j.Product.ID)
			continue
		}
		for _, image := range j.toUpload() {
			key := imageKey(image)
			why := o.uploads[key].why
			if why == "" {
				why = "It was not uploaded."
			}
			if cause := o.uploads[key].cause; cause != nil {
				j.cause = cause
			}
			j.refuse(key, why)
		}
		r.uploaded(j)
	}
	return o.err
}

// uploaded lets a job go on whose files have all become numbers, or are left out.
func (r *run) uploaded(j *job) {
	if j.then == verbOpen {
		r.ready(j)
		return
	}
	j.verb = j.then
	r.queue.again(j)
}

// sendUploads uploads files one after the other.
func (r *run) sendUploads(b batch, files []payload, shared *uploads) (o outcome) {
	o.batch, o.uploads = b, map[string]upload{}
	defer func() {
		if p := recover(); p != nil {
			r.s.log.Error("a fault of the program", "operation", r.op.ID, "fault", p, "stack", string(debug.Stack()))
			o.err = &giveUpError{fmt.Errorf("a fault of the program: %v", p)}
		}
	}()
	for _, image := range files {
		if r.soft.Err() != nil {
			return o
		}
		u, err := r.uploadFile(image, shared)
		if err != nil {
			o.err = r.worse(err)
			return o
		}
		o.uploads[imageKey(image)] = u
	}
	return o
}

// uploadFile makes sure that the webshop has a file. An error is one that ends the operation.
func (r *run) uploadFile(image payload, shared *uploads) (u upload, err error) {
	src, _ := image["src"].(string)
	file, err := openPicture(src)
	if err != nil {
		return upload{why: capital(err.Error()) + "."}, nil
	}
	defer file.Close()
	u.hash = file.hash
	if u.id, err = shared.claim(r.soft, file.hash); err != nil || u.id != 0 {
		return u, err
	}
	defer func() { shared.release(file.hash, u.id) }()
	if u.why = shared.why(); u.why != "" {
		return u, nil
	}
	u.id, err = r.putInLibrary(file)
	if giveUp, ends := errors.AsType[*giveUpError](err); ends || r.soft.Err() != nil {
		if ends {
			return u, giveUp
		}
		return u, context.Cause(r.soft)
	}
	if err != nil {
		u.why, u.cause = sentence(err), err
		shared.close(err, u.why)
	}
	return u, nil
}

func (u *uploads) why() string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.closed
}

// close keeps further files from being sent to a library that does not take ours.
func (u *uploads) close(err error, why string) {
	switch woo.KindOf(err) {
	case woo.KindLoginMissing, woo.KindLoginWrong, woo.KindForbidden, woo.KindRESTUnreachable, woo.KindHTTPNeedsHTTPS, woo.KindSitePassword, woo.KindFirewall:
		u.mu.Lock()
		defer u.mu.Unlock()
		u.closed = why
	}
}

// uploadTries is how often a file is sent whose upload fails in a way that may pass.
const uploadTries = 3

// putInLibrary looks for a content in the media library and uploads it where it is not there.
func (r *run) putInLibrary(file *picture) (id int64, err error) {
	for try := 0; try < uploadTries; try++ {
		var there []woo.Media
		lookErr := r.askLibrary(func(ctx context.Context) (err error) {
			there, err = r.shop.client.MediaBySlug(ctx, []string{file.slug})
			return err
		})
		if lookErr != nil {
			return 0, lookErr
		}
		if len(there) > 0 {
			return there[0].ID, nil
		}
		data, readErr := file.read()
		if readErr != nil {
			return 0, readErr
		}
		var m woo.Media
		err = r.askLibrary(func(ctx context.Context) (err error) {
			m, err = r.shop.client.UploadMedia(ctx, woo.Upload{Name: file.slug + file.ending, Type: file.kind, Data: data})
			return err
		})
		if err == nil {
			return m.ID, nil
		}
		if !woo.Unknown(err) && !woo.Temporary(err) {
			return 0, err
		}
	}
	return 0, err
}

// askLibrary is call for the media library. What it refuses says nothing of the webshop as a whole, so the operation goes on.
func (r *run) askLibrary(do func(context.Context) error) error {
	var refused error
	err := r.call(func(ctx context.Context) error {
		refused = nil
		err := do(ctx)
		if cure := cureOf(err, true); err != nil && (cure == cureNone || cure == cureSplit || woo.KindOf(err) == woo.KindTooLarge || woo.KindOf(err) == woo.KindMemory) {
			refused = err
			return nil
		}
		return err
	})
	if err == nil {
		return refused
	}
	return err
}
