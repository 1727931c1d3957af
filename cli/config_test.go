package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"woosync/tui"
	"woosync/tui/config"
)

func TestConfigFolder(t *testing.T) {
	for _, c := range []struct {
		system string
		env    map[string]string
		want   string
	}{
		{"linux", map[string]string{"HOME": "/home/anna"}, "/home/anna/.config"},
		{"linux", map[string]string{"HOME": "/home/anna", "XDG_CONFIG_HOME": "/etc/anna"}, "/etc/anna"},
		{"linux", map[string]string{"HOME": "/home/anna", "XDG_CONFIG_HOME": "anna"}, "/home/anna/.config"},
		{"darwin", map[string]string{"HOME": "/Users/anna"}, "/Users/anna/Library/Application Support"},
		{"darwin", map[string]string{"HOME": "/Users/anna", "XDG_CONFIG_HOME": "/etc/anna"}, "/etc/anna"},
		{"windows", map[string]string{"HOME": "/Users/anna", "APPDATA": "/roaming"}, "/roaming"},
		{"windows", map[string]string{"HOME": "/Users/anna"}, "/Users/anna/AppData/Roaming"},
	} {
		got, err := configFolder(c.system, func(name string) string { return c.env[name] })
		if err != nil || filepath.ToSlash(got) != c.want {
			t.Errorf("on %s with %v it is %q, %v, want %q", c.system, c.env, got, err, c.want)
		}
	}
}

func TestConfigPath(t *testing.T) {
	m := newMachine(t)
	m.env["HOME"], m.env["XDG_CONFIG_HOME"] = m.dir, filepath.Join(m.dir, "xdg")
	if r := m.run("config", "path").ends(0); r.out != filepath.Join(m.dir, "xdg", "woosync", "config.toml")+"\n" {
		t.Errorf("the path is %q", r.out)
	}
	m.env["WOOSYNC_CONFIG"] = filepath.Join(m.dir, "mine.toml")
	if r := m.run("config", "path").ends(0); r.out != m.env["WOOSYNC_CONFIG"]+"\n" {
		t.Errorf("the path is %q", r.out)
	}
	if r := m.run("config", "path", "--config", "other.toml").ends(0); r.out != "other.toml\n" {
		t.Errorf("the path is %q", r.out)
	}
}

// `woosync config > FILE` is a start that woosync has nothing to say about, and that says what is in use.
func TestConfigIsAStart(t *testing.T) {
	m := newMachine(t)
	m.env["XDG_CONFIG_HOME"] = m.dir
	m.run("config", "check").ends(0).tells("everything has its default")
	first := m.run("config").ends(0)
	if first.err != "" {
		t.Errorf("beside the file it says %q", first.err)
	}
	file := m.file("mine.toml", first.out)
	m.run("config", "check", "--config", file).ends(0).tells("is right")
	if again := m.run("config", "--config", file).ends(0); again.out != first.out {
		t.Error("read back it is another file")
	}
	for _, want := range []string{"\nsynchronize ", `= ["s"]`, "synchronize-from-field", `theme = "default"`, "colour-blind", `"webshop", "synchronize-all", "state", "error", "created", "started", "completed"`, `time-zone = "local"`, "# failed "} {
		if !strings.Contains(first.out, want) {
			t.Errorf("%q is not in the file:\n%s", want, first.out)
		}
	}
	changed := strings.NewReplacer(`theme = "default"`, `theme = "high-contrast"`, `mouse = true`, `mouse = false`, `["q"]`, `["q", "Q"]`).Replace(first.out)
	file = m.file("changed.toml", changed)
	if r := m.run("config", "--config", file).ends(0); !strings.Contains(r.out, `theme = "high-contrast"`) || !strings.Contains(r.out, `mouse = false`) || !strings.Contains(r.out, `["q", "Q"]`) {
		t.Errorf("what was changed is not in use:\n%s", r.out)
	}
}

