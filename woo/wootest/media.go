package wootest

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// The media library of WordPress itself (wp/v2/media). It knows no consumer keys: a user shows an application password, over https
// or, as on a site of the environment type "local", over http.

const mediaRoute = "wp/v2/media"

// mediaPath finds out whether a route leads to the library, and to which of its files.
func mediaPath(route string) (id int, one, ok bool) {
	path := strings.ToLower(strings.Trim(route, "/"))
	if path == mediaRoute {
		return 0, false, true
	}
	rest, found := strings.CutPrefix(path, mediaRoute+"/")
	id, err := strconv.Atoi(rest)
	return id, true, found && err == nil && id >= 0
}

// media answers a call to the library.
func (s *Shop) media(in *incoming, id int, one bool, p *pace, entry *Request) *answer {
	user, refused := s.login(in)
	c := &call{shop: s, method: in.method, namespace: "wp/v2", home: in.home, user: user, query: in.query, pace: p, stopAfter: -1, log: entry}
	c.gather(in)
	c.readFields()
	if c.context = c.text("context"); c.context == "" {
		c.context = "view"
	}
	var r reply
	var err error
	switch {
	case refused != nil:
		err = refused
	case !one && in.method == "GET", !one && in.method == "HEAD":
		r, err = c.listMedia()
	case !one && in.method == "POST":
		r, err = c.upload(in)
	case one && (in.method == "GET" || in.method == "HEAD"):
		r, err = c.oneMedia(id, "", func(a *attachment) any { return c.mediaObject(a) })
	case one && (in.method == "POST" || in.method == "PUT" || in.method == "PATCH"):
		r, err = c.oneMedia(id, "rest_cannot_edit", c.editMedia)
	case one && in.method == "DELETE":
		r, err = c.oneMedia(id, "rest_cannot_delete", c.deleteMedia)
	default:
		err = noRoute()
	}
	return s.finish(in, c, nil, r, err)
}

// login finds the user that an Authorization header names; nobody is no error.
func (s *Shop) login(in *incoming) (*apiKey, *apiError) {
	name, password := basicCredentials(in.header.Get("Authorization"))
	switch {
	case name == "" && password == "":
		return nil, nil
	case !strings.EqualFold(name, s.appUser):
		return nil, fail(401, "invalid_username", "<strong>Error:</strong> Unknown username. Check again or try your email address.")
	case !same(bareWords(password), bareWords(s.appPassword)):
		return nil, fail(401, "incorrect_password", "The provided password is an invalid application password.")
	}
	return s.keys[0], nil
}

// bareWords is an application password without the blanks in which it is shown.
func bareWords(password string) string { return strings.ReplaceAll(password, " ", "") }

func (c *call) oneMedia(id int, deny string, do func(*attachment) any) (reply, error) {
	c.shop.mu.Lock()
	defer c.shop.mu.Unlock()
	a := c.shop.store.images[id]
	switch {
	case a == nil:
		return reply{}, fail(404, "rest_post_invalid_id", "Invalid post ID.")
	case deny != "" && c.user == nil:
		return reply{}, fail(401, deny, "Sorry, you are not allowed to "+strings.TrimPrefix(deny, "rest_cannot_")+" this post.")
	}
	body := do(a)
	if err, failed := body.(*apiError); failed {
		return reply{}, err
	}
	return ok(body)
}

func (c *call) editMedia(a *attachment) any {
	c.context = "edit"
	if c.isset("alt_text") {
		a.alt = sanitizeText(c.text("alt_text"))
	}
	if c.isset("title") {
		a.title = kses(c.text("title"), postTags)
	}
	a.modified = c.now()
	return c.mediaObject(a)
}

func (c *call) deleteMedia(a *attachment) any {
	if !phpBool(c.params["force"]) {
		return fail(501, "rest_trash_not_supported", "The post does not support trashing. Set 'force=true' to delete.")
	}
	c.context = "edit"
	previous := c.mediaObject(a)
	delete(c.shop.store.uploads, a.file)
	delete(c.shop.store.images, a.id)
	return object{{"deleted", true}, {"previous", previous}}
}

