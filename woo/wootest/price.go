package wootest

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

var priceWaste = regexp.MustCompile(`[^0-9.-]`)

// price is wc_format_decimal: it keeps digits, dots and minus signs, after the shop's decimal sign has become a
// dot. So "12,50" is 1250 where the decimal sign is a dot, and "abc" is no price.
func (set *Settings) price(v any) string {
	if f, ok := v.(float64); ok {
		s := strconv.FormatFloat(f, 'f', max(set.places()+2, 6), 64)
		if strings.Contains(s, ".") {
			s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
		}
		return s
	}
	s := phpString(v)
	if s == "" {
		return ""
	}
	s = priceWaste.ReplaceAllString(sanitizeText(strings.ReplaceAll(s, set.DecimalSign, ".")), "")
	last := strings.LastIndexByte(s, '.')
	if last < 0 {
		return s
	}
	whole := strings.ReplaceAll(s[:last], ".", "")
	if last == len(s)-1 {
		return whole
	}
	return whole + s[last:]
}

// money writes an amount with the shop's decimals and a dot, as orders carry it.
func (set *Settings) money(f float64) string {
	p := math.Pow10(set.places())
	return strconv.FormatFloat(math.Round(f*p+math.Copysign(1e-9, f))/p, 'f', set.places(), 64)
}

// onSale tells whether the sale price is the price at that moment.
func (p *product) onSale(now int64) bool {
	if p.sale == "" || phpFloat(p.regular) <= phpFloat(p.sale) {
		return false
	}
	d := p.d()
	return (d.saleFrom == 0 || d.saleFrom <= now) && (d.saleTo == 0 || d.saleTo >= now)
}

func (p *product) activePrice(now int64) string {
	if p.onSale(now) {
		return p.sale
	}
	return p.regular
}

// pricing is what a product shows of prices; those of a variable product come from its variations.
type pricing struct {
	price, regular, sale string
	onSale               bool
	low, high            float64 // of a variable product
}

func (s *store) pricing(p *product, now int64) pricing {
	switch p.kind {
	case "variable":
		return s.childPricing(s.children[p.id], now, func(c *product) bool { return c.status == "publish" })
	case "grouped":
		out := s.childPricing(p.d().grouped, now, func(c *product) bool { return c.status == "publish" })
		return out
	}
	return pricing{price: p.activePrice(now), regular: p.regular, sale: p.sale, onSale: p.onSale(now)}
}

func (s *store) childPricing(ids []int, now int64, counts func(*product) bool) pricing {
	var out pricing
	for _, id := range ids {
		c := s.posts[id]
		if c == nil || !counts(c) {
			continue
		}
		price := c.activePrice(now)
		out.onSale = out.onSale || c.onSale(now)
		if price == "" {
			continue
		}
		f := phpFloat(price)
		if out.price == "" || f < out.low {
			out.price, out.low = price, f
		}
		out.high = max(out.high, f)
	}
	return out
}

// purchasable is as an administrator sees it: a draft with a price is.
func (s *store) purchasable(p *product, price string) bool {
	if p.kind == "external" || p.kind == "grouped" || price == "" {
		return false
	}
	return !p.variation || p.status == "publish"
}

// currencySigns are those that the shop writes as an entity.
var currencySigns = map[string][2]string{ // entity, character
	"EUR": {"&euro;", "€"}, "USD": {"&#36;", "$"}, "GBP": {"&pound;", "£"}, "NOK": {"&#107;&#114;", "kr"},
	"SEK": {"&#107;&#114;", "kr"}, "DKK": {"kr.", "kr."}, "CHF": {"&#67;&#72;&#70;", "CHF"}, "PLN": {"&#122;&#322;", "zł"},
}

func (set *Settings) currencySign() (entity, char string) {
	if s, ok := currencySigns[set.Currency]; ok {
		return s[0], s[1]
	}
	return set.Currency, set.Currency
}

// priceHTML is what a theme would print.
func (set *Settings) priceHTML(pr pricing, kind string) string {
	switch {
	case pr.price == "":
		return ""
	case kind == "variable" || kind == "grouped":
		if pr.low != pr.high {
			return set.amountHTML(pr.low) + ` <span aria-hidden="true">&ndash;</span> ` + set.amountHTML(pr.high)
		}
		return set.amountHTML(pr.low)
	case pr.onSale:
		return `<del aria-hidden="true">` + set.amountHTML(phpFloat(pr.regular)) + `</del> <span class="screen-reader-text">Original price was: ` +
			set.amountText(phpFloat(pr.regular)) + `.</span><ins aria-hidden="true">` + set.amountHTML(phpFloat(pr.sale)) +
			`</ins><span class="screen-reader-text">Current price is: ` + set.amountText(phpFloat(pr.sale)) + `.</span>`
	}
	return set.amountHTML(phpFloat(pr.price))
}

func (set *Settings) amountHTML(f float64) string {
	sign, _ := set.currencySign()
	return `<span class="woocommerce-Price-amount amount"><bdi><span class="woocommerce-Price-currencySymbol">` + sign + `</span>` + set.amount(f) + `</bdi></span>`
}

func (set *Settings) amountText(f float64) string {
	sign, _ := set.currencySign()
	return sign + set.amount(f)
}

// amount writes a number with the shop's signs; a theme shows nothing below zero.
func (set *Settings) amount(f float64) string {
	whole, frac, _ := strings.Cut(set.money(max(f, 0)), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + set.ThousandSign + whole[i:]
	}
	if frac == "" {
		return whole
	}
	return whole + set.DecimalSign + frac
}
