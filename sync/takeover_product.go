package sync

import (
	"html"
	"slices"
	"strconv"
	"strings"

	"woosync/store"
	"woosync/woo"
)

// translator turns what a webshop has into products of the catalogue. Links to other products are not its matter.
type translator struct {
	paths   map[int64]string  // inventory categories, by the webshop's id
	classes map[string]string // names of shipping classes by slug; one that two share is not here
}

// product is a product of the catalogue as the webshop has it; parent is the variable product of a variation.
func (t *translator) product(p, parent *woo.Product) store.Product {
	pr := store.Product{SKU: plainSKU(p.SKU), Type: store.ProductType(p.Type), Name: plainText(p.Name), Barcode: p.GlobalUniqueID, Active: true, Web: true}
	f := &pr.Fields
	f.SourceID, f.Status, f.Position = idText(p.ID), p.Status, p.MenuOrder
	f.Description, f.TaxClass = clean(p.Description), p.TaxClass
	f.RegularPrice, f.SalePrice, f.SaleFrom, f.SaleTo, f.CostOfGoods = p.RegularPrice, p.SalePrice, p.DateOnSaleFrom, p.DateOnSaleTo, p.CostOfGoods
	f.Weight, f.Length, f.Width, f.Height = p.Weight, p.Dimensions.Length, p.Dimensions.Width, p.Dimensions.Height
	f.ShippingClass = t.class(p.ShippingClass)
	f.Virtual = p.Virtual
	f.Meta = scalarMeta(p.MetaData)
	for _, i := range p.Images {
		src := clean(i.Src)              // as it would be sent
		if isFile(payload{"src": src}) { // a webshop names no file of this computer, which would be uploaded later
			continue
		}
		f.Images = append(f.Images, store.Image{Src: src, Alt: i.Alt})
	}
	addStock(f, p)
	addDownloads(f, p)
	if parent != nil {
		inherit(&pr, p, parent)
		return pr
	}
	f.ShortDescription, f.PurchaseNote = clean(p.ShortDescription), clean(p.PurchaseNote)
	f.Visibility, f.Featured, f.TaxStatus = p.Visibility, p.Featured, p.TaxStatus
	f.SoldIndividually, f.ReviewsAllowed = p.SoldIndividually, p.ReviewsAllowed
	f.ExternalURL, f.ButtonText = p.ExternalURL, p.ButtonText
	for _, c := range p.Categories {
		if path := t.paths[c.ID]; path != "" && !slices.Contains(f.Categories, path) {
			f.Categories = append(f.Categories, path)
		}
	}
	f.Tags, f.Brands = refNames(p.Tags), refNames(p.Brands)
	for _, at := range p.Attributes {
		f.Attributes = append(f.Attributes, store.Attribute{Name: plainTerm(at.Name), Values: plainTerms(at.Options), Visible: at.Visible,
			Global: at.ID != 0, Default: preset(p, at)})
	}
	return pr
}

// plainSKU undoes the escape of "<" in a SKU.
func plainSKU(sku string) string {
	if plain := html.UnescapeString(sku); woo.StoredSKU(plain) == sku {
		return plain
	}
	return sku
}

func (t *translator) class(slug string) string {
	if name := t.classes[slug]; name != "" {
		return name
	}
	return slug
}

func refNames(refs []woo.Ref) (names []string) {
	for _, r := range refs {
		names = append(names, plainTerm(r.Name))
	}
	return names
}

// addStock takes a quantity where the stock is managed and a status where it is not; the status of a variable product follows its
// variations.
func addStock(f *store.ProductFields, p *woo.Product) {
	switch {
	case p.StockOfParent:
		f.StockFromParent = true
	case p.ManageStock:
		f.ManageStock, f.Backorders = true, p.Backorders
		if p.StockQuantity != nil {
			f.Stock = strconv.Itoa(*p.StockQuantity)
		}
		if p.LowStockAmount != nil {
			f.LowStock = strconv.Itoa(*p.LowStockAmount)
		}
	case p.Type != string(store.Variable) && p.Type != string(store.External):
		f.StockStatus = p.StockStatus
	}
}

