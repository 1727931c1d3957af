package catalogue

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// target is a field with the column that fills it.
type target struct {
	meaning
	column int
	slot   int // of an attribute or a download among the targets of its kind, in the order of their numbers
}

// columns is what the header line means.
type columns struct {
	headers   []string // as they stand, trimmed
	extraKeys []string // the same, unique and never empty
	targets   []target // every column has one at least
	slots     struct{ attributes, downloads int }
	notes     notes
}

var (
	attributeHeader = regexp.MustCompile(`(?i)^(?:attribute|attribut|attributt) (\d{1,4}) (\S+)$`)
	extraWish       = regexp.MustCompile(`(?i)^\s*extra(?: \d{1,4})?\s*$`)
	downloadHeader  = regexp.MustCompile(`(?i)^download (\d{1,4}) (\S+)$`)
)

// attributePart is what the last word of "Attribute 1 name" and its like means, in English, German or Swedish.
func attributePart(word string) (f field, ok bool) {
	switch strings.ToLower(word) {
	case "name", "namn", "navn":
		return attributeName, true
	case "value(s)", "value", "values", "wert(e)", "värde(n)":
		return attributeValues, true
	case "visible", "sichtbar", "synlig":
		return attributeVisible, true
	case "global":
		return attributeGlobal, true
	case "default", "standard":
		return attributeDefault, true
	}
	return extra, false
}

// downloadPart is the same for "Download 1 name".
func downloadPart(word string) (f field, ok bool) {
	switch strings.ToLower(word) {
	case "id":
		return downloadID, true
	case "name", "namn", "navn":
		return downloadName, true
	case "url":
		return downloadURL, true
	}
	return extra, false
}

// ownMeta are meta keys that WooCommerce keeps fields of its own under: a real WooCommerce 10.5 that is sent the meta key _sku
// changes the SKU. They are kept with the product and never sent.
var ownMeta = strings.Fields(`_sku _global_unique_id _price _regular_price _sale_price _sale_price_dates_from _sale_price_dates_to
	_visibility _featured _tax_status _tax_class _manage_stock _stock _stock_status _backorders _low_stock_amount _sold_individually
	_weight _length _width _height _upsell_ids _crosssell_ids _children _purchase_note _default_attributes _product_attributes
	_virtual _downloadable _downloadable_files _download_limit _download_expiry _product_image_gallery _thumbnail_id
	_product_url _button_text _product_version _variation_description _cogs_total_value _wc_rating_count _wc_average_rating
	_wc_review_count total_sales _wp_old_slug _edit_last _edit_lock`)

// repeated recognises the columns with a number or a key of their own.
func repeated(header string) (m meaning, ok bool) {
	if m := attributeHeader.FindStringSubmatch(header); m != nil {
		n, _ := strconv.Atoi(m[1])
		f, ok := attributePart(m[2])
		return meaning{field: f, n: n}, ok
	}
	if m := downloadHeader.FindStringSubmatch(header); m != nil {
		n, _ := strconv.Atoi(m[1])
		f, ok := downloadPart(m[2])
		return meaning{field: f, n: n}, ok
	}
	if len(header) > 5 && strings.EqualFold(header[:5], "meta:") {
		key := strings.TrimSpace(header[5:])
		return meaning{field: meta, key: key}, key != "" && !slices.Contains(ownMeta, key)
	}
	return m, false
}

// understand finds what each column of the header line fills, by the words of d. wishes are FIELD=COLUMN of the user and go first.
func understand(line int, headers []string, d dictionary, wishes map[string]string) (*columns, error) {
	c := &columns{headers: make([]string, len(headers))}
	for i, h := range headers {
		c.headers[i] = strings.TrimSpace(h)
	}
	c.nameExtras()
	if err := c.obey(d, wishes); err != nil {
		return nil, err
	}
	if err := c.recognise(line, d); err != nil {
		return nil, err
	}
	c.nameByDescription()
	if err := c.require(line); err != nil {
		return nil, err
	}
	for i, h := range c.headers {
		if !c.used(i) {
			c.targets = append(c.targets, target{column: i})
			if len(h) > 5 && strings.EqualFold(h[:5], "meta:") {
				c.notes.add("meta", fmt.Sprintf("the column %s is kept but not sent: a webshop keeps a field of its own under this key", show(h)))
			}
		}
	}
	c.number()
	return c, nil
}

// nameExtras gives every column a key of its own, for what is kept by header.
func (c *columns) nameExtras() {
	seen := map[string]bool{}
	for i, h := range c.headers {
		key := h
		if key == "" {
			key = fmt.Sprintf("column %d", i+1)
		}
		for n := 2; seen[key]; n++ {
			key = fmt.Sprintf("%s (%d)", h, n)
		}
		seen[key] = true
		c.extraKeys = append(c.extraKeys, key)
	}
}

// obey takes the user's own mapping.
func (c *columns) obey(d dictionary, wishes map[string]string) error {
	for _, word := range slices.Sorted(maps.Keys(wishes)) {
		m, ok := d.find(strings.TrimSpace(word))
		if extraWish.MatchString(word) {
			m, ok = meaning{field: extra, key: word}, true
		}
		if !ok {
			keys := make([]string, 0, len(vocabulary))
			for _, w := range vocabulary {
				keys = append(keys, w.key)
			}
			return &MapError{fmt.Sprintf("--map: %s is no field; the fields are %s, “attribute 1 name”, “download 1 URL”, “meta: key” and their like, and “extra 1” for a column that is to be kept but not sent", show(word), strings.Join(keys, ", "))}
		}
		at, err := c.index(wishes[word])
		if err != nil {
			return err
		}
		if c.has(m) {
			return &MapError{fmt.Sprintf("--map: the field %s is named twice", show(word))}
		}
		m.rank = 1
		c.targets = append(c.targets, target{meaning: m, column: at})
	}
	return nil
}

