package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"woosync/store"
	"woosync/sync/plaintext"

	"github.com/spf13/cobra"
)

// evil is a text that tries to act on a terminal in every way at once. It has no byte that a file name or an argument cannot have.
var evil = "E\x1b[2J\x1b[1;1H\x1b]52;c;ZXZpbA==\x07\x1b]8;;https://evil.example\x1b\\link\x1b]0;owned\x07\x1bP$q\x1b\\\x1b_Ga\x1b\\\x1bc" +
	"\u009b2J\u009d52;c;eA==\u009c\x9b31m\x9d0;x\x9c\x07\x08\x0e\x7f\u202egnp\u2066\u200b\u200d\ufeff\u00ad\u2028\t\r\nB" + "a" + strings.Repeat("\u0301", 3000) + "\xff\xc3👨‍👩‍👧\U000e0041=1"

// evilText is the same as a file of a catalogue may have it, which has to be UTF-8, and not long.
func evilText() string {
	return strings.Replace(strings.ToValidUTF8(evil, "!"), strings.Repeat("\u0301", 2980), "", 1)
}

// acting says what in a text is not to reach a terminal; "" when nothing is.
func acting(text string) string {
	marks := 0
	for i, r := range text {
		if r != '\n' && plaintext.Acts(r) {
			return fmt.Sprintf("%U in %q", r, text[max(i-20, 0):min(i+20, len(text))])
		}
		if marks++; r != 0x301 {
			marks = 0
		}
		if marks > 2 {
			return "a pile of marks"
		}
	}
	if !utf8.ValidString(text) {
		return "bytes that are no UTF-8"
	}
	return ""
}

// inert fails when what a run printed could act.
func (r result) inert() result {
	r.t.Helper()
	out := r.out
	if len(r.args) > 0 && r.args[0] == "__complete" {
		out = strings.ReplaceAll(out, "\t", " ") // between a completion and its description, for the shell
	}
	if why := acting(out); why != "" {
		r.t.Errorf("%q printed %s", r.args, why)
	}
	if why := acting(r.err); why != "" {
		r.t.Errorf("%q wrote to standard error %s", r.args, why)
	}
	if slices.Contains(r.args, "--json") && r.out != "" && !json.Valid([]byte(r.out)) {
		r.t.Errorf("%q printed no JSON: %s", r.args, r.out)
	}
	return r
}

// evilShop answers every request with JSON that holds the text wherever a webshop may write.
func evilShop(t *testing.T) string {
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header()["Server"] = []string{"evil\u202e"}
		status := http.StatusBadRequest
		if strings.HasSuffix(r.URL.Path, "/system_status") {
			status = http.StatusOK
		}
		w.WriteHeader(status)
		answer := map[string]any{"code": evil, "message": evil, "data": map[string]any{"status": 400, "params": map[string]string{evil: evil}, "resource_id": evil},
			"environment": map[string]any{"version": evil, "wp_version": evil}, "settings": map[string]any{"currency": evil}}
		_ = json.NewEncoder(w).Encode(answer) // the client may be gone
	}))
	t.Cleanup(shop.Close)
	return shop.URL
}

