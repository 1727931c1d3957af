package sync_test

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"woosync/store"
	"woosync/woo"
)

// shopkeeper fills a practice shop as the owner of a shop would who does as he likes.
type shopkeeper struct {
	*world
	client     *woo.Client
	r          *rand.Rand
	categories []int64
	tags       []int64
	brands     []int64
	attributes []int64
	images     []int64
	ids        []int64 // of products made
	skus       map[int64]string
}

func (w *world) shopkeeper(seed uint64) *shopkeeper {
	w.t.Helper()
	c, err := w.clientFor(w.webshop)
	w.must(err)
	w.t.Cleanup(c.Close)
	return &shopkeeper{world: w, client: c, r: rand.New(rand.NewPCG(seed, seed)), skus: map[int64]string{}}
}

func (k *shopkeeper) term(kind woo.TermKind, f woo.Fields) int64 {
	k.t.Helper()
	term, err := k.client.CreateTerm(k.ctx, kind, f)
	k.must(err)
	return term.ID
}

func (k *shopkeeper) product(f woo.Fields) woo.Product {
	k.t.Helper()
	p, err := k.client.CreateProduct(k.ctx, f)
	k.must(err)
	k.ids = append(k.ids, p.ID)
	if sku, ok := f["sku"].(string); ok {
		k.skus[p.ID] = sku
	}
	return p
}

func (k *shopkeeper) variation(parent int64, f woo.Fields) woo.Product {
	k.t.Helper()
	p, err := k.client.CreateVariation(k.ctx, parent, f)
	k.must(err)
	return p
}

// hostile are texts that are easily told wrong.
var hostile = []string{"Salt & Pepper", `5" pipe <new>`, "a < b > c", "Æbleskiver & <b>rugbrød</b>", "R&amp;D", "100% &lt;safe&gt;", "Kærlighed 💛 \u202e x", "O'Neill & Søn",
	"&amp;amp;", "x &copy; y", "Back \\ slash", "a  b", "tab\tand\nline"}

// descriptions are texts of several lines and with markup.
var descriptions = []string{"", "Plain & simple", "One\n\nTwo\nThree", "<p>Done & dusted</p>\n<ul><li>a</li></ul>", "<script>alert(1)</script>left <b class=\"x\">over</b>",
	"<a href=\"https://a.test/?x=1&y=2\" onclick=\"bad()\">here</a>", "  blanks  around\n", "a < b, c > d & e", "[gallery ids=\"1\"] below", "<iframe src=\"https://x.test\"></iframe> gone"}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// some picks up to n of a list, each once.
func some[T any](r *rand.Rand, list []T, n int) (out []T) {
	for _, i := range r.Perm(len(list))[:min(r.IntN(n+1), len(list))] {
		out = append(out, list[i])
	}
	return out
}

func ids(list []int64) []woo.Fields {
	out := []woo.Fields{}
	for _, id := range list {
		out = append(out, woo.Fields{"id": id})
	}
	return out
}

// furnish makes what products refer to.
func (k *shopkeeper) furnish() {
	top := k.term(woo.TermCategories, woo.Fields{"name": "Mad & Drikke"})
	below := k.term(woo.TermCategories, woo.Fields{"name": "Øl > Vin <x>", "parent": top})
	k.categories = append(k.categories, top, below, k.term(woo.TermCategories, woo.Fields{"name": "Mad & Drikke", "parent": below}),
		k.term(woo.TermCategories, woo.Fields{"name": "Øl", "parent": top}))
	double := k.term(woo.TermCategories, woo.Fields{"name": "Soon a double"})
	_, err := k.client.UpdateTerm(k.ctx, woo.TermCategories, double, woo.Fields{"name": "mad & drikke"}) // what a real shop takes
	k.must(err)
	k.categories = append(k.categories, double)
	for _, name := range []string{"Rød & Hvid", "gift", "O'Neill"} {
		k.tags = append(k.tags, k.term(woo.TermTags, woo.Fields{"name": name}))
		k.brands = append(k.brands, k.term(woo.TermBrands, woo.Fields{"name": name + " A/S"}))
	}
	k.term(woo.TermShippingClasses, woo.Fields{"name": "Stort & tungt"})
	for _, name := range []string{"Farve", "Størrelse & Pasform"} {
		at, err := k.client.CreateAttribute(k.ctx, woo.Fields{"name": name})
		k.must(err)
		k.attributes = append(k.attributes, at.ID)
	}
}

