package sync

import (
	"fmt"
	"slices"

	"woosync/store"
)

// A webshop links products by its own numbers. A product that is made anew there, because it became a variation, went to another
// variable product, or was deleted by hand, gets another number: links to the old one lead nowhere, although nothing of the products
// that link to it has changed. So their packages are corrected, before the new number is stored, and the links sent again.

// renumbered tells of a job that is done whether the webshop has its product under another number than before, and of one that
// failed whether it has it no more.
func (j *job) renumbered() bool {
	was := max(j.former, j.Package.RemoteID)
	return was != 0 && was != j.remote && j.verb < verbDraft
}

// noteNumbers remembers which products of a batch got another number, before the links of others in the same batch are judged.
func (r *run) noteNumbers(replies []reply) {
	for i := range replies {
		a := &replies[i]
		if (a.fate == fateDone || a.fate == fateFailed && a.job.verb == verbCreate && !a.job.retire) && a.job.renumbered() {
			r.astray(a.job.Product.SKU)
		}
	}
}

// astray remembers that links to a product lead nowhere.
func (r *run) astray(sku string) {
	r.stray[store.FoldSKU(sku)] = true
	r.loose = append(r.loose, sku)
}

// loosenLinks takes out of the packages the links that lead nowhere, and lets the products be sent in the stage of the links, or by
// the next operation.
func (r *run) loosenLinks() error {
	if len(r.loose) == 0 {
		return nil
	}
	ids, err := r.st.ProductsLinking(r.hard, r.loose)
	if err != nil {
		return fmt.Errorf("reading what links to products that were made anew: %w", err)
	}
	r.loose = nil
	for chunk := range slices.Chunk(ids, planChunk) {
		packages, err := r.st.Packages(r.hard, r.op.WebshopID, chunk)
		if err != nil {
			return fmt.Errorf("reading the packages of products with links: %w", err)
		}
		var list []store.Drift
		for _, pk := range packages {
			now := decodePayload(pk.Payload)
			if pk.Sent == (store.Hash{}) || !now.dropLinks(r.stray) {
				continue
			}
			next := pk
			next.Sent, next.Payload = now.hash(), now.canonical()
			list = append(list, store.Drift{Compared: pk, Now: &next})
		}
		loosened, err := r.st.NoteDrift(r.hard, r.t.token, r.op.WebshopID, list)
		if err != nil {
			return fmt.Errorf("noting links to products that were made anew: %w", err)
		}
		if r.stage < stageLinks {
			r.links = append(r.links, loosened...)
		}
	}
	return nil
}

// dropLinks takes links to some products out of a plain payload, and tells whether there were any.
func (a payload) dropLinks(to map[string]bool) (dropped bool) {
	for _, name := range linkFields {
		list, _ := a[name].([]any)
		kept := slices.DeleteFunc(slices.Clone(list), func(v any) bool {
			sku, _ := v.(string)
			return to[store.FoldSKU(sku)]
		})
		switch {
		case len(kept) == len(list):
			continue
		case len(kept) == 0:
			delete(a, name)
		default:
			a[name] = kept
		}
		dropped = true
	}
	return dropped
}

// dropStrays takes out of what the webshop will have confirmed of a job the links that were, or may have been, sent with numbers
// that are no more. They are sent again in the stage of the links.
func (r *run) dropStrays(j *job) {
	if len(r.stray) == 0 || r.stage >= stageLinks || j.sent == nil {
		return
	}
	for _, name := range linkFields {
		list, _ := j.sent[name].([]string)
		kept := slices.DeleteFunc(slices.Clone(list), func(sku string) bool { return r.stray[store.FoldSKU(sku)] })
		if len(kept) == len(list) {
			continue
		}
		j.missing = true
		if len(kept) == 0 {
			j.amend(name, nil)
		} else {
			j.amend(name, kept)
		}
	}
}
