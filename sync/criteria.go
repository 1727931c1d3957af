package sync

import (
	"fmt"
	"strings"

	"woosync/store"
)

// verdict is what the catalogue asks for one product in one webshop.
type verdict struct {
	reasons []string // criteria that are not met; empty: wanted
	matches []CategoryMatch
	full    payload // everything that is known; nil when not wanted
	payload payload // restricted to what is ours to send
}

func (v *verdict) wanted() bool { return len(v.reasons) == 0 }

// reasons lists the synchronization criteria that a product does not meet, each in a sentence that names the thing.
//
// A variation belongs in a webshop when its variable product does and it is itself active, marked for the web and has SKU and
// price; its name and its categories are those of its product. A grouped product has no price of its own in WooCommerce, so none
// is asked of it; an external product needs one like any other.
func (p *plan) reasons(pr *store.Product, k *kin) (reasons []string, matches []CategoryMatch) {
	reasons = itself(pr)
	if pr.Type == store.Variation {
		parent := k.products[pr.ParentID]
		if parent == nil {
			return append(reasons, fmt.Sprintf("Its variable product %s is not in the catalogue", pr.Fields.ParentSKU)), nil
		}
		if parent.Type != store.Variable {
			return append(reasons, fmt.Sprintf("Its product %s is not a variable product", parent.SKU)), nil
		}
		why, matches := p.reasons(parent, k)
		if len(why) > 0 {
			reasons = append(reasons, fmt.Sprintf("Its variable product %s is not in the webshop: %s", parent.SKU, strings.Join(why, "; ")))
		}
		return reasons, matches
	}
	if pr.Type == store.Variable {
		if why := noVariation(k.variations[pr.ID]); why != "" {
			reasons = append(reasons, why)
		}
	}
	matches, unlisted := p.shelf.find(pr)
	return append(reasons, unlisted...), matches
}

// itself lists the criteria that the product alone fails.
func itself(pr *store.Product) (reasons []string) {
	if !pr.Active {
		reasons = append(reasons, "It is not active: it was missing from the last complete import")
	}
	if !pr.Web {
		reasons = append(reasons, unpublished(pr.Fields.Status))
	}
	if strings.TrimSpace(pr.SKU) == "" {
		reasons = append(reasons, "It has no SKU")
	}
	if pr.Type != store.Variation && strings.TrimSpace(pr.Name) == "" {
		reasons = append(reasons, "It has no name")
	}
	if pr.Type != store.Variable && pr.Type != store.Grouped && decimal(pr.Fields.RegularPrice) == "" {
		reasons = append(reasons, "It has no regular price")
	}
	return reasons
}

func unpublished(status string) string {
	switch status {
	case "draft":
		return "It is not marked for the web (Published is -1, a draft)"
	case "pending":
		return "It is not marked for the web (Published is 2, pending review)"
	}
	return "It is not marked for the web"
}

// noVariation says why a variable product has nothing to sell; "" when one of its variations can be sold.
func noVariation(variations []store.Product) string {
	priced := false
	for i := range variations {
		if len(itself(&variations[i])) == 0 {
			return ""
		}
		priced = priced || decimal(variations[i].Fields.RegularPrice) != ""
	}
	switch n := len(variations); {
	case n == 0:
		return "It is a variable product without variations"
	case n == 1 && priced:
		return "Its only variation cannot be sold: it must be active, marked for the web and have SKU and regular price"
	case n == 1:
		return "Its only variation has no regular price"
	case priced:
		return fmt.Sprintf("None of its %d variations can be sold: one must be active, marked for the web and have SKU and regular price", n)
	default:
		return fmt.Sprintf("None of its %d variations has a regular price", n)
	}
}
