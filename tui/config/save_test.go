package config

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
)

func names(views []View) string {
	var all []string
	for _, v := range views {
		all = append(all, v.Name)
	}
	return strings.Join(all, ",")
}

func TestViewsAreSaved(t *testing.T) {
	const own = "# mine\n[[view]]\nname = \"Failed\" # the first\nfilter = \"state:failed\"\n"
	h := newHome(t).write("config.toml", own)
	c := h.good()
	late := View{Name: "Late", Filter: `error:"timed out"`, Sort: []Sort{{"webshop", false}, {"created", true}}, Columns: []Column{{"webshop", 20}, {"created", 0}}}
	views, err := c.SaveView(late)
	if err != nil || names(views) != "Failed,Late" {
		t.Fatalf("saved as %s, %v", names(views), err)
	}
	if again := h.good(); !reflect.DeepEqual(again.Views, views) || !reflect.DeepEqual(again.Views[1], late) {
		t.Errorf("read back as %+v", again.Views)
	}
	if h.read("config.toml") != own {
		t.Error("config.toml was written")
	}
	if info, err := os.Stat(h.path("views.toml")); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("views.toml is %v, %v", info.Mode(), err)
	}

	views, err = c.SaveView(View{Name: "failed", Filter: "state:failed x"})
	if err != nil || names(views) != "failed,Late" || h.good().Views[0].Filter != "state:failed x" {
		t.Errorf("a saved view does not go before that of config.toml: %+v, %v", views, err)
	}
	if views, err = c.SaveView(View{Name: " Late ", Filter: "x"}); err != nil || names(views) != "failed,Late" || views[1].Filter != "x" {
		t.Errorf("a view of the same name is not replaced: %+v, %v", views, err)
	}
	if views, err = c.RemoveView("LATE"); err != nil || names(views) != "failed" {
		t.Errorf("removed: %s, %v", names(views), err)
	}
	if views, err = c.RemoveView("failed"); err != nil || names(views) != "Failed" || views[0].Filter != "state:failed" {
		t.Errorf("the view of config.toml does not come back: %+v, %v", views, err)
	}
	if _, err = c.RemoveView("Failed"); err == nil || !strings.Contains(err.Error(), "config.toml: remove it there") {
		t.Errorf("removing a view of config.toml gives %v", err)
	}
	if _, err = c.RemoveView("Nothing"); err == nil {
		t.Error("a view that is not there was removed")
	}
	if left, _ := filepath.Glob(h.path(".woosync-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// Two programs that save do not lose each other's views.
func TestSavingKeepsWhatOthersSaved(t *testing.T) {
	h := newHome(t)
	one, two := h.good(), h.good()
	if _, err := one.SaveView(View{Name: "One"}); err != nil {
		t.Fatal(err)
	}
	if views, err := two.SaveView(View{Name: "Two"}); err != nil || names(views) != "One,Two" {
		t.Errorf("saved as %s, %v", names(views), err)
	}
}

func TestViewsThatAreNotSaved(t *testing.T) {
	h := newHome(t)
	for name, v := range map[string]View{
		"no name":          {},
		"endless name":     {Name: strings.Repeat("x", 61)},
		"hostile name":     {Name: "a\u202eb"},
		"wrong filter":     {Name: "A", Filter: "state:gone"},
		"endless filter":   {Name: "A", Filter: strings.Repeat("x", 501)},
		"hostile filter":   {Name: "A", Filter: "a\x1b[31m"},
		"unknown column":   {Name: "A", Columns: []Column{{"nothing", 0}}},
		"unknown sort":     {Name: "A", Sort: []Sort{{"nothing", true}}},
		"impossible width": {Name: "A", Columns: []Column{{"state", 1000}}},
	} {
		if _, err := h.good().SaveView(v); err == nil {
			t.Errorf("%s: saved", name)
		}
	}
	if names, _ := os.ReadDir(h.dir); len(names) > 0 {
		t.Errorf("files were written: %v", names)
	}
	without, _ := Load("", sample())
	if _, err := without.SaveView(View{Name: "A"}); err == nil || !strings.Contains(err.Error(), "without a configuration") {
		t.Errorf("without a file: %v", err)
	}
	if _, err := (Config{}).SaveView(View{Name: "A"}); err == nil {
		t.Error("a configuration from nowhere was saved")
	}
}

// What somebody wrote into views.toml and the program does not understand is not lost.
func TestAFileWithMistakesIsLeftAlone(t *testing.T) {
	for name, text := range map[string]string{
		"mistake": "[[view]]\nname = \"A\"\nfiltre = \"x\"\n", "no TOML": "[[view]]\nname = A\n", "newer": "version = 7\n[[view]]\nname = \"A\"\n", "another section": "[screen]\nmouse = false\n",
	} {
		t.Run(name, func(t *testing.T) {
			h := newHome(t).write("views.toml", text)
			c, problems := h.load()
			if len(problems) == 0 || filepath.Base(problems[0].File) != "views.toml" || !c.Mouse {
				t.Errorf("problems:\n%s", lines(problems))
			}
			if _, err := c.SaveView(View{Name: "B"}); err == nil || !strings.Contains(err.Error(), "nothing is saved") {
				t.Errorf("saving gives %v", err)
			}
			if h.read("views.toml") != text {
				t.Error("the file was written")
			}
		})
	}
}

func TestAViewShowsWhatItSortsBy(t *testing.T) {
	h := newHome(t)
	views, err := h.good().SaveView(View{Name: "A", Sort: []Sort{{"id", true}}, Columns: []Column{{"state", 0}}})
	if err != nil || formatColumns(views[0].Columns) != `["state", "id"]` {
		t.Errorf("saved as %+v, %v", views, err)
	}
	h.good()
}

func TestThereIsAnEndToViews(t *testing.T) {
	h := newHome(t)
	var b strings.Builder
	for i := range maxViews {
		b.WriteString("[[view]]\nname = \"" + itoa(i) + "\"\n")
	}
	c := h.write("config.toml", b.String()).good()
	if _, err := c.SaveView(View{Name: "one more"}); err == nil || !strings.Contains(err.Error(), "100 views") {
		t.Errorf("one view too many gives %v", err)
	}
	if _, err := c.SaveView(View{Name: "7", Filter: "x"}); err != nil {
		t.Errorf("a view in the place of another gives %v", err)
	}
	b.WriteString("[[view]]\nname = \"one more\"\n")
	if c, problems := h.write("config.toml", b.String()).load(); len(c.Views) != maxViews || !strings.Contains(lines(problems), "more than 100 views") {
		t.Errorf("%d views, %s", len(c.Views), lines(problems))
	}
}

// A link to a file that is kept elsewhere stays a link.
func TestALinkStaysALink(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // links need a privilege there
	}
	h, elsewhere := newHome(t), newHome(t).write("mine.toml", "version = 1\n")
	if err := os.Symlink(elsewhere.path("mine.toml"), h.path("views.toml")); err != nil {
		t.Fatal(err)
	}
	if _, err := h.good().SaveView(View{Name: "A"}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(elsewhere.read("mine.toml"), `"A"`) {
		t.Error("what the link points to was not written")
	}
	if target, err := os.Readlink(h.path("views.toml")); err != nil || target != elsewhere.path("mine.toml") {
		t.Errorf("the link is %q, %v", target, err)
	}
}

func TestAFolderThatIsNone(t *testing.T) {
	h := newHome(t).write("file", "")
	c, _ := Load(filepath.Join(h.path("file"), "config.toml"), sample())
	if _, err := c.SaveView(View{Name: "A"}); err == nil {
		t.Errorf("saving gives %v", err)
	}
	c, problems := Load(h.path("new/config.toml"), sample())
	if _, err := c.SaveView(View{Name: "A"}); err != nil || len(problems) > 0 {
		t.Errorf("a folder that is not there yet: %v, %s", err, lines(problems))
	}
	if info, err := os.Stat(h.path("new")); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is %v, %v", info, err)
	}
}

func TestMemory(t *testing.T) {
	left := Memory{Filter: "state:failed x", Sort: []Sort{{"webshop", false}}, Columns: []Column{{"webshop", 20}, {"state", 0}}}
	for _, c := range []struct {
		name, config, after string // config.toml before and after; "" for the same
		store               string
		want                Memory
	}{
		{"the same store", "", "", "/a.db", left},
		{"another store", "", "", "/b.db", Memory{Sort: left.Sort, Columns: left.Columns}},
		{"nothing wanted", "[remember]\nfilter = false\nsort = false\ncolumns = false\n", "", "/a.db", Memory{}},
		{"no filter", "[remember]\nfilter = false\n", "", "/a.db", Memory{Sort: left.Sort, Columns: left.Columns}},
		{"no order", "[remember]\nsort = false\n", "", "/a.db", Memory{Filter: left.Filter, Columns: append(left.Columns[:2:2], Column{"created", 0})}},
		{"no columns", "[remember]\ncolumns = false\n", "", "/a.db", Memory{Filter: left.Filter, Sort: left.Sort}},
		{"switched off later", "", "[remember]\nfilter = false\n", "/a.db", Memory{Sort: left.Sort, Columns: left.Columns}},
		{"the table changed since", "", "[table]\ncolumns = [\"state\", \"created\"]\n", "/a.db", Memory{Filter: left.Filter}},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newHome(t).write("config.toml", c.config)
			if err := h.good().Keep("/a.db", left); err != nil {
				t.Fatal(err)
			}
			if c.after != "" {
				h.write("config.toml", c.after)
			}
			got, problems := h.good().Recall(c.store)
			if !reflect.DeepEqual(got, c.want) || len(problems) > 0 {
				t.Errorf("recalled %+v, want %+v\n%s", got, c.want, lines(problems))
			}
		})
	}
}

