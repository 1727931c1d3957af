package sync

import "woosync/store"

// addVariation adds what only a variation has. Its name is made by WooCommerce from its values; an attribute without value
// means "any" and is left out.
func (a payload) addVariation(pr *store.Product, k *kin) {
	parent := k.products[pr.ParentID]
	if parent != nil {
		a["parent"] = shopSKU(parent.SKU)
	}
	if list := images(pr.Fields.Images); len(list) > 0 {
		a["image"] = list[0]
	}
	var common []attribute
	if parent != nil {
		common = family(parent, k.variations[parent.ID])
	} else {
		common = family(pr, nil)
	}
	var chosen []payload
	for _, at := range pr.Fields.Attributes {
		values := names(at.Values)
		c := find(common, at.Name)
		if len(values) == 0 || c == nil {
			continue
		}
		option := values[0]
		if same := spelling(c.options, option); same != "" {
			option = same
		}
		chosen = append(chosen, payload{"name": c.name, "global": c.global, "option": option})
	}
	a.objects("attributes", chosen)
}

// addAttributes adds a product's attributes; a variable product's include what its variations use, because WooCommerce drops an
// attribute of a variation that its product does not have.
func (a payload) addAttributes(pr *store.Product, k *kin) {
	list := family(pr, k.variations[pr.ID])
	var all, defaults []payload
	for i, at := range list {
		all = append(all, payload{"name": at.name, "global": at.global, "visible": at.visible,
			"variation": at.variation, "position": i, "options": at.options})
		if at.variation && at.preset != "" {
			defaults = append(defaults, payload{"name": at.name, "global": at.global, "option": at.preset})
		}
	}
	a.objects("attributes", all)
	a.objects("default_attributes", defaults)
}

// attribute is one attribute of a product, with what its variations add to it.
type attribute struct {
	name                       string
	options                    []string
	global, visible, variation bool
	preset                     string
}

// family joins the attributes of a product with those of its active variations. The product's spelling, order and flags win; an
// attribute serves variations when one of them names it, as in WooCommerce's own importer.
func family(pr *store.Product, variations []store.Product) (list []attribute) {
	for _, at := range pr.Fields.Attributes {
		name, options := clean(at.Name), names(at.Values)
		if name == "" || find(list, name) != nil {
			continue
		}
		preset := clean(at.Default)
		if same := spelling(options, preset); same != "" {
			preset = same
		}
		list = append(list, attribute{name: name, options: options, global: at.Global, visible: at.Visible, preset: preset})
	}
	if pr.Type == store.Variable {
		for i := range variations {
			if variations[i].Active {
				list = joined(list, variations[i].Fields.Attributes)
			}
		}
	}
	kept := list[:0]
	for _, at := range list {
		if len(at.options) > 0 {
			kept = append(kept, at)
		}
	}
	return kept
}

func joined(list []attribute, of []store.Attribute) []attribute {
	for _, at := range of {
		name := clean(at.Name)
		if name == "" {
			continue
		}
		mine := find(list, name)
		if mine == nil {
			list = append(list, attribute{name: name, global: at.Global, visible: true})
			mine = &list[len(list)-1]
		}
		mine.variation = true
		if values := names(at.Values); len(values) > 0 && !containsName(mine.options, values[0]) {
			mine.options = append(mine.options, values[0])
		}
	}
	return list
}

func find(list []attribute, name string) *attribute {
	name = clean(name)
	for i := range list {
		if list[i].name == name {
			return &list[i]
		}
	}
	folded := store.Fold(name)
	for i := range list {
		if store.Fold(list[i].name) == folded {
			return &list[i]
		}
	}
	return nil
}
