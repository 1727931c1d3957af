package catalogue

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"woosync/store"
)

func TestImagesThatAreFiles(t *testing.T) {
	folder := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		path := filepath.Join(folder, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, time.Time{}, time.Unix(1795435200, 0)); err != nil {
			t.Fatal(err)
		}
	}
	write("chair.jpg", "12345")
	write("pictures/a b.PNG", "1")
	write("notes.txt", "1")
	if err := os.Mkdir(filepath.Join(folder, "folder.jpg"), 0o700); err != nil {
		t.Fatal(err)
	}
	outside := filepath.Join(t.TempDir(), "outside.jpg")
	if err := os.WriteFile(outside, []byte("1"), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"link.jpg": outside, "way": filepath.Dir(outside), "inner.jpg": "chair.jpg"} {
		if err := os.Symlink(to, filepath.Join(folder, link)); err != nil {
			t.Fatal(err)
		}
	}
	abs := filepath.ToSlash(folder)
	read := func(cells ...string) (store.Product, string) {
		t.Helper()
		products, r := readGood(t, csvOf(append([]string{"SKU=A-1", "Name=A", "Regular price=1"}, cells...)...), Options{Folder: folder})
		return products[0], strings.Join(r.Notes(), "\n")
	}
	for value, want := range map[string]string{
		"chair.jpg":                             "file://" + abs + "/chair.jpg#" + abs,
		"pictures/a b.PNG":                      "file://" + abs + "/pictures/a%20b.PNG#" + abs,
		`pictures\a b.PNG`:                      "file://" + abs + "/pictures/a%20b.PNG#" + abs,
		abs + "/chair.jpg":                      "file://" + abs + "/chair.jpg#" + abs,
		"file://" + abs + "/pictures/a%20b.PNG": "file://" + abs + "/pictures/a%20b.PNG#" + abs,
		"https://x.example/a.jpg":               "https://x.example/a.jpg",
		"missing.jpg":                           "",
		"inner.jpg":                             "file://" + abs + "/inner.jpg#" + abs,
		"pictures/../chair.jpg":                 "file://" + abs + "/chair.jpg#" + abs,
		outside:                                 "",
		"file://" + outside:                     "",
		"link.jpg":                              "",
		"way/outside.jpg":                       "",
		"../" + filepath.Base(filepath.Dir(outside)) + "/outside.jpg": "",
		`..\..\outside.jpg`:     "",
		"folder.jpg":            "",
		"notes.txt":             "",
		"ftp://x.example/a.jpg": "",
		"javascript:alert(1)":   "",
		"/etc/passwd":           "",
		"https://x.example/a.jpg, chair.jpg, nono": "https://x.example/a.jpg file://" + abs + "/chair.jpg#" + abs,
	} {
		p, notes := read("Images=" + value)
		var got []string
		for _, i := range p.Fields.Images {
			got = append(got, i.Src)
			if local := strings.HasPrefix(i.Src, "file:"); local != (i.Mark != "") {
				t.Errorf("%s has the mark %q", i.Src, i.Mark)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s is read as %q, want %q", value, got, want)
		}
		if whole := !strings.Contains(value, "nono") && want != ""; whole != (notes == "") {
			t.Errorf("%s is noted as %q", value, notes)
		}
	}

	before, _ := read("Images=chair.jpg")
	write("chair.jpg", "123456")
	after, _ := read("Images=chair.jpg")
	if before.Fields.Images[0].Mark == after.Fields.Images[0].Mark {
		t.Error("a new version of the file has the same mark")
	}
}

func TestTextsOfImages(t *testing.T) {
	for _, c := range []struct {
		images, texts string
		want          []string
		noted         bool
	}{
		{"https://x.example/a.jpg", "A chair, seen from the left", []string{"A chair, seen from the left"}, false},
		{"https://x.example/a.jpg", `A chair\, seen from the left`, []string{"A chair, seen from the left"}, false},
		{"https://x.example/a.jpg,https://x.example/b.jpg", `A chair\, left, Its back`, []string{"A chair, left", "Its back"}, false},
		{"https://x.example/a.jpg,https://x.example/b.jpg", "One", []string{"", ""}, true},
		{"", "One", nil, true},
	} {
		products, r := readGood(t, csvOf("SKU=A-1", "Name=A", "Regular price=1", "Images="+c.images, "Image alt text="+c.texts), Options{})
		var got []string
		for _, i := range products[0].Fields.Images {
			got = append(got, i.Alt)
		}
		if notes := strings.Join(r.Notes(), "\n"); !slices.Equal(got, c.want) || c.noted != strings.Contains(notes, "Image alt text") {
			t.Errorf("%q with %q: %q, noted %q", c.images, c.texts, got, notes)
		}
	}
}