func addDownloads(f *store.ProductFields, p *woo.Product) {
	if !p.Downloadable {
		return
	}
	f.Downloadable = true
	for _, d := range p.Downloads {
		f.Downloads = append(f.Downloads, store.Download{ID: d.ID, Name: d.Name, URL: d.File})
	}
	if limit := p.DownloadLimit; limit != -1 {
		f.DownloadLimit = &limit
	}
	if expiry := p.DownloadExpiry; expiry != -1 {
		f.DownloadExpiry = &expiry
	}
}

// preset is the option of an attribute that is chosen beforehand. WooCommerce gives it as a slug.
func preset(p *woo.Product, at woo.Attribute) string {
	i := slices.IndexFunc(p.DefaultAttributes, func(d woo.Attribute) bool { return sameAttribute(d, at) })
	if i < 0 {
		return ""
	}
	return spelled(at.Options, p.DefaultAttributes[i].Option)
}

func sameAttribute(a, b woo.Attribute) bool {
	return a.ID == b.ID && (a.ID != 0 || termKey(a.Name) == termKey(b.Name))
}

// spelled is an option as the list spells it.
func spelled(options []string, option string) string {
	for _, o := range options {
		if termKey(o) == termKey(option) {
			return plainTerm(o)
		}
	}
	for _, o := range options {
		if sameOption(o, option) {
			return plainTerm(o)
		}
	}
	return plainTerm(option)
}

// inherit finishes a variation. WooCommerce shows in it what is its variable product's; that is left to the product.
func inherit(pr *store.Product, p, parent *woo.Product) {
	f := &pr.Fields
	pr.Type, f.ParentSKU = store.Variation, plainSKU(parent.SKU)
	f.Description = clean(unrendered(p.Description))
	f.Attributes = chosen(p, parent)
	pr.Name = variationName(plainText(parent.Name), f.Attributes)
	for _, same := range []struct{ own, of *string }{
		{&f.Weight, &parent.Weight}, {&f.Length, &parent.Dimensions.Length}, {&f.Width, &parent.Dimensions.Width}, {&f.Height, &parent.Dimensions.Height},
		{&pr.Barcode, &parent.GlobalUniqueID}, {&f.TaxClass, &parent.TaxClass},
	} {
		if *same.own == *same.of {
			*same.own = ""
		}
	}
	if p.ShippingClass == parent.ShippingClass {
		f.ShippingClass = ""
	}
	if f.TaxClass == "parent" {
		f.TaxClass = ""
	}
	if len(p.Images) > 0 && len(parent.Images) > 0 && p.Images[0].ID == parent.Images[0].ID {
		f.Images = nil
	}
}

// chosen are the values of a variation, with "any" for those of its product's attributes that it leaves open.
func chosen(p, parent *woo.Product) (list []store.Attribute) {
	add := func(at woo.Attribute, options []string, value string) {
		a := store.Attribute{Name: plainTerm(at.Name), Global: at.ID != 0}
		if value != "" {
			a.Values = []string{spelled(options, value)}
		}
		list = append(list, a)
	}
	for _, at := range parent.Attributes {
		if !at.Variation {
			continue
		}
		value := ""
		if i := slices.IndexFunc(p.Attributes, func(v woo.Attribute) bool { return sameAttribute(v, at) }); i >= 0 {
			value = p.Attributes[i].Option
		}
		add(at, at.Options, value)
	}
	for _, v := range p.Attributes {
		if !slices.ContainsFunc(parent.Attributes, func(at woo.Attribute) bool { return at.Variation && sameAttribute(v, at) }) {
			add(v, nil, v.Option)
		}
	}
	return list
}

// variationName is what people look for: the product's name with the values.
func variationName(parent string, list []store.Attribute) string {
	var values []string
	for _, at := range list {
		values = append(values, at.Values...)
	}
	if len(values) == 0 {
		return parent
	}
	return parent + " - " + strings.Join(values, ", ")
}
