package woo_test

import (
	"context"
	"net/http/httptest"
	"reflect"
	"strings"
	gosync "sync"
	"testing"
	"time"

	"woosync/woo"
	"woosync/woo/wootest"
)

const (
	key, secret     = "ck_a123456789abcdef0123456789abcdef01234567", "cs_adcba9876543210fedcba9876543210fedcba98"
	roKey, roSecret = "ck_b123456789abcdef0123456789abcdef01234567", "cs_bdcba9876543210fedcba9876543210fedcba98"
	woKey, woSecret = "ck_c123456789abcdef0123456789abcdef01234567", "cs_cdcba9876543210fedcba9876543210fedcba98"
)

// open starts a practice shop, over TLS or plain http, and a client that speaks to it over a socket.
func open(t testing.TB, secure bool, change ...func(*wootest.Options)) (*wootest.Shop, *woo.Client) {
	t.Helper()
	o := wootest.Options{ConsumerKey: key, ConsumerSecret: secret, ReadOnlyKey: roKey, ReadOnlySecret: roSecret, WriteOnlyKey: woKey, WriteOnlySecret: woSecret}
	for _, f := range change {
		f(&o)
	}
	shop := wootest.New(o)
	t.Cleanup(func() { shop.Close() })
	return shop, connect(t, shop, secure, key, secret)
}

