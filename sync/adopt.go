package sync

import (
	"context"
	"fmt"
	"html"
	"slices"
	"unicode/utf8"

	"woosync/store"
	"woosync/woo"
)

// lookUp finds what the webshop has under the SKUs of jobs, in any status but trash.
func (r *run) lookUp(jobs []*job) (map[*job]woo.Product, error) {
	return r.bySKU(jobs, r.shop.client.ProductsBySKU)
}

func (r *run) bySKU(jobs []*job, ask func(context.Context, []string) ([]woo.Product, error)) (map[*job]woo.Product, error) {
	skus := make([]string, len(jobs))
	for i, j := range jobs {
		skus[i] = j.sku()
	}
	var found []woo.Product
	err := r.read(func(ctx context.Context) (err error) {
		found, err = ask(ctx, skus)
		return err
	})
	if err != nil {
		return nil, err
	}
	there := map[*job]woo.Product{}
	for i, j := range jobs {
		for _, p := range found {
			if !woo.SameSKU(p.SKU, skus[i]) {
				continue
			}
			if known, ok := there[j]; !ok || p.ID < known.ID { // long SKUs can be there twice: the first one is meant
				there[j] = p
			}
		}
	}
	return there, nil
}

// takeOver makes updates of the creates whose SKU the webshop has already, and gives back the others.
func (r *run) takeOver(o *outcome, jobs []*job, there map[*job]woo.Product) (rest []*job) {
	for _, j := range jobs {
		j.look = false
		if p, ok := there[j]; ok {
			r.meet(o, j, p)
		} else {
			rest = append(rest, j)
		}
	}
	return rest
}

// meet deals with what the webshop has under the SKU of a job: it becomes the job's product, or gives up its SKU where it cannot become
// that and nobody sees it, in the trash or as the draft that a removal of ours has left.
func (r *run) meet(o *outcome, j *job, p woo.Product) {
	unseen := stranger(j, p) != "" && j.freed < mostFreed
	if unseen && p.Status != "trash" {
		var err error
		if unseen, err = r.leftBehind(j, p); err != nil {
			o.leave([]*job{j}, r.worse(err))
			return
		}
	}
	if !unseen {
		o.add(r.adoptOne(o, j, p))
		return
	}
	j.freed++
	var parent int64
	if p.Type == string(store.Variation) {
		parent = p.ParentID
	}
	switch err := r.change(o, parent, p.ID, woo.Fields{"sku": ""}); {
	case err == nil || woo.KindOf(err) == woo.KindNotFound:
		o.add(reply{job: j, fate: fateAgain})
	case !r.ends(o, []*job{j}, err):
		r.split(o, []*job{j}, err)
	}
}

// leftBehind tells whether something in the webshop is what the job's product was before it left, and still hidden. A variation that
// left with its variable product is hidden by that one.
func (r *run) leftBehind(j *job, p woo.Product) (bool, error) {
	if j.Package.Sent != (store.Hash{}) {
		return false, nil
	}
	variation := string(store.Variation)
	was, _ := decodePayload(j.Package.Payload)["type"].(string)
	switch {
	case was == "" || (was == variation) != (p.Type == variation):
		return false, nil
	case p.Type != variation:
		return p.Status == draft, nil
	case p.Status == draftOfVariation:
		return true, nil
	}
	var parent woo.Product
	err := r.read(func(ctx context.Context) (err error) {
		parent, err = r.shop.client.GetProduct(ctx, p.ParentID)
		return err
	})
	if woo.KindOf(err) == woo.KindNotFound {
		return false, nil
	}
	return parent.Status == draft, err
}

// mostFreed is how often a product takes its SKU from something in the trash: it may lie there several times.
const mostFreed = 5

// adoptOne takes a product of the webshop for ours, unless it is something else under the same SKU. Everything that is ours is
// then sent to it.
func (r *run) adoptOne(o *outcome, j *job, p woo.Product) reply {
	if why := stranger(j, p); why != "" {
		return reply{job: j, fate: fateFailed, why: why, certain: true}
	}
	j.verb, j.remote, j.look, j.limit = verbUpdate, p.ID, false, 0
	j.restore = p.Status == "trash"
	j.keepFileIDs(p)
	a := reply{job: j, fate: fateAgain}
	if j.ours {
		a.product = p // its images are ours too
	} else {
		o.found++
		j.action = store.ActionUpdate
	}
	return a
}

// stranger says why what the webshop has under the SKU of a job cannot be taken over.
func stranger(j *job, p woo.Product) string {
	const free = "Give one of the two another SKU."
	switch {
	case p.Type == "variation" && !j.variation():
		return fmt.Sprintf("In the webshop, the SKU belongs to a variation of product %d. %s", p.ParentID, free)
	case p.Type != "variation" && j.variation():
		return fmt.Sprintf("In the webshop, the SKU belongs to product %d (%s), which is no variation. %s", p.ID, plainName(p.Name), free)
	case p.Type == "variation" && p.ParentID != j.parent:
		return fmt.Sprintf("In the webshop, the SKU belongs to a variation of another product, %d. %s", p.ParentID, free)
	case j.variation():
		return ""
	}
	ours := string(j.Product.Type)
	switch p.Type {
	case ours, "simple", "external", "grouped":
		return ""
	case "variable":
		return fmt.Sprintf("In the webshop, the SKU belongs to product %d, which has variations, and in the catalogue to a %s one. Change its type in the webshop, or its SKU.", p.ID, ours)
	}
	return fmt.Sprintf("In the webshop, the SKU belongs to product %d of type %q, which a plugin has made. Give it another SKU, or leave it to the plugin.", p.ID, p.Type)
}

