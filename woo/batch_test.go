package woo

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// mixedBatch is what a real WooCommerce 10.5 answered to creates, updates and
// deletes of which several fail, shortened.
const mixedBatch = `{"create":[{"id":76,"name":"B1","sku":"B-1"},
 {"id":0,"error":{"code":"product_invalid_sku","message":"Invalid or duplicated SKU.","data":{"status":400,"resource_id":15,"unique_sku":"FULL-1-1"}}},
 {"id":0,"error":{"code":"woocommerce_rest_product_not_created","message":"The product with SKU (T) you are trying to insert is already present in the lookup table","data":{"status":400}}}],
"update":[{"id":15,"name":"Full","status":"trash"},
 {"id":999999,"error":{"code":"woocommerce_rest_product_invalid_id","message":"Invalid ID.","data":{"status":400}}}],
"delete":[{"id":75,"name":"gone"},
 {"id":999998,"error":{"code":"woocommerce_rest_product_invalid_id","message":"Invalid ID.","data":{"status":404}}}]}`

func mixed() Batch {
	return Batch{
		Create: []Fields{{"sku": "B-1"}, {"sku": "FULL-1"}, {"sku": "T"}},
		Update: []Fields{{"id": 15, "status": "publish"}, {"id": int64(999999)}},
		Delete: []int64{75, 999998},
	}
}

