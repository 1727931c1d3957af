package sync

import (
	"errors"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/woo"
	"woosync/woo/wootest"
)

var testKeys = store.Keys{ConsumerKey: "ck_0123456789abcdef0123456789abcdef01234567", ConsumerSecret: "cs_0123456789abcdef0123456789abcdef01234567"}

func TestAddWebshopChecksBeforeItStores(t *testing.T) {
	f := newShopfloor(t)
	keys := testKeys
	w, err := f.AddWebshop(t.Context(), store.Webshop{Name: " Nordlys ", URL: "https://nordlys.example/wp-admin/", Keys: keys}, true)
	if err != nil {
		t.Fatal(err)
	}
	if w.Name != "Nordlys" || w.URL != "https://nordlys.example" || w.BatchSize != 30 || w.Timeout != 200*time.Second || w.Connections != 2 ||
		w.Removal != store.RemoveToTrash || !w.CanWrite || !w.MirrorCategories || w.ID == 0 {
		t.Errorf("%+v", w)
	}
	for _, c := range []struct {
		name string
		w    store.Webshop
		is   func(error) bool
	}{
		{"taken", store.Webshop{Name: "NORDLYS", URL: "https://a.example", Keys: keys}, func(err error) bool { return errors.Is(err, store.ErrExists) }},
		{"no name", store.Webshop{Name: " ", URL: "https://a.example", Keys: keys}, isSetting},
		{"escape sequence", store.Webshop{Name: "a\x1b[2J", URL: "https://a.example", Keys: keys}, isSetting},
		{"no scheme", store.Webshop{Name: "A", URL: "a.example/<", Keys: keys}, func(err error) bool { return woo.KindOf(err) == woo.KindAddress }},
		{"no keys", store.Webshop{Name: "A", URL: "https://a.example"}, func(err error) bool { return woo.KindOf(err) == woo.KindKeysMissing }},
	} {
		if _, err := f.AddWebshop(t.Context(), c.w, false); err == nil || !c.is(err) || strings.Contains(err.Error(), keys.ConsumerSecret) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if all, err := f.st.Webshops(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%d webshops, %v", len(all), err)
	}
	reader := New(Options{Store: f.st, ReadOnly: true})
	if _, err := reader.AddWebshop(t.Context(), store.Webshop{Name: "B", URL: "https://b.example", Keys: keys}, false); !errors.Is(err, store.ErrReadOnly) {
		t.Errorf("read-only: %v", err)
	}
}

func isSetting(err error) bool { _, ok := errors.AsType[*SettingError](err); return ok }

func TestSetWebshop(t *testing.T) {
	f := newShopfloor(t)
	f.webshop("Nordlys")
	for _, c := range []struct {
		key, value string
		holds      func(store.Webshop) bool
	}{
		{"batch-size", "100", func(w store.Webshop) bool { return w.BatchSize == 100 }},
		{"Batch_Size", " 1 ", func(w store.Webshop) bool { return w.BatchSize == 1 }},
		{"timeout", "30", func(w store.Webshop) bool { return w.Timeout == 30*time.Second }},
		{"timeout", "2m", func(w store.Webshop) bool { return w.Timeout == 2*time.Minute }},
		{"connections", "4", func(w store.Webshop) bool { return w.Connections == 4 }},
		{"removal", "Draft", func(w store.Webshop) bool { return w.Removal == store.RemoveToDraft }},
		{"schedule", "15m", func(w store.Webshop) bool { return w.Schedule == 15*time.Minute }},
		{"schedule", "90", func(w store.Webshop) bool { return w.Schedule == 90*time.Minute }},
		{"schedule", "off", func(w store.Webshop) bool { return w.Schedule == 0 }},
		{"fields", "stock, prices", func(w store.Webshop) bool { return slices.Equal(w.Fields, []string{"prices", "stock"}) }},
		{"fields", "all", func(w store.Webshop) bool { return len(w.Fields) == 0 }},
		{"new-status", "draft", func(w store.Webshop) bool { return w.NewStatus == "draft" }},
		{"new-status", "catalogue", func(w store.Webshop) bool { return w.NewStatus == "" }},
		{"mirror-categories", "no", func(w store.Webshop) bool { return !w.MirrorCategories }},
		{"url", "https://other.example/", func(w store.Webshop) bool { return w.URL == "https://other.example" }},
	} {
		if err := f.SetWebshop(t.Context(), "nordlys", c.key, c.value); err != nil {
			t.Errorf("%s=%s: %v", c.key, c.value, err)
		}
		if w, err := f.st.WebshopByName(t.Context(), "Nordlys"); err != nil || !c.holds(w) {
			t.Errorf("%s=%s: %+v, %v", c.key, c.value, w, err)
		}
	}
	before, err := f.st.WebshopByName(t.Context(), "Nordlys")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ key, value, names string }{
		{"batch-size", "0", "from 1 to 100"}, {"batch-size", "101", "from 1 to 100"}, {"batch-size", "many", "from 1 to 100"},
		{"timeout", "0", "1s to 1h"}, {"timeout", "2h", "1s to 1h"}, {"connections", "5", "from 1 to 4"}, {"removal", "burn", "trash, draft or delete"},
		{"schedule", "90s", "whole minutes"}, {"schedule", "-5m", "off"}, {"fields", "prices,colour", "names, prices, stock"}, {"fields", ",", "all"},
		{"new-status", "trash", "publish"}, {"mirror-categories", "maybe", "yes or no"}, {"name", "", "printable"}, {"colour", "red", "batch-size"},
	} {
		if err := f.SetWebshop(t.Context(), "Nordlys", c.key, c.value); !isSetting(err) || !strings.Contains(err.Error(), c.names) {
			t.Errorf("%s=%s: %v", c.key, c.value, err)
		}
	}
	if err := f.SetWebshop(t.Context(), "Nordlys", "url", "ftp://x"); woo.KindOf(err) != woo.KindAddress {
		t.Errorf("url: %v", err)
	}
	if after, err := f.st.WebshopByName(t.Context(), "Nordlys"); err != nil || after.BatchSize != before.BatchSize || after.URL != before.URL || after.Schedule != before.Schedule {
		t.Errorf("a refused value was stored: %+v, %v", after, err)
	}
	if err := f.SetWebshop(t.Context(), "Nordlys", "name", "Sydkysten"); err != nil {
		t.Error(err)
	}
	if err := f.SetWebshop(t.Context(), "Nordlys", "timeout", "5"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("the old name: %v", err)
	}
	if err := f.RemoveWebshop(t.Context(), "sydkysten"); err != nil {
		t.Error(err)
	}
	if all, err := f.st.Webshops(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("%v, %v", all, err)
	}
}

