package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asProgram makes this test binary behave as woosync itself, so that tests run it as a process of its own.
const asProgram = "WOOSYNC_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		status := Run(ctx, os.Args[1:], System("test"))
		stop()
		os.Exit(status)
	}
	os.Exit(m.Run())
}

// result is how a run of the program ended.
type result struct {
	t        *testing.T
	args     []string
	status   int
	out, err string
}

// machine is a user's machine: a folder, a store in it, and environment variables.
type machine struct {
	t     *testing.T
	dir   string
	store string
	env   map[string]string
	limit time.Duration
}

func newMachine(t *testing.T) *machine {
	dir := t.TempDir()
	return &machine{t: t, dir: dir, store: filepath.Join(dir, "woosync", "store.db"), env: map[string]string{"XDG_CONFIG_HOME": filepath.Join(dir, "config"), "WOOSYNC_KEYRING": "off"}, limit: 5 * time.Minute}
}

// withKeys sets the environment variables that hold a webshop's keys.
func (m *machine) withKeys(key, secret string) *machine {
	m.env["WOOSYNC_CONSUMER_KEY"], m.env["WOOSYNC_CONSUMER_SECRET"] = key, secret
	return m
}

// file writes a file into the machine's folder and returns its path.
func (m *machine) file(name, content string) string {
	path := filepath.Join(m.dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		m.t.Fatal(err)
	}
	return path
}

// run runs the program inside this process.
func (m *machine) run(args ...string) result {
	m.t.Helper()
	return m.runIn(Env{}, args...)
}

// runIn is run in an environment that has some things of its own.
func (m *machine) runIn(env Env, args ...string) result {
	m.t.Helper()
	var out, errs bytes.Buffer
	env.In, env.Out, env.Err, env.Now, env.Version = strings.NewReader(""), &out, &errs, time.Now, "test"
	env.Getenv = func(name string) string {
		if name == "WOOSYNC_STORE" {
			return m.store
		}
		return m.env[name]
	}
	ctx, cancel := context.WithTimeout(m.t.Context(), m.limit)
	defer cancel()
	status := Run(ctx, args, env)
	return m.checked(result{m.t, args, status, out.String(), errs.String()})
}

// exec runs the program as a process of its own.
func (m *machine) exec(args ...string) result {
	m.t.Helper()
	ctx, cancel := context.WithTimeout(m.t.Context(), m.limit)
	defer cancel()
	cmd := m.command(ctx, args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err := cmd.Run()
	if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
		m.t.Fatalf("woosync %s: %v", strings.Join(args, " "), err)
	}
	return m.checked(result{m.t, args, cmd.ProcessState.ExitCode(), out.String(), errs.String()})
}

func (m *machine) command(ctx context.Context, args ...string) *exec.Cmd {
	self, err := os.Executable()
	if err != nil {
		m.t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, self, args...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "WOOSYNC_STORE="+m.store)
	for k, v := range m.env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	return cmd
}

// checked holds what is true of every run: no panic, no secret, nothing that acts on a terminal, a sentence where something failed.
func (m *machine) checked(r result) result {
	m.t.Helper()
	both := r.out + r.err
	if strings.Contains(both, "panic:") || strings.Contains(both, "goroutine ") {
		m.t.Fatalf("%s panicked:\n%s", r, both)
	}
	for _, name := range []string{"WOOSYNC_CONSUMER_KEY", "WOOSYNC_CONSUMER_SECRET", "WOOSYNC_APPLICATION_PASSWORD"} {
		if secret := m.env[name]; len(secret) > 8 && strings.Contains(both, secret) {
			m.t.Errorf("%s printed %s:\n%s", r, name, both)
		}
	}
	if r.status != exitDone && strings.TrimSpace(r.err) == "" {
		m.t.Errorf("%s ended with %d and no word on standard error", r, r.status)
	}
	return r.inert()
}

func (r result) String() string { return "woosync " + strings.Join(r.args, " ") }

// ends checks the exit status.
func (r result) ends(status int) result {
	r.t.Helper()
	if r.status != status {
		r.t.Fatalf("%s ended with %d, want %d\nstdout: %s\nstderr: %s", r, r.status, status, r.out, r.err)
	}
	return r
}

// tells checks that all of these stand in what was printed, on either stream.
func (r result) tells(words ...string) result {
	r.t.Helper()
	for _, word := range words {
		if !strings.Contains(r.out+r.err, word) {
			r.t.Errorf("%s does not tell %q\nstdout: %s\nstderr: %s", r, word, r.out, r.err)
		}
	}
	return r
}

// decode reads the one JSON document on standard output into v, and refuses keys that v does not have and anything behind it.
func (r result) decode(v any) result {
	r.t.Helper()
	d := json.NewDecoder(strings.NewReader(r.out))
	d.DisallowUnknownFields()
	if err := d.Decode(v); err != nil {
		r.t.Fatalf("%s: %v\nstdout: %s\nstderr: %s", r, err, r.out, r.err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		r.t.Fatalf("%s printed more than one document:\n%s", r, r.out)
	}
	return r
}

// keys checks the keys of a JSON object, in order.
func keys(t *testing.T, what string, doc json.RawMessage, want ...string) {
	t.Helper()
	var got []string
	d := json.NewDecoder(bytes.NewReader(doc))
	if _, err := d.Token(); err != nil {
		t.Fatalf("%s: %v", what, err)
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		got = append(got, key.(string))
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s has the keys %v, want %v", what, got, want)
	}
}

// practiceShop runs `practice-shop` as a process of its own until the test ends.
type practiceShop struct{ url, key, secret string }

func (m *machine) practiceShop(args ...string) practiceShop {
	m.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	cmd := m.command(ctx, append([]string{"practice-shop", "--addr", "127.0.0.1:0"}, args...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	out, err := cmd.StdoutPipe()
	if err != nil {
		m.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // killed by the interrupt above
	})
	var shop practiceShop
	for lines := bufio.NewScanner(out); lines.Scan(); {
		line := lines.Text()
		if found := regexp.MustCompile(`serves (http://\S+)`).FindStringSubmatch(line); found != nil {
			shop.url = found[1]
		}
		if key, ok := strings.CutPrefix(line, "Consumer key: "); ok {
			shop.key = strings.TrimSpace(key)
		}
		if secret, ok := strings.CutPrefix(line, "Consumer secret: "); ok {
			shop.secret = strings.TrimSpace(secret)
			go io.Copy(io.Discard, out)
			return shop
		}
	}
	m.t.Fatalf("practice-shop said no keys: %+v", shop)
	return shop
}
