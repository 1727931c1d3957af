package tui

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestLineNeverGrows(t *testing.T) {
	for n := range 12 {
		for _, s := range []string{"abcdefghijklmnop", "日本語のテキスト", "aé日b"} {
			l := newLine(n, "…").add("", "ab").add("x", s)
			if l.w > n || ansi.StringWidth(l.String()) > n+len("x")*0 && l.w > n {
				t.Errorf("a line of %d cells has %d: %q", n, l.w, l.String())
			}
		}
	}
}

func TestWrapText(t *testing.T) {
	text := "The quick brown fox jumps\n\nover ærøskøbing and a-very-long-word-without-any-blank-in-it. 日本語日本語日本語"
	for w := 1; w < 40; w++ {
		d := wrapText(text, w)
		var all strings.Builder
		for i := range d.len() {
			if n := width(d.line(i)); n > max(w, 2) {
				t.Fatalf("width %d: line %q has %d cells", w, d.line(i), n)
			}
			all.WriteString(d.line(i))
		}
		bare := strings.NewReplacer(" ", "", "\n", "")
		if bare.Replace(all.String()) != bare.Replace(text) {
			t.Fatalf("width %d: text was lost: %q", w, all.String())
		}
	}
	if d := wrapText("a\n\n\n", 10); d.len() != 1 {
		t.Errorf("empty lines at the end count: %d", d.len())
	}
}
