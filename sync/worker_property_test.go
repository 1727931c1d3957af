package sync_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// merchant makes catalogues as strange as people and programs write them.
type merchant struct {
	*rand.Rand
	skus map[string]bool // as a webshop compares them
	n    int
}

func newMerchant(seed uint64) *merchant {
	return &merchant{Rand: rand.New(rand.NewPCG(seed, 4)), skus: map[string]bool{}}
}

func (m *merchant) one(list ...string) string { return list[m.IntN(len(list))] }
func (m *merchant) often() bool               { return m.IntN(3) > 0 }
func (m *merchant) seldom() bool              { return m.IntN(4) == 0 }

// word is a piece of text with something in it that hurts.
func (m *merchant) word() string {
	return m.one("Chair", "Stol", "Hættetrøje", "Blå", "ÆØÅ", "日本語", "😀", "Salt & Pepper", "5 < 6", "7 > 6", `"quoted"`, "it's", `back\slash`, "100%", "%41", "50%_off", "a/b", "a|b",
		"a, b", "<b>bold</b>", "<script>alert(1)</script>", "&amp;", "&lt;", "&copy;", "  wide  ", "tab\there", "[gallery]", "{curly}", "$1", "`tick`", "null", "0", "é", "e\u0301", "ﬁ", "\u00a0", "\u200b", "#1", "x;y", "--", "©®", "½")
}

func (m *merchant) words(most int) string {
	var list []string
	for range 1 + m.IntN(most) {
		list = append(list, m.word())
	}
	return strings.Join(list, m.one(" ", " ", "  ", "\n"))
}

// prose is a description, sometimes a very long one.
func (m *merchant) prose() string {
	switch m.IntN(8) {
	case 0:
		return ""
	case 1:
		return strings.Repeat(m.words(5)+" ", 400)
	case 2:
		return "<p>" + m.words(4) + "</p>\n<ul><li>" + m.words(2) + "</li></ul><a href=\"https://x.site/?a=1&b=2\" onclick=\"x()\">" + m.word() + "</a><br><img src='https://x.site/a.jpg'>"
	}
	return m.words(6)
}

// sku is one that no other product has.
func (m *merchant) sku() string {
	for {
		m.n++
		s := fmt.Sprint(m.one("A", "a b", "Ø", "x&y", "x'y", `x"y`, "x<y", "x/y", "x+y", "x#y", "x,y", "x%y", "%x", "日", "x\\y", "<i>x", strings.Repeat("long", 20)), "-", m.n)
		if key := store.FoldSKU(woo.StoredSKU(s)); !m.skus[key] {
			m.skus[key] = true
			return s
		}
	}
}

func (m *merchant) price() string {
	return m.one("1", "2.50", "0", "0.00", "1234567.89", "12.3456789", "007", "19.90", "5.", ".5", "99.999", "1000000000")
}

func (m *merchant) names(most int) (list []string) {
	for range m.IntN(most + 1) {
		list = append(list, m.one("New", "Sale & more", "Ærø", "a/b", `"q"`, "O'Neill", "R&D", "5 > 4", "Café", "2×4", "x;y", "  wide  "))
	}
	return list
}

// basics fills what every type has.
func (m *merchant) basics(kind store.ProductType) store.Product {
	pr := store.Product{SKU: m.sku(), Type: kind, Name: m.words(4), Active: true, Web: true}
	if strings.TrimSpace(pr.Name) == "" {
		pr.Name = "Nameless"
	}
	f := &pr.Fields
	f.Status = m.one("publish", "publish", "private", "draft", "")
	f.Categories = []string{m.one("Goods", "Goods > Fine & small", "Møbler > Stole > 5 < 6", `Tools "A"`, "Café")}
	f.Description, f.ShortDescription, f.PurchaseNote = m.prose(), m.prose(), m.prose()
	f.Tags, f.Brands = m.names(3), m.names(1)
	f.ReviewsAllowed, f.Featured, f.SoldIndividually = m.often(), m.seldom(), m.seldom()
	f.Visibility = m.one("", "visible", "catalog", "search", "hidden")
	f.TaxStatus, f.TaxClass = m.one("", "taxable", "shipping", "none"), m.one("", "", "standard", "reduced-rate", "Zero rate")
	f.Position = m.IntN(3)
	for range m.IntN(3) {
		n := m.IntN(40)
		alt := []string{"", "A chair", "Salt & Pepper", `"x" <b>`, "  wide  "}[n%5] // it belongs to the image, so one image has one
		f.Images = append(f.Images, store.Image{Src: fmt.Sprintf("https://pictures.shop.se/%s%d.jpg", m.one("a", "b%20c", "dé", "e_f"), n), Alt: alt})
	}
	if m.seldom() {
		f.Meta = []store.Meta{{Key: "_yoast_wpseo_title", Value: m.words(3)}, {Key: m.one("note", "_hidden", "key & co"), Value: m.one("1", "true", " x ", "0", m.word(), `{"a":1}`)}}
	}
	if m.seldom() {
		f.Attributes = append(f.Attributes, store.Attribute{Name: m.one("Fabric", "Størrelse & mål", "Power (W)"), Values: []string{m.one("Wool", "a, b", "50 < 60", "Ål")}, Visible: m.often(), Global: m.often()})
	}
	return pr
}

