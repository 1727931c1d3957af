package tui

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"woosync/plaintext"
	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// export writes what is filtered to a CSV file, a stretch at a time, and shows how far it is. esc stops it; what was written goes.
type export struct {
	field   field
	query   store.OperationQuery
	total   int
	what    string // "3 marked operations"
	job     *exportJob
	done    int
	failure string
}

// exportJob is an export that runs. Only the command that was started last touches it.
type exportJob struct {
	ctx     context.Context
	cancel  context.CancelFunc
	backend Operations
	query   store.OperationQuery
	path    string
	file    *os.File
	csv     *csv.Writer
	seen    map[int64]bool // rows may move while they are read
	rows    int
}

type exportMsg struct {
	job  *exportJob
	done int // rows read
	rows int // rows written
	path string
	end  bool
	err  error
}

const exportChunk = 2000

// newExport asks where the file shall go.
func newExport(m *Model) *export {
	name := "woosync-operations-" + m.now.In(m.loc).Format("20060102-1504") + ".csv"
	filter, total, what := m.chosen()
	return &export{
		field: newField(filepath.Join(m.folder, name)), total: total, what: what,
		query: store.OperationQuery{Filter: filter, Sort: m.table.sort, Limit: exportChunk},
	}
}

func (d *export) update(e *env, msg tea.Msg) []action {
	switch msg := msg.(type) {
	case exportMsg:
		return d.progress(msg)
	case tea.PasteMsg:
		if d.job == nil {
			d.field.update(msg)
		}
	case clickMsg:
		switch {
		case msg.id.kind == zoneClose:
			return d.stop()
		case msg.id.kind == zoneButton && d.job == nil:
			return d.begin(e)
		}
	case tea.KeyPressMsg:
		switch c := e.keys.command(msg.String()); {
		case typed(msg):
			if d.job == nil {
				d.field.update(msg)
				d.failure = ""
			}
		case c == CmdBack:
			return d.stop()
		case c == CmdDetails && d.job == nil:
			return d.begin(e)
		}
	}
	return nil
}

func (d *export) begin(e *env) []action {
	ctx, cancel := context.WithCancel(e.ctx)
	d.job = &exportJob{ctx: ctx, cancel: cancel, backend: e.backend, query: d.query, path: strings.TrimSpace(d.field.value()), seen: map[int64]bool{}}
	d.failure, d.done = "", 0
	return []action{runCommand{d.job.open}}
}

func (d *export) stop() []action {
	if d.job != nil {
		d.job.cancel()
	}
	return []action{closeDialog{}}
}

func (d *export) progress(msg exportMsg) []action {
	switch {
	case msg.job != d.job:
		return nil
	case msg.err != nil:
		d.job, d.failure = nil, sentence(msg.err.Error())
		return nil
	case msg.end:
		return []action{closeDialog{}, sayText{success, plural(msg.rows, "operation", "operations") + " exported to " + msg.path}}
	}
	d.done = msg.done
	return []action{runCommand{msg.job.step}}
}

// open makes the file. One that exists is left alone.
func (j *exportJob) open() tea.Msg {
	path, err := filepath.Abs(expandHome(j.path))
	if err != nil {
		return exportMsg{job: j, err: err}
	}
	j.path = path
	j.file, err = os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return exportMsg{job: j, err: fmt.Errorf("%s exists already: choose another name", path)}
	}
	if err != nil {
		return exportMsg{job: j, err: fmt.Errorf("the file cannot be made: %w", err)}
	}
	j.csv = csv.NewWriter(j.file)
	if err := j.csv.Write(exportHeader()); err != nil {
		return j.fail(err)
	}
	return j.step()
}