func TestBatchReadsEachItem(t *testing.T) {
	s := newStub(t, true, always(200, mixedBatch))
	r, err := s.client(t).BatchProducts(t.Context(), mixed())
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"create":[{"sku":"B-1"},{"sku":"FULL-1"},{"sku":"T"}],"delete":[75,999998],"update":[{"id":15,"status":"publish"},{"id":999999}]}`; s.asked()[0].body != want {
		t.Errorf("sent %s\nwant %s", s.asked()[0].body, want)
	}
	type short struct {
		ID   int64
		Kind Kind
		With int64
	}
	var got []short
	for _, group := range [][]ItemResult{r.Create, r.Update, r.Delete} {
		for _, it := range group {
			x := short{ID: it.ID}
			if it.Err != nil {
				x.Kind, x.With = it.Err.Kind, it.Err.ResourceID
				if it.Err.Unsure {
					t.Errorf("item %d: an answered item is not unknown", it.ID)
				}
			}
			got = append(got, x)
		}
	}
	want := []short{{76, "", 0}, {0, KindDuplicateSKU, 15}, {0, KindSKUInTrash, 0}, {15, "", 0}, {999999, KindNotFound, 0}, {75, "", 0}, {999998, KindNotFound, 0}}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
	if r.Create[0].Product.SKU != "B-1" || r.Update[0].Product.Status != "trash" || r.Create[1].Err.UniqueSKU != "FULL-1-1" {
		t.Errorf("read %+v", r)
	}
}

func TestBatchAnswersThatDoNotFit(t *testing.T) {
	two := Batch{Create: []Fields{{"name": "a"}, {"name": "b"}}}
	for name, c := range map[string]struct {
		batch  Batch
		answer string
		kind   Kind
	}{
		"short":            {two, `{"create":[{"id":1}]}`, KindBadJSON},
		"long":             {two, `{"create":[{"id":1},{"id":2},{"id":3}]}`, KindBadJSON},
		"other group":      {two, `{"update":[{"id":1},{"id":2}]}`, KindBadJSON},
		"group too many":   {two, `{"create":[{"id":1},{"id":2}],"delete":[{"id":3}]}`, KindBadJSON},
		"not an object":    {two, `{"create":[{"id":1},7]}`, KindBadJSON},
		"null item":        {two, `{"create":[{"id":1},null]}`, KindBadJSON},
		"no id":            {two, `{"create":[{"id":1},{"name":"b"}]}`, KindBadJSON},
		"empty list":       {two, `[]`, KindBadJSON},
		"group is text":    {two, `{"create":"ok"}`, KindBadJSON},
		"empty":            {two, ``, KindTruncated},
		"cut":              {two, `{"create":[{"id":1},{"id`, KindTruncated},
		"other id updated": {Batch{Update: []Fields{{"id": 5}}}, `{"update":[{"id":6}]}`, KindBadJSON},
		"other id deleted": {Batch{Delete: []int64{5}}, `{"delete":[{"id":6}]}`, KindBadJSON},
	} {
		_, err := newStub(t, true, always(200, c.answer)).client(t).BatchProducts(t.Context(), c.batch)
		if KindOf(err) != c.kind || !Unknown(err) {
			t.Errorf("%s: %v (%s, unknown %v), want %s", name, err, KindOf(err), Unknown(err), c.kind)
		}
		var answer *AnswerError
		if c.kind == KindBadJSON && c.answer != "[]" && !errors.As(err, &answer) {
			t.Errorf("%s: %T is no *AnswerError", name, err)
		}
	}
}

func TestBatchDeletesAreMatchedByID(t *testing.T) {
	c := newStub(t, true, always(200, `{"delete":[{"id":2,"error":{"code":"x","message":"no","data":{"status":400}}},{"id":"1"},{"id":2}]}`)).client(t)
	r, err := c.BatchProducts(t.Context(), Batch{Delete: []int64{1, 2, 2}})
	if err != nil {
		t.Fatal(err)
	}
	if r.Delete[0].ID != 1 || r.Delete[0].Err != nil || r.Delete[1].Err == nil || r.Delete[2].Err != nil {
		t.Errorf("got %+v", r.Delete)
	}
}

func TestBatchesThatAreNotSent(t *testing.T) {
	s := newStub(t, true, always(200, `{}`))
	c := s.client(t)
	if r, err := c.BatchProducts(t.Context(), Batch{}); err != nil || len(r.Create) != 0 {
		t.Errorf("an empty batch: %v", err)
	}
	big := Batch{Delete: make([]int64, 101)}
	for i := range big.Delete {
		big.Delete[i] = int64(i + 1)
	}
	for name, b := range map[string]Batch{
		"too many":          big,
		"update without id": {Update: []Fields{{"name": "x"}}},
		"update with id 0":  {Update: []Fields{{"id": 0}}},
		"create with id":    {Create: []Fields{{"id": 3, "name": "x"}}},
		"create of nothing": {Create: []Fields{{}}},
		"delete of 0":       {Delete: []int64{0}},
	} {
		_, err := c.BatchProducts(t.Context(), b)
		if k := KindOf(err); k != KindInvalid && k != KindTooLarge || Unknown(err) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.asked()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestBatchDeaths(t *testing.T) {
	for name, c := range map[string]struct {
		status  int
		body    string
		kind    Kind
		unknown bool
	}{
		"fatal in the middle": {500, wpError(500, "internal_server_error", "<p>There has been a critical error on this website.</p>"), KindPHPFatal, true},
		"too many, says the shop": {413, wpError(413, "woocommerce_rest_request_entity_too_large", "Unable to accept more than 100 items for this request."),
			KindTooLarge, false},
		"read-only key": {401, wpError(401, "woocommerce_rest_authentication_error", "The API key provided does not have write permissions."), KindKeyReadOnly, false},
		"maintenance":   {503, wpError(503, "wp_die", "Briefly unavailable for scheduled maintenance. Check back in a minute."), KindMaintenance, false},
		"database":      {500, wpError(500, "wp_die", "<h1>Error establishing a database connection</h1>"), KindDatabaseDown, false},
		"memory":        {500, `{"code":"internal_server_error","message":"x","data":{"status":500,"error":{"type":1,"message":"Allowed memory size of 134217728 bytes exhausted","file":"/x.php","line":3}}}`, KindMemory, true},
		"time":          {500, `{"code":"internal_server_error","message":"x","data":{"status":500,"error":{"type":1,"message":"Maximum execution time of 30 seconds exceeded","file":"/x.php","line":3}}}`, KindTimeout, true},
	} {
		_, err := newStub(t, true, always(c.status, c.body)).client(t).BatchProducts(t.Context(), Batch{Create: []Fields{{"name": "x"}}})
		if KindOf(err) != c.kind || Unknown(err) != c.unknown {
			t.Errorf("%s: %v (%s, unknown %v)", name, err, KindOf(err), Unknown(err))
		}
	}
}

func TestBatchTermsAndVariations(t *testing.T) {
	s := newStub(t, true, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "categories") {
			reply(w, 200, `{"create":[{"id":5,"name":"Shoes"},{"id":0,"error":{"code":"term_exists","message":"x","data":{"status":400,"resource_id":16}}}]}`)
			return
		}
		reply(w, 200, `{"update":[{"id":7,"manage_stock":"parent","image":{"id":3,"src":"s"}}]}`)
	})
	c := s.client(t)
	terms, err := c.BatchTerms(t.Context(), TermCategories, Batch{Create: []Fields{{"name": "Shoes"}, {"name": "shoes"}}})
	if err != nil || terms.Create[0].Term.Name != "Shoes" || terms.Create[1].Err.Kind != KindTermExists || terms.Create[1].Err.ResourceID != 16 {
		t.Errorf("terms %+v, %v", terms, err)
	}
	vars, err := c.BatchVariations(t.Context(), 12, Batch{Update: []Fields{{"id": 7, "manage_stock": "parent"}}})
	if err != nil || !vars.Update[0].Product.StockOfParent || vars.Update[0].Product.ManageStock || vars.Update[0].Product.Images[0].ID != 3 {
		t.Errorf("variations %+v, %v", vars, err)
	}
	if p := s.asked()[1].path; p != "/wp-json/wc/v3/products/12/variations/batch" {
		t.Errorf("asked %s", p)
	}
}

func TestBatchKeepsOneCopyOfFields(t *testing.T) {
	fields := Fields{"id": 5, "name": "x"}
	c := newStub(t, true, always(200, `{"update":[{"id":5}]}`)).client(t)
	if _, err := c.BatchProducts(t.Context(), Batch{Update: []Fields{fields}}); err != nil {
		t.Fatal(err)
	}
	if b, _ := json.Marshal(fields); string(b) != `{"id":5,"name":"x"}` {
		t.Errorf("the caller's fields were changed: %s", b)
	}
}
