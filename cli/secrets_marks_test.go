package cli

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"
)

// The secrets of a webshop, marked so that they are found wherever they go. No part of them is said by chance.
const (
	markKey      = "ck_7e1dmarkofthekey5bb0c9f24a86d3"
	markSecret   = "cs_93f0markofthesecret61d7a2e8b45c"
	markUser     = "anna"
	markPassword = "mArk oFth epas swoR dq7z 9xKw"
)

// marks are the secrets in all forms in which something could let them out.
type marks map[string]string // form → what it is

func newMarks() marks {
	m := marks{}
	bare := strings.ReplaceAll(markPassword, " ", "")
	for what, secret := range map[string]string{"the key": markKey, "the secret": markSecret, "the password": markPassword, "the password without blanks": bare} {
		m[secret] = what
		for _, escape := range []func(string) string{url.QueryEscape, url.PathEscape} {
			if text := escape(secret); text != secret {
				m[text] = what + " percent-encoded"
			}
		}
		m[hex.EncodeToString([]byte(secret))] = what + " in hexadecimal"
		for shift := range 3 { // base64 of a text that holds it looks different at each of three places
			for _, coding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
				text := coding.EncodeToString(append(make([]byte, shift), secret...))
				m[text[4:len(text)-4]] = what + " in base64"
			}
		}
		// A piece that is long enough to help somebody guess; the last four characters are shown on purpose.
		m[secret[8:22]] = "a part of " + what
	}
	return m
}

// search fails the test where a mark stands in data.
func (m marks) search(t *testing.T, where string, data []byte) {
	t.Helper()
	for form, what := range m {
		if at := bytes.Index(data, []byte(form)); at >= 0 {
			t.Errorf("%s shows %s: …%q…", where, what, data[max(at-60, 0):min(at+len(form)+20, len(data))])
			return
		}
	}
}

// searchFolder looks into every file below a folder, except the stores, and returns these.
func (m marks) searchFolder(t *testing.T, folder string, isStore func(path string) bool) (stores []string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		m.search(t, "the name of "+path, []byte(path))
		if isStore(path) {
			if !strings.HasSuffix(path, "-wal") && !strings.HasSuffix(path, "-shm") {
				stores = append(stores, path)
			}
			return nil
		}
		data, err := os.ReadFile(path)
		if err == nil {
			m.search(t, path, data)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return stores
}

// searchStore looks into every column of every table, except those that are there for the secrets.
func (m marks) searchStore(t *testing.T, path string) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var columns [][2]string
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		columns = append(columns, [2]string{table, column})
	}
	if err := rows.Err(); err != nil || len(columns) < 50 {
		t.Fatal(len(columns), err)
	}
	found := 0
	for _, c := range columns {
		var all []byte
		query := fmt.Sprintf(`SELECT coalesce(group_concat(CAST(%q AS TEXT), char(10)), '') FROM %q`, c[1], c[0])
		if err := db.QueryRowContext(t.Context(), query).Scan(&all); err != nil {
			continue // a virtual table that cannot be read so; its texts stand in the others
		}
		if c[0] == "webshops" && (strings.HasPrefix(c[1], "consumer_") || strings.HasPrefix(c[1], "application_")) {
			found += bytes.Count(all, []byte(markSecret))
			continue
		}
		m.search(t, fmt.Sprintf("the column %s of %s in %s", c[1], c[0], path), all)
	}
	if found == 0 {
		t.Errorf("the marked secret is not even where it belongs in %s: the search is blind", path)
	}
}