// infested is a machine whose catalogue, webshops, operations and files hold the text wherever it may stand.
func infested(t *testing.T) *machine {
	m := newMachine(t)
	shop := m.practiceShop("--empty")
	m.withKeys(shop.key, shop.secret)
	m.env["SHOP"] = shop.url
	var file strings.Builder
	w := csv.NewWriter(&file)
	e := evilText()
	rows := [][]string{{"Type", "SKU", "Name", "Published", "Regular price", "Categories", "Images", "Description", "Tags", e},
		{"simple", "evil-1", e, "1", "10", e + " > " + e, "", e, e, e}, {"simple", "E" + e[len(e)-70:], "bad SKU", "1", "10", "Tools", "https://nowhere.invalid/" + e, "", "", ""},
		{"simple", "evil-2", "price", "1", e, "Tools", "", "", "", ""}, {e, "evil-3", "type", "1", "1", "Tools", "", "", "", ""}, {"variation", "evil-4", "parent", "1", "1", "", "", "", "", ""},
		{"simple", "evil-5", e, "1", "10", "Tools", "", e, "", ""}, {"simple", "evil-6", "Picture", "1", "10", "Tools", "../../etc/" + e + ".png", "", "", ""}}
	for n := range 80 { // before them, or it would be taken for no text at all
		rows = slices.Insert(rows, 1, []string{"simple", fmt.Sprintf("fine-%d", n), "A fine product with a name of some length", "1", "10", "Tools > Saws", "", "Nothing is wrong with it.", "", ""})
	}
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	m.env["CATALOGUE"] = m.file("catalogue.csv", file.String())
	m.run("import", m.env["CATALOGUE"])
	m.run("import", m.env["CATALOGUE"], "--json")
	if n := m.products(); n < 3 {
		t.Fatalf("the catalogue has %d products: %s", n, m.run("import", m.env["CATALOGUE"]).err)
	}
	m.run("webshop", "add", "Practice", shop.url, "--mirror-categories", "--force").ends(0)
	m.run("webshop", "add", evil, evilShop(t), "--mirror-categories", "--force")
	m.run("webshop", "add", "Evil", evilShop(t), "--mirror-categories", "--force")

	st, err := store.Open(t.Context(), store.Options{Path: m.store})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	for _, name := range []string{evil, evilText() + "2"} { // no command takes such a name, but a file may hold it
		if _, err := st.AddWebshop(t.Context(), store.Webshop{Name: name, URL: "http://" + name, Keys: store.Keys{ConsumerKey: "ck_x", ConsumerSecret: "cs_x"}, WriteError: name, MirrorCategories: true, BatchSize: 30}); err != nil {
			t.Fatal(err)
		}
	}
	ops := sampleOperations(time.Now())
	for i := range ops {
		ops[i].Webshop, ops[i].WebshopURL, ops[i].RequestedBy, ops[i].Note = evil, "https://"+evil, evil, evil
		if ops[i].Error != "" {
			ops[i].Error = evil + "\n" + evil
		}
	}
	if err := st.AddOperations(t.Context(), ops); err != nil {
		t.Fatal(err)
	}
	items := []store.Item{{OperationID: ops[5].ID, ProductID: 1, SKU: evil, Name: evil, Outcome: store.OutcomeFailed, Error: evil + "\n\n" + evil, DoneOn: time.Now()}}
	if err := st.AddItems(t.Context(), items); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestHostileTextsInEveryCommand runs every command on content that strangers wrote and checks that nothing that is printed acts.
func TestHostileTextsInEveryCommand(t *testing.T) {
	m := infested(t)
	bad := m.file("bad"+strings.ReplaceAll(evil[:60], "/", ""), evil)
	config := m.file("config.toml", "[keys]\nhelp = [\""+strings.ReplaceAll(evil, "\n", " ")+"\"]\n["+evil+"]\n"+evil+" = 1\n[table]\ncolumns = [\"evil\\u001b[2J\"]\n")
	missing := filepath.Join(m.dir, "missing"+strings.ReplaceAll(evil[:60], "/", ""))
	lines := [][]string{
		{}, {"--help"}, {evil}, {"--" + evil}, {"--store", bad, "operations"}, {"--store", missing, "doctor"}, {"--config", config, "operations"},
		{"import", bad}, {"import", bad, "--json"}, {"import", missing}, {"import", m.env["CATALOGUE"], "--map", evil + "=" + evil}, {"import", m.env["CATALOGUE"], "--map", "name=" + evil},
		{"import", m.env["CATALOGUE"], "--dry-run", "--replace"}, {"import", "--from-webshop", evil}, {"import", "--from-webshop", "Evil"}, {"import", m.dir + "/" + evil},
		{"webshop"}, {"webshop", "list"}, {"webshop", "list", "--json"}, {"webshop", "test", evil}, {"webshop", "test", "Evil"}, {"webshop", "test", "Evil", "--json"}, {"webshop", "test", "nobody" + evil},
		{"webshop", "add", evil, evil}, {"webshop", "add", "Other", "https://" + evil}, {"webshop", "add", evil, m.env["SHOP"]}, {"webshop", "set", "Evil", evil}, {"webshop", "set", "Evil", evil + "=" + evil},
		{"webshop", "set", "Evil", "batch-size=" + evil}, {"webshop", "set", evil, "batch-size=10"}, {"webshop", "remove", evil}, {"webshop", "remove", "nobody" + evil},
		{"preview"}, {"preview", "--json"}, {"preview", "evil-1"}, {"preview", evil}, {"preview", evil, "--json"}, {"preview", "--webshop", evil}, {"preview", "--webshop", "Evil", "--json"},
		{"sync", "--webshop", "Practice"}, {"sync", "--webshop", "Practice", "--all", "--json"}, {"sync", "--webshop", "Evil"}, {"sync", "evil-1", evil}, {"sync", "evil-1", "--webshop", evil}, {"sync", "evil-1", "--webshop", "Evil", "--json"},
		{"preview", "--live"}, {"preview", "--live", "--json"}, {"preview", "--live", "evil-1", "--webshop", "Practice"}, {"import", "--from-webshop", "Practice"},
		{"operations"}, {"operations", "--json"}, {"operations", "--csv"}, {"operations", "--state", evil}, {"operations", "--webshop", evil}, {"operations", "--since", evil}, {"operations", "--limit", evil},
		{"operations", "show", "6"}, {"operations", "show", "6", "--json"}, {"operations", "show", evil}, {"operations", "retry", evil}, {"operations", "retry", "1"}, {"operations", "keep"}, {"operations", "keep", evil},
		{"doctor"}, {"doctor", "--json"}, {"--config", config, "doctor"}, {"--config", config, "doctor", "--json"}, {"doctor", evil},
		{"config"}, {"--config", config, "config"}, {"--config", config, "config", "check"}, {"--config", config, "config", "path"}, {"--config", missing, "config", "path"},
		{"backup", missing}, {"backup", missing}, {"backup", m.dir + "/" + evil}, {"restore", bad}, {"restore", missing + "x"}, {"worker", evil}, {"worker", "--" + evil},
		{"demo", "--rows", evil}, {"demo", "--headless", "--store", m.store}, {"practice-shop", "--addr", evil}, {"practice-shop", "--settings", evil}, {"practice-shop", "--settings", evil + "=" + evil},
		{"__complete", "sync", "e"}, {"__complete", "sync", "E"}, {"__complete", "webshop", "test", ""}, {"__complete", "operations", "--webshop", ""}, {"__complete", "operations", "--state", ""},
	}
	for _, line := range lines {
		m.run(line...)
	}
	covers(t, lines)
	for _, name := range []string{"TERM", "LANG", "USER", "LOGNAME", "SSH_TTY", "WOOSYNC_LEASE", "WOOSYNC_CONFIG", "XDG_DATA_HOME", "HOME"} {
		before := m.env[name]
		m.env[name] = evil
		for _, line := range []string{"doctor", "doctor --json", "sync fine-1 --webshop Practice", "worker extra", "operations --limit 2", "config path"} {
			m.run(strings.Fields(line)...)
		}
		m.env[name] = before
	}
}

// covers fails for each command that no line runs: a new one belongs into the list.
func covers(t *testing.T, lines [][]string) {
	t.Helper()
	ran := map[*cobra.Command]bool{}
	root := (&app{env: Env{Getenv: os.Getenv}}).root()
	for _, line := range lines {
		if c, _, err := root.Find(slices.DeleteFunc(slices.Clone(line), func(w string) bool { return strings.HasPrefix(w, "-") })); err == nil {
			ran[c] = true
		}
		for i := range line { // behind flags with values
			if c, _, err := root.Find(line[i:]); err == nil {
				ran[c] = true
			}
		}
	}
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if !ran[c] && c.Name() != "help" && c.Name() != "completion" && (c.Parent() == nil || c.Parent().Name() != "completion") {
			t.Errorf("%q is not looked at", c.CommandPath())
		}
		for _, child := range c.Commands() {
			walk(child)
		}
	}
	walk(root)
}
