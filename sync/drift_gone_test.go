package sync_test

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	gosync "sync"
	"testing"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// stocked is a world whose shop has simple and variable products from here.
func stocked(t *testing.T, settings ...func(*store.Webshop)) (*world, *shopkeeper) {
	w := newWorld(t, wootest.Options{}, settings...)
	w.put(true, append(simples(3), append(variable("V-A", "red", "blue"), variable("V-B", "red", "blue")...)...)...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 9})
	w.noDrift(9)
	return w, w.shopkeeper(1)
}

func (w *world) remoteID(sku string) int64 {
	w.t.Helper()
	p := w.shop.ProductBySKU(sku)
	if p == nil {
		w.t.Fatalf("the shop has no %s", sku)
	}
	return int64(p["id"].(int))
}

func TestWhatTheShopLostIsFoundAndBroughtBack(t *testing.T) {
	for _, c := range []struct {
		what string
		lose func(*world, *woo.Client) error
		want map[string]sync.DriftKind
	}{
		{"deleted", func(w *world, c *woo.Client) error { return c.DeleteProduct(w.ctx, w.remoteID("P-0002"), true) },
			map[string]sync.DriftKind{"P-0002": sync.DriftMissing}},
		{"trashed", func(w *world, c *woo.Client) error { return c.DeleteProduct(w.ctx, w.remoteID("P-0002"), false) },
			map[string]sync.DriftKind{"P-0002": sync.DriftTrashed}},
		{"variation deleted", func(w *world, c *woo.Client) error {
			return c.DeleteVariation(w.ctx, w.remoteID("V-A"), w.remoteID("V-A-red"), true)
		}, map[string]sync.DriftKind{"V-A-red": sync.DriftMissing}},
		{"variation trashed", func(w *world, c *woo.Client) error {
			return c.DeleteVariation(w.ctx, w.remoteID("V-A"), w.remoteID("V-A-red"), false)
		}, map[string]sync.DriftKind{"V-A-red": sync.DriftTrashed}},
		{"variable deleted", func(w *world, c *woo.Client) error { return c.DeleteProduct(w.ctx, w.remoteID("V-A"), true) },
			map[string]sync.DriftKind{"V-A": sync.DriftMissing, "V-A-red": sync.DriftMissing, "V-A-blue": sync.DriftMissing}},
		{"variable trashed", func(w *world, c *woo.Client) error { return c.DeleteProduct(w.ctx, w.remoteID("V-A"), false) },
			map[string]sync.DriftKind{"V-A": sync.DriftTrashed, "V-A-red": sync.DriftTrashed, "V-A-blue": sync.DriftTrashed}},
	} {
		t.Run(c.what, func(t *testing.T) {
			w, k := stocked(t)
			w.must(c.lose(w, k.client))
			all, report := w.drift()
			for sku, kind := range c.want {
				if d := all[sku]; d.Kind != kind || !d.Noted || d.ProductID != w.product(sku).ID || d.Name == "" || d.RemoteID == 0 {
					t.Errorf("%s: %+v, want %s", sku, d, kind.Key())
				}
			}
			if len(all) != len(c.want) || report.Noted != len(c.want) || report.Missing+report.Trashed != len(c.want) || report.Compared != 9 {
				t.Errorf("%+v %+v", report, all)
			}
			op := w.sync(sync.Request{})
			if op.State != store.Completed || op.Counts.Sum() != len(c.want) {
				t.Errorf("%v %+v: %s", op.State, op.Counts, w.errorText(op))
			}
			w.has("P-0001", "P-0002", "P-0003", "V-A", "V-A-red", "V-A-blue", "V-B", "V-B-red", "V-B-blue")
			w.noDrift(9)
			w.unchanged(9)
		})
	}
}

func TestWhatOnlyTheShopHasIsToldAndLeftAlone(t *testing.T) {
	w, k := stocked(t)
	k.product(woo.Fields{"name": "Theirs & <b>own</b>", "sku": "X-1"})
	k.product(woo.Fields{"name": "No SKU"})
	k.variation(w.remoteID("V-A"), woo.Fields{"sku": "X-2", "regular_price": "1", "attributes": []woo.Fields{{"name": "Colour", "option": "red"}}})
	w.put(false, simple(40))
	k.product(woo.Fields{"name": "Not sent yet", "sku": "p-0040"}) // the catalogue has it
	all, report := w.drift()
	if report != (sync.DriftReport{Compared: 9, Unknown: 3}) || len(all) != 3 {
		t.Errorf("%+v %+v", report, all)
	}
	if d := all["X-1"]; d.Kind != sync.DriftUnknown || d.Name != "Theirs & <b>own</b>" || d.Noted || d.ProductID != 0 || d.RemoteID == 0 {
		t.Errorf("%+v", d)
	}
	if d := all["No SKU"]; d.Kind != sync.DriftUnknown || d.SKU != "" {
		t.Errorf("%+v", d)
	}
	if d := all["X-2"]; d.Kind != sync.DriftUnknown || d.RemoteParentID != w.remoteID("V-A") {
		t.Errorf("%+v", d)
	}
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1}) // the one that both have
	if all, _ := w.drift(); len(all) != 3 {
		t.Errorf("%+v", all)
	}
}