// listMedia shows what slug, include and search choose, newest first.
func (c *call) listMedia() (reply, error) {
	words := func(name string) (list []string) {
		for _, v := range asList(c.params[name]) {
			list = append(list, strings.ToLower(strings.TrimSpace(phpString(v))))
		}
		return list
	}
	slugs, include, search := words("slug"), words("include"), strings.ToLower(c.text("search"))
	s := c.shop.store
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	var found []*attachment
	for _, a := range s.images {
		if (len(slugs) == 0 || slices.Contains(slugs, a.slug)) && (len(include) == 0 || slices.Contains(include, strconv.Itoa(a.id))) &&
			(search == "" || strings.Contains(strings.ToLower(a.title+" "+a.file), search)) {
			found = append(found, a)
		}
	}
	slices.SortFunc(found, func(a, b *attachment) int { return cmp.Or(cmp.Compare(b.created, a.created), b.id-a.id) })
	per := 10
	if c.isset("per_page") {
		per = c.number("per_page")
	}
	if per < 1 || per > 100 {
		const message = "per_page must be between 1 (inclusive) and 100 (inclusive)"
		return reply{}, fail(400, "rest_invalid_param", "Invalid parameter(s): per_page", member{"params", object{{"per_page", message}}})
	}
	number, total := max(c.number("page"), 1), len(found)
	from := min((number-1)*per, total)
	out := []object{}
	for _, a := range found[from:min(from+per, total)] {
		o := c.mediaObject(a)
		if c.fields != nil {
			o, _ = selectFields(o, c.fields).(object)
			out = append(out, o)
			continue
		}
		out = append(out, append(o, member{"_links", object{{"self", []object{{{"href", c.shop.restURL(c.home, mediaRoute+"/"+strconv.Itoa(a.id))}}}}}}))
	}
	c.fields = nil
	return reply{status: 200, body: out, total: &page{total, (total + per - 1) / per, number, c.shop.restURL(c.home, mediaRoute)}}, nil
}

// mediaObject is a file of the library as WordPress shows it. The shop's lock must be held.
func (c *call) mediaObject(a *attachment) object {
	edit := c.context == "edit"
	text := func(raw, rendered string) object {
		if edit {
			return object{{"raw", raw}, {"rendered", rendered}}
		}
		return object{{"rendered", rendered}}
	}
	url := c.uploadURL(a)
	link := c.home + "/" + a.slug + "/"
	o := object{{"id", a.id}, {"date", c.localDate(a.created)}, {"date_gmt", gmtDate(a.created)}, {"guid", text(url, url)},
		{"modified", c.localDate(a.modified)}, {"modified_gmt", gmtDate(a.modified)}, {"slug", a.slug}, {"status", "inherit"}, {"type", "attachment"},
		{"link", link}, {"title", text(a.title, a.title)}, {"author", 1}, {"featured_media", 0}, {"comment_status", "open"}, {"ping_status", "closed"},
		{"template", ""}, {"meta", []any{}}}
	if edit {
		o.add("permalink_template", c.home+"/?attachment_id="+strconv.Itoa(a.id))
		o.add("generated_slug", a.slug)
	}
	o.add("class_list", []string{"post-" + strconv.Itoa(a.id), "attachment", "type-attachment", "status-inherit", "hentry"})
	o.add("description", text("", "<p class=\"attachment\"><a href='"+url+"'><img src=\""+url+"\" alt=\"\" /></a></p>\n"))
	o.add("caption", text("", ""))
	o.add("alt_text", a.alt)
	o.add("media_type", "image")
	o.add("mime_type", a.mime())
	o.add("media_details", object{{"width", a.width}, {"height", a.width}, {"file", a.file}, {"filesize", len(a.data)}, {"sizes", object{}}, {"image_meta", object{}}})
	o.add("post", nil)
	o.add("source_url", url)
	if edit {
		o.add("missing_image_sizes", []any{})
	}
	return o
}
