package config

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

// Whatever a file holds, what is loaded is whole, and printed it is a file without mistakes that says the same.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"mistakes.toml", "syntax.toml"} {
		data, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	c, _ := Load("", sample())
	f.Add([]byte(c.Text()))
	for _, s := range []string{"\ufeffversion = 2\n[x]", "view = [{name = \"a\"}, {name = 1}]", "a.b.c = [[[{}]]]\r\n", "\r", "[[view]]\n[view.x]\n[view]", "[keys]\nup = \"\xc3\"", "x = \"\"\"\n", "[[[", "=", "a=[\n\n#", "[table]\nsort=\"id\"\ncolumns=[\"id:9\"]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		h := newHome(t).write("config.toml", string(data))
		c, problems := h.load()
		for _, p := range problems {
			if p.Line < 0 || p.Line > 0 && p.Column < 1 || p.Text == "" || p.String() == "" {
				t.Fatalf("a problem without place or words: %+v", p)
			}
		}
		if len(problems) == 0 {
			var all map[string]any
			if err := toml.Unmarshal(bytes.TrimPrefix(data, []byte("\ufeff")), &all); err != nil {
				t.Fatalf("no word of complaint about what is no TOML: %v", err)
			}
		}
		whole(t, c)
		readBack(t, c)
	})
}

// whole fails unless a configuration is one that the screen can work with.
func whole(t *testing.T, c Config) {
	t.Helper()
	s := sample()
	owners := map[string]string{}
	for _, cmd := range s.Commands {
		for _, k := range c.Keys[cmd.Name] {
			if owners[k] != "" || slices.Contains(s.Reserved, k) || cmd.OnlySpecial && !s.special(k) {
				t.Fatalf("%q is bound to %s and %s", k, owners[k], cmd.Name)
			}
			owners[k] = cmd.Name
			if key, why, _ := parseKey(k); key != k {
				t.Fatalf("%q is bound, which is %q (%s)", k, key, why)
			}
		}
		if cmd.NeedsSpecial && !slices.ContainsFunc(c.Keys[cmd.Name], s.special) {
			t.Fatalf("%s has no key that works while a text is typed: %q", cmd.Name, c.Keys[cmd.Name])
		}
	}
	if len(c.Keys) != len(s.Commands) {
		t.Fatalf("%d commands have keys, there are %d", len(c.Keys), len(s.Commands))
	}
	for _, v := range append(c.Views, View{Name: "the table"}) {
		columns, sort := c.look(v)
		all, hidden := shown(columns, sort)
		if len(all) == 0 || len(sort) == 0 || len(sort) > s.SortKeys || len(hidden) > 0 || wrongName(v.Name) != "" || s.checkFilter(v.Filter) != nil {
			t.Fatalf("the view %+v shows %v sorted by %v, hides %v", v, columns, sort, hidden)
		}
	}
	if c.Location() == nil || s.theme(c.Theme).Name == "" {
		t.Fatalf("zone %q, theme %q", c.TimeZone, c.Theme)
	}
}