// common are the fields that every product has.
func (k *shopkeeper) common(n int, kind string) woo.Fields {
	r := k.r
	f := woo.Fields{
		"type": kind, "sku": fmt.Sprintf("%s-%03d", pick(r, []string{"A&B", "Ø 1", "c<d", "plain", "50%off"}), n), "name": fmt.Sprintf("%s %d", pick(r, hostile), n),
		"status": pick(r, []string{"publish", "publish", "publish", "private", "draft", "pending"}), "description": pick(r, descriptions), "short_description": pick(r, descriptions),
		"catalog_visibility": pick(r, []string{"visible", "catalog", "search", "hidden"}), "featured": r.IntN(4) == 0, "reviews_allowed": r.IntN(3) > 0,
		"purchase_note": pick(r, descriptions), "menu_order": pick(r, []int{0, 0, 7}), "tax_status": pick(r, []string{"taxable", "none", "shipping"}),
		"tax_class": pick(r, []string{"", "reduced-rate"}), "sold_individually": r.IntN(4) == 0,
		"categories": ids(append(some(r, k.categories, 2), pick(r, k.categories))), "tags": ids(some(r, k.tags, 2)), "brands": ids(some(r, k.brands, 1)),
		"meta_data": []woo.Fields{{"key": "note", "value": pick(r, hostile)}, {"key": "_yoast_wpseo_title", "value": pick(r, hostile)}, {"key": "n", "value": 5}, {"key": "list", "value": []int{1, 2}}},
	}
	if r.IntN(3) == 0 {
		f["global_unique_id"] = fmt.Sprintf("57000000%04d", n)
	}
	if r.IntN(2) == 0 {
		var images []woo.Fields
		for _, id := range some(r, k.images, 1) {
			images = append(images, woo.Fields{"id": id})
		}
		f["images"] = append(images, woo.Fields{"src": fmt.Sprintf("https://pictures.site/%d.jpg", n), "alt": pick(r, []string{"", "Alt & text"})})
	}
	if len(k.ids) > 0 {
		f["upsell_ids"], f["cross_sell_ids"] = some(r, k.ids, 2), some(r, k.ids, 1)
	}
	return f
}

func (k *shopkeeper) addPrices(f woo.Fields) {
	r := k.r
	f["regular_price"] = pick(r, []string{"10.00", "45", "12.3450", "0", "1999.95"})
	if r.IntN(3) == 0 {
		f["sale_price"] = pick(r, []string{"5", "9.99"})
		if r.IntN(2) == 0 {
			f["date_on_sale_from"], f["date_on_sale_to"] = "2026-11-01T00:00:00", "2026-12-31T23:59:59"
		}
	}
}

func (k *shopkeeper) addGoods(f woo.Fields) {
	r := k.r
	k.addPrices(f)
	switch r.IntN(3) {
	case 0:
		f["manage_stock"], f["stock_quantity"], f["backorders"] = true, r.IntN(20)-3, pick(r, []string{"no", "notify", "yes"})
		if r.IntN(2) == 0 {
			f["low_stock_amount"] = 4
		}
	case 1:
		f["stock_status"] = pick(r, []string{"instock", "outofstock", "onbackorder"})
	}
	switch r.IntN(3) {
	case 0:
		f["weight"], f["dimensions"] = pick(r, []string{".5", "1.50", "2"}), woo.Fields{"length": "10", "width": "1.5"}
		f["shipping_class"] = "stort-tungt"
	case 1:
		f["virtual"], f["downloadable"] = true, true
		f["downloads"] = []woo.Fields{{"name": "Bog & lyd", "file": "https://files.site/a b.pdf"}}
		f["download_limit"], f["download_expiry"] = pick(r, []int{-1, 3}), pick(r, []int{-1, 30})
	}
}

