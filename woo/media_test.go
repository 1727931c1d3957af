package woo_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"woosync/woo"
	"woosync/woo/wootest"
)

const appUser, appPassword = "anna", "abcd EFGH ijkl mnop qrst uvwx"

func login(o *wootest.Options) {
	o.ApplicationUser, o.ApplicationPassword = appUser, appPassword
}

func loggedIn(c *woo.Config) { c.ApplicationUser, c.ApplicationPassword = appUser, appPassword }

func pictureFile(t *testing.T, name string) woo.Upload {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 5, 5))); err != nil {
		t.Fatal(err)
	}
	return woo.Upload{Name: name, Type: "image/png", Data: b.Bytes()}
}

func TestMediaIsUploadedAndFoundAgain(t *testing.T) {
	for name, secure := range map[string]bool{"https": true, "http on this machine": false} {
		t.Run(name, func(t *testing.T) {
			shop, _ := open(t, secure, login)
			c := connect(t, shop, secure, key, secret, loggedIn)
			m := must[woo.Media](t)(c.UploadMedia(t.Context(), pictureFile(t, "chair-0123abcd.png")))
			if m.ID == 0 || m.Slug != "chair-0123abcd" || m.Type != "image/png" || !strings.HasSuffix(m.URL, "/chair-0123abcd.png") {
				t.Errorf("uploaded %+v", m)
			}
			found := must[[]woo.Media](t)(c.MediaBySlug(t.Context(), []string{"nothing", "chair-0123abcd"}))
			if len(found) != 1 || found[0] != m {
				t.Errorf("found %+v", found)
			}
			p := must[woo.Product](t)(c.CreateProduct(t.Context(), woo.Fields{"name": "Chair", "images": []woo.Fields{{"id": m.ID, "alt": "A chair"}}}))
			if len(p.Images) != 1 || p.Images[0].ID != m.ID || p.Images[0].Alt != "A chair" {
				t.Errorf("the product has %+v", p.Images)
			}
			if s := c.Stats(); s.BytesOut < int64(len(pictureFile(t, "x").Data)) {
				t.Errorf("counted %+v", s)
			}
		})
	}
}

func TestMediaThroughPlainPermalinks(t *testing.T) {
	shop, _ := open(t, true, login, func(o *wootest.Options) { o.Settings.PlainPermalinks = true })
	c := connect(t, shop, true, key, secret, loggedIn)
	if m, err := c.UploadMedia(t.Context(), pictureFile(t, "a.png")); err != nil || m.ID == 0 {
		t.Errorf("uploaded %+v, %v", m, err)
	}
}

func TestUploadsThatAreRefused(t *testing.T) {
	shop, without := open(t, true, login)
	with := func(user, password string) *woo.Client {
		return connect(t, shop, true, key, secret, func(c *woo.Config) { c.ApplicationUser, c.ApplicationPassword = user, password })
	}
	good := pictureFile(t, "a.png")
	text := woo.Upload{Name: "a.png", Type: "image/png", Data: []byte("<?php phpinfo();")}
	for name, x := range map[string]struct {
		client *woo.Client
		file   woo.Upload
		kind   woo.Kind
		says   string
	}{
		"no password":    {without, good, woo.KindLoginMissing, "Application Passwords"},
		"wrong password": {with(appUser, "wrong wrong"), good, woo.KindLoginWrong, "invalid application password"},
		"unknown user":   {with("nobody", appPassword), good, woo.KindLoginWrong, "Unknown username"},
		"no image":       {with(appUser, appPassword), text, woo.KindImage, "JPEG, PNG, GIF or WebP"},
		"no data":        {with(appUser, appPassword), woo.Upload{Name: "a.png"}, woo.KindInvalid, "fault of the program"},
		"a hostile name": {with(appUser, appPassword), woo.Upload{Name: "a.png\"\r\nX: y", Data: good.Data}, woo.KindInvalid, "fault of the program"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := x.client.UploadMedia(t.Context(), x.file)
			if woo.KindOf(err) != x.kind || woo.Unknown(err) {
				t.Fatalf("got %v (outcome unknown: %v)", err, woo.Unknown(err))
			}
			if text := woo.Explain(err).String(); !strings.Contains(text, x.says) || strings.Contains(text, "batch") || strings.Contains(text, "wc/v3") {
				t.Errorf("it says %s", text)
			}
		})
	}
	shop.Change(func(s *wootest.Settings) { s.StripAuthorization = true })
	_, err := with(appUser, appPassword).UploadMedia(t.Context(), good)
	kind(t, err, woo.KindLoginWrong)
	if n := len(shop.Media()); n != 0 {
		t.Errorf("%d files are in the library", n)
	}
}

