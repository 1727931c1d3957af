package cli

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"woosync/sync"
	"woosync/woo/wootest"
)

// header is the head of a small catalogue file.
const header = "Type,SKU,Name,Published,Regular price,Categories,Parent\n"

func TestBadCatalogueFiles(t *testing.T) {
	good := "simple,good-1,A good one,1,10,Tools,\n"
	for _, c := range []struct {
		name, content string
		kept          int      // good rows that are in the catalogue all the same
		line          int      // of the first wrong row; 0: the file as a whole is wrong
		words         []string // that the message has
	}{
		{"a price that is no number", header + good + "simple,bad,Bad,1,abc,Tools,\n", 1, 3, []string{"line 3", "Regular price", "abc"}},
		{"an unknown type", header + "bundle,bad,Bad,1,10,Tools,\n" + good, 1, 2, []string{"line 2", "Type", "bundle"}},
		{"a variation without parent", header + good + "variation,bad,Bad,1,10,,\n", 1, 3, []string{"line 3", "Parent"}},
		{"a variation of an unknown parent", header + good + "variation,bad,Bad,1,10,,nobody\n", 1, 3, []string{"line 3", "nobody"}},
		{"a SKU twice", header + good + "simple,GOOD-1,Another,1,10,Tools,\n", 1, 3, []string{"line 3", "SKU"}},
		{"a row without SKU", header + good + "simple,,Nameless,1,10,Tools,\n", 1, 3, []string{"line 3", "SKU"}},
		{"missing columns", "Type,Name\nsimple,Hammer\n", 0, 0, []string{"SKU"}},
		{"an empty file", "", 0, 0, []string{"empty"}},
		{"a wrong encoding", header + good + "simple,bad,B\xff\xfed,1,10,Tools,\n" + "simple,utf,Bl\u00e5b\u00e6r,1,5,Tools,\n", 1, 0, nil},
		{"a quote that never ends", header + good + "simple,bad,\"B,1,10,Tools,\n", 1, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMachine(t)
			file := m.file("catalogue.csv", c.content)
			m.run("import", file).ends(1).tells(c.words...)

			var doc sync.ImportReport
			if r := newMachine(t).run("import", file, "--json").ends(1); r.out != "" {
				r.decode(&doc)
				if c.line > 0 && (len(doc.Errors) != 1 || doc.Errors[0].Line != c.line || doc.Errors[0].Message == "") {
					t.Errorf("the document has the errors %+v, want one in line %d", doc.Errors, c.line)
				}
			}
			if kept := m.run("preview", "--json"); c.kept > 0 && kept.status != 1 {
				t.Errorf("preview without a webshop ended with %d", kept.status)
			}
			if n := m.products(); n < c.kept {
				t.Errorf("the catalogue has %d products, want at least %d", n, c.kept)
			}
		})
	}
}

// products counts the catalogue.
func (m *machine) products() int {
	m.t.Helper()
	var doc doctorJSON
	m.run("doctor", "--json").decode(&doc)
	for _, f := range doc.Checks {
		if f.Check == "store" {
			var n int
			_, after, _ := strings.Cut(f.Found, ".db, ")
			if _, err := fmt.Sscanf(after, "%d", &n); err != nil {
				m.t.Fatalf("the doctor does not count the products: %q", f.Found)
			}
			return n
		}
	}
	m.t.Fatal("the doctor does not look at the store")
	return 0
}

func TestAMillionColumns(t *testing.T) {
	m := newMachine(t)
	file := m.file("wide.csv", "SKU,Name"+strings.Repeat(",x", 1_000_000)+"\n")
	m.run("import", file).ends(1).tells("columns")
}

func TestImportOfWhatIsNoFile(t *testing.T) {
	m := newMachine(t)
	m.run("import", m.dir).ends(1).tells("folder")
	m.run("import", filepath.Join(m.dir, "nothing.csv")).ends(1).tells("nothing.csv")
}

