package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"woosync/store"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"
)

// withHistory puts operations into the store that a screen has more of than it shows.
func (m *machine) withHistory(change func(*store.Operation)) *machine {
	m.t.Helper()
	st, err := store.Open(m.t.Context(), store.Options{Path: m.store})
	if err != nil {
		m.t.Fatal(err)
	}
	defer st.Close()
	ops := make([]store.Operation, 60)
	for i := range ops {
		at := time.Now().Add(-time.Duration(len(ops)-i) * time.Hour)
		ops[i] = store.Operation{Webshop: []string{"Nordlys", "Sydkysten"}[i%2], WebshopURL: "https://nordlys.example", State: store.Completed, CreatedOn: at, StartedOn: at.Add(time.Second),
			CompletedOn: at.Add(time.Minute), RequestedBy: "schedule", Attempts: 1, Total: 812, Done: 812, Counts: store.Counts{Updated: 812}}
		if i%5 == 4 {
			ops[i].State, ops[i].Error = store.Failed, fmt.Sprintf("%d of 812 products failed\nWH-%d  Hoodie: the price 1.200,00 is not a number\nWH-2  Beanie: refused", i, 1000+i)
		}
		if change != nil {
			change(&ops[i])
		}
	}
	if err := st.AddOperations(m.t.Context(), ops); err != nil {
		m.t.Fatal(err)
	}
	return m
}

// TestMainJobByKeyboard sorts, filters, reads, copies, exports and synchronizes in a real terminal, by keyboard, with a webshop that answers.
func TestMainJobByKeyboard(t *testing.T) {
	m := stocked(t).withHistory(nil)
	d := m.screens()
	d.sees("1–27 of 60", "worker ready", "Failed 12")
	d.keys('o').sees("Created on ▲").keys('o').sees("Created on ▼").keys(uv.KeyDown, uv.KeyUp)
	d.text("/state:failed").sees("of 12").keys(uv.KeyEnter).sees("Failed ×")
	d.keys('e').sees("59 of 812 products failed", "WH-1059", "Copy error").keys('c').sees("terminal's clipboard")
	if got := d.clipboard(); got != "59 of 812 products failed\nWH-1059  Hoodie: the price 1.200,00 is not a number\nWH-2  Beanie: refused" {
		t.Errorf("copied %q", got)
	}
	d.keys(uv.KeyEscape).lacks("─ Error of operation").keys('x').sees("12 operations").keys(uv.KeyEnter).sees("12 operations exported to")
	if found, err := filepath.Glob(filepath.Join(m.dir, "woosync-operations-*.csv")); err != nil || len(found) != 1 {
		t.Errorf("exported to %v (%v)", found, err)
	} else if file, err := os.ReadFile(found[0]); err != nil || string(file) != m.run("operations", "--state", "failed", "--limit", "0", "--csv").ends(0).out {
		t.Errorf("the command prints something else than the screen exports (%v):\n%s", err, file)
	}
	d.keys(uv.KeyEscape).sees("of 60").keys('p').sees("name, SKU or barcode").text("woo-cap")
	d.sees("› woo-cap", "+ add").keys(uv.KeyEnter).sees("s Synchronize").keys('s').sees("would be added to Practice").keys(uv.KeyEnter)
	d.sees("has started", "of 61").await("the end of it", func(s string) bool { return strings.Contains(cursorRow(s), "✓ Completed") })
	d.keys(uv.KeyEnter).sees("named products: woo-cap", "1 added", "+ added").keys('y').sees("─ Copy").keys(uv.KeyEscape).lacks("─ Copy").keys(uv.KeyEscape).lacks("1 added")
	if p := bySKU(t, dial(t, practiceShop{url: m.env["SHOP"], key: m.env["WOOSYNC_CONSUMER_KEY"], secret: m.env["WOOSYNC_CONSUMER_SECRET"]}), "woo-cap"); p.ID == 0 {
		t.Error("the webshop does not have it")
	}
	d.keys('q').ends()
}

// cursorRow is the row of the table under the cursor.
func cursorRow(screen string) string {
	for _, l := range strings.Split(screen, "\n") {
		if strings.HasPrefix(l, "›") {
			return l
		}
	}
	return ""
}

