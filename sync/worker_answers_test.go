package sync_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

// TestTheWebshopsAnswerStandsBelowTheProductsThatFailed wants request, status and answer of each kind of failure once, without keys.
func TestTheWebshopsAnswerStandsBelowTheProductsThatFailed(t *testing.T) {
	w := newWorld(t, wootest.Options{})
	w.inShop(woo.Fields{"name": "Other", "global_unique_id": "5701234567890"})
	list := append(simples(40), variable("V", "red")...)
	for i := range 5 {
		list[i].Barcode = "5701234567890"
	}
	w.put(false, list...)
	key, secret := w.shop.Keys()
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		if isBatch(r) && strings.Contains(bodyOf(r), `"P-0030"`) {
			rw.Header().Set("Content-Type", "application/json")
			rw.WriteHeader(http.StatusInternalServerError)
			fmt.Fprintf(rw, `{"code":"internal_server_error","message":"dead","data":{"status":500,"error":{"message":"called with consumer_key=%s and %s","file":"/www/poison.php","line":7}}}`+"\n\x1b[31m%s", key, secret, strings.Repeat("trace ", 2000))
			return
		}
		shop.ServeHTTP(rw, r)
	})
	op := w.sync(sync.Request{})
	w.want(op, store.Failed, store.Counts{Added: 36, Failed: 6})
	text := w.errorText(op)
	head, answers, _ := strings.Cut(text, "\n\n")
	if lines := strings.Split(head, "\n"); len(lines) != 7 || !strings.HasPrefix(lines[0], "6 of 42 products failed") {
		t.Errorf("it begins %s", head)
	}
	for _, want := range []string{"The webshop's answer for P-0001:\nPOST /wp-json/wc/v3/products/batch to 127.0.0.1", "Status 400 product_invalid_global_unique_id", `"resource_id":`,
		"The webshop's answer for P-0030:\nPOST /wp-json/wc/v3/products/batch to 127.0.0.1", "Status 500", `"line":7`} {
		if strings.Count(answers, want) != 1 {
			t.Errorf("%q stands there %d times in %s", want, strings.Count(answers, want), answers)
		}
	}
	if len(answers) > 2*(2<<10+400) {
		t.Errorf("the answers take %d bytes", len(answers))
	}
	for _, where := range []string{text, w.log.String(), w.item(op.ID, "P-0030").Error} {
		if strings.Contains(where, key) || strings.Contains(where, secret) || strings.Contains(where, "\x1b") {
			t.Errorf("a key or a control character is in %s", where)
		}
	}
	if one, other := w.item(op.ID, "P-0001").Error, w.item(op.ID, "P-0002").Error; !strings.Contains(one, "Status 400") || strings.Contains(other, "\n") {
		t.Errorf("the first has %q, the second %q", one, other)
	}
}

func TestTheAnswersOfManyKindsOfFailureAreBounded(t *testing.T) {
	w := newWorld(t, wootest.Options{}, func(s *store.Webshop) { s.BatchSize = 1 })
	w.put(false, simples(60)...)
	var served atomic.Int32
	w.guardDoor(func(rw http.ResponseWriter, r *http.Request, shop http.Handler) {
		n := served.Add(1)
		if !isBatch(r) || n%2 == 0 { // each second batch fails, with a code of its own
			shop.ServeHTTP(rw, r)
			return
		}
		rw.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(rw, `{"create":[{"id":0,"error":{"code":"plugin_%d","message":"No.","data":{"status":400}}}]}`, n)
	})
	w.webshop.Connections = 1
	w.must(w.store.UpdateWebshop(w.ctx, w.webshop))
	op := w.sync(sync.Request{})
	if op.State != store.Failed || op.Counts.Failed < 25 {
		t.Fatalf("it ended %v with %+v", op.State, op.Counts)
	}
	if n := strings.Count(w.errorText(op), "The webshop's answer for"); n != 20 {
		t.Errorf("%d answers are kept", n)
	}
}
