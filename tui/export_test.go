package tui_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"woosync/tui"
)

func TestExport(t *testing.T) {
	folder := t.TempDir()
	f := newFake(5000)
	long := "=HYPERLINK(\"https://evil\")\n" + strings.Repeat("a long error ", 100) + "\x1b[2Jend"
	f.find(4991).Error = long
	f.find(4991).Webshop = "@Nordlys"
	play(t, f, 120, 35, func(o *tui.Options) { o.ExportFolder = folder }, func(s *stage) {
		s.press("/").text("state:failed").press("enter", "x").sees("555 operations as CSV").press("enter").sees("555 operations exported to", "woosync-operations-20261123-1304.csv")
		s.press("x", "enter").sees("already").press("esc").lacks("as CSV")
	})
	file, err := os.Open(filepath.Join(folder, "woosync-operations-20261123-1304.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 556 || rows[0][0] != "id" || rows[1][0] != "4991" || rows[1][5] != "failed" {
		t.Fatalf("%d rows, the first %q", len(rows), rows[:2])
	}
	if rows[1][1] != "'@Nordlys" || !strings.HasPrefix(rows[1][6], "'=HYPERLINK") || !strings.HasSuffix(rows[1][6], "end") || strings.Contains(rows[1][6], "\x1b") || len(rows[1][6]) < 1300 {
		t.Errorf("the texts are not harmless and whole: %q", rows[1])
	}
	if info, err := os.Stat(file.Name()); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file can be read by others: %v", info.Mode())
	}
}

func TestExportFails(t *testing.T) {
	play(t, newFake(50), 120, 35, func(o *tui.Options) { o.ExportFolder = "/nowhere/at/all" }, func(s *stage) {
		s.press("x", "enter").sees("The file cannot be made").press("esc").lacks("as CSV")
	})
}
