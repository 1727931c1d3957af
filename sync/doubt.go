package sync

import (
	"context"
	"maps"
	"slices"
	"strings"

	"woosync/store"
)

// Whoever is cut off in the middle of a write does not learn whether the webshop took it. Every write is therefore noted before it
// is sent, with the names of the fields that it changes, and the note goes with its result. A product whose note is still there when
// an operation begins is in doubt: the webshop may have it as its package says, or as was sent. It is sent whole, whether it differs
// or not, and the fields that only the lost write had are cleared.

// metaField begins the names of meta data in a note, where each key is a field.
const metaField = "meta_data."

// intend notes what these jobs are about to change.
func (r *run) intend(b batch) error {
	intents := make([]store.Intent, 0, len(b.jobs))
	for _, j := range b.jobs {
		noted, known := r.intents[j.Product.ID]
		fields := j.touches()
		if !known || slices.ContainsFunc(fields, func(name string) bool { return !slices.Contains(noted.Fields, name) }) {
			intents = append(intents, store.Intent{ProductID: j.Product.ID, Fields: fields})
		}
	}
	if len(intents) == 0 {
		return nil
	}
	return r.gone(r.st.AddIntents(r.hard, r.t.token, r.op.WebshopID, r.op.ID, intents))
}

// touches names what a job changes in the webshop. A removal may hide a product by its status.
func (j *job) touches() (names []string) {
	if j.verb >= verbDraft {
		return []string{"status"}
	}
	out := j.follow
	if out == nil {
		out = j.out
	}
	names = out.plain().names()
	if j.restore {
		names = append(names, "status")
	}
	return names
}

// names are those of the fields of a plain payload.
func (a payload) names() (names []string) {
	for name := range a {
		if name != "meta_data" {
			names = append(names, name)
		}
	}
	for _, m := range metaOf(a) {
		names = append(names, metaField+m.Key)
	}
	return names
}

// doubt makes a task send its product whole, because a write of these fields may have happened.
func (t *task) doubt(touched []string) {
	if t.Payload == nil {
		return // it leaves, or is none of the webshop's
	}
	t.touched, t.doubted = append(t.touched, touched...), true
	if t.Package.Sent == (store.Hash{}) {
		return
	}
	if t.Action == store.ActionUnchanged {
		t.Action = store.ActionUpdate
	}
	t.previous = decodePayload(t.Package.Payload)
	if t.previous == nil {
		t.previous = payload{}
	}
	for _, name := range touched {
		if key, meta := strings.CutPrefix(name, metaField); meta {
			t.previous.touchMeta(key)
		} else if _, had := t.previous[name]; !had {
			t.previous[name] = untold(name)
		}
	}
}

// untold stands for a value that the webshop may have and that nobody knows.
func untold(name string) any {
	if name == "dimensions" {
		return map[string]any{"length": nil, "width": nil, "height": nil}
	}
	return nil
}

func (a payload) touchMeta(key string) {
	list, _ := a["meta_data"].([]any)
	if _, had := metaOf(a).get(key); !had {
		a["meta_data"] = append(slices.Clip(list), map[string]any{"key": key, "value": ""})
	}
}

// cleared adds to what a new product is made of what a lost write, or its former life, may have given it and the catalogue no longer
// has: the webshop may have it already, in the trash for one.
func (t *task) cleared(out payload) payload {
	if len(t.touched) == 0 {
		return out
	}
	may := payload{}
	for _, name := range t.touched {
		if key, meta := strings.CutPrefix(name, metaField); meta {
			may.touchMeta(key)
		} else {
			may[name] = untold(name)
		}
	}
	for name, value := range changed(may, t.Payload, t.own, false) {
		if _, has := out[name]; !has {
			out[name] = value
		}
	}
	return out
}

// inDoubt gives the products whose last write nobody saw end, before those that another feed gives. That one leaves them out.
func (r *run) inDoubt(rest feed) feed {
	first := listFeed(slices.Sorted(maps.Keys(r.intents)))
	return func(ctx context.Context) ([]int64, bool, error) {
		if ids, _, _ := first(ctx); len(ids) > 0 {
			return ids, r.op.Full, nil
		}
		for {
			ids, full, err := rest(ctx)
			if err != nil || len(ids) == 0 {
				return nil, full, err
			}
			ids = slices.DeleteFunc(ids, func(id int64) bool { _, given := r.intents[id]; return given })
			if len(ids) > 0 {
				return ids, full, nil
			}
		}
	}
}
