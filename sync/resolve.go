package sync

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"woosync/store"
	"woosync/woo"
)

// references are ids of the webshop's own that were sent with a product. WooCommerce drops one that it does not know without a
// word, so the answer has to show each of them.
type references struct{ categories, tags, brands, attributes []int64 }

// resolver turns names into the webshop's own numbers for the jobs of one batch.
type resolver struct {
	terms  *terms
	linked map[string]int64 // ids in the webshop of linked products by folded SKU; only those that the webshop has
}

// resolve makes the fields that are sent for a job, and the payload that the webshop will have confirmed when it has taken them.
// It fails with a sentence where something that the product needs could not be made in the webshop.
func (v *resolver) resolve(j *job) error {
	j.fields, j.asked = woo.Fields{}, references{}
	out := j.follow
	if out == nil { // otherwise what was sent before still counts
		out, j.missing, j.sent, j.partial = j.out, false, j.Payload, false
	}
	for name, value := range out {
		if err := v.field(j, name, value); err != nil {
			return err
		}
	}
	if j.restore {
		j.fields["status"] = j.status()
	}
	v.expect(j)
	return nil
}

// status is what the product's status is to be.
func (j *job) status() string {
	for _, a := range []payload{j.out, j.Payload, j.full} {
		if s, ok := a["status"].(string); ok && s != "" {
			return s
		}
	}
	return "publish"
}

// keepPrevious makes the payload say of one field what the webshop has, not what it is to have.
func (j *job) keepPrevious(name string) {
	if old, had := j.previous[name]; had {
		j.amend(name, old)
	} else {
		j.amend(name, nil)
	}
}

// amend changes one field of what the webshop will have confirmed; nil takes it out.
func (j *job) amend(name string, value any) {
	if !j.partial {
		j.sent, j.partial = maps.Clone(j.Payload), true
	}
	if value == nil {
		delete(j.sent, name)
		return
	}
	j.sent[name] = value
}

// hash identifies what the webshop will have confirmed.
func (j *job) hash() store.Hash {
	if j.partial {
		return j.sent.hash()
	}
	return j.Hash
}

func (v *resolver) field(j *job, name string, value any) (err error) {
	f := j.fields
	switch name {
	case "categories":
		j.asked.categories, err = v.terms.categoryIDs(value.([]string))
		f[name] = refs(j.asked.categories)
	case "tags":
		j.asked.tags, err = v.terms.ids(kindTag, value.([]string))
		f[name] = refs(j.asked.tags)
	case "brands":
		if v.terms.without[kindBrand] {
			return nil
		}
		j.asked.brands, err = v.terms.ids(kindBrand, value.([]string))
		f[name] = refs(j.asked.brands)
	case "attributes", "default_attributes":
		var ids []int64
		f[name], ids, err = v.attributes(value.([]payload))
		if name == "attributes" && !j.variation() {
			j.asked.attributes = ids
		}
	case "shipping_class":
		f[name], err = v.terms.shippingClass(value.(string))
	case "downloads":
		f[name] = v.downloads(j, value.([]payload))
	case "tax_class":
		f[name], err = v.terms.taxClass(value.(string))
	case "images", "image":
		v.images(j, name, value)
	case "grouped_products", "upsell_ids", "cross_sell_ids":
		f[name] = v.links(j, name, value.([]string))
	default:
		f[name] = value
	}
	return err
}

func refs(ids []int64) []woo.Fields {
	list := make([]woo.Fields, len(ids))
	for i, id := range ids {
		list[i] = woo.Fields{"id": id}
	}
	return list
}

