package woo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

// examples has one failure of each kind, and those whose sentences differ within one.
func examples() []*Error {
	e := func(kind Kind, change func(*Error)) *Error {
		x := &Error{Kind: kind, Method: "POST", Path: "products", Host: "shop.example", Scheme: "https"}
		if change != nil {
			change(x)
		}
		return x
	}
	says := func(message string) func(*Error) { return func(x *Error) { x.Message = message } }
	with := func(status int, message string) func(*Error) {
		return func(x *Error) { x.Status, x.Message = status, message }
	}
	media := func(status int, message string) func(*Error) {
		return func(x *Error) { x.Path, x.Status, x.Message = mediaPath, status, message }
	}
	return []*Error{
		e(KindKeysMissing, says("the consumer secret is missing")),
		e(KindDNS, nil),
		e(KindDNS, func(x *Error) {
			x.Err = &net.DNSError{Err: "server misbehaving", Name: "shop.example", IsTemporary: true}
		}),
		e(KindRefused, nil),
		e(KindRefused, func(x *Error) { x.Scheme = "http" }),
		e(KindUnreachable, nil),
		e(KindTLSExpired, nil),
		e(KindTLSName, says("x509: certificate is valid for other.example, not shop.example")),
		e(KindTLSUntrusted, nil),
		e(KindTLSOther, nil),
		e(KindTLSOther, func(x *Error) { x.Scheme, x.Message = "http", "tls: handshake failure" }),
		e(KindTimeout, func(x *Error) { x.Unsure = true }),
		e(KindTimeout, says(errNoConnection.Error())),
		e(KindTimeout, func(x *Error) {
			x.Status, x.File, x.Line, x.Unsure = 500, "/srv/shop/wp-content/plugins/slow/slow.php", 12, true
		}),
		e(KindCanceled, nil),
		e(KindHangup, func(x *Error) { x.Message, x.Unsure = "EOF", true }),
		e(KindHangup, func(x *Error) { x.Message, x.Unsure = `malformed HTTP response "SSH-2.0"`, true }),
		e(KindRedirect, func(x *Error) { x.Status, x.Location = 301, "https://www.shop.example" }),
		e(KindRedirect, func(x *Error) {
			x.Scheme, x.Status, x.Location = "http", 302, "http://login.hotel.example/wp-json/wc/v3/products"
		}),
		e(KindPortal, with(511, "Hotel Wi-Fi: please log in")),
		e(KindNotWordPress, nil),
		e(KindRESTUnreachable, nil),
		e(KindPlainPermalinks, nil),
		e(KindWooMissing, nil),
		e(KindWooOld, nil),
		e(KindKeyUnknown, nil),
		e(KindSecretWrong, nil),
		e(KindSecretWrong, with(401, "Forbrukerhemmeligheten er ugyldig.")),
		e(KindKeyReadOnly, nil),
		e(KindKeyWriteOnly, nil),
		e(KindForbidden, with(403, "Sorry, you are not allowed to create resources.")),
		e(KindForbidden, func(x *Error) { x.Method, x.Status, x.Message = "GET", 403, "Sorry, you cannot list resources." }),
		e(KindAuthorizationStripped, nil),
		e(KindHTTPNeedsHTTPS, nil),
		e(KindClock, nil),
		e(KindSitePassword, nil),
		e(KindLoginMissing, media(0, "no application password is known")),
		e(KindLoginWrong, media(401, "The provided password is an invalid application password.")),
		e(KindForbidden, media(403, "Sorry, you are not allowed to create posts as this user.")),
		e(KindImage, media(500, "Sorry, you are not allowed to upload this file type.")),
		e(KindTooLarge, media(413, "")),
		e(KindMemory, func(x *Error) { x.Path, x.Status, x.Unsure = mediaPath, 500, true }),
		e(KindHTTPNeedsHTTPS, media(0, "an application password is sent over https only")),
		e(KindFirewall, func(x *Error) { x.Status, x.By, x.Message = 403, "Cloudflare", "Attention Required! | Cloudflare" }),
		e(KindFirewall, with(403, "")),
		e(KindHTML, with(200, "Log In ‹ Shop")),
		e(KindRateLimited, func(x *Error) { x.Status, x.RetryAfter = 429, 30*time.Second }),
		e(KindRateLimited, with(429, "")),
		e(KindMaintenance, func(x *Error) { x.Status, x.RetryAfter = 503, 10*time.Minute }),
		e(KindUnavailable, func(x *Error) { x.Status, x.RetryAfter = 503, 3*time.Hour }),
		e(KindDatabaseDown, nil),
		e(KindPHPFatal, func(x *Error) {
			x.Status, x.Message, x.File, x.Line, x.Unsure = 500, "Uncaught Error: Call to undefined function rates()", "/srv/shop/wp-content/plugins/rates/rates.php", 5, true
		}),
		e(KindMemory, func(x *Error) { x.Status, x.Unsure = 500, true }),
		e(KindTooLarge, with(413, "Unable to accept more than 100 items for this request.")),
		e(KindTooLarge, says("a batch takes 100 items, not 101")),
		e(KindGateway, func(x *Error) { x.Status, x.Unsure = 504, true }),
		e(KindBadJSON, func(x *Error) {
			x.Status, x.Message, x.Unsure = 200, "asked for 30 items to create, got answers for 12", true
		}),
		e(KindBadJSON, func(x *Error) { x.Status, x.Message, x.Err, x.Unsure = 200, errTooLong.Error(), errTooLong, true }),
		e(KindTruncated, func(x *Error) { x.Status, x.Message, x.Unsure = 200, "the answer is empty", true }),
		e(KindNotFound, with(404, "Invalid ID.")),
		e(KindInvalid, func(x *Error) {
			x.Status, x.Message = 400, "Invalid parameter(s): regular_price, weight"
			x.Params = map[string]string{"weight": "weight is not of type string.", "regular_price": "regular_price is not of type string."}
		}),
		e(KindInvalid, says("a create cannot choose its id")),
		e(KindDuplicateSKU, func(x *Error) { x.Status, x.ResourceID, x.Message = 400, 15, "Invalid or duplicated SKU." }),
		e(KindDuplicateSKU, with(400, "Invalid or duplicated SKU.")),
		e(KindSKUInTrash, with(400, "The product with SKU (TRASH-1) you are trying to insert is already present in the lookup table")),
		e(KindDuplicateGTIN, func(x *Error) { x.Status, x.ResourceID = 400, 15 }),
		e(KindTermExists, func(x *Error) { x.Status, x.ResourceID = 400, 16 }),
		e(KindImage, with(400, "Error getting remote image https://cdn.example.com/a.jpg. Error: Not Found")),
		e(KindUnknown, with(418, "short and stout")),
	}
}

