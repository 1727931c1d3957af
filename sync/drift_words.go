package sync

import (
	"context"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"woosync/store"
	"woosync/woo"
)

// dictionary translates between the names of payloads and the webshop's own numbers.
type dictionary struct {
	categories map[string]int64 // by path
	paths      map[int64]string // of categories
	terms      map[termKind]map[string]int64
	media      map[string]int64  // images by address
	classes    map[string]string // names of shipping classes by slug
	linked     map[string]int64  // products by folded SKU, of those that are compared at the moment
	targets    *targets          // products that the webshop links
	brandless  bool              // the webshop's WooCommerce has no brands
}

func (d *drift) loadDictionary(ctx context.Context) (*dictionary, error) {
	w := &dictionary{categories: map[string]int64{}, paths: map[int64]string{}, terms: map[termKind]map[string]int64{}, linked: map[string]int64{}, targets: d.targets}
	list, err := d.st.WebshopCategories(ctx, d.webshop.ID)
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		if c.RemoteID != 0 {
			w.categories[c.Path], w.paths[c.RemoteID] = c.RemoteID, c.Path
		}
	}
	for _, kind := range []termKind{kindTag, kindBrand, kindAttribute, kindMedia} {
		if w.terms[kind], err = d.st.RemoteIDs(ctx, d.webshop.ID, string(kind)); err != nil {
			return nil, err
		}
	}
	w.media = w.terms[kindMedia]
	err = d.live.ask(ctx, func(ctx context.Context) error {
		_, err := d.live.client.FindTerms(ctx, woo.TermBrands, woo.Query{PerPage: 1, Fields: []string{"id"}})
		return err
	})
	if w.brandless = woo.KindOf(err) == woo.KindWooOld; err != nil && !w.brandless {
		return nil, err
	}
	w.classes, err = d.live.classNames(ctx)
	return w, err
}

// learnLinks finds out which products are meant by the links that were sent and by those that the webshop has.
func (d *drift) learnLinks(ctx context.Context, sides []*side) error {
	var skus []string
	for _, x := range sides {
		for _, name := range linkFields {
			skus = append(skus, plainTexts(x.ours[name])...)
		}
	}
	if len(skus) == 0 {
		return nil
	}
	v := &resolver{linked: map[string]int64{}}
	if err := v.lookUpLinks(ctx, d.st, d.webshop.ID, skus); err != nil {
		return err
	}
	d.words.linked = v.linked
	var strange []int64
	for _, x := range sides {
		for _, name := range linkFields {
			if _, sent := x.ours[name]; !sent {
				continue
			}
			mine := x.linkIDs(plainTexts(x.ours[name]))
			for _, id := range links(x.p, name) {
				if !slices.Contains(mine, id) {
					strange = append(strange, id)
				}
			}
		}
	}
	if err := d.targets.learn(ctx, strange); err != nil {
		return fmt.Errorf("reading linked products: %w", err)
	}
	return nil
}

// links are the products that the webshop has in one of the fields that link.
func links(p *woo.Product, name string) []int64 {
	switch name {
	case "grouped_products":
		return p.GroupedProducts
	case "upsell_ids":
		return p.UpsellIDs
	default:
		return p.CrossSellIDs
	}
}

func (w *dictionary) linkIDs(skus []string) (ids []int64) {
	for _, sku := range skus {
		ids = append(ids, w.linked[store.FoldSKU(sku)])
	}
	return ids
}

// sameLinks compares links in their order. Those to products that the webshop has deleted count for nothing: WooCommerce keeps them.
func (w *dictionary) sameLinks(skus []string, theirs []int64) (shown []string, same bool) {
	mine := w.linkIDs(skus)
	var live []int64
	for _, id := range theirs {
		at := slices.Index(mine, id)
		known := w.targets.known[id]
		switch {
		case at >= 0:
			shown = append(shown, skus[at])
		case known.gone:
			continue
		case known.sku != "":
			shown = append(shown, known.sku)
		default:
			shown = append(shown, "product "+idText(id))
		}
		live = append(live, id)
	}
	return shown, slices.Equal(mine, live)
}

// sameRefs compares terms by the numbers that we know of them, so that one which was renamed in the webshop is the same, and by name.
func (w *dictionary) sameRefs(kind termKind, sent []string, theirs []woo.Ref) bool {
	if len(sent) != len(theirs) {
		return false
	}
	for _, name := range sent {
		id := w.terms[kind][termKey(name)]
		if !slices.ContainsFunc(theirs, func(r woo.Ref) bool { return r.ID == id || termKey(r.Name) == termKey(name) }) {
			return false
		}
	}
	return true
}

// sameAttributeName compares an attribute that was sent with one of the webshop's.
func (w *dictionary) sameAttributeName(name string, global bool, at woo.Attribute) bool {
	return global == (at.ID != 0) && (global && w.terms[kindAttribute][termKey(name)] == at.ID || termKey(name) == termKey(at.Name))
}

// sameImage compares an image by its number, by its address, or by its file. Of one whose number is not known nothing can be said; one
// address may have got several numbers, because WooCommerce 10.5 fetches it anew for each product that names it. A text belongs to the
// image and not to the product: where we gave the image its number, other products may have given it their own text.
func (w *dictionary) sameImage(src, alt string, i woo.Image) bool {
	id := w.media[src]
	if id != 0 && id == i.ID {
		return true
	}
	return (id == 0 || src == i.Src || sameFile(src, i.Src)) && (alt == "" || sameText(alt, i.Alt))
}

func sameFile(from, kept string) bool {
	from, kept = fileStem(from), fileStem(kept)
	return bare(from) == bare(kept) || bare(from) == bare(copied.ReplaceAllString(kept, ""))
}

// copied is what WordPress adds to the name of a file that it has already, and scaled to that of a large picture.
var (
	copied = regexp.MustCompile(`-[0-9]+$`)
	scaled = regexp.MustCompile(`-scaled$`)
)

// fileStem is the name of the file at an address, without its kind.
func fileStem(address string) string {
	address, _, _ = strings.Cut(address, "#")
	address, _, _ = strings.Cut(address, "?")
	name := path.Base(address)
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return scaled.ReplaceAllString(strings.ToLower(strings.TrimSuffix(name, path.Ext(name))), "")
}

// plainTexts are the texts of a list in a plain payload.
func plainTexts(v any) (list []string) {
	all, _ := v.([]any)
	for _, e := range all {
		if s, ok := e.(string); ok {
			list = append(list, s)
		}
	}
	return list
}

func asText(v any) string { s, _ := v.(string); return s }
