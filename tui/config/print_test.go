package config

import (
	"reflect"
	"strings"
	"testing"
	"unicode"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/pelletier/go-toml/v2"
)

func TestTextIsTheWholeFile(t *testing.T) {
	c := newHome(t).write("config.toml", "[screen]\ntheme = \"colour-blind\"\n[keys]\ncopy = []\nup = \"ctrl+p\"\n[colours]\nbad = \"bold #f00\"\n[[view]]\nname = \"Failed\"\nfilter = 'state:failed error:\"timed out\"'\n").
		write("views.toml", "[[view]]\nname = \"Saved\"\nsort = \"webshop, created desc\"\ncolumns = [\"webshop:20\", \"created\"]\n").good()
	golden.RequireEqual(t, c.Text())
}

// What is printed is a good start: read back it is the same and has no mistakes, and printed again it is the same text.
func TestTextIsReadBack(t *testing.T) {
	for _, name := range []string{"", "testdata/mistakes.toml", "testdata/syntax.toml"} {
		c, _ := Load(name, sample())
		readBack(t, c)
	}
}

func readBack(t *testing.T, c Config) {
	t.Helper()
	text := c.Text()
	var all map[string]any
	if err := toml.Unmarshal([]byte(text), &all); err != nil {
		t.Fatalf("what is printed is no TOML: %v\n%s", err, text)
	}
	h := newHome(t).write("config.toml", text)
	again, problems := h.load()
	if Mistakes(problems) > 0 {
		t.Fatalf("what is printed has mistakes:\n%s\n%s", lines(problems), text)
	}
	if !reflect.DeepEqual(bare(again), bare(c)) {
		t.Fatalf("read back as\n%+v, want\n%+v\n%s", bare(again), bare(c), text)
	}
	if again.Text() != text {
		t.Fatal("printed again it is another text")
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
		t.Fatalf("what is printed could act on a terminal: %q", text)
	}
}

func TestFormatText(t *testing.T) {
	for s, want := range map[string]string{`a"b\c`: `"a\"b\\c"`, "a\nb\x1b\u202e\U000e0001": `"a\u000ab\u001b\u202e\U000e0001"`, "é→": `"é→"`, "\xff": "\"\ufffd\""} {
		if got := formatText(s); got != want {
			t.Errorf("%q is written %s, want %s", s, got, want)
		}
	}
}
