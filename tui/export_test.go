package tui_test

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"woosync/sync/export"
	"woosync/tui"
)

// exporting runs a test with a folder of its own for exports.
func exporting(t *testing.T, f *fake, act func(s *stage, folder string)) {
	folder := t.TempDir()
	play(t, f, 120, 35, func(o *tui.Options) { o.ExportFolder = folder }, func(s *stage) { act(s, folder) })
}

// only is the one file in a folder.
func only(t *testing.T, folder string) string {
	t.Helper()
	found, err := os.ReadDir(folder)
	if err != nil || len(found) != 1 {
		t.Fatalf("the folder has %v (%v)", found, err)
	}
	if info, err := found[0].Info(); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file can be read by others: %v (%v)", info.Mode(), err)
	}
	return filepath.Join(folder, found[0].Name())
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestExport checks that exactly what is filtered is written, whole, in its order, and that a spreadsheet takes none of it for a formula.
func TestExport(t *testing.T) {
	f := newFake(5000)
	f.find(4991).Error = "=HYPERLINK(\"https://evil\")\n" + strings.Repeat("a long error ", 100) + "\x1b[2Jend"
	f.find(4991).Webshop = "@Nordlys"
	exporting(t, f, func(s *stage, folder string) {
		s.press("/").text("state:failed").press("enter", "x").sees("555 operations", "CSV  JSON").press("enter").sees("555 operations exported to", "woosync-operations-20261123-1304.csv")
		path := only(t, folder)
		rows, err := csv.NewReader(strings.NewReader(read(t, path))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 556 || rows[0][0] != "id" || rows[1][0] != "4991" || rows[1][5] != "failed" || rows[2][0] != "4982" {
			t.Fatalf("%d rows, the first %q", len(rows), rows[:3])
		}
		if e := rows[1][6]; rows[1][1] != "'@Nordlys" || !strings.HasPrefix(e, "'=HYPERLINK") || !strings.HasSuffix(e, "end") || strings.Contains(e, "\x1b") || len(e) < 1300 {
			t.Errorf("the texts are not harmless and whole: %q", rows[1])
		}
	})
}

func TestExportAsJSON(t *testing.T) {
	exporting(t, newFake(5000), func(s *stage, folder string) {
		s.press("x", "tab").sees("20261123-1304.json").press("tab").sees("20261123-1304.csv").press("tab", "enter").sees("5,000 operations exported to")
		var ops []export.Operation
		if err := json.Unmarshal([]byte(read(t, only(t, folder))), &ops); err != nil || len(ops) != 5000 || ops[0].ID != 5000 || ops[4999].ID != 1 {
			t.Errorf("%d operations (%v)", len(ops), err)
		}
	})
}

// TestExportName checks that the name can be changed, that its ending decides the format, and what cannot be a name.
func TestExportName(t *testing.T) {
	exporting(t, newFake(50), func(s *stage, folder string) {
		s.press("x", "ctrl+u", "enter").sees("Type the name of a file.")
		s.text(folder).press("enter").sees("is no file")
		s.text("/own name.JSON").press("enter").sees("50 operations exported to", "own name.JSON")
		if text := read(t, only(t, folder)); !strings.HasPrefix(text, "[\n{") {
			t.Errorf("it begins with %q", text[:20])
		}
		s.press("x", "ctrl+u").text("/nowhere/at/all").press("enter").sees("The file cannot be made").press("esc").lacks("─ Export")
	})
}

// TestExportAsksBeforeItReplaces checks that a file that exists stays as it is, unless the user says otherwise.
func TestExportAsksBeforeItReplaces(t *testing.T) {
	exporting(t, newFake(50), func(s *stage, folder string) {
		path := filepath.Join(folder, "woosync-operations-20261123-1304.csv")
		if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.press("x", "enter").sees("The file exists", "Replace it?").press("enter").lacks("Replace it?").sees("─ Export")
		if read(t, path) != "precious" {
			t.Fatal("the file was replaced unasked")
		}
		s.press("enter").press("y").sees("50 operations exported to")
		if text := read(t, only(t, folder)); strings.Count(text, "\n") < 51 {
			t.Errorf("it holds %q", text)
		}
	})
}

// TestExportShowsProgressAndStops checks that nothing is left of an export that was stopped, and that a file that was to be replaced stays.
func TestExportShowsProgressAndStops(t *testing.T) {
	f := newFake(5000)
	exporting(t, f, func(s *stage, folder string) {
		path := filepath.Join(folder, "woosync-operations-20261123-1304.csv")
		f.hold = make(chan struct{}, 1)
		s.press("x", "enter")
		f.hold <- struct{}{} // one page
		s.wait(time.Second).sees("2,000 of 5,000", "esc stop").press("x", "tab", "enter").sees("2,000 of 5,000")
		s.press("esc").sees("no file was left").lacks("2,000 of 5,000")
		if found, err := os.ReadDir(folder); err != nil || len(found) > 0 {
			t.Errorf("%v was left (%v)", found, err)
		}
		if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
			t.Fatal(err)
		}
		s.press("x", "enter", "y")
		f.hold <- struct{}{}
		s.wait(time.Second).press("esc")
		if read(t, only(t, folder)) != "precious" {
			t.Error("the file was replaced by a part of the export")
		}
		close(f.hold)
	})
}

// TestExportResults checks that the results of one operation are written as the list is narrowed.
func TestExportResults(t *testing.T) {
	f := newFake(400)
	f.items = results(12_000)
	exporting(t, f, func(s *stage, folder string) {
		s.press("down", "enter", "right", "x").sees("923 results of operation 399").press("enter").sees("923 results exported to", "woosync-operation-399-20261123-1304.csv", "Operation 399")
		rows, err := csv.NewReader(strings.NewReader(read(t, only(t, folder)))).ReadAll()
		if err != nil || len(rows) != 924 || rows[1][3] != "failed" || rows[1][0] != f.items[5].SKU {
			t.Errorf("%d rows (%v), the first %q", len(rows), err, rows[:2])
		}
	})
}

// TestExportFails checks that a store that fails in the middle leaves no file, and is told.
func TestExportFails(t *testing.T) {
	f := newFake(5000)
	exporting(t, f, func(s *stage, folder string) {
		f.hold = make(chan struct{}, 1)
		s.press("x", "enter")
		f.hold <- struct{}{}
		s.settle()
		f.mu.Lock()
		f.fail = fmt.Errorf("disk I/O error\x1b[2J")
		f.mu.Unlock()
		close(f.hold)
		s.wait(time.Second).sees("Nothing was exported: read the operations: disk I/O error").press("esc")
		if found, err := os.ReadDir(folder); err != nil || len(found) > 0 {
			t.Errorf("%v was left (%v)", found, err)
		}
	})
}
