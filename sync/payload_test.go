package sync

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"woosync/store"
)

func TestValuesBecomeWhatTheWebshopStores(t *testing.T) {
	for in, want := range map[string]string{
		"45": "45", "45.00": "45", " 045.50 ": "45.5", ".5": "0.5", "5.": "5", "+3": "3", "-0": "0", "-0.50": "-0.5", "0.00": "0",
		"12.3456789": "12.3456789", "": "", "abc": "", "1,5": "", "1e3": "", "1.2.3": "", ".": "", "-": "",
	} {
		if got := decimal(in); got != want {
			t.Errorf("decimal(%q) = %q, want %q", in, got, want)
		}
		if again := decimal(decimal(in)); again != decimal(in) {
			t.Errorf("decimal(%q) is not settled: %q", in, again)
		}
	}
	for in, want := range map[string]int{"3": 3, "3.9": 3, "-0.1": -1, "-2": -2, "-2.0": -2, "0": 0, ".7": 0} {
		if got, ok := wholeStock(in); !ok || got != want {
			t.Errorf("wholeStock(%q) = %d, %v, want %d", in, got, ok, want)
		}
	}
	if n, ok := wholeStock("99999999999999999999"); ok {
		t.Errorf("a stock beyond all numbers became %d", n)
	}
	for in, want := range map[string]string{
		" A  B\t1 ": "A B 1", "50%_off+%2B": "50%_off+", "%2541": "41", "café": "café",
	} {
		if got := shopSKU(in); got != want {
			t.Errorf("shopSKU(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"12 34-56x": "1234-56", "ABC-xyz": "", "5701234567890": "5701234567890"} {
		if got := barcode(in); got != want {
			t.Errorf("barcode(%q) = %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"Reduced rate": "reduced-rate", "standard": "", "": "", "parent": "parent"} {
		if got := taxClass(in); got != want {
			t.Errorf("taxClass(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestPayloadHoldsWhatItsTypeTakes(t *testing.T) {
	one := 1
	stocked := func(p *store.Product) {
		p.Fields.ManageStock, p.Fields.Stock, p.Fields.StockStatus, p.Fields.LowStock, p.Fields.Backorders = true, "3.7", "instock", "2", "notify"
	}
	for _, c := range []struct {
		name    string
		product store.Product
		others  []store.Product
		want    string
	}{
		{"simple", hammer(stocked, func(p *store.Product) {
			p.Barcode = "570 123"
			f := &p.Fields
			f.SalePrice, f.SaleFrom, f.SaleTo, f.Weight, f.Length, f.TaxClass = "42.50", "2026-11-27", "2026-11-30", ".5", "10.0", "Reduced rate"
			f.Tags, f.Brands, f.Featured, f.Position = []string{"red", " Red", "new"}, []string{"Stanley"}, true, 4
			f.Images = []store.Image{{Src: " https://a/1.jpg ", Alt: "Front"}, {Src: ""}}
			f.Meta = []store.Meta{{Key: "b", Value: "2"}, {Key: "_sku", Value: "evil"}, {Key: "a", Value: "0"}, {Key: "a", Value: "1"}}
		}), nil, `{"backorders":"notify","brands":["Stanley"],"categories":["Værktøj"],"date_on_sale_from":"2026-11-27T00:00:00","date_on_sale_to":"2026-11-30T23:59:59",` +
			`"dimensions":{"length":"10"},"featured":true,"global_unique_id":"570123","images":[{"alt":"Front","src":"https://a/1.jpg"}],"low_stock_amount":2,"manage_stock":true,` +
			`"menu_order":4,"meta_data":[{"key":"a","value":"1"},{"key":"b","value":"2"}],"name":"Hammer","regular_price":"45","reviews_allowed":true,"sale_price":"42.5","sku":"hammer",` +
			`"status":"publish","stock_quantity":3,"tags":["new","red"],"tax_class":"reduced-rate","type":"simple","weight":"0.5"}`},
		{"no reduction is no sale", hammer(func(p *store.Product) {
			p.Fields.SalePrice, p.Fields.SaleTo, p.Fields.StockStatus, p.Fields.Stock = "45.0", "2026-11-30", "onbackorder", "3"
		}), nil, `{"categories":["Værktøj"],"name":"Hammer","regular_price":"45","reviews_allowed":true,"sku":"hammer","status":"publish","stock_status":"onbackorder","type":"simple"}`},
		{"virtual download", hammer(func(p *store.Product) {
			f := &p.Fields
			f.Virtual, f.Downloadable, f.DownloadLimit, f.DownloadExpiry, f.Weight, f.ShippingClass = true, true, &one, &one, "3", "heavy"
			f.Downloads = []store.Download{{Name: "Single", URL: "https://a/s.mp3"}}
		}), nil, `{"categories":["Værktøj"],"download_expiry":1,"download_limit":1,"downloadable":true,"downloads":[{"file":"https://a/s.mp3","name":"Single"}],"name":"Hammer",` +
			`"regular_price":"45","reviews_allowed":true,"sku":"hammer","status":"publish","type":"simple","virtual":true}`},
		{"external", hammer(stocked, func(p *store.Product) {
			p.Type, p.Fields.ExternalURL, p.Fields.ButtonText = store.External, "https://b", "Buy"
		}), nil, `{"button_text":"Buy","categories":["Værktøj"],"external_url":"https://b","name":"Hammer","regular_price":"45","reviews_allowed":true,"sku":"hammer","status":"publish","type":"external"}`},
		{"grouped", hammer(stocked, func(p *store.Product) {
			p.Type, p.Fields.Grouped, p.Fields.ExternalURL = store.Grouped, []string{"SAW", "gone", "drill", "saw"}, "https://b"
		}), []store.Product{
			hammer(func(p *store.Product) { p.ID, p.SKU = 3, "saw" }),
			hammer(func(p *store.Product) { p.ID, p.SKU, p.Web = 4, "drill", false }),
		}, `{"categories":["Værktøj"],"grouped_products":["SAW"],"name":"Hammer","reviews_allowed":true,"sku":"hammer","status":"publish","stock_status":"instock","type":"grouped"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := testPlan(nordlysTree()).judge(&c.product, kinOf(append(c.others, c.product)...))
			if got := string(v.payload.canonical()); got != c.want {
				t.Errorf("\n got %s\nwant %s\nreasons %v", got, c.want, v.reasons)
			}
		})
	}
}

func TestVariableProductAndVariationFitTogether(t *testing.T) {
	parent, variations := shirt()
	variations[0].Fields.StockFromParent = true
	variations[0].Fields.Images = []store.Image{{Src: "https://a/red.jpg"}, {Src: "https://a/2.jpg"}}
	variations[1].Fields.Attributes[0].Values = []string{"BLUE"}
	variations[1].Fields.Attributes[1].Values = []string{"XL"} // Size is not among the product's own attributes
	k := kinOf(append(variations, parent)...)
	p := testPlan(nordlysTree())
	for _, c := range []struct {
		product *store.Product
		want    string
	}{
		{&parent, `{"attributes":[{"global":true,"name":"Color","options":["Red","Blue"],"position":0,"variation":true,"visible":true},` +
			`{"global":false,"name":"Fabric","options":["Wool"],"position":1,"variation":false,"visible":true},` +
			`{"global":true,"name":"Size","options":["XL"],"position":2,"variation":true,"visible":true}],` +
			`"categories":["Tøj"],"default_attributes":[{"global":true,"name":"Color","option":"Blue"}],"name":"Shirt","reviews_allowed":false,"sku":"shirt","status":"publish","type":"variable"}`},
		{&variations[0], `{"attributes":[{"global":true,"name":"Color","option":"Red"}],"image":{"alt":"","src":"https://a/red.jpg"},"manage_stock":"parent","parent":"shirt",` +
			`"regular_price":"20","sku":"shirt-red","status":"publish","type":"variation"}`},
		{&variations[1], `{"attributes":[{"global":true,"name":"Color","option":"Blue"},{"global":true,"name":"Size","option":"XL"}],"parent":"shirt",` +
			`"regular_price":"22.5","sku":"shirt-blue","status":"publish","type":"variation"}`},
	} {
		v := p.judge(c.product, k)
		if got := string(v.payload.canonical()); got != c.want {
			t.Errorf("%s\n got %s\nwant %s\nreasons %v", c.product.SKU, got, c.want, v.reasons)
		}
		task := p.newTask(c.product, k, v, store.Package{})
		sent := task.send(false)
		if _, has := sent["parent"]; has || c.product.Type == store.Variation && sent["type"] != nil {
			t.Errorf("%s sends what a webshop does not take: %s", c.product.SKU, sent.canonical())
		}
	}
}

func TestOnlyWhatChangedIsSent(t *testing.T) {
	full := hammer(func(p *store.Product) {
		p.Barcode = "1"
		f := &p.Fields
		f.SalePrice, f.Description, f.Weight, f.Length, f.Width, f.Featured = "40", "Long", "2", "1", "2", true
		f.Tags, f.Images, f.ManageStock, f.Stock = []string{"new"}, []store.Image{{Src: "https://a/1.jpg"}}, true, "5"
		f.Meta = []store.Meta{{Key: "a", Value: "1"}, {Key: "b", Value: "2"}}
		f.CostOfGoods = "7"
	})
	for _, c := range []struct {
		name    string
		change  func(*store.Product)
		webshop func(*store.Webshop)
		sent    string
		shown   string
	}{
		{"nothing", func(*store.Product) {}, nil, `{}`, ``},
		{"the same price, otherwise written", func(p *store.Product) { p.Fields.RegularPrice = "045.000" }, nil, `{}`, ``},
		{"price", func(p *store.Product) { p.Fields.RegularPrice = "42" }, nil, `{"regular_price":"42"}`, `regular price 45.00→42.00`},
		{"stock", func(p *store.Product) { p.Fields.Stock = "-1" }, nil, `{"stock_quantity":-1}`, `stock 5→-1`},
		{"texts", func(p *store.Product) { p.Name, p.Fields.Description = "Mallet", "" }, nil, `{"description":"","name":"Mallet"}`, `name Hammer→Mallet|description Long→`},
		{"sale over", func(p *store.Product) { p.Fields.SalePrice = "" }, nil, `{"sale_price":""}`, `sale price 40.00→`},
		{"stock no longer managed", func(p *store.Product) { p.Fields.ManageStock = false }, nil, `{"manage_stock":false}`, `stock managed yes→no`},
		{"lists emptied", func(p *store.Product) { p.Fields.Tags, p.Fields.Images = nil, nil }, nil, `{"images":[],"tags":[]}`, `tags new→|images https://a/1.jpg→`},
		{"flag off", func(p *store.Product) { p.Fields.Featured = false }, nil, `{"featured":false}`, `featured yes→no`},
		{"one size gone", func(p *store.Product) { p.Fields.Width, p.Fields.Length = "", "1.5" }, nil, `{"dimensions":{"length":"1.5","width":""}}`, `length 1→1.5|width 2→`},
		{"all sizes gone", func(p *store.Product) { p.Fields.Width, p.Fields.Length = "", "" }, nil, `{"dimensions":{"length":"","width":""}}`, `length 1→|width 2→`},
		{"meta", func(p *store.Product) { p.Fields.Meta = []store.Meta{{Key: "a", Value: "9"}, {Key: "c", Value: "3"}} }, nil,
			`{"meta_data":[{"key":"a","value":"9"},{"key":"c","value":"3"},{"key":"b","value":""}]}`, `meta a 1→9|meta c →3|meta b 2→`},
		{"SEO fields", func(p *store.Product) {
			p.Fields.Meta = append(p.Fields.Meta, store.Meta{Key: "_yoast_wpseo_title", Value: "Buy"}, store.Meta{Key: "rank_math_description", Value: "Here"}, store.Meta{Key: "c", Value: "3"})
		}, func(w *store.Webshop) { w.Fields = []string{groupSEO} }, `{"meta_data":[{"key":"_yoast_wpseo_title","value":"Buy"},{"key":"rank_math_description","value":"Here"}]}`,
			`meta _yoast_wpseo_title →Buy|meta rank_math_description →Here`},
		{"SEO fields that are the webshop's", func(p *store.Product) {
			p.Fields.Meta = append(p.Fields.Meta, store.Meta{Key: "_aioseo_title", Value: "Buy"}, store.Meta{Key: "c", Value: "3"})
		}, func(w *store.Webshop) { w.Fields = []string{groupDetails} }, `{"meta_data":[{"key":"c","value":"3"}]}`, `meta c →3`},
		{"cost of goods", func(p *store.Product) { p.Fields.CostOfGoods = "8.10" }, nil, `{"cost_of_goods_sold":{"values":[{"defined_value":8.1}]}}`, `cost of goods 7→8.1`},
		{"not ours", func(p *store.Product) { p.Fields.RegularPrice, p.Fields.Stock, p.Fields.Tags = "1", "1", nil },
			func(w *store.Webshop) { w.Fields = []string{groupNames, groupStock} }, `{"stock_quantity":1}`, `stock 5→1`},
		{"a group stopped being ours", func(*store.Product) {}, func(w *store.Webshop) { w.Fields = []string{groupStock} }, `{}`, ``},
		{"type", func(p *store.Product) { p.Type, p.Fields.ExternalURL = store.External, "https://b" }, nil,
			`{"external_url":"https://b","manage_stock":false,"type":"external"}`, `type simple→external|stock managed yes→no|external URL →https://b`},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := testPlan(nordlysTree()).judge(&full, kinOf(full)).payload
			pk := store.Package{Payload: before.canonical(), Sent: before.hash(), RemoteID: 5}
			var shop []func(*store.Webshop)
			if c.webshop != nil {
				shop = append(shop, c.webshop)
			}
			p := testPlan(nordlysTree(), shop...)
			now := full
			c.change(&now)
			k := kinOf(now)
			task := p.newTask(&now, k, p.judge(&now, k), pk)
			if got := string(task.send(false).canonical()); got != c.sent {
				t.Errorf("sends %s, want %s", got, c.sent)
			}
			if idle := c.sent == "{}"; idle != (task.Action == store.ActionUnchanged) {
				t.Errorf("action %d although %s is sent", task.Action, c.sent)
			}
			var shown []string
			for _, x := range diff(pk.Payload, task.Payload, p.own) {
				shown = append(shown, x.Label+" "+x.From+"→"+x.To)
			}
			if got := strings.Join(shown, "|"); got != c.shown {
				t.Errorf("shows %s, want %s", got, c.shown)
			}
		})
	}
}

func TestFullSendsEverythingAndClearsWhatIsGone(t *testing.T) {
	pr := hammer()
	p := testPlan(nordlysTree())
	k := kinOf(pr)
	v := p.judge(&pr, k)
	old := hammer(func(p *store.Product) { p.Fields.Meta, p.Fields.Weight = []store.Meta{{Key: "a", Value: "1"}}, "3" })
	before := p.judge(&old, k).payload
	task := p.newTask(&pr, k, v, store.Package{Payload: before.canonical(), Sent: before.hash()})
	want := `{"categories":["Værktøj"],"meta_data":[{"key":"a","value":""}],"name":"Hammer","regular_price":"45","reviews_allowed":true,"sku":"hammer","status":"publish","weight":""}`
	if got := string(task.send(true).canonical()); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
}

func TestNewStatusIsDecidedOnce(t *testing.T) {
	pr := hammer()
	k := kinOf(pr)
	p := testPlan(nordlysTree(), func(w *store.Webshop) { w.NewStatus, w.Fields = "draft", []string{groupPrices} })
	v := p.judge(&pr, k)
	add := p.newTask(&pr, k, v, store.Package{})
	if got, want := string(add.send(false).canonical()), `{"name":"Hammer","regular_price":"45","sku":"hammer","status":"draft","type":"simple"}`; got != want {
		t.Errorf("an add sends %s, want %s", got, want)
	}
	pk := store.Package{Payload: add.Payload.canonical(), Sent: add.Hash}
	if again := p.newTask(&pr, k, v, pk); again.Action != store.ActionUnchanged || len(again.send(false)) != 0 {
		t.Errorf("afterwards: action %d, sends %s", again.Action, again.send(false).canonical())
	}
	resent := p.newTask(&pr, k, v, pk)
	if _, has := resent.send(true)["status"]; has {
		t.Error("a full synchronization changes the status that the shop owner chose")
	}
}

func TestProductThatBecomesAVariationIsMadeAnew(t *testing.T) {
	parent, variations := shirt()
	k := kinOf(append(variations, parent)...)
	p := testPlan(nordlysTree())
	red := &variations[0]
	v := p.judge(red, k)
	for _, c := range []struct {
		name  string
		was   payload
		moved bool
	}{
		{"as it is", v.payload, false},
		{"another price", payload{"type": "variation", "parent": "SHIRT", "sku": "shirt-red", "regular_price": "1"}, false},
		{"simple before", payload{"type": "simple", "sku": "shirt-red"}, true},
		{"of another product", payload{"type": "variation", "parent": "blouse", "sku": "shirt-red"}, true},
	} {
		task := p.newTask(red, k, v, store.Package{Payload: c.was.canonical(), Sent: c.was.hash()})
		if task.moved() != c.moved {
			t.Errorf("%s: moved %v", c.name, task.moved())
		}
		if _, whole := task.send(false)["sku"]; whole != c.moved {
			t.Errorf("%s: sends %s", c.name, task.send(false).canonical())
		}
	}
}

// Whatever a catalogue says: the payload is the same when planned again, and a package of it needs nothing.
func TestPayloadOfAnyProductIsSettled(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	p := testPlan(nordlysTree())
	for i := range 2000 {
		pr := anyProduct(r)
		k := kinOf(pr)
		v := p.judge(&pr, k)
		if v.payload == nil {
			t.Fatalf("product %d is not wanted: %v", i, v.reasons)
		}
		if again := p.judge(&pr, k).payload; again.hash() != v.payload.hash() {
			t.Fatalf("planned twice:\n%s\n%s", v.payload.canonical(), again.canonical())
		}
		stored := v.payload.canonical()
		if back := decodePayload(stored); !bytes.Equal(back.canonical(), stored) {
			t.Fatalf("read back:\n%s\n%s", stored, back.canonical())
		}
		if plain := v.payload.plain(); !reflect.DeepEqual(plain, decodePayload(stored)) {
			t.Fatalf("plain:\n%#v\n%#v", plain, decodePayload(stored))
		}
		if list := diff(stored, v.payload, p.own); len(list) > 0 {
			t.Fatalf("differs from itself: %v", list)
		}
		pk := store.Package{Payload: stored, Sent: v.payload.hash()}
		if task := p.newTask(&pr, k, v, pk); task.Action != store.ActionUnchanged || len(task.send(false)) > 0 {
			t.Fatalf("action %d, sends %s", task.Action, task.send(false).canonical())
		}
		other := anyProduct(r)
		w := p.judge(&other, kinOf(other))
		sends := changed(decodePayload(stored), w.payload, p.own, false)
		shows := diff(stored, w.payload, p.own)
		if (len(sends) == 0) != (len(shows) == 0) {
			t.Fatalf("sends %s but shows %v", sends.canonical(), shows)
		}
	}
}

func anyProduct(r *rand.Rand) store.Product {
	text := func() string {
		return []string{"", " ", "Hammer", " Æble & <b>pære</b> ", "a\u2028b", "\"\\/", "bad \xff bytes", "😀"}[r.IntN(8)]
	}
	number := func() string { return []string{"", "0", "1", "2.50", "02.5", "-3.2", ".5", "x"}[r.IntN(8)] }
	price := func() string { return []string{"1", "2.50", "02.5", "0", "10"}[r.IntN(5)] }
	list := func() (out []string) {
		for range r.IntN(4) {
			out = append(out, text())
		}
		return out
	}
	flag := func() bool { return r.IntN(2) == 0 }
	pr := store.Product{ID: 2, SKU: fmt.Sprint("sku ", r.IntN(9)), Name: "n" + text(), Barcode: number(), Active: true, Web: true,
		Type: []store.ProductType{store.Simple, store.External, store.Grouped}[r.IntN(3)]}
	f := &pr.Fields
	f.Categories = []string{"Tools > Hammers"}
	f.RegularPrice, f.SalePrice, f.SaleFrom, f.SaleTo = price(), number(), "2026-11-01", "2026-11-02 10:00:00"
	f.Description, f.ShortDescription, f.PurchaseNote, f.ExternalURL, f.ButtonText = text(), text(), text(), text(), text()
	f.ManageStock, f.Stock, f.StockStatus, f.LowStock, f.Backorders = flag(), number(), "instock", number(), "no"
	f.Featured, f.Virtual, f.Downloadable, f.SoldIndividually, f.ReviewsAllowed = flag(), flag(), flag(), flag(), flag()
	f.Weight, f.Length, f.Width, f.Height, f.CostOfGoods = number(), number(), number(), number(), number()
	f.Tags, f.Brands, f.Position, f.TaxClass, f.ShippingClass = list(), list(), r.IntN(3), text(), text()
	for range r.IntN(3) {
		f.Images = append(f.Images, store.Image{Src: text(), Alt: text()})
		f.Downloads = append(f.Downloads, store.Download{Name: text(), URL: text()})
		f.Attributes = append(f.Attributes, store.Attribute{Name: text(), Values: list(), Visible: flag(), Global: flag(), Default: text()})
		f.Meta = append(f.Meta, store.Meta{Key: text(), Value: text()})
	}
	return pr
}

func TestCanonicalIsJSONWithSortedKeys(t *testing.T) {
	in := payload{"z": "a\"\\\n\t\x01<b>é\u2028\xff", "a": 1, "m": []payload{{"y": true, "b": []string{"2", "1"}}}, "e": []string{}, "n": costOfGoods("0.50"), "o": nil}
	want := "{\"a\":1,\"e\":[],\"m\":[{\"b\":[\"2\",\"1\"],\"y\":true}],\"n\":{\"values\":[{\"defined_value\":0.50}]},\"o\":null,\"z\":\"a\\\"\\\\\\n\\u0009\\u0001<b>é\u2028\uFFFD\"}"
	if got := string(in.canonical()); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	var read map[string]any
	if err := json.Unmarshal(in.canonical(), &read); err != nil || read["z"] != "a\"\\\n\t\x01<b>é\u2028\uFFFD" {
		t.Errorf("read back %q, %v", read["z"], err)
	}
}
