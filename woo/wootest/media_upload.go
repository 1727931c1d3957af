package wootest

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"image"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// notAllowed is what WordPress says of a file whose name or content is no image that it takes.
const notAllowed = "Sorry, you are not allowed to upload this file type."

// upload puts a file into the library: raw, with its name in Content-Disposition, or as a form.
func (c *call) upload(in *incoming) (reply, error) {
	c.log.Items, c.log.Body = 1, ""
	if c.user == nil {
		return reply{}, fail(401, "rest_cannot_create", "Sorry, you are not allowed to create posts as this user.")
	}
	name, data, refused := uploaded(in)
	if refused != nil {
		return reply{}, refused
	}
	c.pace.spend(c.pace.latency.PerCreate)
	name = fileWaste.ReplaceAllString(strings.ReplaceAll(path.Base(name), " ", "-"), "")
	for _, part := range c.shop.settings().FailImages {
		if part != "" && strings.Contains(name, part) {
			return reply{}, fail(500, "rest_upload_sideload_error", notAllowed)
		}
	}
	if !slices.Contains(imageExtensions, strings.ToLower(path.Ext(name))) || !isPicture(data) {
		return reply{}, fail(500, "rest_upload_sideload_error", notAllowed)
	}
	f := &fetched{name: name, data: data, width: pretendWidth}
	if cfg, _, err := image.DecodeConfig(bytes.NewReader(data)); err == nil {
		f.width = cfg.Width
	}
	c.shop.mu.Lock()
	defer c.shop.mu.Unlock()
	a := c.attach(f)
	a.title = strings.TrimSuffix(path.Base(a.file), path.Ext(a.file))
	if c.isset("title") {
		a.title = kses(c.text("title"), postTags)
	}
	if c.isset("slug") {
		a.slug = slugify(c.text("slug"))
	}
	if c.isset("alt_text") {
		a.alt = sanitizeText(c.text("alt_text"))
	}
	c.context = "edit"
	return reply{status: 201, body: c.mediaObject(a), location: c.shop.restURL(c.home, mediaRoute+"/"+strconv.Itoa(a.id))}, nil
}

var fileWaste = regexp.MustCompile(`[^A-Za-z0-9._-]`)

// uploaded is the file in a request, with the refusals of WordPress in their order.
func uploaded(in *incoming) (name string, data []byte, refused *apiError) {
	kind, params, _ := mime.ParseMediaType(in.header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		name, data = formFile(in.body, params["boundary"])
	} else {
		data = in.body
	}
	switch disposition := in.header.Get("Content-Disposition"); {
	case len(data) == 0:
		return "", nil, fail(400, "rest_upload_no_data", "No data supplied.")
	case name != "":
	case in.header.Get("Content-Type") == "":
		return "", nil, fail(400, "rest_upload_no_content_type", "No Content-Type supplied.")
	case disposition == "":
		return "", nil, fail(400, "rest_upload_no_content_disposition", "No Content-Disposition supplied.")
	default:
		if _, params, err := mime.ParseMediaType(disposition); err == nil {
			name = params["filename"]
		}
		if name == "" {
			return "", nil, fail(400, "rest_upload_invalid_disposition",
				"Invalid Content-Disposition supplied. Content-Disposition needs to be formatted as `attachment; filename=\"image.png\"` or similar.")
		}
	}
	sum := md5.Sum(data)
	if sent := strings.TrimSpace(in.header.Get("Content-MD5")); sent != "" && !strings.EqualFold(sent, hex.EncodeToString(sum[:])) {
		return "", nil, fail(412, "rest_upload_hash_mismatch", "Content hash did not match expected.")
	}
	return name, data, nil
}

// formFile is the field "file" of a form.
func formFile(body []byte, boundary string) (name string, data []byte) {
	form := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := form.NextPart()
		if err != nil {
			return "", nil
		}
		if part.FormName() != "file" || part.FileName() == "" {
			continue
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return "", nil
		}
		return part.FileName(), data
	}
}

// isPicture looks at a file's first bytes, as WordPress does.
func isPicture(data []byte) bool {
	return strings.HasPrefix(http.DetectContentType(data), "image/") || len(data) > 12 && string(data[4:12]) == "ftypavif"
}

// mime is the type of a picture by its name.
func (a *attachment) mime() string {
	switch ext := strings.ToLower(path.Ext(a.file)); ext {
	case ".png", ".gif", ".webp", ".avif", ".bmp":
		return "image/" + ext[1:]
	case ".tif", ".tiff":
		return "image/tiff"
	case ".ico":
		return "image/x-icon"
	}
	return "image/jpeg"
}

// Media returns the files of the media library, oldest first.
func (s *Shop) Media() []map[string]any {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c := s.inspector(inspectHome)
	var out []map[string]any
	for _, id := range sortedIDs(s.store.images) {
		out = append(out, plain(c.mediaObject(s.store.images[id])).(map[string]any))
	}
	return out
}