func TestAnUploadWhoseAnswerIsLost(t *testing.T) {
	shop, _ := open(t, true, login)
	c := connect(t, shop, true, key, secret, loggedIn)
	shop.AddFaults(wootest.Fault{Kind: wootest.FaultHangUp, Method: "POST", Path: "/wp/v2/media", AfterWork: true, Times: 1})
	_, err := c.UploadMedia(t.Context(), pictureFile(t, "lost-1.png"))
	if woo.KindOf(err) != woo.KindHangup || !woo.Unknown(err) {
		t.Fatalf("got %v", err)
	}
	if found := must[[]woo.Media](t)(c.MediaBySlug(t.Context(), []string{"lost-1"})); len(found) != 1 {
		t.Errorf("found %+v", found)
	}
}

// TestThePasswordIsShownToNobodyElse looks at every form in which the password could leave.
func TestThePasswordIsShownToNobodyElse(t *testing.T) {
	bare := strings.ReplaceAll(appPassword, " ", "")
	var seen []string
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Authorization"))
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"code":"rest_upload_x","message":"got %s for %s, %s and %s","data":{"status":400}}`, r.Header.Get("Authorization"), appUser, appPassword, bare)
	}))
	defer server.Close()
	cfg := woo.Config{URL: server.URL, ConsumerKey: key, ConsumerSecret: secret, Transport: server.Client().Transport}
	loggedIn(&cfg)
	c, err := woo.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.UploadMedia(t.Context(), pictureFile(t, "a.png"))
	if len(seen) != 1 || !strings.HasPrefix(seen[0], "Basic ") {
		t.Fatalf("sent %q", seen)
	}
	shown := fmt.Sprintf("%v %+v %#v %s %v %#v %v", err, err, err, woo.Explain(err), cfg, cfg, c)
	for _, form := range []string{appPassword, bare, base64.StdEncoding.EncodeToString([]byte(appUser + ":" + appPassword))} {
		if strings.Contains(shown, form) {
			t.Errorf("%q is shown: %s", form, shown)
		}
	}
	if _, err := c.ListProducts(t.Context(), woo.Query{}); err == nil || len(seen) != 2 || strings.Contains(seen[1], base64.StdEncoding.EncodeToString([]byte(appUser))[:4]) {
		t.Errorf("WooCommerce was shown %q", seen)
	}

	// Over http it goes nowhere but to this machine.
	plain, err := woo.New(woo.Config{URL: "http://shop.invalid", ConsumerKey: key, ConsumerSecret: secret, ApplicationUser: appUser, ApplicationPassword: appPassword})
	if err != nil {
		t.Fatal(err)
	}
	_, err = plain.UploadMedia(t.Context(), pictureFile(t, "a.png"))
	kind(t, err, woo.KindHTTPNeedsHTTPS)
	if text := woo.Explain(err).String(); !strings.Contains(text, "was not sent") {
		t.Errorf("it says %s", text)
	}
}

func TestProbeTriesTheApplicationPassword(t *testing.T) {
	shop, _ := open(t, true, login)
	for _, x := range []struct {
		user, password string
		can            bool
		warning        string
	}{{"", "", false, ""}, {appUser, appPassword, true, ""}, {appUser, "abcd", false, "does not take the application password"}} {
		c := connect(t, shop, true, key, secret, func(c *woo.Config) { c.ApplicationUser, c.ApplicationPassword = x.user, x.password })
		info := must[woo.ShopInfo](t)(c.Probe(t.Context()))
		if info.CanUpload != x.can || !info.CanWrite {
			t.Errorf("%s %s: %+v", x.user, x.password, info)
		}
		if warned := len(info.Warnings) > 0; warned != (x.warning != "") || warned && !strings.Contains(info.Warnings[0].Text, x.warning) {
			t.Errorf("%s %s: warned of %+v", x.user, x.password, info.Warnings)
		}
	}
}
