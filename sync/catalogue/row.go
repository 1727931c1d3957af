package catalogue

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"woosync/store"
)

// maxProductName is how long the name of a product may be, in characters.
const maxProductName = 1000

// builder turns records into products. It holds what is the same for all rows of a file, and the row at hand.
type builder struct {
	columns  *columns
	sign     decimalSign
	problems *problems
	notes    *notes  // nil in later passes, which must not note things twice
	folder   *folder // of image files; nil where there is none
	word     string  // what a line of the file is called

	record     record
	product    *store.Product
	fields     *store.ProductFields
	wrong      bool
	exact      bool // the value at hand is a number of a sheet
	hasSKU     bool // a value was there, good or bad
	references bool // an "id:123" is among the linked products or is the parent
	parent     string
	alts       string // texts of the images
	attributes []attributeCells
	downloads  []downloadCells
}

// attributeCells are the values of the columns of one attribute; column is where they are found, for messages.
type attributeCells struct {
	name, values, visible, global, preset string
	hasVisible                            bool
	column                                [5]int
}

type downloadCells struct {
	id, name, url string
	column        [3]int
}

// build fills the product from the record. Where something is wrong it is reported and the answer is false; the product then
// has the SKU at most.
func (b *builder) build(rec record, p *store.Product) bool {
	b.record, b.product, b.fields = rec, p, &p.Fields
	b.wrong, b.hasSKU, b.references, b.parent, b.alts = false, false, false, "", ""
	b.clear()
	*p = store.Product{Active: true, Web: true}
	p.Fields.Status = "publish"
	p.Fields.ReviewsAllowed = true
	for i := range b.columns.targets {
		t := &b.columns.targets[i]
		v := strings.TrimSpace(rec.fields[t.column])
		if wrong := cellError(rec, t.column); wrong != "" {
			b.fail(t.column, wrong)
			continue
		}
		if v == "" && t.field != published && t.field != attributeVisible {
			continue
		}
		if v != "" && v[0] == '\'' {
			v = unguard(v)
		}
		b.exact = rec.kinds != nil && rec.kinds[t.column] == isNumber
		if wrong := b.set(t, v); wrong != "" {
			b.fail(t.column, wrong)
		}
	}
	b.complete()
	return !b.wrong
}

func (b *builder) clear() {
	b.attributes = append(b.attributes[:0], make([]attributeCells, b.columns.slots.attributes)...)
	b.downloads = append(b.downloads[:0], make([]downloadCells, b.columns.slots.downloads)...)
}

// fail reports what is wrong with a value of the row.
func (b *builder) fail(column int, message string) {
	b.wrong = true
	b.problems.add(b.record.line, b.columns.headers[column], message)
}

// failField does so for a field that may have no column.
func (b *builder) failField(f field, message string) {
	b.wrong = true
	b.problems.add(b.record.line, b.columns.header(f), message)
}

// leave keeps a value that cannot be sent by its header, and notes why.
func (b *builder) leave(column int, v, kind, why string) {
	b.keep(column, v)
	b.note(kind, column, why)
}

func (b *builder) keep(column int, v string) {
	if b.fields.Extra == nil {
		b.fields.Extra = map[string]string{}
	}
	b.fields.Extra[b.columns.extraKeys[column]] = v
}

func (b *builder) note(kind string, column int, why string) {
	if b.notes != nil {
		b.notes.add(kind, fmt.Sprintf("%s %d, %s: %s", b.word, b.record.line, clip(b.columns.headers[column], 80), why))
	}
}

// set reads one value, which is not empty, trimmed and without a guard. It says what is wrong with it, or "".
func (b *builder) set(t *target, v string) (wrong string) {
	p, f := b.product, b.fields
	switch t.field {
	case extra:
		b.keep(t.column, v)
	case sourceID:
		f.SourceID = v
	case productType:
		p.Type, f.Virtual, f.Downloadable, wrong = typeOf(v)
	case sku:
		b.hasSKU = true
		p.SKU, wrong = skuOf(v)
	case barcode:
		return b.setBarcode(t, v)
	case name:
		if p.Name = v; len(v) > maxProductName && utf8.RuneCountInString(v) > maxProductName {
			return fmt.Sprintf("the name has %d characters; %d are the most", utf8.RuneCountInString(v), maxProductName)
		}
	case published:
		f.Status, p.Web, wrong = status(v)
	case featured:
		f.Featured, wrong = yes(v)
	case visibility:
		f.Visibility, wrong = visibilityOf(v)
	case shortDescription:
		f.ShortDescription = text(v)
	case description:
		f.Description = text(v)
	case purchaseNote:
		f.PurchaseNote = text(v)
	case taxStatus:
		f.TaxStatus, wrong = taxStatusOf(v)
	case taxClass:
		f.TaxClass = v
	case soldIndividually:
		f.SoldIndividually, wrong = yes(v)
	case reviewsAllowed:
		f.ReviewsAllowed, wrong = yes(v)
	case shippingClass:
		f.ShippingClass, wrong = v, nameList([]string{v})
	case parent:
		b.parent = v
	case imageAlt:
		b.alts = v
	case buttonText:
		f.ButtonText = v
	case externalURL:
		var ok bool
		if f.ExternalURL, ok = address(v); !ok {
			return fmt.Sprintf("%s is no address of a page; it begins with https://", show(v))
		}
	case meta:
		f.Meta = append(f.Meta, store.Meta{Key: t.key, Value: v})
	default:
		switch {
		case t.field >= attributeName:
			return b.setPart(t, v)
		case b.isList(t.field):
			return b.setList(t, v)
		}
		return b.setNumber(t, v)
	}
	return wrong
}

