package cli

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	gosync "sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/vt"
	"github.com/creack/pty"

	"woosync/woo/wootest"
)

// echo is a way in which a webshop, or what stands before it, answers with what it was asked: nil lets the webshop itself answer.
type echo func(w http.ResponseWriter, asked string)

// echoes are error pages of debug tools, proxies and plugins that show the whole request, its credentials decoded.
var echoes = map[string]echo{
	"JSON": func(w http.ResponseWriter, asked string) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusBadRequest)
		_ = json.NewEncoder(w).Encode(map[string]any{"code": "debug", "message": "I was asked " + asked, "data": map[string]any{"status": 400, "params": asked}})
	},
	"an HTML page": func(w http.ResponseWriter, asked string) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusInternalServerError)
		fmt.Fprintf(w, "<html><head><title>%s</title></head><body><h1>There has been a critical error</h1><pre>%s</pre></body></html>", asked, asked)
	},
	"a refusal": func(w http.ResponseWriter, asked string) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnauthorized)
		_ = json.NewEncoder(w).Encode(map[string]any{"code": "woocommerce_rest_authentication_error", "message": asked})
	},
	"a text with 200": func(w http.ResponseWriter, asked string) { fmt.Fprint(w, asked) },
	"a redirection": func(w http.ResponseWriter, asked string) {
		w.Header().Set("Location", "/elsewhere?was="+url.QueryEscape(asked))
		w.WriteHeader(http.StatusFound)
	},
}

// told is all that a request holds, in the forms in which servers write such things down.
func told(r *http.Request) string {
	dump, _ := httputil.DumpRequest(r, true) // what could not be read is not told
	text := string(dump)
	if user, password, ok := r.BasicAuth(); ok {
		text += "\nuser=" + user + " password=" + password + "\nPHP_AUTH_PW=" + url.QueryEscape(password) +
			"\n" + base64.StdEncoding.EncodeToString([]byte(password)) + "\n" + base64.URLEncoding.EncodeToString([]byte("x"+user+":"+password))
	}
	query, _ := url.QueryUnescape(r.URL.RawQuery)
	return text + "\n" + query + "\n" + url.QueryEscape(r.URL.String())
}

// guarded is a machine with a webshop whose secrets are marked, and everything that it has said.
type guarded struct {
	*machine
	marks marks
	url   string
	echo  atomic.Pointer[echo]
}

func newGuarded(t *testing.T, secure bool) *guarded {
	g := &guarded{machine: newMachine(t), marks: newMarks()}
	for _, name := range []string{"HOME", "TMPDIR", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"} {
		g.env[name] = filepath.Join(g.dir, strings.ToLower(name))
		if err := os.MkdirAll(g.env[name], 0o700); err != nil {
			t.Fatal(err)
		}
	}
	shop := wootest.New(wootest.Options{ConsumerKey: markKey, ConsumerSecret: markSecret, ApplicationUser: markUser, ApplicationPassword: markPassword})
	handler := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if e := g.echo.Load(); e != nil {
			(*e)(w, told(r))
			return
		}
		shop.ServeHTTP(w, r)
	})
	server := httptest.NewUnstartedServer(handler)
	if secure {
		server.StartTLS()
		certificate := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw})
		g.env["SSL_CERT_FILE"] = g.file("certificate.pem", string(certificate))
	} else {
		server.Start()
	}
	t.Cleanup(server.Close)
	g.url = server.URL
	return g
}

// says runs the program as a process and searches what it says.
func (g *guarded) says(args ...string) result {
	g.t.Helper()
	r := g.exec(args...)
	g.marks.search(g.t, r.String(), []byte(r.out+"\n"+r.err))
	return r
}

// add adds the webshop with the marked secrets in the environment, which no later command has.
func (g *guarded) add() {
	g.t.Helper()
	given := map[string]string{"WOOSYNC_CONSUMER_KEY": markKey, "WOOSYNC_CONSUMER_SECRET": markSecret, "WOOSYNC_APPLICATION_USER": markUser, "WOOSYNC_APPLICATION_PASSWORD": markPassword}
	for name, value := range given {
		g.env[name] = value
	}
	g.says("webshop", "add", "Nordlys", g.url, "--mirror-categories").ends(0)
	for name := range given {
		delete(g.env, name)
	}
}

