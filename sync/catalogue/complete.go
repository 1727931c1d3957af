package catalogue

import (
	"fmt"
	"strings"

	"woosync/store"
)

// complete checks what only the row as a whole can tell, once all its values are read.
func (b *builder) complete() {
	p, f := b.product, b.fields
	b.completeType()
	if !b.hasSKU {
		b.failField(sku, "there is no SKU; every product needs one of its own")
	}
	b.completeAttributes()
	b.completeDownloads()
	b.completeImages()
	if p.Name == "" {
		b.completeName()
	}
	b.completeSale()
	if f.StockFromParent && p.Type != store.Variation {
		b.failField(stock, "'parent' is for the stock of a variation; write a number, or leave it empty where stock is not managed")
	}
	b.references = b.references || strings.HasPrefix(strings.ToLower(f.ParentSKU), "id:")
}

// completeType settles the type: without one, a product that names a parent is a variation, any other is simple.
func (b *builder) completeType() {
	p := b.product
	if p.Type == "" {
		p.Type = store.Simple
		if b.parent != "" {
			p.Type = store.Variation
		}
	}
	if p.Type == store.Variation {
		if b.fields.ParentSKU = b.parent; b.parent == "" {
			b.failField(parent, "a variation needs its parent; write the SKU of the variable product that it belongs to")
		}
		return
	}
	if t, ok := b.columns.find(parent); ok && b.parent != "" {
		b.leave(t.column, b.parent, "parent", fmt.Sprintf("only a variation has a parent, and this product is %s; it is kept but not sent", p.Type))
	}
}

// completeName gives a variation the name of its values; every other product needs one in the file.
func (b *builder) completeName() {
	if b.product.Type != store.Variation {
		b.failField(name, "there is no name; every product needs one")
		return
	}
	var words []string
	for _, a := range b.fields.Attributes {
		words = append(words, a.Values...)
	}
	if b.product.Name = strings.Join(words, ", "); b.product.Name == "" {
		b.product.Name = b.product.SKU
	}
}

func (b *builder) completeAttributes() {
	for i := range b.attributes {
		c := &b.attributes[i]
		at := func(f field) int { return c.column[f-attributeName] }
		if c.name == "" {
			if c.values != "" {
				b.leave(at(attributeValues), c.values, "attribute", "the attribute has values but no name; they are kept but not sent")
			}
			if c.preset != "" {
				b.keep(at(attributeDefault), c.preset)
			}
			continue
		}
		a := store.Attribute{Name: c.name, Visible: !c.hasVisible && b.product.Type != store.Variation, Default: c.preset}
		var wrong string
		if c.visible != "" {
			if a.Visible, wrong = yes(c.visible); wrong != "" {
				b.fail(at(attributeVisible), wrong)
			}
		}
		if c.global != "" {
			if a.Global, wrong = yes(c.global); wrong != "" {
				b.fail(at(attributeGlobal), wrong)
			}
		}
		if a.Values, wrong = values(c.values); wrong == "" {
			wrong = nameList(a.Values)
		}
		if wrong == "" && b.product.Type == store.Variation && len(a.Values) > 1 {
			wrong = fmt.Sprintf(`a variation has one value for %s, not %d; write \, for a comma within a value, and nothing where any value will do`, show(a.Name), len(a.Values))
		}
		if wrong != "" {
			b.fail(at(attributeValues), wrong)
		}
		if b.fields.Attributes == nil {
			b.fields.Attributes = make([]store.Attribute, 0, len(b.attributes)-i)
		}
		b.fields.Attributes = append(b.fields.Attributes, a)
	}
}

func (b *builder) completeDownloads() {
	for i := range b.downloads {
		d := &b.downloads[i]
		if d.url == "" {
			if d.name != "" {
				b.leave(d.column[downloadName-downloadID], d.name, "download", "the download has a name but no URL; it is kept but not sent")
			}
			if d.id != "" {
				b.keep(d.column[0], d.id)
			}
			continue
		}
		if d.name == "" {
			d.name = fileName(d.url)
		}
		b.fields.Downloads = append(b.fields.Downloads, store.Download{ID: d.id, Name: d.name, URL: d.url})
	}
}

// completeSale drops a sale price that a webshop would drop without a word: a real WooCommerce 10.5 clears one that is not
// below the regular price, or has none beside it.
func (b *builder) completeSale() {
	f := b.fields
	if f.SaleFrom != "" && f.SaleTo != "" && f.SaleFrom[:10] > f.SaleTo[:10] {
		b.failField(saleTo, fmt.Sprintf("the sale ends on %s, before it starts on %s", f.SaleTo, f.SaleFrom))
	}
	if f.SalePrice == "" || b.wrong {
		return
	}
	t, _ := b.columns.find(salePrice)
	switch {
	case f.RegularPrice == "":
		b.leave(t.column, f.SalePrice, "sale without price", "a sale price without a regular price means nothing to a webshop; it is kept but not sent")
	case below(f.SalePrice, f.RegularPrice):
		return
	default:
		b.leave(t.column, f.SalePrice, "sale above price", fmt.Sprintf("the sale price %s is not below the regular price %s; it is kept but not sent", f.SalePrice, f.RegularPrice))
	}
	f.SalePrice = ""
}