func connect(t testing.TB, shop *wootest.Shop, secure bool, key, secret string, change ...func(*woo.Config)) *woo.Client {
	t.Helper()
	cfg := woo.Config{ConsumerKey: key, ConsumerSecret: secret, Timeout: 30 * time.Second, Sleep: func(context.Context, time.Duration) error { return nil }}
	if secure {
		server := httptest.NewTLSServer(shop)
		t.Cleanup(server.Close)
		cfg.URL, cfg.Transport = server.URL, server.Client().Transport
	} else {
		server := httptest.NewServer(shop)
		t.Cleanup(server.Close)
		cfg.URL = server.URL
	}
	for _, f := range change {
		f(&cfg)
	}
	c, err := woo.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// both runs a test over https with Basic and over http with OAuth.
func both(t *testing.T, test func(*testing.T, *wootest.Shop, *woo.Client)) {
	for name, secure := range map[string]bool{"https": true, "http": false} {
		t.Run(name, func(t *testing.T) {
			shop, c := open(t, secure)
			test(t, shop, c)
		})
	}
}

func must[T any](t *testing.T) func(T, error) T {
	t.Helper()
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func kind(t *testing.T, err error, want woo.Kind) *woo.Error {
	t.Helper()
	if got := woo.KindOf(err); got != want {
		t.Fatalf("kind %q, want %q: %v", got, want, err)
	}
	e, _ := err.(*woo.Error)
	return e
}

func TestProductFromBeginningToEnd(t *testing.T) {
	both(t, func(t *testing.T, shop *wootest.Shop, c *woo.Client) {
		ctx := t.Context()
		p := must[woo.Product](t)(c.CreateProduct(ctx, woo.Fields{
			"name": "Hættetrøje", "sku": "H-1", "regular_price": "45.00", "sale_price": "42.50", "manage_stock": true, "stock_quantity": 3,
			"weight": "0.5", "dimensions": map[string]string{"length": "1"}, "tags": []map[string]string{{"name": "New"}},
		}))
		if p.ID == 0 || p.SalePrice != "42.50" || *p.StockQuantity != 3 || p.Dimensions.Length != "1" || len(p.Tags) != 1 || p.Status != "publish" {
			t.Errorf("created %+v", p)
		}
		p = must[woo.Product](t)(c.UpdateProduct(ctx, p.ID, woo.Fields{"sale_price": "", "stock_quantity": 0, "weight": "", "featured": false, "tags": []int{}}))
		if p.SalePrice != "" || *p.StockQuantity != 0 || p.Weight != "" || p.StockStatus != "outofstock" || len(p.Tags) != 0 {
			t.Errorf("“”, 0, false and [] were not taken: %+v", p)
		}
		if p = must[woo.Product](t)(c.GetProduct(ctx, p.ID)); p.Name != "Hættetrøje" || len(p.Raw) == 0 {
			t.Errorf("read %+v", p)
		}
		if err := c.DeleteProduct(ctx, p.ID, false); err != nil {
			t.Fatal(err)
		}
		if err := c.DeleteProduct(ctx, p.ID, false); err != nil {
			t.Errorf("in the trash already: %v", err)
		}
		if found := must[[]woo.Product](t)(c.ProductsBySKU(ctx, []string{"H-1"})); len(found) != 0 {
			t.Errorf("a trashed product is found by its SKU: %+v", found)
		}
		if found := must[[]woo.Product](t)(c.TrashedBySKU(ctx, []string{"h-1"})); len(found) != 1 || found[0].Status != "trash" {
			t.Errorf("the trash holds %+v", found)
		}
		_, err := c.CreateProduct(ctx, woo.Fields{"name": "Again", "sku": "H-1"})
		kind(t, err, woo.KindSKUInTrash)
		if err := c.DeleteProduct(ctx, p.ID, true); err != nil {
			t.Fatal(err)
		}
		kind(t, c.DeleteProduct(ctx, p.ID, true), woo.KindNotFound)
		_, err = c.GetProduct(ctx, p.ID)
		kind(t, err, woo.KindNotFound)
		_, err = c.UpdateProduct(ctx, p.ID, woo.Fields{"name": "x"})
		kind(t, err, woo.KindNotFound)
		if shop.ProductCount() != 0 {
			t.Errorf("%d products are left", shop.ProductCount())
		}
	})
}

func TestRefusalsOfTheShop(t *testing.T) {
	both(t, func(t *testing.T, _ *wootest.Shop, c *woo.Client) {
		ctx := t.Context()
		p := must[woo.Product](t)(c.CreateProduct(ctx, woo.Fields{"name": "A", "sku": "A-1", "global_unique_id": "4006381333931"}))
		_, err := c.CreateProduct(ctx, woo.Fields{"name": "B", "sku": "a-1"})
		if e := kind(t, err, woo.KindDuplicateSKU); e.ResourceID != p.ID || e.UniqueSKU == "" {
			t.Errorf("in the way: %+v", e)
		}
		_, err = c.CreateProduct(ctx, woo.Fields{"name": "B", "global_unique_id": "4006381333931"})
		if e := kind(t, err, woo.KindDuplicateGTIN); e.ResourceID != p.ID {
			t.Errorf("in the way: %+v", e)
		}
		_, err = c.CreateProduct(ctx, woo.Fields{"name": "B", "regular_price": 12.5, "status": "live"})
		if e := kind(t, err, woo.KindInvalid); len(e.Params) != 2 {
			t.Errorf("params %v", e.Params)
		}
		_, err = c.ListProducts(ctx, woo.Query{PerPage: 101})
		kind(t, err, woo.KindInvalid)
		_, err = c.CreateProduct(ctx, woo.Fields{"name": "B", "images": []map[string]int{{"id": 999999}}})
		kind(t, err, woo.KindImage)
	})
}

func TestVariations(t *testing.T) {
	both(t, func(t *testing.T, _ *wootest.Shop, c *woo.Client) {
		ctx := t.Context()
		size := must[woo.GlobalAttribute](t)(c.CreateAttribute(ctx, woo.Fields{"name": "Size"}))
		must[woo.Term](t)(c.CreateTerm(ctx, woo.AttributeTerms(size.ID), woo.Fields{"name": "M"}))
		parent := must[woo.Product](t)(c.CreateProduct(ctx, woo.Fields{"name": "Tee", "type": "variable", "sku": "TEE",
			"attributes": []map[string]any{{"id": size.ID, "variation": true, "visible": true, "options": []string{"M", "L"}}}}))
		v := must[woo.Product](t)(c.CreateVariation(ctx, parent.ID, woo.Fields{"sku": "TEE-M", "regular_price": "9.00", "attributes": []map[string]any{{"id": size.ID, "option": "M"}}}))
		r := must[woo.BatchResult](t)(c.BatchVariations(ctx, parent.ID, woo.Batch{
			Create: []woo.Fields{{"sku": "TEE-L", "regular_price": "10.00", "attributes": []map[string]any{{"id": size.ID, "option": "L"}}}, {"sku": "tee-m"}},
			Update: []woo.Fields{{"id": v.ID, "manage_stock": "parent"}, {"id": 999999, "sku": "x"}},
		}))
		if r.Create[0].Err != nil || r.Create[1].Err.Kind != woo.KindDuplicateSKU || !r.Update[0].Product.StockOfParent && r.Update[0].Err == nil && parent.ManageStock || r.Update[1].Err.Kind != woo.KindNotFound {
			t.Errorf("batch %+v", r)
		}
		page := must[woo.Page[woo.Product]](t)(c.ListVariations(ctx, parent.ID, woo.Query{}))
		if len(page.Items) != 2 || page.Total != 2 || page.Items[0].Type != "variation" {
			t.Errorf("variations %+v", page)
		}
		found := must[[]woo.Product](t)(c.ProductsBySKU(ctx, []string{"TEE-M", "TEE"}))
		if len(found) != 2 || found[0].ParentID+found[1].ParentID != parent.ID {
			t.Errorf("found %+v", found)
		}
		if got := must[woo.Product](t)(c.GetVariation(ctx, parent.ID, v.ID)); got.SKU != "TEE-M" || got.ParentID != parent.ID {
			t.Errorf("read %+v", got)
		}
		kind(t, c.DeleteProduct(ctx, v.ID, true), woo.KindInvalid)
		if err := c.DeleteVariation(ctx, parent.ID, v.ID, true); err != nil {
			t.Fatal(err)
		}
		_, err := c.CreateVariation(ctx, 999999, woo.Fields{"sku": "no-parent"})
		if kind(t, err, woo.KindPHPFatal); !woo.Unknown(err) {
			t.Error("after a crash the outcome is unknown")
		}
	})
}

func TestTermsOfEachKind(t *testing.T) {
	both(t, func(t *testing.T, _ *wootest.Shop, c *woo.Client) {
		ctx := t.Context()
		for _, k := range []woo.TermKind{woo.TermCategories, woo.TermTags, woo.TermBrands, woo.TermShippingClasses} {
			term := must[woo.Term](t)(c.CreateTerm(ctx, k, woo.Fields{"name": "Æbler & pærer"}))
			_, err := c.CreateTerm(ctx, k, woo.Fields{"name": "æbler & pærer"})
			if e := kind(t, err, woo.KindTermExists); e.ResourceID != term.ID {
				t.Errorf("%s: in the way %d, want %d", k, e.ResourceID, term.ID)
			}
			if term = must[woo.Term](t)(c.UpdateTerm(ctx, k, term.ID, woo.Fields{"description": "fruit"})); term.Description != "fruit" {
				t.Errorf("%s: updated %+v", k, term)
			}
			r := must[woo.TermBatchResult](t)(c.BatchTerms(ctx, k, woo.Batch{Create: []woo.Fields{{"name": "One"}, {"name": "Two"}}, Delete: []int64{term.ID}}))
			if len(r.Create) != 2 || r.Create[1].Term.Name != "Two" || r.Delete[0].Err != nil {
				t.Errorf("%s: batch %+v", k, r)
			}
			_, err = c.GetTerm(ctx, k, term.ID)
			kind(t, err, woo.KindNotFound)
			all := must[[]woo.Term](t)(c.ListTerms(ctx, k))
			var names []string
			for _, term := range all {
				names = append(names, term.Name)
			}
			if want := []string{"One", "Two"}; !reflect.DeepEqual(names[len(names)-2:], want) {
				t.Errorf("%s: %v", k, names)
			}
			if err := c.DeleteTerm(ctx, k, r.Create[0].ID); err != nil {
				t.Errorf("%s: %v", k, err)
			}
		}
	})
}

func TestManyTermsOverSeveralPages(t *testing.T) {
	_, c := open(t, true)
	for n := 0; n < 130; n += 65 {
		var b woo.Batch
		for i := range 65 {
			b.Create = append(b.Create, woo.Fields{"name": "Tag " + string(rune('A'+n/65)) + strings.Repeat("x", i)})
		}
		must[woo.TermBatchResult](t)(c.BatchTerms(t.Context(), woo.TermTags, b))
	}
	if all := must[[]woo.Term](t)(c.ListTerms(t.Context(), woo.TermTags)); len(all) != 130 {
		t.Errorf("%d tags", len(all))
	}
}

func TestLookUpsThatTrip(t *testing.T) {
	both(t, func(t *testing.T, _ *wootest.Shop, c *woo.Client) {
		ctx := t.Context()
		skus := []string{"0", "CAFÉ-1", "A,B", "A", "a < b", `Back\slash`, "50%_off+", "Ø &'\"~*", "x (1)"}
		var b woo.Batch
		for _, sku := range skus {
			b.Create = append(b.Create, woo.Fields{"name": sku, "sku": sku})
		}
		for _, it := range must[woo.BatchResult](t)(c.BatchProducts(ctx, b)).Create {
			if it.Err != nil {
				t.Fatal(it.Err)
			}
		}
		for _, sku := range skus {
			found := must[[]woo.Product](t)(c.ProductsBySKU(ctx, []string{sku}))
			if len(found) != 1 || !woo.SameSKU(found[0].SKU, sku) {
				t.Errorf("look-up of %q: %+v", sku, found)
			}
		}
		if found := must[[]woo.Product](t)(c.ProductsBySKU(ctx, append(skus, "", "none", "cafe-1"))); len(found) != len(skus) {
			t.Errorf("%d found, want %d", len(found), len(skus))
		}
		if found := must[[]woo.Product](t)(c.ProductsBySKU(ctx, []string{""})); len(found) != 0 {
			t.Errorf("an empty SKU finds %+v", found)
		}
	})
}

func TestKeysAtThePracticeShop(t *testing.T) {
	for name, c := range map[string]struct {
		key, secret       string
		secure            bool
		set               func(*wootest.Settings)
		kind              woo.Kind
		auth              woo.Auth
		canRead, canWrite bool
		plain             bool
	}{
		"https":                  {key: key, secret: secret, secure: true, auth: woo.AuthBasic, canRead: true, canWrite: true},
		"http":                   {key: key, secret: secret, auth: woo.AuthOAuth, canRead: true, canWrite: true},
		"read only":              {key: roKey, secret: roSecret, secure: true, auth: woo.AuthBasic, canRead: true},
		"read only, http":        {key: roKey, secret: roSecret, auth: woo.AuthOAuth, canRead: true},
		"write only":             {key: woKey, secret: woSecret, secure: true, auth: woo.AuthBasic, canWrite: true},
		"write only, http":       {key: woKey, secret: woSecret, auth: woo.AuthOAuth, canWrite: true},
		"unknown key":            {key: "ck_unknown0123456789", secret: secret, secure: true, kind: woo.KindKeyUnknown},
		"unknown key, http":      {key: "ck_unknown0123456789", secret: secret, kind: woo.KindKeyUnknown},
		"wrong secret":           {key: key, secret: "cs_wrong0123456789", secure: true, kind: woo.KindSecretWrong},
		"wrong secret, http":     {key: key, secret: "cs_wrong0123456789", kind: woo.KindSecretWrong},
		"stripped":               {key: key, secret: secret, secure: true, set: func(s *wootest.Settings) { s.StripAuthorization = true }, auth: woo.AuthQuery, canRead: true, canWrite: true},
		"stripped, read only":    {key: roKey, secret: roSecret, secure: true, set: func(s *wootest.Settings) { s.StripAuthorization = true }, auth: woo.AuthQuery, canRead: true},
		"plain permalinks":       {key: key, secret: secret, secure: true, set: func(s *wootest.Settings) { s.PlainPermalinks = true }, auth: woo.AuthBasic, canRead: true, canWrite: true, plain: true},
		"plain permalinks, http": {key: key, secret: secret, set: func(s *wootest.Settings) { s.PlainPermalinks = true }, auth: woo.AuthOAuth, canRead: true, canWrite: true, plain: true},
		"plain and stripped": {key: key, secret: secret, secure: true, set: func(s *wootest.Settings) { s.PlainPermalinks, s.StripAuthorization = true, true },
			auth: woo.AuthQuery, canRead: true, canWrite: true, plain: true},
		"http to https": {key: key, secret: secret, set: func(s *wootest.Settings) { s.Redirect = "https" }, kind: woo.KindHTTPNeedsHTTPS},
		"other address": {key: key, secret: secret, secure: true, set: func(s *wootest.Settings) { s.Redirect = "https://127.0.0.2:1" }, kind: woo.KindRedirect},
	} {
		t.Run(name, func(t *testing.T) {
			shop, _ := open(t, c.secure, func(o *wootest.Options) {
				if c.set != nil {
					c.set(&o.Settings)
				}
			})
			client := connect(t, shop, c.secure, c.key, c.secret)
			info, err := client.Probe(t.Context())
			kind(t, err, c.kind)
			if info.Auth != c.auth || info.CanRead != c.canRead || info.CanWrite != c.canWrite || info.PlainPermalinks != c.plain {
				t.Errorf("found %+v", info)
			}
			if c.canRead && (info.WooVersion != "10.5.0" || info.Currency != "EUR" || info.PriceDecimals != 2) {
				t.Errorf("status %+v", info)
			}
			if shop.ProductCount() != 0 {
				t.Error("the probe made a product")
			}
			if c.canRead && c.canWrite {
				p := must[woo.Product](t)(client.CreateProduct(t.Context(), woo.Fields{"name": "x", "sku": "X 1"}))
				must[woo.Product](t)(client.UpdateProduct(t.Context(), p.ID, woo.Fields{"name": "y"}))
				if found := must[[]woo.Product](t)(client.ProductsBySKU(t.Context(), []string{"X 1"})); len(found) != 1 || found[0].Name != "y" {
					t.Errorf("found %+v", found)
				}
			}
		})
	}
}

func TestParallelRequestsWithSignatures(t *testing.T) {
	_, c := open(t, false)
	var wg gosync.WaitGroup
	for range 20 {
		wg.Go(func() {
			if _, err := c.ListProducts(t.Context(), woo.Query{}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestFaultsOfTheShop(t *testing.T) {
	for _, c := range []struct {
		fault   wootest.FaultKind
		kind    woo.Kind // of a write; "" if it works all the same
		unknown bool
		reads   bool // a read gets through, on its second attempt or at once
	}{
		{wootest.FaultFatal, woo.KindPHPFatal, true, false},
		{wootest.FaultMemory, woo.KindMemory, true, false},
		{wootest.FaultBadGateway, woo.KindGateway, true, true},
		{wootest.FaultGatewayTimeout, woo.KindGateway, true, true},
		{wootest.FaultMaintenance, woo.KindMaintenance, false, false},
		{wootest.FaultTooMany, woo.KindRateLimited, false, false},
		{wootest.FaultDatabase, woo.KindDatabaseDown, false, true},
		{wootest.FaultHangUp, woo.KindHangup, true, true},
		{wootest.FaultTruncated, woo.KindTruncated, true, true},
		{wootest.FaultWarning, "", false, true},
		{wootest.FaultBOM, "", false, true},
		{wootest.FaultEmpty, woo.KindTruncated, true, true},
		{wootest.FaultHTML, woo.KindHTML, true, false},
		{wootest.FaultFirewall, woo.KindFirewall, false, false},
		{wootest.FaultHang, woo.KindTimeout, true, false},
	} {
		t.Run(string(c.fault), func(t *testing.T) {
			t.Parallel()
			shop, _ := open(t, true)
			client := connect(t, shop, true, key, secret, func(cfg *woo.Config) {
				if c.fault == wootest.FaultHang {
					cfg.Timeout = 3 * time.Second
				}
			})
			must[woo.Page[woo.Product]](t)(client.ListProducts(t.Context(), woo.Query{}))
			shop.SetFaults(wootest.Fault{Kind: c.fault, Method: "POST"})
			_, err := client.BatchProducts(t.Context(), woo.Batch{Create: []woo.Fields{{"name": "x", "sku": "X"}}})
			kind(t, err, c.kind)
			if woo.Unknown(err) != c.unknown {
				t.Errorf("unknown %v: %v", woo.Unknown(err), err)
			}
			if err != nil {
				x := woo.Explain(err)
				if x.What == "" || x.Remedy == "" || strings.Contains(x.String(), key) || strings.Contains(x.String(), secret) {
					t.Errorf("explained as %+v", x)
				}
			}
			shop.SetFaults(wootest.Fault{Kind: c.fault, Method: "GET", Times: 1})
			if _, err = client.ListProducts(t.Context(), woo.Query{}); (err == nil) != c.reads || woo.Unknown(err) {
				t.Errorf("a read: %v", err)
			}
		})
	}
}

func TestABatchThatDiesInTheMiddle(t *testing.T) {
	shop, c := open(t, true)
	shop.SetFaults(wootest.Fault{Kind: wootest.FaultFatal, Path: "/products/batch", AfterItems: 2, Times: 1})
	batch := woo.Batch{Create: []woo.Fields{{"name": "a", "sku": "A"}, {"name": "b", "sku": "B"}, {"name": "c", "sku": "C"}}}
	_, err := c.BatchProducts(t.Context(), batch)
	if kind(t, err, woo.KindPHPFatal); !woo.Unknown(err) {
		t.Fatal("the outcome is unknown")
	}
	found := must[[]woo.Product](t)(c.ProductsBySKU(t.Context(), []string{"A", "B", "C"}))
	if len(found) != 2 {
		t.Errorf("%d of the items were made, want 2", len(found))
	}
}