func (m *merchant) priceAndStock(f *store.ProductFields) {
	f.RegularPrice = m.price()
	if m.seldom() {
		f.SalePrice, f.SaleFrom, f.SaleTo = m.price(), m.one("", "2026-11-01", "2026-11-01T08:00:00"), m.one("", "2027-01-31")
	}
	switch m.IntN(3) {
	case 0:
		f.ManageStock, f.Stock, f.LowStock, f.Backorders = true, m.one("0", "1", "17.9", "-3", "100000", ""), m.one("", "2"), m.one("", "no", "notify", "yes")
	case 1:
		f.StockStatus = m.one("instock", "outofstock", "onbackorder")
	}
	f.Weight, f.Length, f.Width, f.Height = m.one("", "1.50", "0.001", "0"), m.one("", "2"), m.one("", "3.10"), m.one("", "04")
	f.ShippingClass = m.one("", "", "Heavy & large", "Bulky")
	if m.seldom() {
		limit := m.IntN(5) - 1
		f.Downloadable, f.DownloadLimit = true, &limit
		f.Downloads = []store.Download{{Name: m.one("Book", "Salt & Pepper", ""), URL: "https://files.site/b.pdf?a=1&b=2"}}
	}
	f.Virtual = f.Downloadable && m.often()
}

// catalogue is n products with their variations.
func (m *merchant) catalogue(n int) (list []store.Product) {
	for i := range n {
		switch i % 6 {
		default:
			pr := m.basics(store.Simple)
			m.priceAndStock(&pr.Fields)
			if m.seldom() {
				pr.Barcode = fmt.Sprintf("57%011d", m.n)
			}
			if len(list) > 3 && m.seldom() {
				pr.Fields.Upsells = []string{list[m.IntN(len(list))].SKU}
				pr.Fields.CrossSells = []string{list[m.IntN(len(list))].SKU, "not there"}
			}
			list = append(list, pr)
		case 3:
			pr := m.basics(store.External)
			m.priceAndStock(&pr.Fields)
			pr.Fields.ExternalURL, pr.Fields.ButtonText = "https://elsewhere.site/?a=1&b="+fmt.Sprint(i), m.one("", "Buy", "Køb & spar")
			list = append(list, pr)
		case 4:
			pr := m.basics(store.Grouped)
			pr.Fields.StockStatus = m.one("", "instock", "outofstock")
			for range m.IntN(4) {
				pr.Fields.Grouped = append(pr.Fields.Grouped, list[m.IntN(len(list))].SKU)
			}
			list = append(list, pr)
		case 5:
			list = append(list, m.family()...)
		}
	}
	return list
}

