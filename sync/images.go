package sync

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"woosync/woo"
)

// A webshop fetches an image from its address and gives it a number. Each time that an address is sent it fetches it again, as
// another image; so an address is sent once, and everywhere else the number that came of it. Files of this computer are uploaded
// first (see uploads.go) and have their numbers by then.
//
// One image that a webshop does not take makes it refuse the whole product. So the product is sent without what was new of its
// images, and these are tried one at a time once it is there.

// refusedImage is one that the webshop did not take.
type refusedImage struct{ key, why string }

// images are what the job would have the webshop show.
func (j *job) images() []payload { return imagesOf(j.out) }

func imagesOf(a payload) []payload {
	if one, ok := a["image"].(payload); ok {
		return []payload{one}
	}
	list, _ := a["images"].([]payload)
	return list
}

// imageKey identifies an image: its address, and for a file also which version of it.
func imageKey(image payload) string {
	src, _ := image["src"].(string)
	if mark, _ := image["mark"].(string); mark != "" {
		return src + " " + mark
	}
	return src
}

// taken are the images that the next request is to hold.
func (j *job) taken() (list []payload) {
	from := j.out
	if j.follow != nil {
		from = j.follow
	}
	if j.plain {
		return nil
	}
	for _, image := range imagesOf(from) {
		key := imageKey(image)
		if !slices.Contains(j.later, key) && !slices.ContainsFunc(j.refused, func(r refusedImage) bool { return r.key == key }) {
			list = append(list, image)
		}
	}
	return list
}

