package woo

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"
)

func TestProductAsRecorded(t *testing.T) {
	p := product(t, "product-create-full")
	seven := 7
	want := Product{
		ID: 15, Name: "Full product", Slug: "full-product", Permalink: "https://shop.example/product/full-product/",
		Type: "simple", Status: "publish", Visibility: "visible", Description: "<p>Long <b>desc</b></p>", ShortDescription: "Short",
		SKU: "FULL-1", GlobalUniqueID: "4006381333931", Price: "149.90", RegularPrice: "199.90", SalePrice: "149.90",
		DownloadLimit: -1, DownloadExpiry: -1, TaxStatus: "taxable", TaxClass: "reduced-rate",
		ManageStock: true, StockQuantity: &seven, StockStatus: "instock", Backorders: "notify",
		Weight: "1.25", Dimensions: Dimensions{"10", "20.5", "5"}, PurchaseNote: "thanks", MenuOrder: 3,
		Categories: []Ref{{16, "Shoes", "shoes"}}, Tags: []Ref{{17, "ignored-new-tag", "ignored-new-tag"}},
		Attributes:      []Attribute{{Name: "Colour", Slug: "Colour", Visible: true, Options: []string{"Red", "Blue"}}},
		MetaData:        p.MetaData,
		DateCreatedGMT:  time.Date(2026, 11, 23, 11, 18, 8, 0, time.UTC),
		DateModifiedGMT: time.Date(2026, 11, 23, 11, 18, 8, 0, time.UTC),
	}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got  %+v\nwant %+v", p, want)
	}
	if len(p.MetaData) != 2 || p.MetaData[0].Text() != "E-77" || p.MetaData[1].Text() != "" || p.MetaData[1].Key != "erp_obj" {
		t.Errorf("meta data %+v", p.MetaData)
	}
}

func TestVariationAsRecorded(t *testing.T) {
	v := product(t, "variation-get")
	if v.ID != 187 || v.ParentID != 186 || v.Type != "variation" || !v.ManageStock || v.StockOfParent || *v.StockQuantity != 3 || v.Images != nil {
		t.Errorf("read %+v", v)
	}
	if len(v.Attributes) != 2 || v.Attributes[0].ID != 1 || v.Attributes[0].Option != "M" || v.Attributes[1].Option != "Red" {
		t.Errorf("attributes %+v", v.Attributes)
	}
	if v := product(t, "variation-parent-stock"); !v.StockOfParent || v.ManageStock {
		t.Errorf("stock of the parent: %+v", v)
	}
	if p := product(t, "variable-create"); p.Type != "variable" || len(p.Attributes) == 0 {
		t.Errorf("variable: %+v", p)
	}
	if p := product(t, "product-create-image-ok"); len(p.Images) != 1 || p.Images[0].ID != 22 || p.Images[0].Alt != "Alt text" {
		t.Errorf("images %+v", p.Images)
	}
}

func TestOddTypesCostNothing(t *testing.T) {
	var p Product
	err := json.Unmarshal([]byte(`{"id":"12","parent_id":null,"name":5,"sku":null,"regular_price":12.5,"sale_price":false,"manage_stock":"yes","stock_quantity":"7.00",
	 "featured":1,"low_stock_amount":"","dimensions":[],"categories":{"1":{"id":3,"name":"x"},"0":{"id":"4"}},"tags":"none","variations":[1,"2",null,{}],
	 "images":[{"id":"","src":"s"},5,null],"attributes":[{"options":["a",1,null,["b"]]}],"meta_data":[{"key":"k","value":{"a":[1]}},{"key":7}],
	 "date_modified_gmt":"rubbish","date_created_gmt":"2026-01-02T03:04:05Z","menu_order":1e30,"download_limit":"99999999999","shipping_class_id":0.0}`), &p)
	if err != nil {
		t.Fatal(err)
	}
	if p.ID != 12 || p.Name != "5" || p.SKU != "" || p.RegularPrice != "12.5" || p.SalePrice != "false" || !p.ManageStock || *p.StockQuantity != 7 || !p.Featured || p.LowStockAmount != nil {
		t.Errorf("read %+v", p)
	}
	if len(p.Categories) != 2 || p.Categories[0].ID != 3 || p.Categories[1].ID != 4 || p.Tags != nil {
		t.Errorf("categories %+v, tags %+v", p.Categories, p.Tags)
	}
	if !reflect.DeepEqual(p.Variations, []int64{1, 2}) || len(p.Images) != 1 || p.Images[0].Src != "s" || !reflect.DeepEqual(p.Attributes[0].Options, []string{"a", "1"}) {
		t.Errorf("lists %+v %+v %+v", p.Variations, p.Images, p.Attributes)
	}
	if !p.DateModifiedGMT.IsZero() || p.DateCreatedGMT.Hour() != 3 || p.MenuOrder != 0 || p.DownloadLimit != 1<<31-1 {
		t.Errorf("dates and numbers %+v", p)
	}
}

func TestWhatIsNoProduct(t *testing.T) {
	for _, s := range []string{`null`, `[]`, `"x"`, `5`, `true`} {
		var p Product
		if json.Unmarshal([]byte(s), &p) == nil && s != "null" {
			t.Errorf("%s was read as a product", s)
		}
		var term Term
		if json.Unmarshal([]byte(s), &term) == nil && s != "null" {
			t.Errorf("%s was read as a term", s)
		}
	}
}

func TestAProductSurvivesWritingAndReading(t *testing.T) {
	p := product(t, "variation-parent-stock")
	b, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	var again Product
	if err := json.Unmarshal(b, &again); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(p, again) {
		t.Errorf("got  %+v\nwant %+v", again, p)
	}
}

func TestRawIsKeptForOneProductOnly(t *testing.T) {
	body := productJSON(12, "A")
	c := newStub(t, true, always(200, "\uFEFF"+body)).client(t)
	p, err := c.GetProduct(t.Context(), 12)
	if err != nil || string(p.Raw) != body {
		t.Errorf("raw %q, %v", p.Raw, err)
	}
	if p, err = c.UpdateProduct(t.Context(), 12, Fields{"name": "x"}); err != nil || p.Raw != nil {
		t.Errorf("raw of an update: %q, %v", p.Raw, err)
	}
}

func FuzzProduct(f *testing.F) {
	f.Add([]byte(`{"id":1,"manage_stock":"parent","images":{"3":{"id":2}},"meta_data":[{"value":[1]}]}`))
	f.Add([]byte(`{"id":"1","stock_quantity":1e400,"dimensions":{"length":[]},"date_created_gmt":"2026-02-30T00:00:00"}`))
	f.Add([]byte(`{"attributes":[{"options":{"a":"b"}}],"categories":[[[]]],"variations":[-9223372036854775808]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var p Product
		if json.Unmarshal(b, &p) != nil {
			return
		}
		written, err := json.Marshal(p)
		if err != nil {
			t.Fatalf("cannot be written: %v", err)
		}
		var again Product
		if err := json.Unmarshal(written, &again); err != nil {
			t.Fatalf("cannot be read again: %v", err)
		}
	})
}

func FuzzTerm(f *testing.F) {
	f.Add([]byte(`{"id":16,"name":"Shoes","image":{"id":1},"parent":"3"}`))
	f.Add([]byte(`{"id":16,"image":[],"menu_order":{},"count":-1}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		var term Term
		var attribute GlobalAttribute
		_ = json.Unmarshal(b, &attribute)
		if json.Unmarshal(b, &term) == nil {
			if _, err := json.Marshal(term); err != nil {
				t.Fatal(err)
			}
		}
	})
}
