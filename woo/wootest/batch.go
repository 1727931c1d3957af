package wootest

import "errors"

// maxBatch is how many items a batch may have over its three groups.
const maxBatch = 100

// batchOf is what a batch does with each item.
type batchOf struct {
	cheap                  bool     // its items cost no time of their own
	defaults               []field  // what a create starts from
	inherit                []string // parameters of the path that each item gets
	create, update, remove func(*call) (reply, error)
}

// runBatch creates, then updates, then deletes, one item after the other. Items are not checked, what fails is
// reported and the rest goes on; only when PHP dies the rest never runs. Deleting is always for good.
func (c *call) runBatch(b batchOf) (reply, error) {
	groups := map[string][]any{}
	total := 0
	for _, name := range []string{"create", "update", "delete"} {
		groups[name] = elements(c.params[name])
		total += len(groups[name])
	}
	c.log.Items = total
	if total > maxBatch {
		return reply{}, failf(413, "woocommerce_rest_request_entity_too_large", "Unable to accept more than %d items for this request.", maxBatch)
	}
	c.fetchImages()
	out := object{}
	run := batchRun{call: c, batchOf: b}
	for _, name := range []string{"create", "update", "delete"} {
		var list []object
		for _, x := range groups[name] {
			if run.done++; c.stopAfter >= 0 && run.done > c.stopAfter {
				return reply{}, errStopped
			}
			o, err := run.item(name, x)
			if err != nil {
				return reply{}, err
			}
			if o != nil {
				list = append(list, o)
			}
		}
		if list != nil {
			out.add(name, list)
		}
	}
	if len(out) == 0 {
		return ok([]any{}) // an empty PHP array has no names, so it is a list
	}
	return ok(out)
}

// errStopped ends a batch of which a fault wants only the first items done.
var errStopped = errors.New("the batch was cut off")

// elements are what PHP's foreach goes over: those of a list, the values of an object, nothing of a scalar.
func elements(v any) []any {
	switch v := v.(type) {
	case []any:
		return v
	case map[string]any:
		var out []any
		for _, k := range sortedKeys(v) {
			out = append(out, v[k])
		}
		return out
	}
	return nil
}

type batchRun struct {
	*call
	batchOf
	done int
}

func (b *batchRun) item(group string, x any) (object, error) {
	params, isObject := x.(map[string]any)
	var id any = 0
	var c *call
	var do func(*call) (reply, error)
	lat := b.pace.latency
	if b.cheap {
		lat = Latency{}
	}
	switch group {
	case "create":
		b.pace.spend(lat.PerCreate)
		c, do = b.call.item("POST", params, b.defaults), b.create
	case "update":
		b.pace.spend(lat.PerUpdate)
		c, do = b.call.item("PUT", params, nil), b.update
		id = params["id"]
	default:
		b.pace.spend(lat.PerDelete)
		ref := x
		if isObject {
			ref = params["id"]
		}
		n := phpInt(ref)
		if n == 0 {
			return nil, nil
		}
		id = n
		c, do = b.call.item("DELETE", map[string]any{"id": n, "force": true}, nil), b.remove
	}
	for _, name := range b.inherit {
		if c.params[name] == nil {
			c.params[name] = b.params[name]
		}
	}
	if isScalar(x) && group != "delete" {
		if group == "update" {
			return nil, dieScalarBody(x)
		}
		c.scalar = x
	}
	b.shop.mu.Lock()
	r, err := do(c)
	b.shop.mu.Unlock()
	var refused *apiError
	if errors.As(err, &refused) {
		return object{{"id", id}, {"error", object{{"code", refused.code}, {"message", refused.message}, {"data", refused.data()}}}}, nil
	}
	if err != nil {
		return nil, err
	}
	if l, isLinked := r.body.(linked); isLinked {
		return append(l.object, member{"_links", l.links}), nil
	}
	o, _ := r.body.(object)
	return o, nil
}
