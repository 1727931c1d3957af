package sync

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"woosync/store"
	"woosync/woo"
)

// A webshop's owner changes things there by hand. Whatever is sent to a product, the answer shows the product whole; so each answer
// is held against what the product is to be, and what was changed behind our back is taken back: the SKU and the type by which it is
// known, and categories, tags, brands and attributes that were deleted. What else was changed only a comparison of the whole webshop
// finds (see Drift).

// know reads from the store what the answers to these jobs are held against.
func (m *terms) know(ctx context.Context, jobs []*job) error {
	for _, j := range jobs {
		if j.Payload["categories"] != nil {
			if err := m.loadCategories(ctx); err != nil {
				return err
			}
		}
		for name, kind := range map[string]termKind{"tags": kindTag, "brands": kindBrand, "attributes": kindAttribute} {
			if j.Payload[name] == nil {
				continue
			}
			if err := m.load(ctx, kind); err != nil {
				return err
			}
		}
	}
	return nil
}

// expect notes what the answer to an update is to show beside what is sent. What is not known is not expected.
func (v *resolver) expect(j *job) {
	if j.verb != verbUpdate || j.variation() {
		return
	}
	if paths, ok := j.Payload["categories"].([]string); ok && j.asked.categories == nil {
		j.asked.categories, _ = v.terms.categoryIDs(paths)
	}
	if names, ok := j.Payload["tags"].([]string); ok && j.asked.tags == nil {
		j.asked.tags, _ = v.terms.ids(kindTag, names)
	}
	if names, ok := j.Payload["brands"].([]string); ok && j.asked.brands == nil && !v.terms.without[kindBrand] {
		j.asked.brands, _ = v.terms.ids(kindBrand, names)
	}
	if list, ok := j.Payload["attributes"].([]payload); ok && j.asked.attributes == nil {
		_, j.asked.attributes, _ = v.attributes(list)
	}
}

// reclaim says what has to be sent once more because it was changed in the webshop; nil where nothing was.
func (j *job) reclaim(p woo.Product) payload {
	if j.verb != verbUpdate || j.reclaimed || j.trying {
		return nil
	}
	j.reclaimed = true
	if _, sent := j.fields["type"]; !sent && !j.variation() && p.Type != "" && p.Type != string(j.Product.Type) {
		if p.Type == string(store.Variable) {
			j.trouble = "In the webshop it was made a variable product, and what was sent may not show. It stays one, so that its variations are not lost. " +
				"Change its type there, or in the catalogue."
			return nil
		}
		j.retyped = j.Product.Type == store.Variable // WooCommerce deleted the variations when it became another type
		j.say(fmt.Sprintf("In the webshop it was made a product of type %q; it is %s again.", p.Type, j.Product.Type))
		again := changed(nil, j.Payload, j.own, true)
		delete(again, "parent")
		return again
	}
	if _, sent := j.fields["sku"]; !sent && !woo.SameSKU(p.SKU, j.sku()) {
		j.say(fmt.Sprintf("In the webshop its SKU was changed to “%s”; it was changed back.", plainName(p.SKU)))
		return payload{"sku": j.Payload["sku"]}
	}
	return nil
}

// lostPlaces remembers a category, tag, brand or attribute that the webshop had deleted and that was made anew.
type lostPlace struct{ field, name string }

// repairs gives the products that hold something which the webshop had deleted: they lost it, although nothing of theirs changed.
// Their packages are corrected first, so that just this is sent, if not now then by the next operation.
func (r *run) repairs() (feed, error) {
	var ids []int64
	for _, lost := range r.shop.terms.revived {
		some, err := r.unplace(lost)
		if err != nil {
			return nil, err
		}
		ids = append(ids, some...)
	}
	r.shop.terms.revived = nil
	if !r.wide() {
		return listFeed(nil), nil
	}
	slices.Sort(ids)
	return listFeed(slices.Compact(ids)), nil
}

// unplace takes a field out of the packages whose products lost something of it, but for those that have it back already.
func (r *run) unplace(lost lostPlace) (ids []int64, err error) {
	text := string(appendText(nil, lost.name))
	for after := int64(0); ; {
		packages, err := r.st.PackagesHolding(r.soft, r.op.WebshopID, text, after, planChunk)
		if err != nil || len(packages) == 0 {
			return ids, err
		}
		after = packages[len(packages)-1].ProductID
		var list []store.Drift
		for _, pk := range packages {
			was := decodePayload(pk.Payload)
			if r.replaced[pk.ProductID] || was[lost.field] == nil {
				continue
			}
			now := maps.Clone(was)
			delete(now, lost.field)
			next := pk
			next.Sent, next.Payload = now.hash(), now.canonical()
			list = append(list, store.Drift{Compared: pk, Now: &next})
			ids = append(ids, pk.ProductID)
		}
		if _, err := r.st.NoteDrift(r.hard, r.t.token, r.op.WebshopID, list); err != nil {
			return nil, fmt.Errorf("noting what products have lost: %w", err)
		}
	}
}