// Settings on which payloads depend are planned anew.
func TestSettingsChangeThePlan(t *testing.T) {
	f := newShopfloor(t)
	f.put(true, garage()...)
	w := f.webshop("Nordlys")
	f.confirm(w, Request{})
	set := func(key, value string, want store.PlanCounts) {
		t.Helper()
		if err := f.SetWebshop(t.Context(), "Nordlys", key, value); err != nil {
			t.Fatal(err)
		}
		if got := f.counts(w); got != want {
			t.Errorf("%s=%s: %+v, want %+v", key, value, got, want)
		}
	}
	set("batch-size", "5", store.PlanCounts{Unchanged: 6})
	set("fields", "prices,stock", store.PlanCounts{Update: 6}) // the packages know more; the next synchronization settles that without a request
	for sku, p := range f.previews(PreviewRequest{}) {
		if sku != "draft" && p.Action != store.ActionUnchanged {
			t.Errorf("%s: %+v", sku, p)
		}
	}
	set("fields", "all", store.PlanCounts{Unchanged: 6})
}

func TestTestWebshopRemembersWhatTheKeyMay(t *testing.T) {
	shop := wootest.New(wootest.Options{
		Name: "Nordlys", ConsumerKey: testKeys.ConsumerKey, ConsumerSecret: testKeys.ConsumerSecret,
		ReadOnlyKey: "ck_1111111111111111111111111111111111111111", ReadOnlySecret: "cs_1111111111111111111111111111111111111111",
	})
	server := httptest.NewServer(shop)
	defer server.Close()
	f := newShopfloor(t)
	add := func(name string, keys store.Keys, url string) {
		t.Helper()
		if _, err := f.AddWebshop(t.Context(), store.Webshop{Name: name, URL: url, Keys: keys}, false); err != nil {
			t.Fatal(err)
		}
	}
	add("Nordlys", testKeys, server.URL)
	info, err := f.TestWebshop(t.Context(), "nordlys")
	if err != nil || !info.CanWrite {
		t.Fatalf("%+v, %v", info, err)
	}
	if w, err := f.st.WebshopByName(t.Context(), "Nordlys"); err != nil || !w.CanWrite || w.WriteError != "" || w.Auth != "oauth" {
		t.Errorf("%+v, %v", w, err)
	}

	add("Reader", store.Keys{ConsumerKey: "ck_1111111111111111111111111111111111111111", ConsumerSecret: "cs_1111111111111111111111111111111111111111"}, server.URL)
	if info, err := f.TestWebshop(t.Context(), "Reader"); err != nil || info.CanWrite || !info.CanRead {
		t.Fatalf("%+v, %v", info, err)
	}
	w, err := f.st.WebshopByName(t.Context(), "Reader")
	if err != nil || w.CanWrite || !strings.Contains(w.WriteError, "The API key of Reader has no write permission") {
		t.Errorf("%+v, %v", w, err)
	}
	if _, _, err := f.Request(t.Context(), Request{WebshopID: w.ID}); err == nil || err.Error() != w.WriteError {
		t.Errorf("a key that may only read: %v", err)
	}
	for _, at := range []struct {
		url    string
		writes bool // what the last test found is forgotten with the address
	}{{server.URL + "/", false}, {"https://reader.example", true}} {
		if err := f.SetWebshop(t.Context(), "Reader", "url", at.url); err != nil {
			t.Fatal(err)
		}
		if w, err := f.st.WebshopByName(t.Context(), "Reader"); err != nil || w.CanWrite != at.writes || (w.Auth == "") != at.writes {
			t.Errorf("at %s: %+v, %v", at.url, w, err)
		}
	}

	server.Close()
	if _, err := f.TestWebshop(t.Context(), "Nordlys"); woo.KindOf(err) != woo.KindRefused || strings.Contains(err.Error(), testKeys.ConsumerSecret) {
		t.Errorf("nobody there: %v", err)
	}
	if _, err := f.TestWebshop(t.Context(), "Sydkysten"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such webshop: %v", err)
	}
}