// everything runs what shows or writes something about the webshop.
func (g *guarded) everything(status int) {
	g.t.Helper()
	g.says("webshop", "test", "Nordlys").ends(status)
	g.says("webshop", "test", "Nordlys", "--json").ends(status)
	g.says("doctor")
	g.says("doctor", "--json")
	g.says("preview", "--live")
	g.says("import", "--from-webshop", "Nordlys")
	g.says("sync", "--all", "--json").ends(status)
	g.says("sync", "W-1")
	g.says("webshop", "list")
	g.says("webshop", "list", "--json")
	g.says("operations")
	g.says("operations", "--json")
	g.says("operations", "--csv")
	var last []struct{ ID int64 }
	r := g.says("operations", "--limit", "2", "--json")
	if err := json.Unmarshal([]byte(r.out), &last); err != nil {
		g.t.Fatal(err)
	}
	for _, op := range last {
		g.says("operations", "show", fmt.Sprint(op.ID)).ends(0)
		g.says("operations", "show", fmt.Sprint(op.ID), "--json").ends(0)
	}
}

// Secrets go to the webshop and to their own columns of the store, and nowhere else.
func TestMarkedSecrets(t *testing.T) {
	for name, secure := range map[string]bool{"https": true, "http": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := newGuarded(t, secure)
			g.file("picture.png", "\x89PNG\r\n\x1a\n")
			catalogue := g.file("catalogue.csv", "SKU,Name,Regular price,Categories,Images\nW-1,Lamp,10,Light,picture.png\nW-2,Desk,20,Wood,\n")
			g.add()
			g.says("import", catalogue).ends(0)
			g.says("sync")
			g.everything(0)
			for form, e := range echoes {
				g.echo.Store(&e)
				g.says("webshop", "test", "Nordlys").ends(1)
				if form == "JSON" || form == "an HTML page" {
					g.everything(1)
				} else {
					g.says("sync", "--all", "--json").ends(1)
				}
			}
			g.says("backup", filepath.Join(g.dir, "copy.db")).ends(0)
			g.screens()
			stores := g.marks.searchFolder(t, g.dir, func(path string) bool {
				return strings.HasPrefix(path, g.store) || strings.Contains(path, "copy.db")
			})
			if len(stores) != 2 {
				t.Errorf("the stores are %v, want it and its backup", stores)
			}
			for _, path := range stores {
				g.marks.searchStore(t, path)
				if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
					t.Errorf("%s, which holds keys, can be read by others: %v, %v", path, info.Mode(), err)
				}
			}
		})
	}
}