func (b *builder) setBarcode(t *target, v string) (wrong string) {
	if spoiled(v) {
		return fmt.Sprintf("%s is a barcode whose digits a spreadsheet dropped; format the column as text there and write the file again", show(v))
	}
	code, ok := gtin(v)
	if !ok {
		b.leave(t.column, v, "barcode", fmt.Sprintf("%s is no GTIN, UPC, EAN or ISBN, of which a webshop takes digits and hyphens only; it is kept but not sent", show(v)))
		return ""
	}
	b.product.Barcode = code
	return ""
}

func (b *builder) setNumber(t *target, v string) (wrong string) {
	f := b.fields
	switch t.field {
	case regularPrice:
		f.RegularPrice, wrong = b.amount(v, "price")
	case salePrice:
		if f.SalePrice, wrong = b.amount(v, "price"); wrong == "" && t.rank > 0 && zero(f.SalePrice) {
			f.SalePrice = "" // an ERP's way to say that there is no offer
		}
	case costOfGoods:
		f.CostOfGoods, wrong = b.amount(v, "price")
	case weight:
		f.Weight, wrong = b.amount(v, "weight")
	case length:
		f.Length, wrong = b.amount(v, "length")
	case width:
		f.Width, wrong = b.amount(v, "width")
	case height:
		f.Height, wrong = b.amount(v, "height")
	case lowStock:
		f.LowStock, _, wrong = b.signNow().decimal(v, "quantity")
	case stock:
		if strings.EqualFold(v, "parent") {
			f.StockFromParent = true
			return ""
		}
		f.ManageStock = true
		if f.Stock = v; !plainDecimal(v) {
			f.Stock, _, wrong = b.signNow().decimal(v, "quantity")
		}
	case stockStatus:
		f.StockStatus, wrong = stockStatusOf(v)
	case backorders:
		f.Backorders, wrong = backordersOf(v)
	case saleFrom:
		f.SaleFrom, wrong = day(v)
	case saleTo:
		f.SaleTo, wrong = day(v)
	case position:
		f.Position, wrong = whole(v)
	case downloadLimit:
		var n int
		n, wrong = whole(v)
		f.DownloadLimit = &n
	case downloadExpiry:
		var n int
		n, wrong = whole(v)
		f.DownloadExpiry = &n
	}
	return wrong
}

// amount reads a price or a size: a number from 0 on.
func (b *builder) amount(s, what string) (v, wrong string) {
	if plainDecimal(s) {
		return s, ""
	}
	v, negative, wrong := b.signNow().decimal(s, what)
	if negative {
		return "", fmt.Sprintf("%s is below zero; a %s is 0 or more", show(s), what)
	}
	return v, wrong
}

// whole reads a whole number; 3.0 is one.
func whole(s string) (n int, wrong string) {
	s = strings.TrimSpace(s)
	if i := strings.IndexByte(s, '.'); i > 0 && strings.Trim(s[i+1:], "0") == "" {
		s = s[:i]
	}
	n, err := strconv.Atoi(s)
	if err != nil || n > 1<<31-1 || n < -1<<31 {
		return 0, fmt.Sprintf("%s is no whole number; write it like 12", show(s))
	}
	return n, ""
}

func (b *builder) isList(f field) bool {
	switch f {
	case categories, tags, brands, images, grouped, upsells, crossSells:
		return true
	}
	return false
}

func (b *builder) setList(t *target, v string) (wrong string) {
	list := []string{v}
	if !t.single {
		if list, wrong = values(v); wrong != "" {
			return wrong
		}
	}
	f := b.fields
	switch t.field {
	case categories:
		for i, s := range list {
			if list[i], wrong = categoryPath(s); wrong != "" {
				return wrong
			}
		}
		for _, s := range distinct(list) {
			if s != "" {
				f.Categories = append(f.Categories, s)
			}
		}
	case tags:
		f.Tags, wrong = distinct(list), nameList(list)
	case brands:
		f.Brands, wrong = distinct(list), nameList(list)
	case images:
		b.setImages(t, list)
	case grouped:
		f.Grouped = b.links(list)
	case upsells:
		f.Upsells = b.links(list)
	case crossSells:
		f.CrossSells = b.links(list)
	}
	return wrong
}

// links takes references to other products; those by id are resolved once all rows are known.
func (b *builder) links(list []string) []string {
	list = distinct(list)
	for _, s := range list {
		if _, ok := reference(s); ok {
			b.references = true
		}
	}
	return list
}

// setPart remembers a value of an attribute or a download until all of the row are there.
func (b *builder) setPart(t *target, v string) (wrong string) {
	if t.field >= downloadID && t.field <= downloadURL {
		d := &b.downloads[t.slot]
		d.column[t.field-downloadID] = t.column
		switch t.field {
		case downloadID:
			d.id = v
		case downloadName:
			d.name = v
		case downloadURL:
			d.url = v
		}
		return ""
	}
	a := &b.attributes[t.slot]
	a.column[t.field-attributeName] = t.column
	switch t.field {
	case attributeName:
		a.name, wrong = v, nameList([]string{v})
	case attributeValues:
		a.values = v
	case attributeVisible:
		a.visible, a.hasVisible = v, true
	case attributeGlobal:
		a.global = v
	case attributeDefault:
		a.preset = v
	}
	return wrong
}

// fileName is the last part of an address, as a name for a download without one.
func fileName(url string) string {
	if i := strings.IndexAny(url, "?#"); i > 0 {
		url = url[:i]
	}
	return path.Base(url)
}

// signNow is the decimal sign of the value at hand: the file's, or the dot of a number that a sheet holds as such.
func (b *builder) signNow() decimalSign {
	if b.exact {
		return dot
	}
	return b.sign
}
