package config

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
)

func TestWithoutAnyFileEverythingHasItsDefault(t *testing.T) {
	c := newHome(t).good()
	if c.Theme != "default" || !c.Mouse || !c.Live || c.ASCII || c.Relative || c.TimeZone != "local" || c.Remember != (Remember{true, true, true}) {
		t.Errorf("the defaults are %+v", c)
	}
	if got := formatColumns(c.Columns) + formatSort(c.Sort); got != `["webshop", "state", "error", "created"]"created desc"` {
		t.Errorf("the table is %s", got)
	}
	if got := c.Keys["up"]; !reflect.DeepEqual(got, []string{"up", "k"}) || len(c.Views) != 0 {
		t.Errorf("up is %v, there are %d views", got, len(c.Views))
	}
	if c.Location().String() != "Local" || c.Style("bad").String() != "bold red" {
		t.Errorf("the zone is %v, errors are %v", c.Location(), c.Style("bad"))
	}
}

func TestEverySettingIsRead(t *testing.T) {
	c := newHome(t).write("config.toml", `
version = 1
remember.filter = false # dotted
remember.sort = false
remember.columns = false
[screen]
theme = "colour-blind"
mouse = false
live = false
ascii = true
times = "relative"
time-zone = "Europe/Copenhagen"
[table]
columns = [
  "created:20", # the date first
  "state",
]
sort = "state, created desc"
[keys]
up = ["Up", "Ctrl+P"]
help = "F1"
copy = []
[colours]
bad = "Bold #f00 on 17"
[[view]]
name = "Failed"
filter = "state:failed"
[[view]]
name = "Long ago"
sort = "created"
columns = ["created", "webshop"]
`).good()
	want := Config{Theme: "colour-blind", ASCII: true, Relative: true, TimeZone: "Europe/Copenhagen", Columns: []Column{{"created", 20}, {"state", 0}},
		Sort: []Sort{{"state", false}, {"created", true}}, Keys: c.Keys, Colours: map[string]Style{"bad": {Bold: true, Foreground: Colour{Kind: Mixed, R: 255}, Background: Colour{Kind: Indexed, Index: 17}}},
		Views: []View{{Name: "Failed", Filter: "state:failed"}, {Name: "Long ago", Sort: []Sort{{"created", false}}, Columns: []Column{{"created", 0}, {"webshop", 0}}}}}
	if !reflect.DeepEqual(bare(c), want) {
		t.Errorf("read as\n%+v, want\n%+v", bare(c), want)
	}
	for name, keys := range map[string]string{"up": "up ctrl+p", "help": "f1", "copy": "", "down": "down j"} {
		if got := strings.Join(c.Keys[name], " "); got != keys {
			t.Errorf("%s is %q, want %q", name, got, keys)
		}
	}
	if c.Location().String() != "Europe/Copenhagen" || c.Style("bad").String() != "bold #ff0000 on 17" || c.Style("good").String() != "blue" {
		t.Errorf("zone %v, bad %v, good %v", c.Location(), c.Style("bad"), c.Style("good"))
	}
}

// Every mistake is told with its line, its column and what to do.
func TestMistakes(t *testing.T) {
	for _, name := range []string{"mistakes", "syntax"} {
		t.Run(name, func(t *testing.T) {
			_, problems := Load(filepath.Join("testdata", name+".toml"), sample())
			for _, p := range problems {
				if p.Line < 1 || p.Column < 1 || p.Text == "" {
					t.Errorf("%+v has no place", p)
				}
			}
			golden.RequireEqual(t, lines(problems))
		})
	}
}

