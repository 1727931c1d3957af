package main

import (
	"bufio"
	"database/sql"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"woosync/store"
)

// peer is what was measured of one program; "" where it has no such thing.
type peer struct{ name, open, move, sort, filter, memory string }

// facts are what the programs are expected to show.
type facts struct {
	oldest, newest string // created, up to the minute: VisiData cuts the rest off
	failed         int
}

// peers measures programs that show tables of this size on the same rows: as CSV, and as a table of SQLite without and with an index.
func (b *bench) peers() error {
	path, err := b.history()
	if err != nil {
		return err
	}
	known, err := b.tables(path)
	if err != nil {
		return err
	}
	fmt.Printf("| | open, first page | one row down, p99 | sort by a date | filter by state, exact count | memory |\n|---|---|---|---|---|---|\n")
	for _, p := range []struct {
		needs   string
		debian  string
		measure func(string, facts) (peer, error)
	}{
		{"go", "", func(string, facts) (peer, error) { return b.woosync(path, known) }},
		{"vd", "visidata", b.visidata}, {"litecli", "litecli", b.litecli}, {"sqlite3", "sqlite3", b.shell},
	} {
		program, err := exec.LookPath(p.needs)
		if err != nil {
			fmt.Printf("| %s is not installed | | | | | |\n", p.debian)
			continue
		}
		m, err := p.measure(program, known)
		if b.ctx.Err() != nil {
			return b.ctx.Err()
		}
		if err != nil { // the others can be measured all the same
			line, _, _ := strings.Cut(err.Error(), "\n")
			fmt.Printf("| %s: %s | %s | %s | %s | | |\n", m.name, line, m.open, m.move, m.sort)
			continue
		}
		fmt.Printf("| %s | %s | %s | %s | %s | %s |\n", m.name, m.open, m.move, m.sort, m.filter, m.memory)
	}
	return nil
}

const peerTime = "2006-01-02 15:04:05.000"

func (b *bench) csvPath() string    { return filepath.Join(b.folder, "operations.csv") }
func (b *bench) sqlitePath() string { return filepath.Join(b.folder, "operations.sqlite") }

