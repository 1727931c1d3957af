package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	uv "github.com/charmbracelet/ultraviolet"
)

// TestScreensGoOverToTheStoreThatReplacedTheirs checks in a real terminal that the screens and their worker move to the file in the place of the store when told to,
// and not before; nothing is written to one that is none.
func TestScreensGoOverToTheStoreThatReplacedTheirs(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // an open file cannot be replaced there
	}
	m := stocked(t).withHistory(nil)
	copied := filepath.Join(m.dir, "another.db") // made while nobody works: it names no worker to wait for
	m.run("backup", copied).ends(0)
	d := m.screens()
	d.sees("1–27 of 60", "worker ready").text("/state:failed").sees("of 12").keys(uv.KeyEnter).sees("Failed ×")
	former := filepath.Join(m.dir, "former.db")
	text := []byte(strings.Repeat("no store at all\n", 1000))
	for _, err := range []error{os.Link(m.store, former), os.WriteFile(m.store+".new", text, 0o600), os.Rename(m.store+".new", m.store)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	d.sees("The store was replaced: r opens it.").keys('r').sees("cannot be opened: it is not a store of woosync.")
	if now, err := os.ReadFile(m.store); err != nil || string(now) != string(text) {
		t.Errorf("the file was written to (%v): %.30q", err, now)
	}
	if err := os.Rename(copied, m.store); err != nil {
		t.Fatal(err)
	}
	d.keys('r').sees("these are the operations of the new one", "of 12", "Failed ×", "worker ready").keys(uv.KeyEscape).sees("of 60")
	d.keys('p').sees("name, SKU or barcode").text("woo-cap").sees("+ add").keys(uv.KeyEnter, 's').sees("would be added to Practice").keys(uv.KeyEnter)
	d.sees("of 61").await("the end of it", func(s string) bool { return strings.Contains(cursorRow(s), "✓ Completed") })
	d.keys('q').ends()
	for file, want := range map[string]string{m.store: "Practice", former: "Sydkysten"} { // the newest
		m.store = file
		if out := m.run("operations", "--limit", "1").ends(0).out; !strings.Contains(out, want) {
			t.Errorf("%s holds %s", file, out)
		}
	}
}
