package wootest

// stockView is what is shown of a product's stock.
type stockView struct {
	managed     any // true, false or, of a variation, "parent"
	quantity    any // a number or null
	status      string
	backorders  string
	backordered bool
	lowStock    any
}

func (s *store) stockView(p *product, set *Settings) stockView {
	d := p.d()
	v := stockView{managed: p.manageStock, status: p.stockStatus, backorders: d.backorders, lowStock: d.lowStockValue()}
	holder := p
	switch {
	case set.StockOff:
		v.managed = false
	case p.variation && !p.manageStock:
		if parent := s.posts[p.parent]; parent != nil && parent.manageStock {
			v.managed, holder = "parent", parent
			v.backorders, v.lowStock = parent.d().backorders, parent.d().lowStockValue()
			v.status = parent.stockStatus
		}
	case p.kind == "variable" && !p.manageStock:
		v.status = s.childStockStatus(p)
	case p.kind == "external":
		v.status = "instock"
	}
	if v.managed != false && holder.hasStock {
		v.quantity = holder.stock
		v.backordered = v.backorders != "no" && holder.stock < 0
	}
	v.backordered = v.backordered || v.status == "onbackorder"
	return v
}

// childStockStatus is that of a variable product without a stock of its own.
func (s *store) childStockStatus(p *product) string {
	status := "outofstock"
	for _, id := range s.children[p.id] {
		c := s.posts[id]
		if c == nil || c.status != "publish" {
			continue
		}
		switch c.stockStatus {
		case "instock":
			return "instock"
		case "onbackorder":
			status = "onbackorder"
		}
	}
	return status
}

// alignStock makes quantity and status agree, as every save does.
func (p *product) alignStock(set *Settings) {
	if set.StockOff || !p.manageStock {
		p.hasStock, p.stock = false, 0
		if p.details != nil && (p.backorders != "no" || p.hasLowStock) {
			p.backorders, p.lowStock, p.hasLowStock = "no", 0, false
		}
		if set.StockOff {
			p.manageStock = false
		}
		return
	}
	switch backorders := p.d().backorders; {
	case p.stock > 0:
		p.stockStatus = "instock"
	case backorders == "no":
		p.stockStatus = "outofstock"
	default:
		p.stockStatus = "onbackorder"
	}
}