// A mistake costs the setting that it is in, and no other.
func TestTheGoodRestIsUsed(t *testing.T) {
	c, _ := Load("testdata/mistakes.toml", sample())
	if c.Theme != "default" || !c.Mouse || c.Relative || c.Live || !c.Remember.Filter {
		t.Errorf("the settings are %+v", c)
	}
	if got := formatColumns(c.Columns); got != `["webshop", "error", "state", "created"]` {
		t.Errorf("the columns are %s", got)
	}
	for name, keys := range map[string]string{"refresh": "c", "up": "K X", "down": "down j", "back": "b esc", "interrupt": "ctrl+c", "page-down": "pgdown",
		"help": "?", "synchronize": "ctrl+i", "copy": ""} {
		if got := strings.Join(c.Keys[name], " "); got != keys {
			t.Errorf("%s is %q, want %q", name, got, keys)
		}
	}
	if len(c.Views) != 2 || c.Views[0].Name != "single" || formatColumns(c.Views[1].Columns) != `["webshop", "id"]` {
		t.Errorf("the views are %+v", c.Views)
	}
	c, _ = Load("testdata/syntax.toml", sample())
	if c.Mouse || c.Live || c.Remember.Filter || c.Remember.Sort || formatSort(c.Sort) != `"created desc"` || strings.Join(c.Keys["down"], " ") != "d" || strings.Join(c.Keys["up"], " ") != "up k" {
		t.Errorf("behind lines that are no TOML: %+v", bare(c))
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       string // "" for no problem
	}{
		{"empty", "", ""},
		{"comment", "# nothing", ""},
		{"line ends of Windows", "version = 1\r\n[screen]\r\nmouse = false\r\n", ""},
		{"byte order mark", "\ufeffversion = 1\n", ""},
		{"place behind a byte order mark", "\ufeffx = 1\n", "config.toml:1:1:"},
		{"UTF-16", "\xff\xfev\x00", "Save the file as UTF-8"},
		{"no UTF-8", "[screen]\ntheme = \"\xff\"\n", "config.toml:2:10:"},
		{"columns are characters", "[screen]\ntheme = \"é\" # é\n  äh = 1\n", "config.toml:3:3:"},
		{"views as a list", `view = [{name = "a"}, {name = "b", filter = "state:failed"}]`, ""},
		{"screen in braces", `screen = {mouse = false}`, ""},
		{"braces with a mistake", `screen = {mouse = 3}`, `config.toml:1:19: "mouse" is true or false`},
		{"defined in two ways", "screen.mouse = true\n[screen]\nlive = true\n[screen.mouse]\n", "config.toml:4:2:"},
		{"version 0", "version = 0", "Write version = 1"},
		{"version as text", `version = "1"`, "Write version = 1"},
		{"sorts by nothing", "[table]\nsort = \" \"", "there is nothing to sort by"},
		{"table hides what it sorts by", "[table]\ncolumns = [\"webshop\"]", `config.toml:2:11: warning: the table sorts by "created"`},
		{"huge number", "version = 99999999999999999999999", "the version of the file is a number"},
		{"date", "[screen]\ntheme = 2026-11-23", "is a text in quotes"},
		{"hostile text", "[screen]\ntheme = \"\\u001b[31m\\u202e\"", `"\x1b[31m\u202e"`},
		{"endless text", "[screen]\ntheme = \"" + strings.Repeat("x", 5000) + "\"", "…"},
		{"many broken lines", strings.Repeat("words\n\n", 300), "there are too many mistakes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, problems := newHome(t).write("config.toml", c.text).load()
			got := lines(problems)
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("problems %q, want %q", got, c.want)
			}
			if len(problems) == 1 && len(got) > 400 {
				t.Errorf("the message has %d bytes", len(got))
			}
		})
	}
}

// A file of a newer version is used as far as it is understood; what is not understood is no mistake, and nothing is written.
func TestNewerVersion(t *testing.T) {
	h := newHome(t).write("config.toml", "version = 2\n[screen]\nmouse = false\nglow = true\nlive = \"sometimes\"\n[sound]\nloud = true\n[[view]]\nname = \"A\"\nshape = 1\n")
	c, problems := h.load()
	if c.Mouse || !c.Live || len(c.Views) != 1 {
		t.Errorf("what is understood is not used: %+v", bare(c))
	}
	if Mistakes(problems) != 0 || len(problems) != 2 || !strings.Contains(problems[0].Text, "version 2") || !strings.Contains(lines(problems), "config.toml:1:11: warning:") {
		t.Errorf("problems:\n%s", lines(problems))
	}
	if _, err := c.SaveView(View{Name: "B"}); err == nil || !strings.Contains(err.Error(), "newer version") {
		t.Errorf("saving gives %v", err)
	}
	if err := c.Keep("/store", Memory{Filter: "x"}); err != nil {
		t.Error(err)
	}
	if names, _ := os.ReadDir(h.dir); len(names) != 1 {
		t.Errorf("files were written: %v", names)
	}
}

func TestFilesThatAreNone(t *testing.T) {
	h := newHome(t)
	if err := os.Mkdir(h.path("config.toml"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, problems := h.load(); !strings.Contains(lines(problems), "config.toml: it is a folder") {
		t.Errorf("a folder: %s", lines(problems))
	}
	h = newHome(t).write("config.toml", strings.Repeat("# long\n", maxFile/7+1))
	if _, problems := h.load(); !strings.Contains(lines(problems), "more than 262144 bytes") {
		t.Errorf("a long file: %s", lines(problems))
	}
	c, problems := Load(os.DevNull, sample())
	if len(problems) > 0 {
		t.Errorf("no file at all: %s", lines(problems))
	}
	if _, err := c.SaveView(View{Name: "A"}); err == nil {
		t.Error("a view was saved beside the null device")
	}
}

func TestFiles(t *testing.T) {
	c, _ := Load(filepath.Join("a", "b.toml"), sample())
	config, views, state := c.Files()
	if config != filepath.Join("a", "b.toml") || views != filepath.Join("a", "views.toml") || state != filepath.Join("a", "state.toml") {
		t.Errorf("the files are %q, %q, %q", config, views, state)
	}
	c, _ = Load("", sample())
	if config, views, state := c.Files(); config+views+state != "" {
		t.Errorf("without a path the files are %q, %q, %q", config, views, state)
	}
}