func TestDriftOfNamedProducts(t *testing.T) {
	w, k := stocked(t)
	for _, sku := range []string{"P-0001", "P-0002"} {
		_, err := k.client.UpdateProduct(w.ctx, w.remoteID(sku), woo.Fields{"name": "By hand"})
		w.must(err)
	}
	_, err := k.client.UpdateVariation(w.ctx, w.remoteID("V-A"), w.remoteID("V-A-blue"), woo.Fields{"regular_price": "77"})
	w.must(err)
	w.must(k.client.DeleteVariation(w.ctx, w.remoteID("V-A"), w.remoteID("V-A-red"), true))
	k.product(woo.Fields{"name": "Strange", "sku": "X-1"})
	if all, report := w.drift("P-0003"); len(all) != 0 || report.Compared != 1 {
		t.Errorf("%+v", report)
	}
	all, report := w.drift("p-0001", "V-A")
	if len(all) != 3 || report != (sync.DriftReport{Compared: 4, Changed: 2, Missing: 1, Noted: 3}) || all["V-A-red"].Kind != sync.DriftMissing ||
		all["V-A-blue"].Changes[0].To != "77.00" || all["P-0001"].Kind != sync.DriftChanged {
		t.Errorf("%+v %+v", report, all)
	}
	var unknown *sync.UnknownError
	if _, err := w.svc.Drift(w.ctx, sync.DriftRequest{Webshop: "Nordlys", SKUs: []string{"nothing"}}, nil); !errors.As(err, &unknown) || unknown.Kind != "product" {
		t.Errorf("%v", err)
	}
	if _, err := w.svc.Drift(w.ctx, sync.DriftRequest{Webshop: "nowhere"}, nil); !errors.As(err, &unknown) || unknown.Kind != "webshop" {
		t.Errorf("%v", err)
	}
}

func TestDriftOfAReadOnlyStoreIsOnlyTold(t *testing.T) {
	w, k := stocked(t)
	_, err := k.client.UpdateProduct(w.ctx, w.remoteID("P-0001"), woo.Fields{"name": "By hand"})
	w.must(err)
	w.must(k.client.DeleteProduct(w.ctx, w.remoteID("P-0002"), true))
	reader := sync.New(sync.Options{Store: w.store, Now: w.clock.now, ReadOnly: true, NewClient: w.clientFor})
	for range 2 {
		all, report := w.driftBy(reader)
		if report != (sync.DriftReport{Compared: 9, Changed: 1, Missing: 1}) || all["P-0001"].Noted || all["P-0002"].Noted {
			t.Errorf("%+v %+v", report, all)
		}
	}
	w.unchanged(9)
}

func TestOnlyWhatIsOursDrifts(t *testing.T) {
	w, k := stocked(t, func(s *store.Webshop) { s.Fields = []string{"prices", "stock"} })
	_, err := k.client.UpdateProduct(w.ctx, w.remoteID("P-0001"), woo.Fields{"name": "By hand", "description": "By hand", "sale_price": "2", "regular_price": "13"})
	w.must(err)
	all, _ := w.drift()
	if d := all["P-0001"]; len(all) != 1 || len(d.Changes) != 1 || d.Changes[0] != (sync.Change{Field: "regular_price", Label: "regular price", From: "11.50", To: "13.00"}) {
		t.Errorf("%+v", all)
	}
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1})
	if p := w.shop.ProductBySKU("P-0001"); p["name"] != "By hand" || p["sale_price"] != "2" || p["regular_price"] != "11.5" {
		t.Errorf("%v", p)
	}
}

