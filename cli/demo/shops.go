package demo

import (
	"context"
	"fmt"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
	"woosync/woo/wootest"
)

const (
	nordlysName   = "Nordlys"
	sydkystenName = "Sydkysten"
)

// practice is a practice webshop together with what the store knows of it.
type practice struct {
	*wootest.Shop
	store.Webshop
}

// open starts a practice webshop and makes it known to the service.
func open(ctx context.Context, s *sync.Service, name string, mirror bool, now func() time.Time) (*practice, error) {
	shop := wootest.New(wootest.Options{Name: name, KeepRequests: 5000, Seed: 57, Now: now})
	url, err := shop.Start("")
	if err != nil {
		return nil, err
	}
	key, secret := shop.Keys()
	// Fifteen seconds are the patience of somebody who watches; a real host gets more.
	w := store.Webshop{Name: name, URL: url, Keys: store.Keys{ConsumerKey: key, ConsumerSecret: secret}, Timeout: 15 * time.Second, CanWrite: true}
	if w, err = s.AddWebshop(ctx, w, mirror); err != nil {
		return nil, fmt.Errorf("add the practice webshop %s: %w", name, err)
	}
	return &practice{Shop: shop, Webshop: w}, nil
}

// realistic makes Nordlys as fast as a real shop, and Sydkysten slow and troubled.
func (s *Stage) realistic() {
	s.nordlys.SetLatency(wootest.PresetReal)
	s.sydkysten.SetLatency(wootest.Latency{PerCall: 350 * time.Millisecond, PerCreate: 160 * time.Millisecond, PerUpdate: 120 * time.Millisecond,
		PerDelete: 90 * time.Millisecond, PerRow: 5 * time.Millisecond, Jitter: 0.5})
	s.troubled()
}

// troubled lets happen in Sydkysten what happens on a crowded host: the proxy gives up while PHP goes on, PHP dies, a plugin warns into
// the answer, the host asks for a pause, the connection breaks, and some pictures cannot be fetched.
func (s *Stage) troubled() {
	s.sydkysten.SetFaults(
		wootest.Fault{Kind: wootest.FaultBadGateway, Method: "POST", Skip: 2, Rate: 0.06},
		wootest.Fault{Kind: wootest.FaultGatewayTimeout, Method: "POST", Skip: 3, Rate: 0.05, AfterWork: true},
		wootest.Fault{Kind: wootest.FaultTooMany, Skip: 12, Rate: 0.03, RetryAfter: "4"},
		wootest.Fault{Kind: wootest.FaultHangUp, Skip: 6, Rate: 0.02, AfterItems: 3},
		wootest.Fault{Kind: wootest.FaultWarning, Rate: 0.05},
		wootest.Fault{Kind: wootest.FaultFatal, Method: "POST", Path: "/products/batch", Skip: 5, Rate: 0.03},
	)
	s.sydkysten.Change(func(set *wootest.Settings) { set.FailImages = []string{"-01.png", "-03.png"} })
}

// occupy puts into Sydkysten what its owner made by hand: one product lies in the trash and holds its SKU, another one has the
// barcode of ours, and two are ours already, made before there was woosync.
func (s *Stage) occupy(ctx context.Context) error {
	client, err := sync.DialWebshop(s.sydkysten.Webshop)
	if err != nil {
		return err
	}
	defer client.Close()
	for _, f := range []woo.Fields{
		{"name": "Hammer (old)", "sku": "HR-HAM-03", "regular_price": "129.00"},
		{"name": "Spirit level 60", "sku": "SYD-0007", "regular_price": "249.00", "global_unique_id": barcodeOf("LH-MEA-02")},
		{"name": "Bow saw 610", "sku": "NS-SAW-02", "regular_price": "179.00"},
		{"name": "Tape measure 5 m", "sku": "HR-TAP-02", "regular_price": "89.00"},
	} {
		p, err := client.CreateProduct(ctx, f)
		if err != nil {
			return fmt.Errorf("furnish %s: %w", s.sydkysten.Webshop.Name, err)
		}
		if p.SKU == "HR-HAM-03" {
			if err := client.DeleteProduct(ctx, p.ID, false); err != nil {
				return fmt.Errorf("furnish %s: %w", s.sydkysten.Webshop.Name, err)
			}
		}
	}
	return nil
}

// barcodeOf looks an article's barcode up in the current catalogue.
func barcodeOf(sku string) string {
	for _, r := range catalogue(current, "") {
		if r["SKU"] == sku {
			return r["GTIN, UPC, EAN, or ISBN"]
		}
	}
	return ""
}