// plainName is a name of the webshop's, short enough for a sentence.
func plainName(name string) string {
	name = oneLine(html.UnescapeString(name))
	const most = 60
	if utf8.RuneCountInString(name) > most {
		name = string([]rune(name)[:most]) + "…"
	}
	return name
}

// adopt deals with creates that the webshop refused because it has the SKU: it looks at live products, then at the trash, then at
// the product that the webshop named. What remains is a row without a product.
func (r *run) adopt(o *outcome, jobs []*job) {
	for _, look := range []func(context.Context, []string) ([]woo.Product, error){r.shop.client.ProductsBySKU, r.shop.client.TrashedBySKU} {
		if len(jobs) == 0 {
			return
		}
		there, err := r.bySKU(jobs, look)
		if err != nil {
			o.leave(jobs, r.worse(err))
			return
		}
		jobs = r.takeOver(o, jobs, there)
	}
	for i, j := range jobs {
		if j.rival == 0 {
			o.add(reply{job: j, fate: fateFailed, certain: true, why: "No product of the webshop has this SKU, but its product lookup table still does: a product was not deleted completely. " +
				"In the webshop, run WooCommerce > Status > Tools > “Regenerate the product lookup tables”, then synchronize again."})
			continue
		}
		var p woo.Product
		err := r.read(func(ctx context.Context) (err error) {
			p, err = r.shop.client.GetProduct(ctx, j.rival)
			return err
		})
		switch {
		case err != nil && woo.KindOf(err) != woo.KindNotFound:
			o.leave(jobs[i:], r.worse(err))
			return
		case err == nil && woo.SameSKU(p.SKU, j.sku()):
			r.meet(o, j, p)
		default:
			o.add(reply{job: j, fate: fateFailed, certain: true, why: fmt.Sprintf("The webshop refuses the SKU as a duplicate of product %d, which has another one. "+
				"In the webshop, run WooCommerce > Status > Tools > “Regenerate the product lookup tables”, then synchronize again.", j.rival)})
		}
	}
}

// parentGone finds out whether variations failed because the webshop no longer has their variable product: WooCommerce 10.5 then
// dies instead of saying so.
func (r *run) parentGone(o *outcome, jobs []*job, err error) bool {
	if o.batch.parent == 0 || cureOf(err, true) != cureSplit {
		return false
	}
	lookErr := r.read(func(ctx context.Context) error {
		_, err := r.shop.client.GetProduct(ctx, o.batch.parent)
		return err
	})
	if woo.KindOf(lookErr) != woo.KindNotFound {
		return false
	}
	for _, j := range jobs {
		o.add(reply{job: j, fate: fateOrphan})
	}
	return true
}

// byOptions finds variations without SKU that their variable product had before us, by their options. WooCommerce 10.5 would take a
// second variation of the same options beside them.
func (r *run) byOptions(parent int64, jobs []*job) (map[*job]woo.Product, error) {
	there := map[*job]woo.Product{}
	if parent == 0 || !slices.ContainsFunc(jobs, func(j *job) bool { return j.late }) {
		return there, nil
	}
	var free []woo.Product
	err := r.read(func(ctx context.Context) error {
		free = nil
		for page, err := range r.shop.client.AllVariations(ctx, parent, woo.Query{Fields: []string{"id", "parent_id", "type", "status", "sku", "attributes"}}) {
			if err != nil {
				return err
			}
			for _, v := range page.Items {
				if v.SKU == "" {
					v.Type, v.ParentID = string(store.Variation), parent
					free = append(free, v)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, j := range jobs {
		if i := slices.IndexFunc(free, func(v woo.Product) bool { return j.hasOptionsOf(v) }); i >= 0 {
			there[j] = free[i]
			free = slices.Delete(free, i, i+1)
		}
	}
	return there, nil
}

// hasOptionsOf tells whether a variation of the webshop is what the job is about to create.
func (j *job) hasOptionsOf(v woo.Product) bool {
	ours, _ := j.fields["attributes"].([]woo.Fields)
	theirs := slices.DeleteFunc(slices.Clone(v.Attributes), func(at woo.Attribute) bool { return at.Option == "" })
	if len(ours) == 0 || len(ours) != len(theirs) {
		return false
	}
	for _, f := range ours {
		id, _ := f["id"].(int64)
		name, _ := f["name"].(string)
		option, _ := f["option"].(string)
		if !slices.ContainsFunc(theirs, func(at woo.Attribute) bool {
			return at.ID == id && (id != 0 || termKey(at.Name) == termKey(name)) && sameOption(at.Option, option)
		}) {
			return false
		}
	}
	return true
}