// learnImages remembers which number the webshop gave to the images of a job.
func (m *terms) learnImages(j *job, p woo.Product, fresh map[string]int64) {
	if len(j.shown) == 0 || len(j.shown) != len(p.Images) {
		return
	}
	for i, image := range j.shown {
		if key := imageKey(image); key != "" && j.media[key] != p.Images[i].ID && p.Images[i].ID != 0 {
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

// weighImages reads which images of jobs the webshop has already, and counts those that it has to fetch. It is asked anew before each
// request: what is known of millions of images is not kept in memory.
func (m *terms) weighImages(ctx context.Context, jobs []*job) error {
	var keys []string
	for _, j := range jobs {
		for _, image := range j.images() {
			keys = append(keys, imageKey(image))
		}
	}
	if len(keys) == 0 {
		return nil
	}
	known, err := m.st.RemoteIDsOf(ctx, m.webshop, string(kindMedia), keys)
	if err != nil {
		return fmt.Errorf("reading what is known of the webshop's images: %w", err)
	}
	for _, j := range jobs {
		j.media = map[string]int64{}
		for _, image := range j.images() {
			if id := known[imageKey(image)]; !m.deadImages[id] {
				j.media[imageKey(image)] = id
			}
		}
		j.fetches = len(j.toFetch())
	}
	return nil
}

// toFetch are the images of the next request that the webshop has to fetch, by key.
func (j *job) toFetch() (list []string) {
	for _, image := range j.taken() {
		if key := imageKey(image); j.media[key] == 0 && !isFile(image) {
			list = append(list, key)
		}
	}
	return list
}

// forgetImages gives up the numbers of a job's images, which the webshop no longer knows.
func (m *terms) forgetImages(j *job) {
	for key, id := range j.media {
		if id != 0 {
			m.deadImages[id] = true // a file is also known by its content: it is the number that counts
			delete(j.media, key)
		}
	}
}

// Codes of WooCommerce for an image that was deleted from its media library.
const (
	invalidImageID          = "woocommerce_product_invalid_image_id"
	invalidVariationImageID = "woocommerce_variation_invalid_image_id"
)

// imageRefused decides how a job goes on that was refused for its images.
func (r *run) imageRefused(j *job, e *woo.Error) {
	if gone := e.Code == invalidImageID || e.Code == invalidVariationImageID; gone && !j.renewed {
		j.renewed = true
		r.shop.terms.forgetImages(j)
		r.shop.uploads = nil // what it knows by content is read again
		return
	}
	j.cause = e
	switch fresh := j.toFetch(); len(fresh) {
	case 0:
		j.plain = true
		j.trouble = "In the webshop, but without what is new of its images. " + sentence(e)
	case 1:
		j.refuse(fresh[0], sentence(e))
		if j.follow != nil && len(j.later) > 0 {
			j.later = j.later[1:] // the next one is tried
		}
	default:
		j.later = fresh
	}
}

// refuse leaves an image out of all that follows, and says so in the result.
func (j *job) refuse(key, why string) {
	j.refused = append(j.refused, refusedImage{key, why})
	var all []string
	for _, x := range j.refused {
		src, _, _ := strings.Cut(x.key, " ")
		all = append(all, shownSource(src)+": "+x.why)
	}
	if len(all) == 1 {
		j.trouble = "In the webshop, but without the image " + all[0]
		return
	}
	j.trouble = fmt.Sprintf("In the webshop, but without %d of its %d images. %s", len(all), len(j.images()), strings.Join(all, " "))
}

// tryNextImage sends one more of the images that were kept back, now that the webshop has all else.
func (j *job) tryNextImage() fate {
	if len(j.later) == 0 {
		return fateDone
	}
	j.later, j.settledAs = j.later[1:], j.hash()
	j.follow, j.trying = payload{"images": j.out["images"]}, true
	return fateAgain
}

// images puts the images of a job into its fields. Where none is left, the webshop keeps what it has.
func (v *resolver) images(j *job, name string, value any) {
	all, _ := value.([]payload)
	one, single := value.(payload)
	if single {
		all = []payload{one}
	}
	j.shown = nil
	var list []woo.Fields
	for _, image := range j.taken() {
		f, known := j.image(image)
		if isFile(image) && !known {
			continue // it could not be uploaded
		}
		j.shown, list = append(j.shown, image), append(list, f)
	}
	switch {
	case len(all) == 0:
		j.fields[name] = value
	case len(list) == 0:
		j.keepPrevious(name)
	case single:
		j.fields[name] = list[0]
	default:
		j.fields[name] = list
		if len(list) < len(all) || j.partial {
			j.amend(name, j.shown)
		}
	}
}

// image names one by its number where it is known.
func (j *job) image(image payload) (f woo.Fields, known bool) {
	f = woo.Fields{}
	for name, value := range image {
		f[name] = value
	}
	delete(f, "mark")
	id := j.media[imageKey(image)]
	if id != 0 {
		delete(f, "src")
		f["id"] = id
	}
	return f, id != 0
}

// holdBack keeps out of a batch the jobs with an image that another one, before them or under way, has the webshop fetch just now.
// They go on when that one has landed and the image has its number.
func (r *run) holdBack(jobs []*job) (now []*job) {
	now = jobs[:0:0]
	for _, j := range jobs {
		if r.reserve(j, r.freshImages(j)) {
			now = append(now, j)
		} else {
			r.held = append(r.held, j)
		}
	}
	return now
}

// reserve keeps others from having these images fetched or uploaded; it is false where somebody else does it already.
func (r *run) reserve(j *job, keys []string) bool {
	for _, key := range keys {
		if other := r.fetching[key]; other != nil && other != j {
			return false
		}
	}
	for _, key := range keys {
		r.fetching[key] = j
	}
	return true
}

// freshImages are the images that the webshop has to fetch for a job.
func (r *run) freshImages(j *job) []string {
	if j.fetches == 0 {
		return nil
	}
	return j.toFetch()
}

// fetched lets go on what was held back, once a batch has landed.
func (r *run) fetched(jobs []*job) {
	for _, j := range jobs {
		for _, image := range j.images() {
			if key := imageKey(image); r.fetching[key] == j {
				delete(r.fetching, key)
			}
		}
	}
	for _, j := range r.held {
		r.queue.add(j)
	}
	r.held = nil
}

// imageWords is an image in words: its address or path, its text, and of a file which version it is.
func imageWords(v map[string]any) string {
	text := shownSource(member(v, "src"))
	var notes []string
	if alt := member(v, "alt"); alt != "" {
		notes = append(notes, alt)
	}
	if size, changed, ok := strings.Cut(member(v, "mark"), "-"); ok {
		bytes, _ := strconv.ParseInt(size, 36, 64)
		nanos, _ := strconv.ParseInt(changed, 36, 64)
		notes = append(notes, fmt.Sprintf("%d bytes of %s", bytes, time.Unix(0, nanos).UTC().Format("2006-01-02 15:04:05")))
	}
	if len(notes) > 0 {
		text += " (" + strings.Join(notes, ", ") + ")"
	}
	return text
}
