package sync

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"woosync/woo"
)

// A product names the values of global attributes, and WooCommerce makes each that it does not find by its name. A value that was
// renamed in the webshop would so be made a second time beside the renamed one, which the variations keep. So values are known by
// number like all terms: made before they are used, and called as the webshop calls them now.

// option is a value of a global attribute, by the attribute's number and the value's key.
type option struct {
	attribute int64
	key       string
}

// name is how the store knows the value.
func (o option) name() string { return strconv.FormatInt(o.attribute, 10) + " " + o.key }

// ensureOptions makes the values of global attributes that jobs need and the webshop does not have, and learns how it calls the others.
func (m *terms) ensureOptions(ctx context.Context, call caller, jobs []*job) error {
	needed := map[int64]map[string]string{} // by attribute and key, as they are spelt
	for _, j := range jobs {
		for _, at := range j.globals() {
			id := m.numbers[kindAttribute][termKey(at["name"].(string))]
			if id == 0 {
				continue // it could not be made, as resolve tells
			}
			for _, value := range valuesOf(at) {
				if o := (option{id, termKey(value)}); !m.settled[o] {
					if needed[id] == nil {
						needed[id] = map[string]string{}
					}
					needed[id][o.key] = value
				}
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(needed)) {
		for keys := range slices.Chunk(slices.Sorted(maps.Keys(needed[id])), woo.BatchLimit) {
			if err := m.ensureValues(ctx, call, id, keys, needed[id]); err != nil {
				return err
			}
		}
	}
	return nil
}

// globals are the global attributes that the next request of a job names.
func (j *job) globals() (list []payload) {
	out := j.out
	if j.follow != nil {
		out = j.follow
	}
	for _, field := range []string{"attributes", "default_attributes"} {
		all, _ := out[field].([]payload)
		for _, at := range all {
			if global, _ := at["global"].(bool); global {
				list = append(list, at)
			}
		}
	}
	return list
}

// valuesOf are the values of an attribute of a product, or the one of a variation.
func valuesOf(at payload) []string {
	if one, ok := at["option"].(string); ok {
		return []string{one}
	}
	return appendNames(nil, at["options"])
}

// ensureValues looks at the values of one attribute that were made earlier, and makes the others.
func (m *terms) ensureValues(ctx context.Context, call caller, attribute int64, keys []string, spelt map[string]string) error {
	names := make([]string, len(keys))
	for i, key := range keys {
		names[i] = option{attribute, key}.name()
	}
	known, err := m.st.RemoteIDsOf(ctx, m.webshop, string(kindOption), names)
	if err != nil {
		return fmt.Errorf("reading what is known of the webshop's attributes: %w", err)
	}
	live, err := m.liveValues(call, attribute, slices.Collect(maps.Values(known)))
	if err != nil {
		return err
	}
	var todo []string
	for _, key := range keys {
		o := option{attribute, key}
		name, there := live[known[o.name()]]
		if !there {
			todo = append(todo, key)
			continue
		}
		if m.settled[o] = true; !sameOption(spelt[key], name) {
			m.spelt[o] = plainTerm(name)
		}
	}
	if len(todo) == 0 {
		return nil
	}
	return m.makeValues(ctx, call, attribute, todo, spelt, known)
}

// liveValues are the names of those values that the webshop still has. Of an attribute that was deleted it has none.
func (m *terms) liveValues(call caller, attribute int64, ids []int64) (map[int64]string, error) {
	live := map[int64]string{}
	if len(ids) == 0 {
		return live, nil
	}
	err := asking(call)(func(ctx context.Context) error {
		page, err := m.client.FindTerms(ctx, woo.AttributeTerms(attribute), woo.Query{Include: ids, Fields: []string{"id", "name"}})
		for _, t := range page.Items {
			live[t.ID] = t.Name
		}
		return err
	})
	if leftToProducts(err) {
		return live, nil
	}
	return live, err
}

// leftToProducts tells of a failure that concerns the values alone: the attribute was deleted, which the products show, or the key's user
// may not look after values, which come with the products just as well.
func leftToProducts(err error) bool {
	switch woo.KindOf(err) {
	case woo.KindNotFound, woo.KindForbidden:
		return true
	}
	_, ends := errors.AsType[*giveUpError](err)
	return err != nil && !ends && cureOf(err, true) == cureSplit
}

func (m *terms) makeValues(ctx context.Context, call caller, attribute int64, keys []string, spelt map[string]string, known map[string]int64) error {
	fields := make([]woo.Fields, len(keys))
	for i, key := range keys {
		fields[i] = woo.Fields{"name": spelt[key]}
	}
	results, err := createTerms(call, m.client, woo.AttributeTerms(attribute), fields)
	if leftToProducts(err) {
		for _, key := range keys {
			m.settled[option{attribute, key}] = true
		}
		return nil
	}
	if err != nil {
		return err
	}
	fresh := map[string]int64{}
	for i, key := range keys {
		o := option{attribute, key}
		m.settled[o] = true // one that cannot be made is for the product to tell
		id := termID(results[i])
		if id == 0 {
			continue
		}
		fresh[o.name()] = id
		if known[o.name()] != 0 { // others have lost it too
			m.revived = append(m.revived, lostPlace{"attributes", spelt[key]})
		}
	}
	if err := m.st.SetRemoteIDs(ctx, m.token, m.webshop, string(kindOption), fresh); err != nil {
		return fmt.Errorf("storing the webshop's attributes: %w", err)
	}
	return nil
}

// called is how the webshop calls a value now.
func (m *terms) called(attribute int64, value string) string {
	if name := m.spelt[option{attribute, termKey(value)}]; name != "" {
		return name
	}
	return value
}

// calledAll is called for the values of an attribute. Two that became one are sent once.
func (m *terms) calledAll(attribute int64, values []string) []string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		if v = m.called(attribute, v); !containsName(out, v) {
			out = append(out, v)
		}
	}
	return out
}
