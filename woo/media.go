package woo

import (
	"context"
	"net/http"
	"net/url"
	"strings"
)

// mediaPath is WordPress's own route for files. It is no part of WooCommerce, so it takes no consumer keys.
const mediaPath = "wp/v2/media"

// Upload is an image file for the shop's media library.
type Upload struct {
	Name string // of the file: letters, digits, hyphens and an extension that fits Type
	Type string // "image/jpeg"
	Data []byte
}

// Media is a file in the shop's media library. Products refer to it by ID.
type Media struct {
	ID   int64
	Slug string // made from the name that it was uploaded with, without the extension
	URL  string
	Type string // "image/jpeg"
}

func (m *Media) read(valid []byte) error {
	o, err := parseObject(valid)
	if err != nil {
		return err
	}
	*m = Media{ID: o.int("id"), Slug: o.text("slug"), URL: o.text("source_url"), Type: o.text("mime_type")}
	return nil
}

// CanUpload tells whether the client has an application password, without which UploadMedia fails.
func (c *Client) CanUpload() bool { return c.keys.user != "" && c.keys.password != "" }

// UploadMedia puts a file into the media library. Like every write it is never repeated: after Unknown(err), MediaBySlug tells
// whether it is there. KindImage says that WordPress does not take the file; KindLoginMissing, KindLoginWrong and KindForbidden that
// the user's application password is missing, wrong or not enough.
func (c *Client) UploadMedia(ctx context.Context, u Upload) (Media, error) {
	call := call{method: http.MethodPost, path: mediaPath, root: true, login: true, want: '{', file: &u}
	if err := c.mayLogIn(call); err != nil {
		return Media{}, err
	}
	if len(u.Data) == 0 || u.Name == "" || strings.ContainsAny(u.Name, "\"\\\r\n;") {
		return Media{}, c.refuse(call.method, call.path, KindInvalid, "an upload needs data and a plain file name")
	}
	var m Media
	a, err := c.do(ctx, call, &m)
	if err != nil {
		return Media{}, err
	}
	return m, c.checkID(call, a, 0, m.ID)
}

// MediaBySlug finds files of the media library by their slugs, at most 100.
func (c *Client) MediaBySlug(ctx context.Context, slugs []string) ([]Media, error) {
	call := call{method: http.MethodGet, path: mediaPath, root: true, login: true, want: '[',
		query: url.Values{"slug": {strings.Join(slugs, ",")}, "per_page": {"100"}, "_fields": {"id,slug,source_url,mime_type"}}}
	if err := c.mayLogIn(call); err != nil {
		return nil, err
	}
	var raw rawList
	if _, err := c.do(ctx, call, &raw); err != nil {
		return nil, err
	}
	var found []Media
	for _, r := range raw {
		var m Media
		if m.read(r) == nil && m.ID > 0 {
			found = append(found, m)
		}
	}
	return found, nil
}

// mayLogIn refuses to show a password that is not there, or where others could read it.
func (c *Client) mayLogIn(call call) error {
	switch {
	case !c.CanUpload():
		return c.refuse(call.method, call.path, KindLoginMissing, "no application password is known")
	case c.base.Scheme != "https" && !loopback(c.base.Hostname()):
		return c.refuse(call.method, call.path, KindHTTPNeedsHTTPS, "an application password is sent over https only")
	}
	return nil
}

// loginKinds are the codes with which WordPress refuses an application password.
var loginKinds = map[string]Kind{
	"invalid_username":                        KindLoginWrong,
	"invalid_email":                           KindLoginWrong,
	"incorrect_password":                      KindLoginWrong,
	"application_passwords_disabled":          KindLoginWrong,
	"application_passwords_disabled_for_user": KindLoginWrong,
	"rest_not_logged_in":                      KindLoginWrong,
	"rest_no_route":                           KindRESTUnreachable,
}

// mediaKind is the class of an error of the media library; "" leaves it to the usual rules.
func mediaKind(e *Error) Kind {
	switch {
	case loginKinds[e.Code] != "":
		return loginKinds[e.Code]
	case e.Code == "rest_cannot_create" && e.Status == http.StatusUnauthorized:
		return KindLoginWrong // WordPress did not see the password, or takes none
	case e.Code == "rest_cannot_create", e.Code == "rest_cannot_edit":
		return KindForbidden
	case strings.HasPrefix(e.Code, "rest_upload_"):
		return KindImage
	}
	return ""
}
