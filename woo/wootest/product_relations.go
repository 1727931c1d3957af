package wootest

import "slices"

// applyRelations ties a product to others, and to categories, tags and brands.
func (c *call) applyRelations(p *product) {
	s := c.shop.store
	if c.isset("upsell_ids") {
		p.edit().upsells = positive(c.params["upsell_ids"])
	}
	if c.isset("cross_sell_ids") {
		p.edit().crossSells = positive(c.params["cross_sell_ids"])
	}
	if v := c.params["categories"]; isArray(v) {
		p.categories = s.existing(catTaxonomy, refs(v))
	}
	if len(p.categories) == 0 && (p.id == 0 || c.params["categories"] != nil) {
		p.categories = []int{defaultCategory}
	}
	if v := c.params["tags"]; isArray(v) {
		p.tags = c.readTags(v)
	}
	if v := c.params["brands"]; isArray(v) {
		p.brands = s.existing(brandTaxonomy, refs(v))
	}
}

func isArray(v any) bool {
	switch v.(type) {
	case []any, map[string]any:
		return true
	}
	return false
}

// refs plucks the ids of a list of objects; elements that are no objects, or have no id, are passed over.
func refs(v any) []int {
	var out []int
	list, _ := v.([]any)
	for _, x := range list {
		if m, ok := x.(map[string]any); ok && m["id"] != nil {
			out = append(out, absInt(m["id"]))
		}
	}
	return out
}

func positive(v any) []int {
	list, _ := v.([]any)
	var out []int
	for _, x := range list {
		if n := int(phpInt(x)); n > 0 {
			out = append(out, n)
		}
	}
	return out
}

func (s *store) existing(taxonomy string, ids []int) []int {
	var out []int
	for _, id := range ids {
		if s.termIn(s.taxonomies[taxonomy], id) != nil && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// readTags makes tags that are named and do not exist.
func (c *call) readTags(v any) []int {
	s := c.shop.store
	tax := s.taxonomies[tagTaxonomy]
	var out []int
	list, _ := v.([]any)
	for _, x := range list {
		m, _ := x.(map[string]any)
		id := absInt(m["id"])
		if m["name"] != nil {
			id = 0
			name := phpString(m["name"])
			t := tax.termByName(name)
			if t == nil {
				t, _ = s.addTerm(tax, termArgs{name: &name}) // a name that is none makes no tag
			}
			if t != nil {
				id = t.id
			}
		}
		if s.termIn(tax, id) != nil && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func (c *call) applyDownloads(p *product) {
	if c.isset("downloadable") {
		if on := wcBool(c.params["downloadable"]); p.d().downloadable != on {
			p.edit().downloadable = on
		}
	}
	if !p.d().downloadable {
		return
	}
	d := p.edit()
	if list, ok := c.params["downloads"].([]any); ok {
		d.downloads = readDownloads(list)
	}
	if c.isset("download_limit") {
		d.downloadLimit = orUnlimited(c.params["download_limit"])
	}
	if c.isset("download_expiry") {
		d.downloadExpiry = orUnlimited(c.params["download_expiry"])
	}
}

func orUnlimited(v any) int {
	if v == "" || int(phpInt(v)) == -1 {
		return -1
	}
	return absInt(v)
}

func readDownloads(list []any) []download {
	var out []download
	for _, x := range list {
		m, _ := x.(map[string]any)
		if isEmpty(m["file"]) {
			continue
		}
		f := download{phpString(m["id"]), phpString(m["name"]), phpString(m["file"])}
		if f.id == "" {
			f.id = randomHex(4) + "-" + randomHex(2) + "-" + randomHex(2) + "-" + randomHex(2) + "-" + randomHex(6)
		}
		if f.name == "" {
			f.name = baseName(f.file)
		}
		out = append(out, f)
	}
	return out
}

// applyTypeFields are those that only one type of product takes.
func (c *call) applyTypeFields(p *product) {
	s := c.shop.store
	switch p.kind {
	case "external":
		if c.isset("external_url") {
			d := p.edit()
			d.externalURL = c.text("external_url")
			s.keepMetaID(&d.externalMeta[0], d.externalURL)
		}
		if c.isset("button_text") {
			d := p.edit()
			d.buttonText = c.text("button_text")
			s.keepMetaID(&d.externalMeta[1], d.buttonText)
		}
	case "variable":
		if list, ok := c.params["default_attributes"].([]any); ok {
			p.edit().defaults = c.readDefaults(p, list)
		}
	case "grouped":
		if c.isset("grouped_products") {
			p.edit().grouped = positive(c.params["grouped_products"])
		}
	}
}

func (s *store) keepMetaID(id *int, value string) {
	switch {
	case value == "":
		*id = 0
	case *id == 0:
		*id = s.newMetaID()
	}
}