// one makes a product of any type, with its variations.
func (k *shopkeeper) one(n int) {
	r := k.r
	switch kind := pick(r, []string{"simple", "simple", "simple", "variable", "grouped", "external"}); kind {
	case "variable":
		k.variable(n)
	case "grouped":
		f := k.common(n, kind)
		f["grouped_products"] = some(r, k.ids, 3)
		k.keep(k.product(f))
	case "external":
		f := k.common(n, kind)
		k.addPrices(f)
		f["external_url"], f["button_text"] = "https://elsewhere.site/?a=1&b=2", pick(r, []string{"", "Køb & betal"})
		k.keep(k.product(f))
	default:
		f := k.common(n, kind)
		k.addGoods(f)
		f["attributes"] = []woo.Fields{{"name": "Own & only", "options": []string{"a & b", "c"}, "visible": true}, {"id": k.attributes[0], "options": []string{"Rød"}, "visible": r.IntN(2) == 0}}
		k.keep(k.product(f))
	}
}

func (k *shopkeeper) keep(p woo.Product) {
	for _, i := range p.Images {
		k.images = append(k.images, i.ID)
	}
}

func (k *shopkeeper) variable(n int) {
	r := k.r
	colours, sizes := []string{"Rød", "Sort & hvid", "Blå / grøn"}, []string{"S", "M / L"}
	f := k.common(n, "variable")
	f["attributes"] = []woo.Fields{
		{"id": k.attributes[0], "options": colours, "variation": true, "visible": true},
		{"name": "Own size", "options": sizes, "variation": true, "visible": r.IntN(2) == 0},
		{"name": "Material", "options": []string{"Uld & silke"}, "visible": true},
	}
	if r.IntN(2) == 0 {
		f["manage_stock"], f["stock_quantity"] = true, 12
	}
	if r.IntN(2) == 0 {
		f["weight"], f["shipping_class"], f["global_unique_id"] = "3", "stort-tungt", fmt.Sprintf("58000000%04d", n)
	}
	if r.IntN(2) == 0 {
		f["default_attributes"] = []woo.Fields{{"id": k.attributes[0], "option": pick(r, colours)}, {"name": "Own size", "option": pick(r, sizes)}}
	}
	p := k.product(f)
	k.keep(p)
	for i, colour := range colours[:1+r.IntN(3)] {
		v := woo.Fields{"sku": fmt.Sprintf("V-%03d-%d", n, i), "status": pick(r, []string{"publish", "publish", "private"}), "menu_order": i,
			"description": strings.TrimPrefix(pick(r, descriptions), `[gallery ids="1"]`)} // of a variation only what it stands for can be read
		k.addGoods(v)
		if r.IntN(4) == 0 {
			v["tax_class"] = "zero-rate"
		}
		if r.IntN(3) == 0 {
			v["image"] = woo.Fields{"src": fmt.Sprintf("https://pictures.site/v%d-%d.jpg", n, i)}
		}
		chosen := []woo.Fields{{"id": k.attributes[0], "option": colour}}
		if r.IntN(2) == 0 {
			chosen = append(chosen, woo.Fields{"name": "Own size", "option": pick(r, sizes)})
		}
		v["attributes"] = chosen
		v["meta_data"] = []woo.Fields{{"key": "shelf", "value": strings.Repeat("x", r.IntN(3))}}
		k.variation(p.ID, v)
	}
}

// clientFor speaks with the world's shops at the world's time.
func (w *world) clientFor(s store.Webshop) (*woo.Client, error) {
	return woo.New(woo.Config{URL: s.URL, ConsumerKey: s.Keys.ConsumerKey, ConsumerSecret: s.Keys.ConsumerSecret, Connections: s.Connections, Now: w.clock.now})
}