// index finds a column by its header: as it stands, else whatever its case and punctuation.
func (c *columns) index(header string) (int, error) {
	header = strings.TrimSpace(header)
	for _, alike := range []func(string) bool{
		func(h string) bool { return h == header },
		func(h string) bool { return strings.EqualFold(h, header) },
		func(h string) bool { return plain(header) != "" && plain(h) == plain(header) },
	} {
		found := -1
		for i, h := range c.headers {
			if !alike(h) {
				continue
			}
			if found >= 0 {
				return 0, &MapError{fmt.Sprintf("--map: the file has two columns %s (number %d and %d); give one of them another name", show(header), found+1, i+1)}
			}
			found = i
		}
		if found >= 0 {
			return found, nil
		}
	}
	return 0, &MapError{fmt.Sprintf("--map: the file has no column %s; its columns are %s", show(header), c.all())}
}

// recognise gives the columns that are left their fields, the best match first.
func (c *columns) recognise(line int, d dictionary) error {
	mapped := len(c.targets)
	for i, h := range c.headers {
		if c.used(i) {
			continue
		}
		m, ok := d.find(h)
		if !ok {
			continue
		}
		at := slices.IndexFunc(c.targets, func(t target) bool { return t.same(m) })
		switch {
		case at < 0:
			c.targets = append(c.targets, target{meaning: m, column: i})
			continue
		case at < mapped:
			continue // the user gave this field another column
		case c.targets[at].rank == m.rank:
			return &FileError{Line: line, Column: clip(h, 80), Message: fmt.Sprintf("this column (number %d) and %s (number %d) mean the same; say with --map %s=COLUMN which one counts, or rename one",
				i+1, show(c.headers[c.targets[at].column]), c.targets[at].column+1, keyOf(m))}
		}
		loser := i
		if m.rank < c.targets[at].rank {
			loser = c.targets[at].column
			c.targets[at] = target{meaning: m, column: i}
		}
		c.notes.add("unused "+c.extraKeys[loser], fmt.Sprintf("the column %s is kept but not sent: %s is used for the same; --map %s=COLUMN chooses",
			show(c.headers[loser]), show(c.headers[c.targets[at].column]), keyOf(m)))
	}
	return nil
}

// nameByDescription takes a column "description" for the name where there is no better.
func (c *columns) nameByDescription() {
	if c.has(meaning{field: name}) {
		return
	}
	for _, word := range nameAtLast {
		for i, h := range c.headers {
			at := slices.IndexFunc(c.targets, func(t target) bool { return t.column == i })
			if plain(h) != plain(word) || at >= 0 && c.targets[at].field != description {
				continue
			}
			if at >= 0 {
				c.targets = slices.Delete(c.targets, at, at+1)
			}
			c.targets = append(c.targets, target{meaning: meaning{field: name, rank: 1}, column: i})
			c.notes.add("name", fmt.Sprintf("the column %s is taken for the name of the products, since no other column is; --map name=COLUMN chooses", show(h)))
			return
		}
	}
}

// require refuses a file without the columns that every product needs.
func (c *columns) require(line int) error {
	var missing []string
	if !c.has(meaning{field: sku}) {
		missing = append(missing, "SKU")
	}
	if !c.has(meaning{field: name}) {
		missing = append(missing, "Name")
	}
	if len(missing) == 0 {
		return nil
	}
	hint := ""
	if len(c.targets) == 0 {
		hint = "; does the first line hold the names of the columns?"
	}
	return &FileError{Line: line, Column: missing[0], Message: fmt.Sprintf("there is no column %s; the file has %s; say with --map %s=COLUMN which one it is%s",
		strings.Join(missing, " and no column "), c.all(), strings.ToLower(missing[0]), hint)}
}

// number gives the attributes and downloads their slots, in the order of their numbers.
func (c *columns) number() {
	slotsOf := func(first, last field) int {
		var numbers []int
		for _, t := range c.targets {
			if t.field >= first && t.field <= last && !slices.Contains(numbers, t.n) {
				numbers = append(numbers, t.n)
			}
		}
		slices.Sort(numbers)
		for i := range c.targets {
			if t := &c.targets[i]; t.field >= first && t.field <= last {
				t.slot = slices.Index(numbers, t.n)
			}
		}
		return len(numbers)
	}
	c.slots.attributes = slotsOf(attributeName, attributeDefault)
	c.slots.downloads = slotsOf(downloadID, downloadURL)
}

func (c *columns) used(column int) bool {
	return slices.ContainsFunc(c.targets, func(t target) bool { return t.column == column })
}

func (c *columns) has(m meaning) bool {
	return slices.ContainsFunc(c.targets, func(t target) bool { return t.same(m) })
}

// find returns the target that fills a field.
func (c *columns) find(f field) (target, bool) {
	i := slices.IndexFunc(c.targets, func(t target) bool { return t.field == f })
	if i < 0 {
		return target{}, false
	}
	return c.targets[i], true
}

// header names the column of a field for a message: the file's own word, else WooCommerce's.
func (c *columns) header(f field) string {
	if t, ok := c.find(f); ok {
		return c.headers[t.column]
	}
	for _, w := range vocabulary {
		if w.field == f {
			return w.woo
		}
	}
	return ""
}

// all lists the columns of the file for a message.
func (c *columns) all() string {
	shown := make([]string, 0, len(c.headers))
	for _, h := range c.headers {
		shown = append(shown, show(h))
	}
	return list(shown, "and")
}

// keyOf is the name of a field in --map.
func keyOf(m meaning) string {
	for _, w := range vocabulary {
		if w.field == m.field {
			return w.key
		}
	}
	return "FIELD"
}