// tables writes the rows of the history as others read them, newest first.
func (b *bench) tables(path string) (known facts, err error) {
	s, err := store.Open(b.ctx, store.Options{Path: path})
	if err != nil {
		return known, err
	}
	defer s.Close()
	if _, _, err := loaded(b.ctx, s); err != nil {
		return known, err
	}
	fmt.Println()
	for _, path := range []string{b.csvPath(), b.sqlitePath()} {
		if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
			return known, err
		}
	}
	f, err := os.Create(b.csvPath())
	if err != nil {
		return known, err
	}
	defer f.Close()
	db, err := sql.Open("sqlite", b.sqlitePath())
	if err != nil {
		return known, err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(b.ctx, "CREATE TABLE operations (created TEXT, started TEXT, completed TEXT, state TEXT, webshop TEXT, full TEXT, error TEXT, id INTEGER PRIMARY KEY); BEGIN"); err != nil {
		return known, err
	}
	insert, err := db.PrepareContext(b.ctx, "INSERT INTO operations VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
	if err != nil {
		return known, err
	}
	buffer := bufio.NewWriter(f)
	w := csv.NewWriter(buffer)
	if err := w.Write([]string{"created", "started", "completed", "state", "webshop", "full", "error", "id"}); err != nil {
		return known, err
	}
	for offset := 0; ; {
		page, err := s.Operations(b.ctx, store.OperationQuery{Offset: offset, Limit: 10_000})
		if err != nil {
			return known, err
		}
		for _, o := range page.Rows {
			line, _, _ := strings.Cut(o.Error, "\n")
			row := []string{o.CreatedOn.Format(peerTime), o.StartedOn.Format(peerTime), o.CompletedOn.Format(peerTime), o.State.Key(), o.Webshop, fmt.Sprint(o.Full), line, fmt.Sprint(o.ID)}
			minute := row[0][:len("2006-01-02 15:04")]
			if known.newest == "" {
				known.newest = minute
			}
			if known.oldest = minute; o.State == store.Failed {
				known.failed++
			}
			values := make([]any, len(row))
			for i, v := range row {
				values[i] = v
			}
			if _, err := insert.ExecContext(b.ctx, values...); err != nil {
				return known, err
			}
			if err := w.Write(row); err != nil {
				return known, err
			}
		}
		if offset += len(page.Rows); len(page.Rows) == 0 || offset >= page.Total {
			break
		}
	}
	w.Flush()
	_, err = db.ExecContext(b.ctx, "COMMIT; CREATE INDEX operations_created ON operations (created)")
	return known, errors.Join(err, w.Error(), buffer.Flush())
}

// moves measures the cursor.
func moves(t *terminal, key string) (string, error) {
	var all []sample
	for range 50 {
		d, _, err := t.press(key, "")
		if err != nil {
			return "", err
		}
		all = append(all, sample{took: d})
	}
	return millis(rank(all, 0.99, took)) + " ms", nil
}

func (t *terminal) memory() string { return fmt.Sprintf("%d MB", resident(t.cmd.Process.Pid)) }

func (b *bench) woosync(path string, known facts) (m peer, err error) {
	m.name = "woosync"
	program, err := b.program()
	if err != nil {
		return m, err
	}
	t, err := startIn(b.ctx, b.folder, ptyWide, ptyHigh, program, "--store", path)
	if err != nil {
		return m, err
	}
	defer t.close()
	at, err := t.await("of " + thousands(b.rows+640))
	if err != nil {
		return m, err
	}
	m.open = millis(at.Sub(t.started)) + " ms"
	time.Sleep(10 * time.Second)
	if m.move, err = moves(t, "\x1b[B"); err != nil {
		return m, err
	}
	if _, _, err = t.press("\x1b[C", ""); err != nil { // to the column of the start
		return m, err
	}
	took, _, err := t.press("o", "")
	if err != nil {
		return m, err
	}
	m.sort = millis(took) + " ms"
	if took, _, err = t.press("/state:failed\r", "of "+thousands(known.failed)); err != nil {
		return m, err
	}
	m.filter, m.memory = millis(took)+" ms", t.memory()
	return m, nil
}

func (b *bench) visidata(program string, known facts) (m peer, err error) {
	m.name = "VisiData"
	t, err := startIn(b.ctx, b.folder, ptyWide, ptyHigh, program, "--config", os.DevNull, "--visidata-dir", b.folder, b.csvPath())
	if err != nil {
		return m, err
	}
	defer t.close()
	at, err := t.await(known.newest)
	if err != nil {
		return m, err
	}
	whole, err := t.await(fmt.Sprintf("%d rows", b.rows+640))
	if err != nil {
		return m, err
	}
	m.open = fmt.Sprintf("%s ms, all rows %s ms", millis(at.Sub(t.started)), millis(whole.Sub(t.started)))
	if m.move, err = moves(t, "j"); err != nil {
		return m, err
	}
	if _, _, err := t.press("gk", ""); err != nil {
		return m, err
	}
	took, _, err := t.press("[", known.oldest)
	if err != nil {
		return m, err
	}
	m.sort = millis(took) + " ms"
	if _, _, err := t.press("lll", ""); err != nil { // to the column of the state
		return m, err
	}
	begin := time.Now()
	if _, _, err := t.press("|failed\r", fmt.Sprintf("%d", known.failed)); err != nil {
		return m, err
	}
	m.filter, m.memory = millis(time.Since(begin))+" ms", t.memory()
	return m, nil
}

// litecli and the sqlite3 shell are measured by whole runs with one query: what one waits for who asks.
func (b *bench) litecli(program string, _ facts) (peer, error) {
	settings := filepath.Join(b.folder, "liteclirc")
	if err := os.WriteFile(settings, []byte("[main]\nenable_pager = False\n"), 0o600); err != nil {
		return peer{name: "litecli"}, err
	}
	return b.queries("litecli", program, func(query string) []string { return []string{"--liteclirc", settings, "-e", query, b.sqlitePath()} })
}

func (b *bench) shell(program string, _ facts) (peer, error) {
	return b.queries("sqlite3", program, func(query string) []string { return []string{b.sqlitePath(), query} })
}

func (b *bench) queries(name, program string, args func(query string) []string) (m peer, err error) {
	m.name = name
	run := func(query string) string {
		cmd := exec.CommandContext(b.ctx, program, args(query)...)
		begin := time.Now()
		if failed := cmd.Run(); failed != nil {
			err = errors.Join(err, fmt.Errorf("%s %q: %w", name, query, failed))
			return ""
		}
		took := time.Since(begin)
		return millis(took) + " ms"
	}
	m.open = run("SELECT * FROM operations ORDER BY created DESC LIMIT 30")
	m.sort = run("SELECT * FROM operations ORDER BY started LIMIT 30")
	m.filter = run("SELECT count(*) FROM operations WHERE state = 'failed'")
	return m, err
}
