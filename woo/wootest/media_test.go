package wootest_test

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"woosync/woo/wootest"
)

// picture is a small PNG.
func picture(t *testing.T, side int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, side, side))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// library makes a call to the media library as a user; "" is nobody.
func (c *caller) library(method, path, password string, body []byte, header ...string) *reply {
	c.t.Helper()
	req, err := http.NewRequest(method, c.url+"/wp-json/wp/v2/media"+path, bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	if password != "" {
		req.SetBasicAuth("anna", password)
	}
	resp, err := c.http.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer resp.Body.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(resp.Body); err != nil {
		c.t.Fatal(err)
	}
	return &reply{resp.StatusCode, resp.Header, b.Bytes(), nil}
}

const appPassword = "abcd efgh ijkl mnop qrst uvwx"

func TestTheMediaLibraryTakesPictures(t *testing.T) {
	c := newCaller(t, wootest.Options{ApplicationUser: "anna", ApplicationPassword: appPassword})
	data := picture(t, 7)
	sum := md5.Sum(data)
	a := c.library("POST", "?alt_text=A+chair", strings.ReplaceAll(appPassword, " ", ""), data, "Content-Type", "image/png",
		"Content-Disposition", `attachment; filename="My chair.png"`, "Content-MD5", hex.EncodeToString(sum[:]))
	if a.status != 201 {
		t.Fatalf("answered %d %s", a.status, a.body)
	}
	made := a.object()
	for field, want := range map[string]any{"slug": "my-chair", "alt_text": "A chair", "media_type": "image", "mime_type": "image/png", "status": "inherit", "type": "attachment", "post": nil} {
		expect(t, field, made[field], want)
	}
	expect(t, "raw title", at(t, made, "title", "raw"), "My-chair")
	expect(t, "width", at(t, made, "media_details", "width"), 7.0)
	body, header := page(t, c, strings.TrimPrefix(made["source_url"].(string), c.url))
	if body != string(data) || header.Get("Content-Type") != "image/png" {
		t.Errorf("the library gives back %d bytes of %s", len(body), header.Get("Content-Type"))
	}

	id := made["id"].(float64)
	p := c.create("/products", m{"name": "Chair", "images": []any{m{"id": id, "alt": "Seen from the left"}}})
	expect(t, "the product's image", at(t, p, "images", 0, "id"), id)
	expect(t, "its text", c.shop.Media()[0]["alt_text"], "Seen from the left")

	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	part, err := w.CreateFormFile("file", "second.png")
	if err != nil {
		t.Fatal(err)
	}
	part.Write(data)
	w.Close()
	if a := c.library("POST", "", appPassword, form.Bytes(), "Content-Type", w.FormDataContentType()); a.status != 201 || a.object()["slug"] != "second" {
		t.Errorf("a form is answered %d %s", a.status, a.body)
	}
	list, _ := c.library("GET", "?slug=my-chair,nothing&_fields=id,slug", "", nil).decoded()
	if l, ok := list.([]any); !ok || len(l) != 1 || l[0].(m)["slug"] != "my-chair" || len(l[0].(m)) != 2 {
		t.Errorf("found by slug: %v", list)
	}
	if a := c.library("GET", "?per_page=1&page=2", "", nil); a.header.Get("X-WP-Total") != "2" || a.header.Get("X-WP-TotalPages") != "2" {
		t.Errorf("totals %v", a.header)
	}
	if a := c.library("DELETE", "/"+plainNumber(id)+"?force=true", appPassword, nil); a.status != 200 || a.object()["deleted"] != true {
		t.Errorf("deleting is answered %d %s", a.status, a.body)
	}
	gone := c.want(400, "PUT", "/products/"+plainNumber(p["id"].(float64)), m{"images": []any{m{"id": id}}}).object()
	expect(t, "a picture that is gone", gone["code"], "woocommerce_product_invalid_image_id")
}

func plainNumber(f float64) string { return strconv.Itoa(int(f)) }

func TestTheMediaLibraryRefusesAsWordPressDoes(t *testing.T) {
	c := newCaller(t, wootest.Options{ApplicationUser: "anna", ApplicationPassword: appPassword})
	data := picture(t, 3)
	named := `attachment; filename="a.png"`
	for name, x := range map[string]struct {
		password string
		body     []byte
		header   []string
		status   int
		code     string
	}{
		"nobody":             {"", data, []string{"Content-Type", "image/png", "Content-Disposition", named}, 401, "rest_cannot_create"},
		"a wrong password":   {"abcd", data, []string{"Content-Type", "image/png", "Content-Disposition", named}, 401, "incorrect_password"},
		"no data":            {appPassword, nil, []string{"Content-Type", "image/png", "Content-Disposition", named}, 400, "rest_upload_no_data"},
		"no type":            {appPassword, data, []string{"Content-Disposition", named}, 400, "rest_upload_no_content_type"},
		"no disposition":     {appPassword, data, []string{"Content-Type", "image/png"}, 400, "rest_upload_no_content_disposition"},
		"no name":            {appPassword, data, []string{"Content-Type", "image/png", "Content-Disposition", "attachment"}, 400, "rest_upload_invalid_disposition"},
		"another hash":       {appPassword, data, []string{"Content-Type", "image/png", "Content-Disposition", named, "Content-MD5", "00"}, 412, "rest_upload_hash_mismatch"},
		"no image":           {appPassword, []byte("<?php"), []string{"Content-Type", "image/png", "Content-Disposition", named}, 500, "rest_upload_sideload_error"},
		"no image by name":   {appPassword, data, []string{"Content-Type", "image/png", "Content-Disposition", `attachment; filename="a.php"`}, 500, "rest_upload_sideload_error"},
		"a key of the shop":  {"cs_rw", data, []string{"Content-Type", "image/png", "Content-Disposition", named}, 401, "incorrect_password"},
		"a name with a path": {appPassword, data, []string{"Content-Type", "image/png", "Content-Disposition", `attachment; filename="../../a.png"`}, 201, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := c.library("POST", "", x.password, x.body, x.header...)
			if code, _ := a.object()["code"].(string); a.status != x.status || code != x.code {
				t.Errorf("answered %d %s", a.status, a.body)
			}
		})
	}
	if a := c.library("DELETE", "/4711?force=true", appPassword, nil); a.status != 404 || a.object()["code"] != "rest_post_invalid_id" {
		t.Errorf("deleting nothing is answered %d %s", a.status, a.body)
	}
	id := plainNumber(float64(c.shop.Media()[0]["id"].(int)))
	if a := c.library("DELETE", "/"+id, appPassword, nil); a.status != 501 {
		t.Errorf("deleting without force is answered %d %s", a.status, a.body)
	}
	if a := c.library("DELETE", "/"+id+"?force=true", "", nil); a.status != 401 || a.object()["code"] != "rest_cannot_delete" {
		t.Errorf("deleting by nobody is answered %d %s", a.status, a.body)
	}
}