func TestWebshopThatCannotBeAdded(t *testing.T) {
	read, write := "ck_"+strings.Repeat("1", 40), "cs_"+strings.Repeat("2", 40)
	shop := wootest.New(wootest.Options{ConsumerKey: "ck_" + strings.Repeat("a", 40), ConsumerSecret: "cs_" + strings.Repeat("b", 40), ReadOnlyKey: read, ReadOnlySecret: write})
	url, err := shop.Start("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shop.Close() })
	key, secret := shop.Keys()

	plainSite := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "<html><title>A bakery</title><body>Bread</body></html>")
	}))
	t.Cleanup(plainSite.Close)
	toHTTPS := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://"+r.Host+r.URL.Path, http.StatusMovedPermanently)
	}))
	t.Cleanup(toHTTPS.Close)

	for _, c := range []struct {
		name, url, key, secret string
		problem                string   // class in `webshop test --json`
		words                  []string // that the message has
	}{
		{"no scheme", "shop.example", key, secret, "", []string{"https://shop.example"}},
		{"no address at all", "http://", key, secret, "", []string{"host"}},
		{"http where https is meant", toHTTPS.URL, key, secret, "http_needs_https", []string{"https://"}},
		{"a wrong key", url, "ck_" + strings.Repeat("9", 40), secret, "key_unknown", []string{"key"}},
		{"a wrong secret", url, key, "cs_" + strings.Repeat("9", 40), "secret_wrong", []string{"secret"}},
		{"a key that may only read", url, read, write, "key_read_only", []string{"write"}},
		{"not WordPress", plainSite.URL, key, secret, "not_wordpress", []string{"WordPress"}},
		{"a refused connection", "http://" + closedPort(t), key, secret, "refused", []string{"refuses"}},
		{"an expired certificate", expiredSite(t), key, secret, "tls_expired", []string{"expired"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMachine(t).withKeys(c.key, c.secret)
			m.run("webshop", "add", "Shop", c.url).ends(1).tells(c.words...)
			var list []webshopJSON
			m.run("webshop", "list", "--json").ends(0).decode(&list)
			if len(list) != 0 {
				t.Errorf("the webshop was added all the same: %+v", list)
			}
			if c.problem == "" {
				return // an address that cannot be one is never added
			}
			m.run("webshop", "add", "Shop", c.url, "--force").ends(0).tells("Added Shop")
			m.run("webshop", "test", "Shop").ends(1).tells(c.words...)
			var doc connectionJSON
			m.run("webshop", "test", "Shop", "--json").ends(1).decode(&doc)
			if doc.OK || doc.Problem != c.problem || doc.Error == "" || doc.Remedy == "" {
				t.Errorf("webshop test says %+v, want the problem %s with a remedy", doc, c.problem)
			}
			var health doctorJSON
			m.run("doctor", "--json").ends(1).decode(&health)
		})
	}
}

func TestKeysAreNeverOnTheCommandLine(t *testing.T) {
	m := newMachine(t)
	m.run("webshop", "add", "Shop", "https://shop.example").ends(2).tells("WOOSYNC_CONSUMER_KEY", "WOOSYNC_CONSUMER_SECRET")
}

func TestStoreThatCannotBeUsed(t *testing.T) {
	t.Run("no SQLite file", func(t *testing.T) {
		m := newMachine(t)
		m.store = m.file("letter.txt", "Dear customer,\n"+strings.Repeat("we regret. ", 1000))
		m.run("operations").ends(1).tells("letter.txt", "not a store")
		if content, err := os.ReadFile(m.store); err != nil || !strings.HasPrefix(string(content), "Dear customer") {
			t.Errorf("the file was changed: %v", err)
		}
	})
	t.Run("a folder", func(t *testing.T) {
		m := newMachine(t)
		m.store = m.dir
		m.run("operations").ends(1).tells("folder")
	})
	t.Run("a path through a file", func(t *testing.T) {
		m := newMachine(t)
		m.store = filepath.Join(m.file("file", ""), "store.db")
		m.run("operations").ends(1).tells("cannot open the store")
	})
	t.Run("another program's database", func(t *testing.T) {
		m := newMachine(t)
		m.store = filepath.Join(m.dir, "other.db")
		other := openSQLite(t, m.store)
		if _, err := other.Exec("CREATE TABLE letters (text TEXT)"); err != nil {
			t.Fatal(err)
		}
		m.run("import", filepath.Join("testdata", "sample_products.csv")).ends(1).tells("not a store")
	})
	t.Run("locked", func(t *testing.T) {
		t.Parallel() // the program waits some seconds for the lock
		m := newMachine(t)
		m.run("operations").ends(0)
		lock(t, m.store)
		m.run("import", filepath.Join("testdata", "sample_products.csv")).ends(1).tells("locked")
		m.run("operations").ends(0) // reading goes on
	})
	t.Run("read-only", func(t *testing.T) {
		m := newMachine(t)
		m.run("import", filepath.Join("testdata", "sample_products.csv")).ends(0)
		m.run("operations", "--read-only").ends(0)
		m.run("import", filepath.Join("testdata", "sample_products.csv"), "--read-only").ends(1).tells("read-only")
		m.run("sync", "--read-only").ends(1)
		m.withKeys("ck_0123456789", "cs_0123456789")
		m.run("webshop", "add", "Shop", "https://shop.example", "--read-only").ends(1).tells("read-only")
	})
	t.Run("read-only and not there", func(t *testing.T) {
		m := newMachine(t)
		m.run("operations", "--read-only").ends(1)
		if _, err := os.Stat(m.store); err == nil {
			t.Error("a store was made with --read-only")
		}
	})
}

func openSQLite(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	return db
}

// lock keeps the store's write lock until the test ends, as a program does that hangs.
func lock(t *testing.T, path string) {
	t.Helper()
	db := openSQLite(t, path)
	if _, err := db.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Exec("ROLLBACK") })
}

// closedPort is an address on which nothing listens.
func closedPort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// expiredSite serves https with a certificate whose time is over.
func expiredSite(t *testing.T) string {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().AddDate(-2, 0, 0), NotAfter: time.Now().AddDate(-1, 0, 0), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // of refused handshakes, which are the point
	server.StartTLS()
	t.Cleanup(server.Close)
	return server.URL
}
