package wootest

import "slices"

// internalMeta are keys that are no meta data of a product but its fields; writing one of the first kind sets the
// field, the others are swallowed.
var internalMeta = setOf(`_visibility _sku _price _regular_price _sale_price _sale_price_dates_from _sale_price_dates_to total_sales
	_tax_status _tax_class _manage_stock _stock _stock_status _backorders _low_stock_amount _sold_individually _weight _length _width
	_height _upsell_ids _crosssell_ids _purchase_note _default_attributes _product_attributes _virtual _downloadable _download_limit
	_download_expiry _featured _downloadable_files _wc_rating_count _wc_average_rating _wc_review_count _variation_description
	_thumbnail_id _file_paths _product_image_gallery _product_version _wp_old_slug _edit_last _edit_lock _global_unique_id`)

// applyMeta merges meta_data: an entry with an id is changed, or deleted by null; one without replaces those of its
// key.
func (c *call) applyMeta(p *product) error {
	list, ok := c.params["meta_data"].([]any)
	if !ok {
		return nil
	}
	for _, x := range list {
		m, _ := x.(map[string]any)
		key := phpString(m["key"])
		if key == "" && m["id"] == nil {
			continue
		}
		if internalMeta[key] {
			if err := c.applyInternalMeta(p, key, m["value"]); err != nil {
				return err
			}
			continue
		}
		d := p.edit()
		d.meta = c.shop.store.putMeta(d.meta, absInt(m["id"]), key, metaValue(m["value"]))
	}
	return nil
}

func (c *call) applyInternalMeta(p *product, key string, v any) error {
	set := c.shop.settings()
	switch key {
	case "_sku":
		if err := c.shop.store.setSKU(p, v); err != nil {
			return err
		}
	case "_global_unique_id":
		if err := c.shop.store.setGTIN(p, v); err != nil {
			return err
		}
	case "_regular_price":
		p.regular = set.price(v)
	case "_sale_price":
		p.sale = set.price(v)
	case "_weight":
		p.edit().weight = set.price(v)
	case "_length":
		p.edit().length = set.price(v)
	case "_width":
		p.edit().width = set.price(v)
	case "_height":
		p.edit().height = set.price(v)
	case "_manage_stock":
		p.manageStock = wcBool(v)
	case "_stock_status":
		p.stockStatus = knownStockStatus(phpString(v))
	case "_purchase_note":
		p.edit().purchaseNote = phpString(v)
	case "_featured":
		p.edit().featured = wcBool(v)
	case "_virtual":
		p.edit().virtual = wcBool(v)
	}
	return nil
}

// metaValue is what the database gives back: scalars as text, lists and objects as they are.
func metaValue(v any) any {
	switch m := v.(type) {
	case nil, []any:
		return v
	case map[string]any:
		if len(m) == 0 {
			return []any{}
		}
		return v
	}
	return phpString(v)
}

// putMeta returns the list with one entry set; the list itself stays as it is.
func (s *store) putMeta(list []metaEntry, id int, key string, value any) []metaEntry {
	list = slices.Clone(list)
	at := -1
	if id > 0 {
		at = slices.IndexFunc(list, func(m metaEntry) bool { return m.id == id })
	} else {
		at = slices.IndexFunc(list, func(m metaEntry) bool { return m.key == key })
		n := 0
		list = slices.DeleteFunc(list, func(m metaEntry) bool {
			if m.key == key {
				n++
			}
			return m.key == key && n > 1
		})
	}
	switch {
	case value == nil && at >= 0:
		return slices.Delete(list, at, at+1)
	case value == nil:
		return list
	case at >= 0:
		list[at].value = value
		if key != "" {
			list[at].key = key
		}
		return list
	}
	return append(list, metaEntry{s.newMetaID(), key, value})
}
