package wootest

import (
	"regexp"
	"strings"
)

const blockTags = `(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|math|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary)`

var (
	autopOpen     = regexp.MustCompile(`(?i)(<` + blockTags + `[\s/>])`)
	autopClose    = regexp.MustCompile(`(?i)(</` + blockTags + `>)`)
	autopLines    = regexp.MustCompile(`\n\n+`)
	autopSplit    = regexp.MustCompile(`\n\s*\n`)
	autopEmpty    = regexp.MustCompile(`<p>\s*</p>`)
	autopBefore   = regexp.MustCompile(`(?i)<p>\s*(</?` + blockTags + `[^>]*>)`)
	autopAfter    = regexp.MustCompile(`(?i)(</?` + blockTags + `[^>]*>)\s*</p>`)
	autopBreak    = regexp.MustCompile(`\s*\n`)
	autopNoBreak  = regexp.MustCompile(`(?i)(</?` + blockTags + `[^>]*>)\s*<br />`)
	autopNoBreak2 = regexp.MustCompile(`(?i)<br />(\s*</?(?:p|li|div|dl|dd|dt|th|pre|td|ul|ol)[^>]*>)`)
	autopTail     = regexp.MustCompile(`\n</p>$`)
	gallery       = regexp.MustCompile(`\[gallery[^\]]*\]`)
)

// render is how a description is shown when it is read back in the context "view": shortcodes expanded, then
// paragraphs and line breaks added.
func render(s string) string {
	s = gallery.ReplaceAllString(s, "\n<div id='gallery-1' class='gallery galleryid-0 gallery-columns-3 gallery-size-thumbnail'>\n\t\t</div>\n")
	return autop(s)
}

// autop is WordPress's wpautop.
func autop(s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	s += "\n"
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	s = autopOpen.ReplaceAllString(s, "\n\n$1")
	s = autopClose.ReplaceAllString(s, "$1\n\n")
	s = autopLines.ReplaceAllString(s, "\n\n")
	var b strings.Builder
	for _, p := range autopSplit.Split(s, -1) {
		if strings.TrimSpace(p) != "" {
			b.WriteString("<p>" + strings.Trim(p, "\n") + "</p>\n")
		}
	}
	s = autopEmpty.ReplaceAllString(b.String(), "")
	s = autopBefore.ReplaceAllString(s, "$1")
	s = autopAfter.ReplaceAllString(s, "$1")
	s = strings.ReplaceAll(s, "<br>", "<br />")
	s = addBreaks(s)
	s = autopNoBreak.ReplaceAllString(s, "$1")
	s = autopNoBreak2.ReplaceAllString(s, "$1")
	return autopTail.ReplaceAllString(s, "</p>")
}

// addBreaks puts a <br /> before each line end that follows none and that ends no paragraph.
func addBreaks(s string) string {
	var b strings.Builder
	for {
		at := autopBreak.FindStringIndex(s)
		if at == nil {
			return b.String() + s
		}
		b.WriteString(s[:at[0]])
		if !strings.HasSuffix(b.String(), "<br />") {
			b.WriteString("<br />")
		}
		b.WriteString("\n")
		s = s[at[1]:]
	}
}