func TestNothingIsWrittenThatDidNotChange(t *testing.T) {
	h := newHome(t)
	c := h.good()
	if m, problems := c.Recall("/a.db"); !reflect.DeepEqual(m, Memory{}) || len(problems) > 0 {
		t.Errorf("out of nothing is recalled %+v %s", m, lines(problems))
	}
	m := Memory{Filter: "x", Sort: c.Sort, Columns: c.Columns}
	if err := c.Keep("/a.db", m); err != nil {
		t.Fatal(err)
	}
	if text := h.read("state.toml"); strings.Contains(text, "sort") || strings.Contains(text, "columns") {
		t.Errorf("what the table has anyway is kept:\n%s", text)
	}
	before, _ := os.Stat(h.path("state.toml"))
	if err := c.Keep("/a.db", m); err != nil {
		t.Fatal(err)
	}
	if after, _ := os.Stat(h.path("state.toml")); !os.SameFile(before, after) {
		t.Error("the same was written again")
	}
}

// A state that cannot be read is forgotten, and one of a newer version is left alone.
func TestSpoiledMemory(t *testing.T) {
	for _, text := range []string{"filter = 3", "[screen]\nfilter = \"x\"\nsort = \"nothing\"\n", "\x00\xff", "[screen]\nstore = \"/a.db\"\nglow = true\n"} {
		h := newHome(t).write("state.toml", text)
		c := h.good()
		m, problems := c.Recall("/a.db")
		if !reflect.DeepEqual(m, Memory{}) || len(problems) != 1 || !problems[0].Warning {
			t.Errorf("%q: recalled %+v\n%s", text, m, lines(problems))
		}
		if err := errors.Join(c.Keep("/a.db", Memory{Filter: "y"})); err != nil {
			t.Error(err)
		}
		if m, problems := c.Recall("/a.db"); m.Filter != "y" || len(problems) > 0 {
			t.Errorf("%q: then recalled %+v\n%s", text, m, lines(problems))
		}
	}
	const newer = "version = 3\n[screen]\nglow = 1\n"
	h := newHome(t).write("state.toml", newer)
	c := h.good()
	if _, problems := c.Recall("/a.db"); len(problems) != 1 || !problems[0].Warning {
		t.Errorf("a newer version: %s", lines(problems))
	}
	if err := c.Keep("/a.db", Memory{Filter: "y"}); err != nil || h.read("state.toml") != newer {
		t.Errorf("a newer version was written: %v", err)
	}
	h = newHome(t).write("state.toml", "[screen]\nstore = \"/a.db\"\nfilter = \"state:gone\"\n")
	if m, _ := h.good().Recall("/a.db"); m.Filter != "" {
		t.Errorf("a filter that cannot be read is recalled: %+v", m)
	}
}
