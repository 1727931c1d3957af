package cli

import (
	"strings"
	"testing"

	"woosync/woo/wootest"
)

// TestAWebshopOverPlainHTTPIsWarnedOf reaches a shop under a name of the outside world: the program, as a process of its own, asks a proxy
// of this machine, which is the practice shop.
func TestAWebshopOverPlainHTTPIsWarnedOf(t *testing.T) {
	m := newMachine(t).withKeys("ck_"+strings.Repeat("a", 40), "cs_"+strings.Repeat("b", 40))
	shop := wootest.New(wootest.Options{ConsumerKey: m.env["WOOSYNC_CONSUMER_KEY"], ConsumerSecret: m.env["WOOSYNC_CONSUMER_SECRET"]})
	t.Cleanup(func() { shop.Close() })
	proxy, err := shop.Start("")
	if err != nil {
		t.Fatal(err)
	}
	m.env["HTTP_PROXY"], m.env["http_proxy"], m.env["NO_PROXY"], m.env["no_proxy"] = proxy, proxy, "", ""
	for _, args := range [][]string{{"webshop", "add", "Nordlys", "http://shop.example"}, {"webshop", "test", "Nordlys"}, {"webshop", "list"}} {
		m.exec(args...).ends(0).tells("shop.example is spoken to over plain http")
	}
	m.exec("doctor").tells("shop.example is spoken to over plain http")
	for _, r := range shop.Requests() {
		if strings.Contains(r.Query, "consumer_secret") || strings.Contains(r.Query, "consumer_key=ck") && !strings.Contains(r.Query, "oauth_consumer_key") {
			t.Errorf("%s %s?%s", r.Method, r.Path, r.Query)
		}
	}
	if err := shop.Close(); err != nil {
		t.Fatal(err)
	}
	m.exec("webshop", "test", "Nordlys").ends(1).tells("plain http")
	m.exec("doctor").ends(1).tells("plain http")
}
