package sync

import (
	"encoding/json"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"woosync/store"
	"woosync/woo"
)

// plainText is a name of the webshop's as people write it: WordPress keeps "Salt & Pepper" as "Salt &amp; Pepper". What would be
// kept differently if it were sent without its escapes ("&lt;b&gt;", "&amp;amp;") stays as it is.
func plainText(s string) string {
	plain := html.UnescapeString(s)
	if html.UnescapeString(plain) != plain || !sameText(plain, s) {
		plain = s
	}
	return clean(plain)
}

// plainTerm is the name of a category, tag, brand, attribute or option. WordPress keeps no tags in it, and finds it again escaped or not.
func plainTerm(s string) string {
	return strings.Join(strings.Fields(clean(html.UnescapeString(s))), " ")
}

func plainTerms(list []string) []string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = plainTerm(list[i])
	}
	return out
}

// unrendered undoes the paragraphs and line breaks that WordPress adds to a text when it shows it. WooCommerce 10.5 gives the
// description of a variation in no other way; a shortcode in it has become what it stands for, which nobody can tell back.
func unrendered(s string) string {
	s = strings.NewReplacer("</p>\n<p>", "\n\n", "<br />\n", "\n").Replace(strings.TrimSpace(s))
	if inner, ok := strings.CutPrefix(s, "<p>"); ok {
		if inner, ok = strings.CutSuffix(inner, "</p>"); ok && !strings.Contains(inner, "<p>") {
			return inner
		}
	}
	return s
}

// scalarMeta reads the meta data that a text can say: what WooCommerce's own exporter writes too. A key that is there twice holds a
// list of some plugin's, and is left to it.
func scalarMeta(list []woo.Meta) (out []store.Meta) {
	times := map[string]int{}
	for _, m := range list {
		times[m.Key]++
	}
	for _, m := range list {
		if value, ok := scalar(m.Value); ok && value != "" && m.Key != "" && times[m.Key] == 1 && !slices.Contains(internalMeta, m.Key) {
			out = append(out, store.Meta{Key: m.Key, Value: value})
		}
	}
	return out
}

// scalar is a value as WooCommerce keeps it: a number and a truth value become texts.
func scalar(raw json.RawMessage) (string, bool) {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return "", false
	}
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return map[bool]string{true: "1", false: ""}[v], true
	case float64:
		return strings.TrimSpace(string(raw)), true
	}
	return "", false
}

// sameText tells whether a text that was sent is what the webshop shows. WordPress escapes "&" and "<", drops tags that a post may
// not have (their content stays) and attributes, cuts blanks and loses backslashes; of all that nothing counts. Words, tags, and
// where links and images lead to do.
func sameText(sent, shown string) bool {
	return sent == shown || sent == clean(shown) || slices.Equal(skeleton(sent), skeleton(shown))
}

// sameRendered is sameText for a text that comes with paragraphs and line breaks added.
func sameRendered(sent, shown string) bool {
	if shortcode.MatchString(sent) {
		return true // it is shown as whatever it stands for
	}
	added := func(part string) bool { return part == tagMark+"p" || part == tagMark+"/p" || part == tagMark+"br" }
	return sameText(sent, shown) || slices.Equal(slices.DeleteFunc(skeleton(sent), added), slices.DeleteFunc(skeleton(shown), added))
}

var (
	shortcode = regexp.MustCompile(`\[[a-z][^\]]*\]`)
	markup    = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)|<\s*(/?)\s*([a-zA-Z0-9-]+)([^<>]*)>`)
	leadsTo   = regexp.MustCompile(`(?i)\b(?:href|src)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)`)
	// postTags are those that WordPress lets a post have.
	postTags = strings.Fields(`address a abbr acronym area article aside audio b bdo big blockquote br button caption cite code col colgroup
		dd del details dfn div dl dt em fieldset figcaption figure font footer h1 h2 h3 h4 h5 h6 header hgroup hr i img ins kbd label legend li
		main map mark menu nav object p pre q rb rp rt rtc ruby s samp section small source span strike strong sub summary sup table tbody td
		textarea tfoot th thead time title tr track tt u ul ol var video wbr`)
)

// tagMark tells a tag from a word that looks like one.
const tagMark = "\x00"

// skeleton is what counts of a text: its words and tags in their order.
func skeleton(s string) (parts []string) {
	var words strings.Builder
	flush := func() {
		text := html.UnescapeString(words.String())
		text = strings.Map(func(r rune) rune {
			if r == '\\' || unicode.IsControl(r) && !unicode.IsSpace(r) {
				return -1
			}
			return r
		}, text)
		parts = append(parts, strings.Fields(text)...)
		words.Reset()
	}
	rest := 0
	for _, m := range markup.FindAllStringSubmatchIndex(s, -1) {
		words.WriteString(s[rest:m[0]])
		rest = m[1]
		if m[4] < 0 { // a comment
			continue
		}
		name := strings.ToLower(s[m[4]:m[5]])
		if !slices.Contains(postTags, name) {
			continue
		}
		flush()
		tag := tagMark + s[m[2]:m[3]] + name
		for _, to := range leadsTo.FindAllStringSubmatch(s[m[6]:m[7]], -1) {
			tag += " " + html.UnescapeString(strings.Trim(to[1], `"'`))
		}
		parts = append(parts, tag)
	}
	words.WriteString(s[rest:])
	flush()
	return parts
}

// sameOption compares an option with the slug or name that a webshop gives for it.
func sameOption(a, b string) bool {
	return termKey(a) == termKey(b) || bare(a) == bare(b)
}

// bare is what a slug and its name have in common: letters and digits.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, store.Fold(html.UnescapeString(s)))
}

// sameTerms compares names without regard to their order.
func sameTerms(a, b []string) bool {
	keys := func(list []string) (keys []string) {
		for _, s := range list {
			keys = append(keys, termKey(s))
		}
		slices.Sort(keys)
		return slices.Compact(keys)
	}
	return slices.Equal(keys(a), keys(b))
}

func idText(id int64) string { return strconv.FormatInt(id, 10) }
