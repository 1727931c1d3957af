package sync

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"woosync/woo"
)

// liveOn reads from a handler that stands for a webshop; the pauses that it takes are kept.
func liveOn(t *testing.T, h http.HandlerFunc) (*live, *[]time.Duration) {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	c, err := woo.New(woo.Config{URL: server.URL, ConsumerKey: "ck_1", ConsumerSecret: "cs_1", Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	var pauses []time.Duration
	return &live{client: c, now: time.Now, log: slog.New(slog.DiscardHandler), pause: func(_ context.Context, d time.Duration) error {
		pauses = append(pauses, d)
		return nil
	}}, &pauses
}

func listOf(w http.ResponseWriter, total, pages int, ids ...int) {
	w.Header().Set("Content-Type", "application/json")
	if total >= 0 {
		w.Header().Set("X-WP-Total", fmt.Sprint(total))
		w.Header().Set("X-WP-TotalPages", fmt.Sprint(pages))
	}
	body := "["
	for i, id := range ids {
		if i > 0 {
			body += ","
		}
		body += fmt.Sprintf(`{"id":%d,"type":"simple"}`, id)
	}
	fmt.Fprint(w, body+"]")
}

func idsFrom(from, n int) (ids []int) {
	for i := range n {
		ids = append(ids, from+i)
	}
	return ids
}

func walked(l *live, after int64, page int) (ids []int64, err error) {
	w := walk{live: l, after: after, page: page}
	err = w.all(context.Background(), func(step liveStep) error {
		for _, p := range step.products {
			ids = append(ids, p.ID)
		}
		return nil
	})
	return ids, err
}

func TestAWalkWaitsWhereTheShopAsksForIt(t *testing.T) {
	calls := 0
	l, pauses := liveOn(t, func(w http.ResponseWriter, r *http.Request) {
		switch calls++; calls {
		case 1:
			w.Header().Set("Retry-After", "120")
			w.WriteHeader(http.StatusTooManyRequests)
		case 2:
			w.WriteHeader(http.StatusServiceUnavailable)
		default:
			listOf(w, 2, 1, 5, 9)
		}
	})
	ids, err := walked(l, 0, 1)
	if err != nil || !slices.Equal(ids, []int64{5, 9}) || !slices.Equal(*pauses, []time.Duration{120 * time.Second, pauseAfter(2)}) {
		t.Errorf("%v %v after %v", ids, err, *pauses)
	}
}

func TestAWalkGivesUp(t *testing.T) {
	for _, c := range []struct {
		name   string
		status int
		pauses int
	}{
		{"what does not pass", http.StatusForbidden, 0},
		{"a gateway that does not answer", http.StatusGatewayTimeout, 2},
		{"a shop that is out of order", http.StatusServiceUnavailable, patience - 1},
	} {
		l, pauses := liveOn(t, func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(c.status) })
		if _, err := walked(l, 0, 1); err == nil || len(*pauses) != c.pauses {
			t.Errorf("%s: %v after %d pauses, want %d", c.name, err, len(*pauses), c.pauses)
		}
	}
}

func TestAWalkNoticesAShopWithoutOrder(t *testing.T) {
	for name, pages := range map[string]http.HandlerFunc{
		"backwards":           func(w http.ResponseWriter, r *http.Request) { listOf(w, 2, 1, 9, 5) },
		"one page for all":    func(w http.ResponseWriter, r *http.Request) { listOf(w, 500, 5, idsFrom(1, 100)...) },
		"one page, uncounted": func(w http.ResponseWriter, r *http.Request) { listOf(w, -1, -1, idsFrom(1, 100)...) },
	} {
		l, _ := liveOn(t, pages)
		if _, err := walked(l, 0, 1); !errors.Is(err, errNoOrder) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAWalkBeginsBehindWhatItHad(t *testing.T) {
	deleted := 0 // from the beginning
	all := idsFrom(1, 450)
	l, _ := liveOn(t, func(w http.ResponseWriter, r *http.Request) {
		var page int
		fmt.Sscan(r.URL.Query().Get("page"), &page)
		left := all[deleted:]
		from := min((page-1)*100, len(left))
		listOf(w, len(left), (len(left)+99)/100, left[from:min(from+100, len(left))]...)
	})
	for _, c := range []struct{ deleted, after, page, first int }{
		{0, 0, 1, 1}, {0, 300, 4, 301}, {0, 250, 3, 251}, {150, 300, 4, 301}, {299, 300, 4, 301}, {400, 300, 9, 401}, {0, 450, 5, 0}, {0, 9999, 7, 0},
	} {
		deleted = c.deleted
		ids, err := walked(l, int64(c.after), c.page)
		switch {
		case err != nil:
			t.Errorf("%+v: %v", c, err)
		case c.first == 0 && len(ids) > 0, c.first > 0 && (len(ids) != 451-c.first || ids[0] != int64(c.first)):
			t.Errorf("%+v: %d products: %v", c, len(ids), ids)
		}
	}
}
