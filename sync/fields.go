package sync

// Groups of fields that a webshop can leave to us or keep to itself (the setting "fields").
const (
	groupNames      = "names"
	groupPrices     = "prices"
	groupStock      = "stock"
	groupCategories = "categories"
	groupImages     = "images"
	groupStatus     = "status"
	groupSEO        = "seo"
	groupDetails    = "details"
)

// fieldGroups are all of them, in the order in which they are shown.
var fieldGroups = [...]string{groupNames, groupPrices, groupStock, groupCategories, groupImages, groupStatus, groupSEO, groupDetails}

// field describes one field of a payload.
type field struct {
	name  string // WooCommerce's
	label string // in words
	group string // "" is always ours: without it the webshop could not tell what the product is
	// clear is what to send once the catalogue has no value any more; nil leaves what the webshop has.
	clear any
}

// fields lists every field that a payload can have, in the order in which differences are shown.
//
// stock_quantity has no value for clearing: a real WooCommerce 10.5 makes null a 0 and the product out of stock; it forgets
// the quantity by itself once manage_stock is false.
var fields = [...]field{
	{"type", "type", "", nil},
	{"parent", "variable product", "", nil},
	{"sku", "SKU", "", nil},
	{"name", "name", groupNames, nil},
	{"regular_price", "regular price", groupPrices, ""},
	{"sale_price", "sale price", groupPrices, ""},
	{"date_on_sale_from", "sale starts", groupPrices, ""},
	{"date_on_sale_to", "sale ends", groupPrices, ""},
	{"manage_stock", "stock managed", groupStock, false},
	{"stock_quantity", "stock", groupStock, nil},
	{"stock_status", "stock status", groupStock, nil},
	{"low_stock_amount", "low stock amount", groupStock, ""},
	{"backorders", "backorders", groupStock, "no"},
	{"categories", "categories", groupCategories, []string{}},
	{"tags", "tags", groupCategories, []string{}},
	{"brands", "brands", groupCategories, []string{}},
	{"status", "status", groupStatus, nil},
	{"catalog_visibility", "visibility", groupStatus, "visible"},
	{"featured", "featured", groupStatus, false},
	{"images", "images", groupImages, []payload{}},
	{"image", "image", groupImages, ""},
	{"short_description", "short description", groupNames, ""},
	{"description", "description", groupNames, ""},
	{"attributes", "attributes", groupDetails, []payload{}},
	{"default_attributes", "default attributes", groupDetails, []payload{}},
	{"tax_status", "tax status", groupPrices, "taxable"},
	{"tax_class", "tax class", groupPrices, ""},
	{"cost_of_goods_sold", "cost of goods", groupPrices, costOfGoods("0")},
	{"global_unique_id", "barcode", groupDetails, ""},
	{"virtual", "virtual", groupDetails, false},
	{"downloadable", "downloadable", groupDetails, false},
	{"downloads", "downloads", groupDetails, []payload{}},
	{"download_limit", "download limit", groupDetails, -1},
	{"download_expiry", "download expiry", groupDetails, -1},
	{"grouped_products", "grouped products", groupDetails, []string{}},
	{"external_url", "external URL", groupDetails, ""},
	{"button_text", "button text", groupDetails, ""},
	{"upsell_ids", "upsells", groupDetails, []string{}},
	{"cross_sell_ids", "cross-sells", groupDetails, []string{}},
	{"weight", "weight", groupDetails, ""},
	{"dimensions", "dimensions", groupDetails, payload{}},
	{"shipping_class", "shipping class", groupDetails, ""},
	{"sold_individually", "sold individually", groupDetails, false},
	{"reviews_allowed", "reviews allowed", groupDetails, true},
	{"purchase_note", "purchase note", groupDetails, ""},
	{"menu_order", "position", groupDetails, 0},
	{"meta_data", "meta", "", nil}, // key by key, each of a group of its own: see metaGroup
}

// ownership tells which groups of fields are ours to send to a webshop.
type ownership map[string]bool

// ours reads a webshop's setting; an empty list means all.
func ours(groups []string) ownership {
	o := ownership{"": true}
	if len(groups) == 0 {
		groups = fieldGroups[:]
	}
	for _, g := range groups {
		o[g] = true
	}
	return o
}

// restrict keeps the fields of the groups that are ours.
func (o ownership) restrict(full payload) payload {
	if len(o) > len(fieldGroups) {
		return full
	}
	kept := make(payload, len(full))
	for i := range fields {
		if v, ok := full[fields[i].name]; ok && o[fields[i].group] {
			kept[fields[i].name] = v
		}
	}
	if list, ok := kept["meta_data"].([]payload); ok {
		delete(kept, "meta_data")
		kept.objects("meta_data", o.ownMeta(list))
	}
	return kept
}
