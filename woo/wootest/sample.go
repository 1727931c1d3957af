package wootest

import (
	_ "embed"
	"slices"
	"strings"
)

// sampleJSON are the products of WooCommerce's own sample file.
//
//go:embed sample.json
var sampleJSON []byte

// fillSample makes the sample's products. What of it could not be made would be missing: a test sees to it that
// nothing is.
func (s *Shop) fillSample() {
	decoded, err := decodeJSON(sampleJSON)
	if err != nil {
		return
	}
	f := sampleFiller{shop: s, bySKU: map[string]int{}}
	var later []map[string]any
	for _, x := range elements(decoded) {
		row, _ := x.(map[string]any)
		fields, _ := row["fields"].(map[string]any)
		switch {
		case fields["type"] == "variation":
			later = append(later, row)
		case row["grouped"] != nil:
			defer f.product(row, fields)
		default:
			f.product(row, fields)
		}
	}
	for _, row := range later {
		f.variation(row)
	}
}

type sampleFiller struct {
	shop  *Shop
	bySKU map[string]int
}

// do runs a handler as a request would, without the wire.
func (f *sampleFiller) do(run func(*call) (reply, error), params map[string]any) int {
	c := f.shop.inspector(inspectHome)
	c.method, c.params = "POST", params
	c.fetchImages()
	f.shop.mu.Lock()
	defer f.shop.mu.Unlock()
	r, err := run(c)
	l, ok := r.body.(linked)
	if err != nil || !ok {
		return 0
	}
	id, _ := l.object.get("id").(int)
	return id
}

func (f *sampleFiller) product(row, fields map[string]any) {
	fields["categories"] = f.refs(elements(row["categories"]))
	fields["images"] = images(row)
	variable := fields["type"] == "variable"
	var attributes []any
	for _, a := range elements(row["attributes"]) {
		m, _ := a.(map[string]any)
		entry := map[string]any{"visible": m["visible"], "variation": variable, "options": m["options"]}
		f.nameAttribute(entry, m)
		attributes = append(attributes, entry)
	}
	fields["attributes"] = attributes
	var grouped []any
	for _, sku := range elements(row["grouped"]) {
		grouped = append(grouped, int64(f.bySKU[phpString(sku)]))
	}
	if grouped != nil {
		fields["grouped_products"] = grouped
	}
	f.bySKU[phpString(fields["sku"])] = f.do((*call).createProduct, fields)
}

func (f *sampleFiller) variation(row map[string]any) {
	fields, _ := row["fields"].(map[string]any)
	delete(fields, "name")
	fields["product_id"] = int64(f.bySKU[phpString(row["parent"])])
	var choices []any
	for _, a := range elements(row["attributes"]) {
		m, _ := a.(map[string]any)
		options := elements(m["options"])
		if len(options) == 0 {
			continue // any
		}
		entry := map[string]any{"option": options[0]}
		f.nameAttribute(entry, m)
		choices = append(choices, entry)
	}
	fields["attributes"] = choices
	if list := images(row); len(list) > 0 {
		fields["image"] = list[0]
	}
	f.do((*call).createVariation, fields)
}

func images(row map[string]any) []any {
	var out []any
	for _, src := range elements(row["images"]) {
		out = append(out, map[string]any{"src": src})
	}
	return out
}

// nameAttribute refers to an attribute: by its id where it is one of the whole shop, which is made if need be.
func (f *sampleFiller) nameAttribute(entry, m map[string]any) {
	name := phpString(m["name"])
	if m["global"] != true {
		entry["name"] = name
		return
	}
	id := 0
	for _, g := range f.shop.store.attributes {
		if g.name == name {
			id = g.id
		}
	}
	if id == 0 {
		id = f.do((*call).createAttribute, map[string]any{"name": name})
	}
	entry["id"] = int64(id)
}

// refs turns paths like "Clothing > Hoodies" into categories, which are made if need be.
func (f *sampleFiller) refs(paths []any) []any {
	var out []any
	for _, path := range paths {
		parent := 0
		for _, name := range strings.Split(phpString(path), " > ") {
			parent = f.category(name, parent)
		}
		out = append(out, map[string]any{"id": int64(parent)})
	}
	return out
}

func (f *sampleFiller) category(name string, parent int) int {
	s := f.shop.store
	for _, id := range sortedIDs(s.terms) {
		if t := s.terms[id]; t.taxonomy.name == catTaxonomy && t.name == name && t.parent == parent {
			return id
		}
	}
	categories := termKinds()[slices.IndexFunc(termKinds(), func(k termKind) bool { return k.taxonomy == catTaxonomy })]
	return f.do(categories.create, map[string]any{"name": name, "parent": int64(parent)})
}
