package badnet_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"woosync/woo/wootest/badnet"
)

// site serves "fine" behind a proxy.
func site(t *testing.T) *badnet.Proxy {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		w.Header().Set("X-Host", r.Host)
		_, _ = io.WriteString(w, r.Method+" "+r.URL.RequestURI()+" "+string(body)) // the client may have left
	}))
	t.Cleanup(s.Close)
	p, err := badnet.New(s.URL, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return p
}

func ask(p *badnet.Proxy, method string) (string, error) {
	req, err := http.NewRequest(method, p.URL()+"/a%20b?x=1", strings.NewReader("body"))
	if err != nil {
		return "", err
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 30 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return string(text) + " " + res.Header.Get("X-Host"), err
}

func TestWithoutTroubleNothingChanges(t *testing.T) {
	p := site(t)
	if got, err := ask(p, "PUT"); err != nil || got != "PUT /a%20b?x=1 body "+p.Addr() {
		t.Errorf("%q, %v", got, err)
	}
	if c := p.Counts(); c.Requests != 1 || c.Struck != 0 || c.Sent == 0 {
		t.Errorf("%+v", c)
	}
}

// TestATroubleStrikesAsOftenAsItIsTold: it lets the first pass, strikes at writes only, and ends by itself.
func TestATroubleStrikesAsOftenAsItIsTold(t *testing.T) {
	p := site(t)
	if err := p.Set(badnet.Trouble{Kind: badnet.ResetEarly, Writes: true, Skip: 1, Times: 2}); err != nil {
		t.Fatal(err)
	}
	var story string
	for _, method := range []string{"POST", "GET", "POST", "GET", "DELETE", "POST"} {
		if _, err := ask(p, method); err != nil {
			story += "x"
		} else {
			story += "."
		}
	}
	if story != "..x.x." || p.Counts().Struck != 2 {
		t.Errorf("the requests went %s, %d were struck", story, p.Counts().Struck)
	}
}

func TestARefusalEndsWhenItIsLifted(t *testing.T) {
	p := site(t)
	for range 3 {
		if err := p.Set(badnet.Trouble{Kind: badnet.Refuse}); err != nil {
			t.Fatal(err)
		}
		if conn, err := net.Dial("tcp", p.Addr()); err == nil {
			t.Errorf("connected to %v", conn.RemoteAddr())
		}
		if err := p.Lift(); err != nil {
			t.Fatal(err)
		}
		if _, err := ask(p, "GET"); err != nil {
			t.Error(err)
		}
	}
}
