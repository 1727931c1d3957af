package tui

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

func TestCleanLine(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Hoodie with Zipper", "Hoodie with Zipper"},
		{"accents", "Hættetrøje Größe", "Hættetrøje Größe"},
		{"decomposed", "Cafe\u0301", "Café"},
		{"wide", "パーカー 日本", "パーカー 日本"},
		{"colour", "\x1b[31mred\x1b[0m", "red"},
		{"C1 colour", "\u009b31mred", "red"},
		{"clear screen", "a\x1b[2Jb", "ab"},
		{"title", "\x1b]0;owned\x07x", "\uFFFD]0;owned\uFFFDx"},
		{"clipboard", "\x1b]52;c;aGk=\x1b\\x", "\uFFFD]52;c;aGk=\uFFFD\\x"},
		{"unended string hides nothing", "\x1bPsecret text", "\uFFFDPsecret text"},
		{"C1 string", "\u009d0;x\u009c", "\uFFFD0;x\uFFFD"},
		{"bell, backspace, null", "a\x07b\x08c\x00", "a\uFFFDb\uFFFDc\uFFFD"},
		{"lines and tabs", "a\r\nb\tc\nd", "a b c d"},
		{"line separators", "a\u2028b\u2029c\u0085d", "a b c d"},
		{"bidi", "invoice\u202Efdp.exe\u202C\u2066x\u2069", "invoicefdp.exex"},
		{"zero width", "a\u200bb\u200dc\ufeffd\u2060e\u00ad", "abcde"},
		{"fillers", "a\u3164b\u115fc\u2800d", "abcd"},
		{"tags", "a\U000e0041\U000e007fb", "ab"},
		{"invalid", "a\xffb\xc3", "a\uFFFDb\uFFFD"},
		{"lone mark", "\u0301abc", "abc"},
		{"flag", "🇩🇰!", "🇩🇰!"},
		{"skin tone", "👍🏽 ok", "👍 ok"},
		{"family", "👨‍👩‍👧", "👨👩👧"},
		{"no-break space", "1\u00a0200", "1 200"},
	} {
		if got := cleanLine(c.in); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestCleanTextKeepsLines(t *testing.T) {
	if got, want := cleanText("a\r\nb\rc\n\x1b[1md\tæ"), "a\nb\nc\nd æ"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestCopyKeepsTheText checks that a copy holds all of a text, but nothing that acts.
func TestCopyKeepsTheText(t *testing.T) {
	long := strings.Repeat("line of an error, ünïcode\n", 100_000)
	if got := cleanCopy(long); got != long {
		t.Errorf("a long text was changed: %d of %d bytes", len(got), len(long))
	}
	if got, want := cleanCopy("one\ntwo\x1b]52;c;eA==\x07\u202e"), "one\ntwo\uFFFD]52;c;eA==\uFFFD"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestCleanIsBounded checks that what one line costs does not grow with a text that no screen could show.
func TestCleanIsBounded(t *testing.T) {
	zalgo := "a" + strings.Repeat("\u0301\u0302\u0303", 300_000)
	for _, s := range []string{strings.Repeat("x", 16<<20), zalgo, strings.Repeat("\x1b[", 1<<20), strings.Repeat("é", 1<<20)} {
		if got := cleanLine(s); len(got) > 3*cellBytes {
			t.Errorf("%d bytes are left of a line of %d", len(got), len(s))
		}
	}
	if got := cleanText(zalgo); len(got) > 16 {
		t.Errorf("%d bytes are left of a letter with 900,000 marks", len(got))
	}
}

func TestToASCII(t *testing.T) {
	for in, want := range map[string]string{"Tøj > Hættetrøjer": "Toj > Haettetrojer", "“50 €” → Straße…": `"50 EUR" -> Strasse...`, "Ελλάδα 日本": "?????? ??", "Żółć": "Zolc"} {
		if got := toASCII(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// FuzzClean checks what the terminal is promised of every text from outside.
func FuzzClean(f *testing.F) {
	for _, s := range []string{"abc", "\x1b[31mx", "\x1b]52;c;x\x07", "e\u0301\u0301\u0301", "👨‍👩‍👧🏽🇩🇰", "\u202e\u2066", "\xff\xfe", "한국어 \u1100\u1161\u11a8", "क्षि", "ก็", "a\u0600b", "\u0e33"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, got := range map[string]string{"line": cleanLine(s), "text": cleanText(s)} {
			if !utf8.ValidString(got) {
				t.Fatalf("%s of %q is no UTF-8: %q", name, s, got)
			}
			for _, r := range got {
				if (r < 0x20 && (r != '\n' || name == "line")) || (r >= 0x7f && r < 0xa0) || invisible(r) {
					t.Fatalf("%s of %q holds %U", name, s, r)
				}
			}
			for _, l := range strings.Split(got, "\n") {
				if a, b := ansi.StringWidth(l), ansi.StringWidthWc(l); a != b {
					t.Fatalf("%s of %q has %d cells by clusters and %d by code points: %q", name, s, a, b, got)
				}
			}
		}
		for _, r := range cleanCopy(s) {
			if (r < 0x20 && r != '\n') || (r >= 0x7f && r < 0xa0) {
				t.Fatalf("the copy of %q holds %U", s, r)
			}
		}
		if !isPlainText(toASCII(cleanText(s))) {
			t.Fatalf("%q is not ASCII: %q", s, toASCII(cleanText(s)))
		}
	})
}

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