// TestMainJobByMouse does the same by mouse alone, but for the letters of the search; and hovers.
func TestMainJobByMouse(t *testing.T) {
	m := stocked(t).withHistory(nil)
	d := m.screens()
	d.sees("1–27 of 60", "worker ready", "Failed 12")
	d.click("Completed on").sees("Completed on▼").click("Created on").sees("Created on ▼")
	d.point("59 of 812").sees("WH-1059").point("Failed 12").lacks("WH-1059")
	d.click("Failed 12").sees("of 12").click("54 of 812").await("the cursor on it", func(s string) bool { return strings.Contains(cursorRow(s), "54 of 812") })
	d.click("Copy error").sees("terminal's clipboard")
	if got := d.clipboard(); !strings.HasPrefix(got, "54 of 812 products failed\nWH-1054") {
		t.Errorf("copied %q", got)
	}
	d.click("Failed ×").sees("of 60").click("Search product").sees("name, SKU or barcode").text("woo-sunglasses")
	d.sees("1 product ").point("+ add").sees("Practice would get it as a new product")
	d.click("+ add").click("Synchronize to Practice").sees("would be added to Practice").click("› Synchronize").sees("has started", "of 61")
	d.await("the end of it", func(s string) bool { return strings.Contains(cursorRow(s), "✓ Completed") })
	for range 3 {
		d.em.SendMouse(vt.MouseWheel{X: 10, Y: 10, Button: vt.MouseWheelDown})
	}
	d.sees("10–36 of 61").click("q quit").ends()
}

// TestHostileTextsInATerminal looks at every byte that reaches a real terminal while hostile texts are on the screen, and are copied.
func TestHostileTextsInATerminal(t *testing.T) {
	m := stocked(t).withHistory(func(o *store.Operation) {
		o.Webshop, o.WebshopURL, o.RequestedBy, o.Note = evil, "https://"+evil, evil, evil
		if o.Error != "" {
			o.Error = evil + "\nthe second line"
		}
	})
	d := m.screens()
	d.sees("1–27 of 60", "worker ready", "Failed 12").text("/state:failed").sees("of 12").keys(uv.KeyEnter).sees("Failed ×")
	d.keys('e').sees("the second line").keys('c').sees("terminal's clipboard")
	if got := d.clipboard(); !strings.HasSuffix(got, "the second line") || acting(got) != "" {
		t.Errorf("copied %q: %s", got, acting(got))
	}
	d.keys(uv.KeyEscape).lacks("─ Error of operation").keys(uv.KeyEnter).sees("Attempts", "the second line").keys('y').sees("─ Copy").keys(uv.KeyEscape).lacks("─ Copy").keys(uv.KeyEscape).lacks("Attempts")
	d.keys('f').sees("Filter").keys(uv.KeyEscape).lacks("─ Filter").keys('=').sees("×")
	d.keys('q').ends()
}

// TestDemoInATerminal opens what anybody sees first. What is done there leaves no trace among the user's files.
func TestDemoInATerminal(t *testing.T) {
	m := newMachine(t)
	m.store = ""
	m.env["TMPDIR"] = t.TempDir()
	d := m.screens("demo")
	d.sees("Nordlys", "Sydkysten", "worker", "Failed").keys('?').sees("─ Help").keys(uv.KeyEscape).lacks("─ Help").keys(uv.KeyEnd).sees("Created on")
	d.text("/state:failed").sees("of ").keys(uv.KeyEnter).sees("Failed ×")
	d.keys('v').sees("─ Views", "Save what is shown").keys(uv.KeyDown, uv.KeyEnter).sees("The name of the view").text("Mine").keys(uv.KeyEnter).sees("Mine", "was saved").keys('q').ends()
	if _, err := os.Stat(m.env["XDG_CONFIG_HOME"]); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the demo wrote among the configuration of the user: %v", err)
	}
}

// TestTerminalThatAnswersNothing checks that the screens come and go on a terminal that answers no question.
func TestTerminalThatAnswersNothing(t *testing.T) {
	m := newMachine(t).withHistory(nil)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := m.command(ctx)
	cmd.Env = append(cmd.Env, "TERM=xterm-256color")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	defer tty.Close()
	var all []byte
	buffer, asked := make([]byte, 1<<16), false
	for {
		n, err := tty.Read(buffer)
		all = append(all, buffer[:n]...)
		if !asked && bytes.Contains(all, []byte("of 60")) { // it has drawn
			asked = true
			if _, err := tty.Write([]byte("q")); err != nil {
				t.Fatal(err)
			}
		}
		if err != nil {
			break
		}
	}
	if err := cmd.Wait(); err != nil || !asked {
		t.Errorf("it ended with %v, drawn: %v", err, asked)
	}
}
