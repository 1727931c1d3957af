package sync

import (
	"woosync/store"
	"woosync/woo"
)

// verb is what is asked of the webshop for a product.
type verb uint8

const (
	verbOpen   verb = iota // not decided yet
	verbUpload             // image files first
	verbCreate
	verbUpdate
	verbDraft // leave the webshop by becoming a draft
	verbTrash // leave it for the trash: one request each
	verbErase // leave it for good
)

// job is a task on its way to the webshop.
type job struct {
	task
	verb   verb
	parent int64 // id in the webshop of the variable product of a variation
	remote int64 // id in the webshop; 0 for a create
	out    payload
	action store.Action // how the product counts

	follow    payload           // what is sent in place of out, after the webshop took out but not all of it; nil: out
	limit     int               // largest batch that the job may be in, 0: any; shrinks while a culprit is searched
	tries     int               // requests that failed with this job alone
	ours      bool              // a create of ours may have made what is found under the SKU
	remade    bool              // the webshop no longer had it
	freed     int               // how often something in the trash gave up the SKU
	rival     int64             // the product of the webshop that a refused create ran into; 0: not named
	look      bool              // the SKU is looked up before a create
	late      bool              // a variation of a product that was there before this operation
	retire    bool              // the product must leave its old place first
	restore   bool              // the webshop has it in the trash
	fileIDs   map[string]string // of downloads that the product had before us, by address
	reclaimed bool              // what was changed by hand was taken back
	retyped   bool              // it was no variable product any more
	repaired  bool              // categories, tags or attributes that the webshop had lost were made again
	media     map[string]int64  // numbers of its images that the webshop has, by key
	fetches   int               // images that the webshop has to fetch
	plain     bool              // sent without images, because they could not be taken
	renewed   bool              // numbers of images that the webshop no longer knew were forgotten
	refused   []refusedImage
	later     []string   // images, by key, that are tried one at a time once the product is there
	shown     []payload  // the images that were sent
	trying    bool       // follow is one of these
	then      verb       // after its files are uploaded; verbOpen: to be decided
	settledAs store.Hash // what the webshop has confirmed of a job that is not done yet
	trouble   string     // what is wrong although the product is in the webshop
	remark    string     // what there is to say about it although it went well
	cause     error      // the failure behind the sentence about the product, where the webshop or the way to it is to blame

	sent    payload    // what the webshop will have confirmed, once it does
	partial bool       // that is not all of the task's payload
	asked   references // ids that the answer must show again
	fields  woo.Fields
	missing bool // links to products that the webshop does not have yet were left out
}

// sku is the SKU as the webshop keeps it.
func (j *job) sku() string { return shopSKU(j.Product.SKU) }

func (j *job) variation() bool { return j.Product.Type == store.Variation }

// weight is how many items of a batch the job counts for: an image that has to be fetched is one more.
func (j *job) weight() int {
	if j.plain {
		return 1
	}
	return 1 + j.fetches
}

// lane tells which jobs can share a request.
type lane struct {
	verb   verb
	parent int64 // of variations; 0: products
}

// batch is one request, or for the trash a few in a row.
type batch struct {
	lane
	jobs []*job
}

// trashRow is how many products one connection moves to the trash before they are recorded.
const trashRow = 10

// queue holds the jobs that are ready to be sent, by lane, in the order in which lanes were opened.
type queue struct {
	lanes map[lane][]*job
	order []lane
	n     int
	// open is the variable product, by its id in the webshop, of which more variations may come with the next products planned.
	open int64
}

func (q *queue) add(j *job)   { q.put(j, false) }
func (q *queue) again(j *job) { q.put(j, true) }

func (q *queue) put(j *job, first bool) {
	if q.lanes == nil {
		q.lanes = map[lane][]*job{}
	}
	l := lane{verb: j.verb, parent: j.parent}
	if l.verb == verbUpload {
		l.parent = 0 // files belong to no product
	}
	jobs, known := q.lanes[l]
	if !known {
		q.order = append(q.order, l)
	}
	if first {
		jobs = append([]*job{j}, jobs...)
	} else {
		jobs = append(jobs, j)
	}
	q.lanes[l] = jobs
	q.n++
}

// take gives the next request. Unless rest is set it waits for lanes to fill up: those of single products until they hold size,
// those of variations until nothing more can come.
func (q *queue) take(size int, rest bool) (batch, bool) {
	for i, l := range q.order {
		jobs := q.lanes[l]
		full := len(jobs) >= size || l.verb == verbUpload && len(jobs) >= uploadRow || jobs[0].limit > 0 || l.parent != 0 && l.parent != q.open
		if !full && !rest {
			continue
		}
		n := fit(jobs, size)
		switch l.verb {
		case verbTrash:
			n = min(len(jobs), trashRow)
		case verbUpload:
			n = min(len(jobs), uploadRow)
		}
		b := batch{lane: l, jobs: jobs[:n:n]}
		q.n -= n
		if n == len(jobs) {
			delete(q.lanes, l)
			q.order = append(q.order[:i:i], q.order[i+1:]...)
		} else {
			q.lanes[l] = jobs[n:]
		}
		return b, true
	}
	return batch{}, false
}

// fit is how many of the first jobs go into one request: at least one, at most size by weight and as many as each of them allows.
func fit(jobs []*job, size int) int {
	size = min(size, woo.BatchLimit)
	weight, most := 0, size
	for i, j := range jobs {
		weight += j.weight()
		if j.limit > 0 {
			most = min(most, j.limit)
		}
		if i > 0 && (i >= most || weight > size) {
			return i
		}
	}
	return len(jobs)
}

// clear empties the queue and gives what was in it.
func (q *queue) clear() (jobs []*job) {
	for _, l := range q.order {
		jobs = append(jobs, q.lanes[l]...)
	}
	*q = queue{}
	return jobs
}

// sizer says how many items the next batch may have. A webshop that chokes gets half as many, and more again after a while.
type sizer struct {
	size, most int
	good       int // calls in a row that went well
}

// goodCalls is how many calls have to go well before the size grows by a quarter.
const goodCalls = 5

func newSizer(most int) sizer {
	most = min(max(most, 1), woo.BatchLimit)
	return sizer{size: most, most: most}
}

// ok notes a call that went well.
func (z *sizer) ok() {
	if z.size == z.most {
		return
	}
	if z.good++; z.good >= goodCalls {
		z.good = 0
		z.size = min(z.most, z.size+max(1, z.size/4))
	}
}

// choked notes a call with so many items that was too much for the webshop.
func (z *sizer) choked(items int) {
	z.good = 0
	z.size = max(1, min(z.size, items/2))
}