func TestConfigCheck(t *testing.T) {
	m := newMachine(t)
	file := m.file("config.toml", "[screen]\ntheme = \"drak\"\nmouse = false\n[keys]\nrefresh = \"p\"\n[[view]]\nname = \"A\\u001b[31m\"\n[[view]]\nname = \"B\"\nfilter = \"state:broken\"\n")
	r := m.run("config", "check", "--config", file).ends(1)
	want := []string{
		file + `:2:9: "theme" cannot be "drak". Perhaps "dark" is meant.`,
		file + `:5:11: "p" is bound to "refresh" here and to "search" by default, which is left without a key. Bind another key to "search" as well, or write search = [].`,
		file + `:7:8: the name "A\x1b[31m" holds characters that cannot be shown. Choose another name; the view is left out.`,
	}
	if lines := strings.Split(strings.TrimSpace(r.out), "\n"); len(lines) != 4 || strings.Join(lines[:3], "\n") != strings.Join(want, "\n") || !strings.HasPrefix(lines[3], file+":10:10: there is no state “broken”: ") {
		t.Errorf("check says\n%s\nwant\n%s", r.out, strings.Join(want, "\n"))
	}
	if !strings.Contains(r.err, "4 mistakes") {
		t.Errorf("at the end it says %q", r.err)
	}
	r = m.run("config", "--config", file).ends(0)
	if !strings.Contains(r.out, "mouse = false") || strings.Count(r.err, "\n") != 4 {
		t.Errorf("printed with mistakes:\n%s%s", r.err, r.out)
	}

	m.file("config.toml", "version = 2\n[screen]\nnew = 1\n")
	m.run("config", "check", "--config", file).ends(0).tells("warning: the file is of version 2", "Use a newer woosync")
	m.file("config.toml", "")
	m.file("views.toml", "[[view]]\nnmae = \"A\"\n")
	m.run("config", "check", "--config", file).ends(1).tells(filepath.Join(m.dir, "views.toml") + `:2:1: a view has no setting "nmae". Perhaps "name" is meant.`)
	m.file("views.toml", "")
	m.file("state.toml", "[screen")
	m.run("config", "check", "--config", file).ends(0).tells("state.toml:1:", "warning: how the screen was left cannot be read")
}

func TestConfigThatIsNotThere(t *testing.T) {
	m := newMachine(t)
	for _, line := range []string{"config", "config check"} {
		m.run(append(strings.Fields(line), "--config", filepath.Join(m.dir, "none.toml"))...).ends(1).tells("there is no configuration", "none.toml")
	}
	m.run("config", "paht").ends(2).tells(`no command "paht"`, "path")
	m.run("config", "check", "extra").ends(2)
	if names, err := os.ReadDir(m.dir); err != nil || len(names) > 0 {
		t.Errorf("files were made: %v, %v", names, err)
	}
}

// What the screen offers is what the configuration prints: every name once, and no default that the check would refuse.
func TestWhatIsConfigurable(t *testing.T) {
	s := tui.Configurable()
	c, problems := config.Load("", s)
	if len(problems) > 0 {
		t.Errorf("problems with the defaults: %v", problems)
	}
	text := c.Text()
	_, keys, _ := strings.Cut(text, "\n[keys]\n")
	for _, cmd := range s.Commands {
		if strings.Count(keys, "\n"+cmd.Name+" ") != 1 {
			t.Errorf("the action %q is not in the file once", cmd.Name)
		}
	}
	for _, r := range s.Styles {
		if strings.Count(text, "\n# "+r.Name+" ") != 1 {
			t.Errorf("the style %q is not in the file once", r.Name)
		}
	}
}

// The screens look as the configuration says, and begin as they were left.
func TestScreensFollowTheConfiguration(t *testing.T) {
	m := newMachine(t).withOperations()
	folder := filepath.Join(m.env["XDG_CONFIG_HOME"], "woosync")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "config.toml"), []byte("[screen]\nascii = true\ntheme = \"drak\"\n[keys]\nquit = \"Q\"\n[[view]]\nname = \"Gone wrong\"\nfilter = \"state:failed\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	shown, status := m.inTerminal([]typed{{"drak", "\r"}, {"Gone wrong", ".oQ"}})
	if status != 0 || strings.ContainsAny(shown, "│›") || !strings.Contains(shown, `config.toml:2:9`) && !strings.Contains(shown, `"drak"`) {
		t.Errorf("it ended with %d and showed: %q", status, shown)
	}
	state, err := os.ReadFile(filepath.Join(folder, "state.toml"))
	if err != nil || !strings.Contains(string(state), "filter = \"state:failed\"\nsort = \"created\"\n") || !strings.Contains(string(state), m.store) {
		t.Errorf("it was left as %s, %v", state, err)
	}
	shown, status = m.inTerminal([]typed{{"drak", "\r"}, {"oldest first", "Q"}})
	if status != 0 {
		t.Errorf("it ended with %d and showed: %q", status, shown)
	}
	m.run("doctor").tells("configuration", `"theme" cannot be "drak"`, "woosync config check")
}