// A failure of the webshop while it is compared marks nothing as missing.
func TestDriftStopsWhereTheShopFails(t *testing.T) {
	w, k := stocked(t)
	w.must(k.client.DeleteProduct(w.ctx, w.remoteID("P-0002"), true))
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		if r.URL.Query().Get("include") != "" {
			http.Error(rw, "<html>no</html>", http.StatusForbidden)
			return
		}
		shop.ServeHTTP(rw, r)
	})
	found := 0
	_, err := w.svc.Drift(w.ctx, sync.DriftRequest{Webshop: "Nordlys"}, func(sync.Drifted) error { found++; return nil })
	if err == nil || woo.KindOf(err) == woo.KindUnknown || found != 0 {
		t.Errorf("%v, %d found", err, found)
	}
	w.unchanged(9)
	stop := errors.New("enough")
	w.guardDoor(nil)
	if _, err := w.svc.Drift(w.ctx, sync.DriftRequest{Webshop: "Nordlys"}, func(sync.Drifted) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
}

// What a worker sends between the question and the comparison is no drift, although the answer knows nothing of it.
func TestWhatIsSentMeanwhileIsNoDrift(t *testing.T) {
	w, k := stocked(t)
	_, err := k.client.UpdateProduct(w.ctx, w.remoteID("P-0002"), woo.Fields{"name": "By hand"})
	w.must(err)
	dearer := simple(1)
	dearer.Fields.RegularPrice = "99"
	w.put(false, dearer)
	var once gosync.Once
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		answer := httptest.NewRecorder()
		shop.ServeHTTP(answer, r)
		if r.Method == http.MethodGet && r.URL.Query().Get("page") == "1" && strings.HasSuffix(r.URL.Path, "/products") {
			once.Do(func() {
				w.clock.advance(time.Second)
				w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 1})
			})
		}
		for name, values := range answer.Header() {
			rw.Header()[name] = values
		}
		rw.WriteHeader(answer.Code)
		rw.Write(answer.Body.Bytes())
	})
	all := map[string]sync.Drifted{}
	report, err := w.svc.Drift(w.ctx, sync.DriftRequest{Webshop: "Nordlys"}, func(d sync.Drifted) error { all[d.SKU] = d; return nil })
	w.must(err)
	if len(all) != 1 || all["P-0002"].Kind != sync.DriftChanged || report != (sync.DriftReport{Compared: 8, Changed: 1, Noted: 1}) {
		t.Errorf("%+v %+v", report, all)
	}
	w.guardDoor(nil)
	w.sync(sync.Request{})
	w.noDrift(9)
}

// What is renamed in the webshop is still what was sent; what is deleted there is missing from the products.
func TestDriftOfTermsInTheShop(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.put(true, append(variable("V-A", "red", "blue"), full(1), simple(900))...)
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 5})
	w.noDrift(5)
	k := w.shopkeeper(1)
	term := func(list []map[string]any, name string) int64 {
		for _, t := range list {
			if t["name"] == name {
				return int64(t["id"].(int))
			}
		}
		t.Fatalf("the shop has no %s", name)
		return 0
	}
	rename := func(kind woo.TermKind, id int64) {
		_, err := k.client.UpdateTerm(w.ctx, kind, id, woo.Fields{"name": "Renamed"})
		w.must(err)
	}
	rename(woo.TermCategories, term(w.shop.Categories(), "Goods"))
	rename(woo.TermTags, term(w.shop.Tags(), "Gift"))
	rename(woo.TermBrands, term(w.shop.Brands(), "Bosch"))
	_, err := k.client.UpdateAttribute(w.ctx, term(w.shop.Attributes(), "Colour"), woo.Fields{"name": "Renamed"})
	w.must(err)
	w.noDrift(5)

	w.must(k.client.DeleteTerm(w.ctx, woo.TermCategories, term(w.shop.Categories(), "Renamed")))
	w.must(k.client.DeleteTerm(w.ctx, woo.TermTags, term(w.shop.Tags(), "Renamed")))
	all, report := w.drift()
	if report != (sync.DriftReport{Compared: 5, Changed: 3, Noted: 3}) || len(all["P-0001"].Changes) != 2 || len(all["V-A"].Changes) != 1 {
		t.Errorf("%+v %+v", report, all)
	}
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Updated: 3})
	w.noDrift(5)
	w.unchanged(5)
}

// A WooCommerce that knows no brands has not lost any.
func TestDriftOfAShopWithoutBrands(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		if strings.Contains(r.URL.Path, "/products/brands") {
			rw.Header().Set("Content-Type", "application/json; charset=UTF-8")
			rw.WriteHeader(http.StatusNotFound)
			io.WriteString(rw, `{"code":"rest_no_route","message":"No route was found matching the URL and request method.","data":{"status":404}}`)
			return
		}
		shop.ServeHTTP(rw, r)
	})
	w.put(true, full(1), simple(900))
	w.want(w.sync(sync.Request{}), store.Completed, store.Counts{Added: 2})
	w.noDrift(2)
}