// screens walks through the screens: the operation that failed with the webshop's echo, its error copied, the list exported, a
// product's preview.
func (g *guarded) screens() {
	ctx, cancel := context.WithTimeout(g.t.Context(), g.limit)
	defer cancel()
	cmd := g.command(ctx)
	cmd.Dir = g.dir
	cmd.Env = append(cmd.Env, "TERM=xterm-256color", "LANG=C.UTF-8", "SSH_TTY=/dev/pts/0")
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 160})
	if err != nil {
		g.t.Fatal(err)
	}
	defer tty.Close()
	screen := vt.NewSafeEmulator(160, 40)
	go func() { // answers of the terminal
		buffer := make([]byte, 1024)
		for {
			n, err := screen.Read(buffer)
			if err != nil {
				return
			}
			if _, err := tty.Write(buffer[:n]); err != nil {
				return
			}
		}
	}()
	defer func() { _ = screen.InputPipe().(io.Closer).Close() }() // not the screen: it may be read at this moment
	var raw bytes.Buffer
	buffer := make([]byte, 8192)
	for _, step := range []struct{ until, keys string }{
		{"1–", "\r"}, {"asked by", "c"}, {"Error of operation", "\t"}, {"Products", "\x1b"}, {"Search product", "x"},
		{"enter export", "\r"}, {"exported to", "p"}, {"name, SKU or barcode", "W-1"}, {"Lamp", "\x03"},
	} {
		for !strings.Contains(screen.String(), step.until) {
			n, err := tty.Read(buffer)
			raw.Write(buffer[:n])
			_, _ = screen.Write(buffer[:n])
			g.marks.search(g.t, "a screen", []byte(screen.String()))
			if err != nil {
				g.t.Fatalf("the screens ended before %q: %v\n%s", step.until, err, screen.String())
			}
		}
		if _, err := tty.WriteString(step.keys); err != nil {
			g.t.Fatal(err)
		}
	}
	for {
		n, err := tty.Read(buffer)
		raw.Write(buffer[:n])
		if err != nil {
			break // the program has ended
		}
	}
	if err := cmd.Wait(); err != nil {
		g.t.Errorf("the screens ended with %v at\n%s", err, screen.String())
	}
	g.marks.search(g.t, "what was written to the terminal", raw.Bytes())
	copied := regexp.MustCompile(`\x1b\]52;c;([A-Za-z0-9+/=]+)`).FindAllSubmatch(raw.Bytes(), -1)
	for _, c := range copied {
		text, err := base64.StdEncoding.DecodeString(string(c[1]))
		if err != nil {
			g.t.Error(err)
		}
		g.marks.search(g.t, "the clipboard", text)
	}
	if len(copied) == 0 {
		g.t.Error("no error was copied")
	}
	if found, err := filepath.Glob(filepath.Join(g.dir, "woosync-operations-*.csv")); err != nil || len(found) != 1 {
		g.t.Errorf("exported: %v, %v", found, err) // searched with the folder
	}
}

// While the program holds the secrets its command line shows none, and neither does what it writes when it is made to dump itself.
func TestMarkedSecretsInACrash(t *testing.T) {
	g := newGuarded(t, true)
	g.says("import", g.file("catalogue.csv", "SKU,Name,Regular price\nW-1,Lamp,10\n")).ends(0)
	arrived, release := make(chan struct{}), make(chan struct{})
	var once gosync.Once
	wait := echo(func(http.ResponseWriter, string) {
		once.Do(func() { close(arrived) })
		<-release
	})
	g.echo.Store(&wait)
	ctx, cancel := context.WithTimeout(t.Context(), g.limit)
	defer cancel()
	cmd := g.command(ctx, "webshop", "add", "Nordlys", g.url)
	cmd.Env = append(cmd.Env, "GOTRACEBACK=all", "WOOSYNC_CONSUMER_KEY="+markKey, "WOOSYNC_CONSUMER_SECRET="+markSecret,
		"WOOSYNC_APPLICATION_USER="+markUser, "WOOSYNC_APPLICATION_PASSWORD="+markPassword)
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer close(release)
	select {
	case <-arrived:
	case <-ctx.Done():
		t.Fatal("the webshop was never asked")
	}
	lines, err := filepath.Glob("/proc/[0-9]*/cmdline") // none where there is no /proc
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range lines {
		line, err := os.ReadFile(path)
		if err == nil { // else the process has ended
			g.marks.search(t, path, line)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	killed := time.AfterFunc(time.Minute, cancel)
	defer killed.Stop()
	_ = cmd.Wait() // it did not end well
	if !strings.Contains(said.String(), "goroutine ") {
		t.Errorf("no dump was written: %s", said.String())
	}
	g.marks.search(t, "the dump", said.Bytes())
	g.marks.searchFolder(t, g.dir, func(path string) bool { return strings.HasPrefix(path, g.store) })
}

// Programs that are started, such as those of the clipboard, inherit no secret.
func TestSecretsAreNotInherited(t *testing.T) {
	t.Setenv("WOOSYNC_CONSUMER_SECRET", markSecret)
	t.Setenv("WOOSYNC_CONSUMER_KEY", "")
	env := System("test")
	if got := env.Getenv("WOOSYNC_CONSUMER_SECRET"); got != markSecret {
		t.Errorf("the program itself sees %q", got)
	}
	if got, ok := os.LookupEnv("WOOSYNC_CONSUMER_SECRET"); ok {
		t.Errorf("others inherit %q", got)
	}
	if env.Getenv("HOME") != os.Getenv("HOME") {
		t.Error("other variables are not as they were")
	}
}