// errorsPage stands above the table in the documentation.
const errorsPage = `# What can go wrong with a webshop, and what is said about it

Every failure of a webshop is put into words in one place. It says what happened, what that means and what to do; below follow the
request, the status and the first 2 KB of the answer, with the keys masked. The screens, ` + "`woosync doctor`, `woosync webshop test`" + `
and the error of an operation all say the same. "kind" is what ` + "`woosync webshop test --json`" + ` calls the class. A test holds this
table against the program: ` + "`go test ./woo -run TestExplanations -update`" + ` writes it anew. What becomes of a
synchronization in which such a thing happens is told in [faults.md](faults.md).

`

// TestExplanations keeps the sentences of all kinds as a table, which is also a page for readers.
func TestExplanations(t *testing.T) {
	var b strings.Builder
	b.WriteString(errorsPage)
	b.WriteString("| kind | what happened | what it means | what to do |\n|---|---|---|---|\n")
	said := map[Kind]bool{KindAddress: true}
	for _, e := range examples() {
		said[e.Kind] = true
		x := Explain(fmt.Errorf("synchronize: %w", e))
		for _, s := range []string{x.What, x.Meaning, x.Remedy} {
			if strings.ContainsAny(s, "{}") || strings.Contains(s, "  ") || s != "" && !strings.ContainsAny(s[len(s)-1:], ".!?") {
				t.Errorf("%s: %q", e.Kind, s)
			}
		}
		if x.What == "" || x.Remedy == "" || !strings.Contains(x.What, "shop.example") && e.Status+len(e.Message) == 0 {
			t.Errorf("%s: %+v", e.Kind, x)
		}
		cell := func(s string) string { return strings.ReplaceAll(s, "|", `\|`) }
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", e.Kind, cell(x.What), cell(x.Meaning), cell(x.Remedy))
	}
	x := Explain(&AddressError{URL: "shop.example", Problem: "has no https:// at its beginning", Remedy: "write https://shop.example"})
	fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", KindAddress, x.What, x.Meaning, x.Remedy)
	for kind := range kindWords {
		if !said[kind] {
			t.Errorf("there is no example of %s", kind)
		}
	}
	golden(t, "../../docs/errors.md", b.String())
}

func TestDetailIsWhatASupporterWants(t *testing.T) {
	e := &Error{Kind: KindPHPFatal, Method: "POST", Path: "products/batch", Host: "shop.example", Status: 500, Code: "internal_server_error", Message: "Uncaught Error", Body: `{"code":"x"}`}
	got := Explain(fmt.Errorf("product A-1: %w", e)).Detail
	want := "product A-1\nPOST /wp-json/wc/v3/products/batch to shop.example\nStatus 500 internal_server_error\nUncaught Error\n\n{\"code\":\"x\"}"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestExplainTakesAnyError(t *testing.T) {
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{errors.New("the store is locked"), "The store is locked."},
		{fmt.Errorf("open: %w", fs.ErrPermission), "Open: permission denied."},
		{context.Canceled, "It was stopped before it was done."},
		{fmt.Errorf("wait: %w", context.DeadlineExceeded), "It took longer than it may."},
		{&AnswerError{Reason: "x", Err: &Error{Kind: KindBadJSON, Message: "short", Host: "shop.example"}}, "shop.example sends an answer that does not fit."},
		{errors.New("bad \x1b[31mred"), "Bad \uFFFD[31mred."},
	} {
		if got := Explain(c.err).What; got != c.want {
			t.Errorf("Explain(%v).What = %q, want %q", c.err, got, c.want)
		}
	}
}

func TestKindsOfErrors(t *testing.T) {
	if KindOf(nil) != "" || KindOf(errors.New("x")) != KindUnknown || KindOf(fmt.Errorf("a: %w", &AddressError{})) != KindAddress {
		t.Error("KindOf")
	}
	e := fmt.Errorf("a: %w", &AnswerError{Err: &Error{Kind: KindTruncated, Unsure: true, RetryAfter: time.Second}})
	if KindOf(e) != KindTruncated || !Unknown(e) || RetryAfter(e) != time.Second || !Temporary(e) {
		t.Error("a wrapped error is not looked through")
	}
	if Unknown(nil) || Temporary(nil) || RetryAfter(nil) != 0 {
		t.Error("nil is no failure")
	}
	if all := examples(); !slices.ContainsFunc(all, func(e *Error) bool { return Temporary(e) }) {
		t.Error("nothing is temporary")
	}
}
