package plaintext

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

func TestLine(t *testing.T) {
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
		if got := Line(c.in); got != c.want {
			t.Errorf("%s: %q becomes %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestTextKeepsLines(t *testing.T) {
	if got, want := Text("a\r\nb\rc\n\x1b[1md\tæ"), "a\nb\nc\nd æ"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestCopyKeepsTheText checks that a copy holds all of a text, but nothing that acts.
func TestCopyKeepsTheText(t *testing.T) {
	long := strings.Repeat("line of an error, ünïcode\n", 100_000)
	if got := Copy(long); got != long {
		t.Errorf("a long text was changed: %d of %d bytes", len(got), len(long))
	}
	if got, want := Copy("one\ntwo\x1b]52;c;eA==\x07\u202e"), "one\ntwo\uFFFD]52;c;eA==\uFFFD"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestMarksArePiledNoHigher checks that a letter keeps no more marks than languages need, on screens, in copies and in documents.
func TestMarksArePiledNoHigher(t *testing.T) {
	pile := "a" + strings.Repeat("\u0301\u0302\u0303", 300_000)
	for name, got := range map[string]string{"line": Line(pile), "text": Text(pile), "copy": Copy(pile), "cell": Cell(pile)} {
		if len(got) > 16 {
			t.Errorf("%s: %d bytes are left of a letter with 900,000 marks", name, len(got))
		}
	}
}

func TestASCII(t *testing.T) {
	for in, want := range map[string]string{"Tøj > Hættetrøjer": "Toj > Haettetrojer", "“50 €” → Straße…": `"50 EUR" -> Strasse...`, "Ελλάδα 日本": "?????? ??", "Żółć": "Zolc"} {
		if got := ASCII(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

// FuzzTexts checks what the terminal is promised of every text from outside.
func FuzzTexts(f *testing.F) {
	for _, s := range []string{"abc", "\x1b[31mx", "\x1b]52;c;x\x07", "e\u0301\u0301\u0301", "👨‍👩‍👧🏽🇩🇰", "\u202e\u2066", "\xff\xfe", "한국어 \u1100\u1161\u11a8", "क्षि", "ก็", "a\u0600b", "\u0e33"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, got := range map[string]string{"line": Line(s), "text": Text(s)} {
			if !utf8.ValidString(got) {
				t.Fatalf("%s of %q is no UTF-8: %q", name, s, got)
			}
			for _, r := range got {
				if (r < 0x20 && (r != '\n' || name == "line")) || (r >= 0x7f && r < 0xa0) || Invisible(r) {
					t.Fatalf("%s of %q holds %U", name, s, r)
				}
			}
			for _, l := range strings.Split(got, "\n") {
				if a, b := ansi.StringWidth(l), ansi.StringWidthWc(l); a != b {
					t.Fatalf("%s of %q has %d cells by clusters and %d by code points: %q", name, s, a, b, got)
				}
			}
		}
		for _, r := range Copy(s) {
			if (r < 0x20 && r != '\n') || (r >= 0x7f && r < 0xa0) {
				t.Fatalf("the copy of %q holds %U", s, r)
			}
		}
		if !isPlainText(ASCII(Text(s))) {
			t.Fatalf("%q is not ASCII: %q", s, ASCII(Text(s)))
		}
	})
}

// TestTextsStandBesideOthers checks that no character grows together with what is drawn before and behind its text.
func TestTextsStandBesideOthers(t *testing.T) {
	for r := rune(0x300); r < 0x20000; r++ {
		if r == 0x3400 { // Han and Hangul stand alone, thousands of them alike
			r = 0xa000
		} else if r == 0xac00 {
			r = 0xd7b0
		} else if r == 0x12000 {
			r = 0x1d100
		}
		for _, text := range []string{Line(string(r)), Text("\n" + string(r) + "\n")[1:]} {
			text = strings.TrimSuffix(text, "\n")
			beside := " " + text + "│"
			if n, want := ansi.StringWidth(beside), ansi.StringWidth(text)+2; n != want || ansi.StringWidthWc(beside) != want {
				t.Errorf("%U becomes %q, which takes %d cells between others, %d by code points, and %d alone", r, text, n, ansi.StringWidthWc(beside), want-2)
			}
		}
	}
	if got := Line("देवनागरी 👋🏿"); !strings.HasPrefix(got, "दे") || strings.ContainsRune(got, '\U0001F3FF') {
		t.Errorf("words become %q", got)
	}
}

func TestCellsAreNoFormulas(t *testing.T) {
	for in, want := range map[string]string{
		"=1+1": "'=1+1", "+45 12 34": "'+45 12 34", "-5": "'-5", "@SUM(A1)": "'@SUM(A1)", "  =1": "'  =1", "\t=1": "' =1", "\r\n=1": "'\n=1", "＝1": "'＝1",
		"\u200b=1": "'=1", "\x1b[1m=1": "'=1", "a=1": "a=1", "": "", "Hoodie": "Hoodie", "two\nlines": "two\nlines",
	} {
		if got := Cell(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestCSV(t *testing.T) {
	var b strings.Builder
	c := NewCSV(&b)
	cells := []string{"=a", "x,\"y\"", "\x1b]0;t\x07"}
	if err := errors.Join(c.Row(cells...), c.Flush()); err != nil {
		t.Fatal(err)
	}
	if want := "'=a,\"x,\"\"y\"\"\",\uFFFD]0;t\uFFFD\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
	if cells[0] != "=a" {
		t.Error("the cells of the caller were changed")
	}
}

// TestJSONEscapesWhatActs checks that a printed document has nothing that acts, and the same value.
func TestJSONEscapesWhatActs(t *testing.T) {
	texts := []string{"a\u009bb\u202ec\x7fd\U000e0001e\u200b\x1b[2J\ttab\nline", "o" + strings.Repeat("\u0301", 1000), "Tøj > 日本 <b>", "\u2028\u3164"}
	var b strings.Builder
	if err := WriteJSON(&b, texts); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(b.String(), "[\n  \"a\\u009bb\\u202ec\\u007fd\\udb40\\udc01e\\u200b\\u001b[2J\\ttab\\nline\",\n") || !strings.Contains(b.String(), "\"Tøj > 日本 <b>\"") {
		t.Errorf("printed %q", b.String()[:200])
	}
	marks := 0
	for _, r := range b.String() {
		if r != '\n' && Acts(r) {
			t.Errorf("printed %U", r)
		}
		if r == 0x301 {
			marks++
		}
	}
	if marks > maxMarks {
		t.Errorf("%d marks on a letter", marks)
	}
	var got []string
	if err := json.Unmarshal([]byte(b.String()), &got); err != nil || !slices.Equal(got, texts) {
		t.Errorf("the document holds %q (%v)", got, err)
	}
}

// FuzzDocuments checks that cells and documents hold nothing that acts, whatever is in them, and documents the same value.
func FuzzDocuments(f *testing.F) {
	for _, s := range []string{"=1", "\t@x", "\xff\x00", "a\u0301\u0301\u0301\u0301", "\U000e0020", "\ufeff=1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cell := Cell(s)
		if strings.IndexAny(strings.TrimLeft(cell, " \n"), formula) == 0 {
			t.Fatalf("a spreadsheet takes %q for a formula", cell)
		}
		doc, err := JSON(map[string]string{"text": s})
		if err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{"cell": cell, "document": string(doc)} {
			for _, r := range text {
				if r != '\n' && Acts(r) {
					t.Fatalf("the %s of %q holds %U", name, s, r)
				}
			}
		}
		var got map[string]string
		if err := json.Unmarshal(doc, &got); err != nil || got["text"] != strings.ToValidUTF8(s, "\uFFFD") && utf8.ValidString(s) {
			t.Fatalf("%q came back as %q (%v)", s, got["text"], err)
		}
	})
}
