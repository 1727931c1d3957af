package wootest

import (
	"html"
	"regexp"
	"strings"
)

var (
	scriptBlocks = regexp.MustCompile(`(?is)<(script|style)[^>]*?>.*?</(script|style)>`)
	anyTag       = regexp.MustCompile(`(?s)<[^>]*>`)
	blanks       = regexp.MustCompile(`[\r\n\t ]+`)
	percentByte  = regexp.MustCompile(`(?i)%[a-f0-9]{2}`)
	nulls        = regexp.MustCompile(`[\x00-\x08\x0b\x0c\x0e-\x1f]`)
	entity       = regexp.MustCompile(`^&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,24});`)
)

// sanitizeText is WordPress's sanitize_text_field: what a SKU and every other single line goes through. Tags go,
// white space becomes single blanks, and sequences like %2B vanish.
func sanitizeText(s string) string {
	if strings.Contains(s, "<") {
		s = escapeLessThan(s)
		s = anyTag.ReplaceAllString(scriptBlocks.ReplaceAllString(s, ""), "")
	}
	if !strings.ContainsAny(s, "\r\n\t%") && !strings.Contains(s, "  ") {
		return strings.Trim(s, " ")
	}
	s = strings.TrimSpace(blanks.ReplaceAllString(s, " "))
	for {
		found := percentByte.FindString(s)
		if found == "" {
			break
		}
		s = strings.ReplaceAll(s, found, "")
		s = strings.TrimSpace(blanks.ReplaceAllString(s, " "))
	}
	return s
}

// escapeLessThan turns each "<" that opens no tag into an entity, with all that follows up to the next one.
func escapeLessThan(s string) string {
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			return b.String() + s
		}
		b.WriteString(s[:i])
		s = s[i:]
		end := strings.IndexAny(s[1:], "<>")
		switch {
		case end < 0:
			return b.String() + escapeHTML(s)
		case s[1+end] == '>':
			b.WriteString(s[:end+2])
			s = s[end+2:]
		default:
			b.WriteString(escapeHTML(s[:end+1]))
			s = s[end+1:]
		}
	}
}

// escapeHTML is esc_html: entities that are there already stay.
func escapeHTML(s string) string {
	s = normalizeEntities(s)
	return htmlSigns.Replace(s)
}

var (
	htmlSigns  = strings.NewReplacer("<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#039;")
	angleSigns = strings.NewReplacer("<", "&lt;", ">", "&gt;")
)

// normalizeEntities escapes each "&" that begins no entity.
func normalizeEntities(s string) string {
	if !strings.Contains(s, "&") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '&' && !knownEntity(s[i:]) {
			b.WriteString("&amp;")
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

func knownEntity(s string) bool {
	m := entity.FindString(s)
	if m == "" {
		return false
	}
	return m[1] == '#' || html.UnescapeString(m) != m
}

// stripSlashes is PHP's: the backslash goes, what it stood before stays.
func stripSlashes(s string) string {
	if !strings.Contains(s, `\`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			if i++; i == len(s) {
				break
			}
			if s[i] == '0' {
				b.WriteByte(0)
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// ksesPost is what a name, a description and a short description go through: tags that a post may not hold are
// dropped (their text stays), lone "&" and "<" become entities, backslashes are lost.
func ksesPost(s string) string { return kses(stripSlashes(s), postTags) }

// ksesTerm is the stricter filter for the description of a term.
func ksesTerm(s string) string { return kses(s, termTags) }

func kses(s string, allowed map[string]bool) string {
	if strings.IndexFunc(s, func(r rune) bool { return r < ' ' }) >= 0 {
		s = nulls.ReplaceAllString(s, "")
	}
	if !strings.ContainsAny(s, "<>&") {
		return s
	}
	s = escapeLessThan(s)
	s = normalizeEntities(s)
	var b strings.Builder
	for {
		i := strings.IndexAny(s, "<>")
		if i < 0 {
			return b.String() + s
		}
		b.WriteString(s[:i])
		if s[i] == '>' {
			b.WriteString("&gt;")
			s = s[i+1:]
			continue
		}
		s = s[i:]
		if strings.HasPrefix(s, "<!--") {
			end := strings.Index(s, "-->")
			if end < 0 {
				return b.String()
			}
			b.WriteString(s[:end+3])
			s = s[end+3:]
			continue
		}
		end := strings.IndexByte(s, '>')
		if end < 0 {
			return b.String()
		}
		b.WriteString(ksesTag(s[1:end], allowed))
		s = s[end+1:]
	}
}

var (
	tagParts  = regexp.MustCompile(`(?s)^\s*(/\s*)?([a-zA-Z0-9-]+)(.*)$`)
	attribute = regexp.MustCompile(`(?s)([a-zA-Z_:][-a-zA-Z0-9_:.]*)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?`)
)

func ksesTag(inner string, allowed map[string]bool) string {
	m := tagParts.FindStringSubmatch(inner)
	if m == nil || !allowed[strings.ToLower(m[2])] {
		return ""
	}
	if m[1] != "" {
		return "</" + m[2] + ">"
	}
	rest, closing := strings.TrimSpace(m[3]), ""
	if strings.HasSuffix(rest, "/") {
		rest, closing = strings.TrimSuffix(rest, "/"), " /"
	}
	out := "<" + m[2]
	for _, a := range attribute.FindAllStringSubmatch(rest, -1) {
		name, value := strings.ToLower(a[1]), strings.Trim(a[2], `"'`)
		if strings.HasPrefix(name, "on") || name == "srcdoc" || badProtocol(value) {
			continue
		}
		if a[2] == "" {
			out += " " + a[1]
			continue
		}
		out += " " + a[1] + `="` + strings.ReplaceAll(value, `"`, "&quot;") + `"`
	}
	return out + closing + ">"
}

func badProtocol(value string) bool {
	v := strings.ToLower(strings.TrimSpace(value))
	return strings.HasPrefix(v, "javascript:") || strings.HasPrefix(v, "vbscript:") || strings.HasPrefix(v, "data:")
}

func setOf(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	postTags = setOf(`address a abbr acronym area article aside audio b bdo big blockquote br button caption cite code col
		colgroup del dd dfn details div dl dt em fieldset figure figcaption font footer h1 h2 h3 h4 h5 h6 header hgroup hr
		i img ins kbd label legend li main map mark menu nav object p pre q rb rp rt rtc ruby s samp section small source
		span strike strong sub summary sup table tbody td textarea tfoot th thead time title tr track tt u ul ol var video wbr`)
	termTags = setOf(`a abbr acronym b blockquote cite code del em i q s strike strong`)
)
