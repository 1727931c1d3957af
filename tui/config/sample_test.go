package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// sample is a screen with a little of everything that there is to configure.
func sample() Screen {
	styles := func(words ...string) map[string]Style {
		m := map[string]Style{}
		for i := 0; i < len(words); i += 2 {
			s, err := ParseStyle(words[i+1])
			if err != nil {
				panic(err)
			}
			m[words[i]] = s
		}
		return m
	}
	return Screen{
		Commands: []Command{
			{Name: "up", Keys: []string{"up", "k"}, Help: "Move up", Group: "Move"},
			{Name: "down", Keys: []string{"down", "j"}, Help: "Move down", Group: "Move"},
			{Name: "page-down", Keys: []string{"pgdown"}, Help: "One page down", Group: "Move"},
			{Name: "synchronize", Keys: []string{"s"}, Help: "Synchronize the chosen product", Group: "Synchronize"},
			{Name: "synchronize-from-field", Keys: []string{"ctrl+s"}, Help: "Synchronize while a text is typed", Group: "Synchronize", OnlySpecial: true},
			{Name: "details", Keys: []string{"enter"}, Help: "Details of this operation", Group: "Read", NeedsSpecial: true},
			{Name: "copy", Keys: []string{"c"}, Help: "Copy the whole error to the clipboard", Group: "Read"},
			{Name: "refresh", Keys: []string{"r"}, Help: "Load the operations again now", Group: "Screen"},
			{Name: "back", Keys: []string{"esc"}, Help: "One step back", Group: "Screen", NeedsSpecial: true},
			{Name: "help", Keys: []string{"?"}, Help: "This help", Group: "Screen"},
			{Name: "interrupt", Keys: []string{"ctrl+c"}, Help: "Quit from anywhere", Group: "Screen", NeedsSpecial: true, OnlySpecial: true},
		},
		Editing:  []string{"backspace", "left", "right", "ctrl+u"},
		Reserved: []string{"ctrl+z"},
		Columns: []Title{
			{Name: "webshop", Title: "Webshop"}, {Name: "state", Title: "State"}, {Name: "error", Title: "Error"},
			{Name: "created", Title: "Created on"}, {Name: "id", Title: "Number", Hidden: true}, {Name: "duration", Title: "Duration", Hidden: true, Unsorted: true},
		},
		Sort: []Sort{{"created", true}}, SortKeys: 2,
		Themes: []Theme{
			{"default", "legible on light and dark", styles("good", "green", "bad", "bold red", "cursor", "reverse")},
			{"high-contrast", "black and white, bold and reverse", styles("good", "bold", "bad", "bold reverse", "cursor", "bold reverse")},
			{"colour-blind", "blue and orange", styles("good", "blue", "bad", "208", "cursor", "on #204060")},
		},
		Styles: []Role{{"good", "what went well"}, {"bad", "errors"}, {"cursor", "the row under the cursor"}},
		CheckFilter: func(text string) error {
			if _, v, ok := strings.Cut(text, "state:"); ok && !strings.HasPrefix(v, "failed") {
				return errors.New("there is no state " + quoted(v))
			}
			return nil
		},
	}
}

// home is a folder for configurations.
type home struct {
	t   *testing.T
	dir string
}

func newHome(t *testing.T) home { return home{t, t.TempDir()} }

func (h home) path(name string) string { return filepath.Join(h.dir, name) }

func (h home) write(name, content string) home {
	h.t.Helper()
	if err := os.WriteFile(h.path(name), []byte(content), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return h
}

func (h home) read(name string) string {
	h.t.Helper()
	data, err := os.ReadFile(h.path(name))
	if err != nil {
		h.t.Fatal(err)
	}
	return string(data)
}

// load loads config.toml of this folder.
func (h home) load() (Config, []Problem) { return Load(h.path("config.toml"), sample()) }

// good is load of files without problems.
func (h home) good() Config {
	h.t.Helper()
	c, problems := h.load()
	if len(problems) > 0 {
		h.t.Fatalf("problems:\n%s", lines(problems))
	}
	return c
}

// lines are problems as they are printed, with the names of their files alone.
func lines(problems []Problem) string {
	var b strings.Builder
	for _, p := range problems {
		if p.File != "" {
			p.File = filepath.Base(p.File)
		}
		b.WriteString(p.String() + "\n")
	}
	return b.String()
}

// bare is a configuration without where it came from, to compare.
func bare(c Config) Config {
	c.place = nil
	return c
}
