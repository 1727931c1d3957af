package sync

import (
	"context"
	"fmt"

	"woosync/woo"
)

// A webshop fetches an image from its address and gives it a number. Each time that an address is sent it fetches it again, as
// another image; so an address is sent once, and everywhere else the number that came of it.

// images are what the job would have the webshop show.
func (j *job) images() []payload {
	if one, ok := j.out["image"].(payload); ok {
		return []payload{one}
	}
	list, _ := j.out["images"].([]payload)
	return list
}

// loadMedia reads which images the webshop has fetched already.
func (m *terms) loadMedia(ctx context.Context) (err error) {
	if m.media == nil {
		if m.media, err = m.st.RemoteIDs(ctx, m.webshop, string(kindMedia)); err != nil {
			return fmt.Errorf("reading what is known of the webshop's images: %w", err)
		}
		if m.media == nil {
			m.media = map[string]int64{}
		}
	}
	return nil
}

// learnImages remembers which number the webshop gave to the images of a job.
func (m *terms) learnImages(j *job, p woo.Product, fresh map[string]int64) {
	list := j.images()
	if j.plain || len(list) == 0 || len(list) != len(p.Images) || m.media == nil {
		return
	}
	for i, image := range list {
		if key := imageKey(image); key != "" && m.media[key] != p.Images[i].ID && p.Images[i].ID != 0 {
			m.media[key] = p.Images[i].ID
			fresh[key] = p.Images[i].ID
		}
	}
}

// saveImages stores what was learned of images.
func (m *terms) saveImages(ctx context.Context, fresh map[string]int64) error {
	if len(fresh) == 0 {
		return nil
	}
	if err := m.st.SetRemoteIDs(ctx, m.token, m.webshop, string(kindMedia), fresh); err != nil {
		return fmt.Errorf("storing the webshop's images: %w", err)
	}
	return nil
}

// weighImages counts the images of jobs that the webshop has to fetch.
func (m *terms) weighImages(ctx context.Context, jobs []*job) error {
	for _, j := range jobs {
		j.fetches = 0
		for _, image := range j.images() {
			if err := m.loadMedia(ctx); err != nil {
				return err
			}
			if m.media[imageKey(image)] == 0 {
				j.fetches++
			}
		}
	}
	return nil
}

// forgetImages makes the webshop fetch the images of a job again; it tells whether any was known.
func (m *terms) forgetImages(j *job) (known bool) {
	for _, image := range j.images() {
		if key := imageKey(image); m.media[key] != 0 {
			delete(m.media, key)
			j.fetches++
			known = true
		}
	}
	return known
}

// holdBack keeps out of a batch the jobs with an image that another one, before them or under way, has the webshop fetch just now.
// They go on when that one has landed and the image has its number.
func (r *run) holdBack(jobs []*job) (now []*job) {
	now = jobs[:0:0]
	for _, j := range jobs {
		fresh := r.freshImages(j)
		busy := false
		for _, src := range fresh {
			busy = busy || r.fetching[src] != nil
		}
		if busy {
			r.held = append(r.held, j)
			continue
		}
		for _, src := range fresh {
			r.fetching[src] = j
		}
		now = append(now, j)
	}
	return now
}

// freshImages are the addresses that the webshop has to fetch for a job.
func (r *run) freshImages(j *job) (list []string) {
	if j.fetches == 0 || j.plain || j.follow != nil {
		return nil
	}
	for _, image := range j.images() {
		if src := imageKey(image); r.shop.terms.media[src] == 0 {
			list = append(list, src)
		}
	}
	return list
}

// fetched lets go on what was held back, once a batch has landed.
func (r *run) fetched(jobs []*job) {
	for _, j := range jobs {
		for _, image := range j.images() {
			if src := imageKey(image); r.fetching[src] == j {
				delete(r.fetching, src)
			}
		}
	}
	for _, j := range r.held {
		r.queue.add(j)
	}
	r.held = nil
}