func (m *merchant) family() []store.Product {
	head := m.basics(store.Variable)
	global := m.often()
	colours := []string{"Red", "Blå", "R&D", "5 < 6", "Café"}[:2+m.IntN(4)]
	head.Fields.Attributes = []store.Attribute{{Name: "Colour & finish", Values: colours, Visible: true, Global: global, Default: m.one("", colours[0])}}
	if m.seldom() {
		head.Fields.ManageStock, head.Fields.Stock = true, "12"
	}
	list := []store.Product{head}
	for _, c := range colours {
		v := store.Product{SKU: m.sku(), Type: store.Variation, Name: head.Name + " " + c, Active: true, Web: true}
		m.priceAndStock(&v.Fields)
		f := &v.Fields
		f.ParentSKU, f.Status, f.Description = head.SKU, m.one("publish", "private"), m.prose()
		f.TaxClass = m.one("", "reduced-rate")
		f.Attributes = []store.Attribute{{Name: "Colour & finish", Values: []string{c}, Global: global}}
		if m.seldom() {
			f.Attributes[0].Values = nil // any
		}
		if f.StockFromParent = m.seldom() && head.Fields.ManageStock; f.StockFromParent {
			f.ManageStock, f.Stock = false, ""
		}
		if m.seldom() {
			f.Images = []store.Image{{Src: fmt.Sprintf("https://pictures.shop.se/v%d.jpg", m.IntN(9)), Alt: "V"}}
		}
		list = append(list, v)
	}
	return list
}

// snapshot is the shop without what every write moves.
func (w *world) snapshot() map[string]any {
	w.t.Helper()
	all := map[string]any{}
	keep := func(p map[string]any) {
		for _, name := range []string{"date_modified", "date_modified_gmt", "related_ids"} {
			delete(p, name)
		}
		b, err := json.Marshal(p)
		w.must(err)
		var plain any
		w.must(json.Unmarshal(b, &plain))
		all[fmt.Sprint(p["id"])] = plain
	}
	for _, p := range w.shop.Products() {
		keep(p)
		for _, v := range w.shop.Variations(p["id"].(int)) {
			keep(v)
		}
	}
	return all
}

// TestAnyCatalogueIsSettledAfterOneSynchronization is the promise that people notice: what was sent stands as it was sent, and a second
// synchronization has nothing to say, whatever the catalogue.
func TestAnyCatalogueIsSettledAfterOneSynchronization(t *testing.T) {
	for seed := range uint64(6) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			settings := []wootest.Settings{{}, {DecimalSign: ",", Decimals: -1}, {DecimalSign: ","}}[seed%3]
			w := newWorld(t, wootest.Options{Settings: settings})
			m := newMerchant(seed)
			list := m.catalogue(60)
			w.put(false, list...)
			op := w.sync(sync.Request{})
			if op.State != store.Completed || op.Counts.Added != len(list) {
				t.Fatalf("it ended %v with %+v of %d: %s", op.State, op.Counts, len(list), w.errorText(op))
			}
			w.settled(len(list))

			before := w.snapshot()
			again := w.sync(sync.Request{Full: true})
			w.want(again, store.Completed, store.Counts{Updated: len(list)})
			if said := w.remarks(op.ID) + w.remarks(again.ID); said != "" {
				t.Errorf("without a cause it says %s", said)
			}
			after := w.snapshot()
			for id, was := range before {
				if now := after[id]; !reflect.DeepEqual(was, now) {
					t.Errorf("sent anew, product %s is another:\n%s", id, differences(was, now))
				}
			}

			// Half of it changes, in any way; SKUs and types stay.
			other := newMerchant(seed + 1000)
			changed := other.catalogue(60)
			for i := range list {
				if i >= len(changed) || list[i].Type != changed[i].Type || list[i].Type == store.Variable || list[i].Type == store.Variation || list[i].Type == store.Grouped || m.seldom() {
					continue
				}
				next := changed[i]
				next.SKU, next.Fields.Upsells, next.Fields.CrossSells = list[i].SKU, nil, nil
				list[i] = next
			}
			w.put(false, list...)
			op = w.sync(sync.Request{})
			if op.State != store.Completed || op.Counts.Updated == 0 {
				t.Fatalf("the changes ended %v with %+v: %s", op.State, op.Counts, w.errorText(op))
			}
			w.settled(len(list))
		})
	}
}

// settled checks that nothing is left to send and that the shop has what was sent.
func (w *world) settled(n int) {
	w.t.Helper()
	w.quiet()
	w.noDrift(n)
	w.checkPackages()
}

// differences lists the fields in which two products differ.
func differences(a, b any) string {
	x, _ := a.(map[string]any)
	y, _ := b.(map[string]any)
	var list []string
	for name := range x {
		if !reflect.DeepEqual(x[name], y[name]) {
			list = append(list, fmt.Sprintf("%s: %.200q → %.200q", name, fmt.Sprint(x[name]), fmt.Sprint(y[name])))
		}
	}
	return strings.Join(list, "\n")
}
