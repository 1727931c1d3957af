package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestDataFolder(t *testing.T) {
	home := filepath.FromSlash("/home/anna")
	for _, c := range []struct {
		system string
		env    map[string]string
		want   string
	}{
		{"linux", map[string]string{"HOME": home}, home + "/.local/share"},
		{"linux", map[string]string{"HOME": home, "XDG_DATA_HOME": "/data"}, "/data"},
		{"linux", map[string]string{"HOME": home, "XDG_DATA_HOME": "relative"}, home + "/.local/share"},
		{"darwin", map[string]string{"HOME": home}, home + "/Library/Application Support"},
		{"windows", map[string]string{"HOME": home, "LOCALAPPDATA": "/local"}, "/local"},
		{"windows", map[string]string{"HOME": home}, home + "/AppData/Local"},
	} {
		got, err := dataFolder(c.system, func(name string) string { return c.env[name] })
		if err != nil || got != filepath.FromSlash(c.want) {
			t.Errorf("%s %v: %q, %v, want %q", c.system, c.env, got, err, c.want)
		}
	}
}

func TestStoreFile(t *testing.T) {
	env := map[string]string{"XDG_DATA_HOME": filepath.FromSlash("/data"), "WOOSYNC_STORE": "from-env.db"}
	a := &app{env: Env{Getenv: func(name string) string { return env[name] }}, storePath: "from-flag.db"}
	for _, want := range []string{"from-flag.db", "from-env.db", filepath.FromSlash("/data/woosync/store.db")} {
		if got, err := a.storeFile(); err != nil || got != want {
			t.Errorf("%q, %v, want %q", got, err, want)
		}
		if a.storePath == "" {
			delete(env, "WOOSYNC_STORE")
		}
		a.storePath = ""
	}
}

func TestParseSince(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 30, 0, 0, time.UTC)
	for word, want := range map[string]time.Time{
		"7d": now.AddDate(0, 0, -7), "36h": now.Add(-36 * time.Hour), "90m": now.Add(-90 * time.Minute), "2w": now.AddDate(0, 0, -14), "0d": now,
		"2026-11-01": time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC), "2026-11-01 14:00": time.Date(2026, 11, 1, 14, 0, 0, 0, time.UTC),
		"2026-11-01T14:00:05Z": time.Date(2026, 11, 1, 14, 0, 5, 0, time.UTC),
	} {
		if got, err := parseSince(word, now); err != nil || !got.Equal(want) {
			t.Errorf("%q is %v, %v, want %v", word, got, err, want)
		}
	}
	for _, word := range []string{"", "d", "7", "7y", "-7d", "999999999d", "2026-13-01", "yesterday"} {
		if got, err := parseSince(word, now); err == nil {
			t.Errorf("%q is taken for %v", word, got)
		}
	}
}

func TestTableAlignsByCells(t *testing.T) {
	var out bytes.Buffer
	if err := table(&out, []string{"Name", "N"}, [][]string{{"日本", "1"}, {"Åse", "2"}}); err != nil {
		t.Fatal(err)
	}
	if want := "Name  N\n日本  1\nÅse   2\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}

func TestProgressLine(t *testing.T) {
	p := progress{ascii: true}
	if got, want := p.line("Nordlys", 12, 24), "############............ 12 of 24  Nordlys"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := p.line("Nordlys", 0, 0); got != "Nordlys" {
		t.Errorf("an unknown total shows %q", got)
	}
	if got := p.line("Nordlys", 30, 24); strings.Count(got, "#") != 24 {
		t.Errorf("more than everything shows %q", got)
	}
}

func TestProgressWithoutTerminal(t *testing.T) {
	var errs bytes.Buffer
	a := &app{env: Env{Err: &errs, Getenv: os.Getenv, Now: time.Now}}
	p := a.progress()
	p.show("Nordlys", 1, 2)
	p.clear()
	if errs.Len() != 0 {
		t.Errorf("a progress bar went to what is no terminal: %q", errs.String())
	}
}