// step writes the next stretch of rows.
func (j *exportJob) step() tea.Msg {
	page, err := j.backend.Operations(j.ctx, j.query)
	if err != nil {
		return j.fail(err)
	}
	for _, op := range page.Rows {
		if j.seen[op.ID] {
			continue
		}
		j.seen[op.ID] = true
		text := op.Error
		if op.ErrorSize > len(op.Error) {
			if text, err = j.backend.OperationError(j.ctx, op.ID); err != nil {
				return j.fail(err)
			}
		}
		if err := j.csv.Write(exportRecord(op, text)); err != nil {
			return j.fail(err)
		}
		j.rows++
	}
	j.query.Offset = page.Offset + len(page.Rows)
	if len(page.Rows) == 0 || j.query.Offset >= page.Total {
		return j.finish()
	}
	return exportMsg{job: j, done: j.query.Offset}
}

func (j *exportJob) finish() tea.Msg {
	j.csv.Flush()
	err := errors.Join(j.csv.Error(), j.file.Close())
	if err != nil {
		return j.fail(err)
	}
	j.cancel()
	return exportMsg{job: j, end: true, rows: j.rows, path: j.path}
}

// fail takes the unfinished file away.
func (j *exportJob) fail(err error) tea.Msg {
	j.cancel()
	_ = j.file.Close() // it may be closed already
	return exportMsg{job: j, err: errors.Join(fmt.Errorf("nothing was exported: %w", err), os.Remove(j.path))}
}

func expandHome(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return path
}

func exportHeader() []string {
	return []string{"id", "webshop", "webshop_url", "synchronize_all", "scope", "state", "error", "created_on", "started_on", "completed_on",
		"added", "updated", "removed", "unchanged", "skipped", "failed", "requested_by"}
}

func exportRecord(op store.Operation, text string) []string {
	scope := "webshop"
	if op.Scope == store.ScopeProducts {
		scope = "products"
	}
	stamp := func(t time.Time) string {
		if t.IsZero() {
			return ""
		}
		return t.UTC().Format(time.RFC3339)
	}
	record := []string{strconv.FormatInt(op.ID, 10), harmless(op.Webshop), harmless(op.WebshopURL), strconv.FormatBool(op.Full), scope, op.State.Key(), harmless(text),
		stamp(op.CreatedOn), stamp(op.StartedOn), stamp(op.CompletedOn)}
	for _, n := range []int{op.Counts.Added, op.Counts.Updated, op.Counts.Removed, op.Counts.Unchanged, op.Counts.Skipped, op.Counts.Failed} {
		record = append(record, strconv.Itoa(n))
	}
	return append(record, harmless(op.RequestedBy))
}

// harmless keeps a spreadsheet from taking a text for a formula, and a terminal from acting on it.
func harmless(s string) string {
	s = plaintext.Copy(s)
	if s != "" && strings.ContainsRune("=+-@", rune(s[0])) {
		return "'" + s
	}
	return s
}

func (d *export) view(e *env) window {
	b := newBox(e, min(76, e.w-min(2, e.w/20)), "Export", e.styles.Border)
	b.text("", d.what+" as CSV, to the file:")
	b.blank()
	l := b.line().add(e.styles.Accent, e.glyphs.Cursor+" ")
	at := d.field.draw(e, l, max(l.limit-l.w-1, 1), "path of the file")
	if d.job == nil {
		b.cursor = &[2]int{2 + at, len(b.lines)}
	}
	b.put(l)
	b.blank()
	switch {
	case d.failure != "":
		text := wrapText(e.clean(d.failure), max(b.inner(), 1))
		for i := range min(text.len(), 4) {
			b.text(e.styles.Bad, text.line(i))
		}
	case d.job != nil:
		l := b.line()
		e.bar(l, max(min(30, l.limit/2), 1), d.done, max(d.total, 1), func(p paint) paint { return p })
		b.put(l.add("", fmt.Sprintf(" %d of %d", d.done, d.total)))
	}
	stop := "cancel"
	hints := []hint{{e.keys.key(CmdDetails, e.ascii), "export", zoneID{kind: zoneButton}}}
	if d.job != nil {
		hints, stop = nil, "stop"
	}
	return b.done(append(hints, hint{e.keys.key(CmdBack, e.ascii), stop, zoneID{kind: zoneClose}})...).centred(e)
}