// attributes names global attributes by id, the product's own by name.
func (v *resolver) attributes(list []payload) ([]woo.Fields, []int64, error) {
	out := make([]woo.Fields, 0, len(list))
	var ids []int64
	for _, at := range list {
		f := woo.Fields{}
		for name, value := range at {
			f[name] = value
		}
		delete(f, "global")
		if global, _ := at["global"].(bool); global {
			id, err := v.terms.ids(kindAttribute, []string{at["name"].(string)})
			if err != nil {
				return nil, nil, err
			}
			delete(f, "name")
			f["id"] = id[0]
			if one, ok := at["option"].(string); ok {
				f["option"] = v.terms.called(id[0], one)
			} else {
				f["options"] = v.terms.calledAll(id[0], appendNames(nil, at["options"]))
			}
			ids = append(ids, id[0])
		}
		out = append(out, f)
	}
	return out, ids, nil
}

// links leaves out what the webshop does not have yet, and says so in the payload that counts as confirmed.
func (v *resolver) links(j *job, name string, skus []string) []int64 {
	ids, known := make([]int64, 0, len(skus)), make([]string, 0, len(skus))
	for _, sku := range skus {
		if id := v.linked[store.FoldSKU(sku)]; id != 0 {
			ids, known = append(ids, id), append(known, sku)
		}
	}
	if len(known) < len(skus) {
		j.missing = true
		if len(known) == 0 {
			j.amend(name, nil)
		} else {
			j.amend(name, known)
		}
	}
	return ids
}

// linkedSKUsOf are the SKUs that a job's fields refer to.
func linkedSKUsOf(j *job) (skus []string) {
	for _, name := range []string{"grouped_products", "upsell_ids", "cross_sell_ids"} {
		list, _ := j.out[name].([]string)
		skus = append(skus, list...)
	}
	return skus
}

// newResolver looks up what the fields of these jobs refer to.
func (r *run) newResolver(jobs []*job) (*resolver, error) {
	v := &resolver{terms: r.shop.terms, linked: map[string]int64{}}
	var skus []string
	for _, j := range jobs {
		skus = append(skus, linkedSKUsOf(j)...)
	}
	if len(skus) == 0 {
		return v, nil
	}
	return v, v.lookUpLinks(r.soft, r.st, r.op.WebshopID, skus)
}

func (v *resolver) lookUpLinks(ctx context.Context, st *store.Store, webshop int64, skus []string) error {
	products, err := st.ProductsBySKU(ctx, skus)
	if err != nil {
		return fmt.Errorf("reading linked products: %w", err)
	}
	ids := make([]int64, len(products))
	for i := range products {
		ids[i] = products[i].ID
	}
	packages, err := st.Packages(ctx, webshop, ids)
	if err != nil {
		return fmt.Errorf("reading the packages of linked products: %w", err)
	}
	for i := range products {
		if pk := packages[products[i].ID]; pk.Sent != (store.Hash{}) && pk.RemoteID != 0 {
			v.linked[store.FoldSKU(products[i].SKU)] = pk.RemoteID
		}
	}
	return nil
}

// lost lists what the webshop dropped of the references that were sent.
func (j *job) lost(p woo.Product) (lost []lostTerm) {
	check := func(kind termKind, asked []int64, got []woo.Ref) {
		have := make(map[int64]bool, len(got))
		for _, ref := range got {
			have[ref.ID] = true
		}
		for _, id := range asked {
			if !have[id] {
				lost = append(lost, lostTerm{kind, id})
			}
		}
	}
	check(kindCategory, j.asked.categories, p.Categories)
	check(kindTag, j.asked.tags, p.Tags)
	check(kindBrand, j.asked.brands, p.Brands)
	attributes := make([]woo.Ref, len(p.Attributes))
	for i, at := range p.Attributes {
		attributes[i] = woo.Ref{ID: at.ID}
	}
	check(kindAttribute, j.asked.attributes, attributes)
	return lost
}

// describe names what was lost, for a product that the webshop will not take with it.
func describeLost(lost []lostTerm) string {
	kinds := map[termKind]bool{}
	var words []string
	for _, l := range lost {
		if !kinds[l.kind] {
			kinds[l.kind] = true
			words = append(words, l.kind.words())
		}
	}
	return strings.Join(words, " and ")
}
