package tui

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"time"

	"woosync/store"
	"woosync/sync/export"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"
)

// exportDialog asks where an export goes, and shows how far it is. The ending of the name decides the format. esc stops it.
type exportDialog struct {
	field   field
	what    string // "3 marked operations"
	format  export.Format
	make    func(export.Format) exporter
	job     *exportJob
	failure string
}

type (
	// exportEndMsg tells how a job ended.
	exportEndMsg struct {
		job *exportJob
		n   int
		err error
	}
	// exportTickMsg draws how far a job is.
	exportTickMsg struct{ job *exportJob }
	// replaceFileMsg says that a file may be replaced.
	replaceFileMsg struct{ dialog *exportDialog }
)

// exportTick is how often the progress is drawn.
const exportTick = 100 * time.Millisecond

// ending is how the names of files of a format end.
func ending(f export.Format) string {
	return map[export.Format]string{export.CSV: ".csv", export.JSON: ".json"}[f]
}

// newExport asks where what is marked, or else what is filtered, shall go.
func newExport(m *Model) *exportDialog {
	filter, _, what := m.chosen()
	backend, q := m.backend, store.OperationQuery{Filter: filter, Sort: m.table.sort}
	return &exportDialog{
		field: exportField(&m.env, "woosync-operations"), what: what,
		make: func(f export.Format) exporter { return exportOperations(backend, q, f) },
	}
}

// newResultsExport asks where the results of an operation shall go: those that the list shows.
func newResultsExport(e *env, d *itemList) *exportDialog {
	backend, id, q := e.backend, d.id, d.query()
	return &exportDialog{
		field: exportField(e, fmt.Sprintf("woosync-operation-%d", id)), what: fmt.Sprintf("%s of operation %d", plural(d.total, "result", "results"), id),
		make: func(f export.Format) exporter { return exportResults(backend, id, q, f) },
	}
}

// exportField holds a name that no earlier minute had.
func exportField(e *env, name string) field {
	return newField(filepath.Join(e.folder, name+"-"+e.now.In(e.loc).Format("20060102-1504")+ending(export.CSV)))
}

func (d *exportDialog) update(e *env, msg tea.Msg) []action {
	switch msg := msg.(type) {
	case exportEndMsg:
		if msg.job == d.job {
			return d.ended(e, msg)
		}
	case exportTickMsg:
		if msg.job == d.job && d.job != nil {
			return []action{runCommand{d.job.tick()}}
		}
	case replaceFileMsg:
		if msg.dialog == d && d.job == nil {
			return d.begin(e, true)
		}
	case tea.PasteMsg:
		if d.job == nil && d.field.update(msg) {
			d.typed()
		}
	case clickMsg:
		switch {
		case msg.id.kind == zoneClose:
			return d.stop()
		case d.job != nil:
		case msg.id.kind == zoneButton:
			return d.begin(e, false)
		case msg.id.kind == zoneChip:
			d.turn(export.Format(msg.id.n))
		}
	case tea.KeyPressMsg:
		return d.press(e, msg)
	}
	return nil
}

func (d *exportDialog) press(e *env, msg tea.KeyPressMsg) []action {
	c := e.keys.command(msg.String())
	switch {
	case c == CmdBack && !typed(msg):
		return d.stop()
	case d.job != nil:
	case c == CmdNextTab, c == CmdPrevTab:
		d.turn(1 - d.format)
	case typed(msg):
		if d.field.update(msg) {
			d.typed()
		}
	case c == CmdDetails:
		return d.begin(e, false)
	}
	return nil
}

// typed takes the format from the ending of the name, where it has one that says it.
func (d *exportDialog) typed() {
	d.failure = ""
	for _, f := range []export.Format{export.CSV, export.JSON} {
		if strings.HasSuffix(strings.ToLower(d.field.value()), ending(f)) {
			d.format = f
		}
	}
}

// turn chooses a format, and gives the name its ending.
func (d *exportDialog) turn(f export.Format) {
	name, found := strings.CutSuffix(d.field.value(), ending(d.format))
	d.format, d.failure = f, ""
	if found {
		d.field.set(name + ending(f))
	}
}

func (d *exportDialog) begin(e *env, replace bool) []action {
	path := strings.TrimSpace(d.field.value())
	if path == "" {
		d.failure = "Type the name of a file."
		return nil
	}
	ctx, cancel := context.WithCancel(e.ctx)
	job := &exportJob{ctx: ctx, cancel: cancel, write: d.make(d.format), path: path, replace: replace}
	d.job, d.failure = job, ""
	jobs := e.jobs
	jobs.Add(1)
	return []action{runCommand{func() tea.Msg {
		defer jobs.Done()
		n, err := job.run()
		return exportEndMsg{job, n, err}
	}}, runCommand{job.tick()}}
}

func (j *exportJob) tick() tea.Cmd {
	return tea.Tick(exportTick, func(time.Time) tea.Msg { return exportTickMsg{j} })
}

// stop ends the job, if there is one, and closes the dialog.
func (d *exportDialog) stop() []action {
	if d.job == nil {
		return []action{closeDialog{}}
	}
	d.job.cancel()
	return []action{closeDialog{}, sayText{info, "The export was stopped: no file was left."}}
}

func (d *exportDialog) ended(e *env, msg exportEndMsg) []action {
	d.job = nil
	switch {
	case errors.Is(msg.err, errExists):
		return []action{openDialog{confirmReplace(d, e.clean(d.field.value()))}}
	case msg.err != nil:
		d.failure = sentence(msg.err.Error())
		return nil
	}
	what, many := "operation", "operations"
	if strings.Contains(d.what, "result") {
		what, many = "result", "results"
	}
	return []action{closeDialog{}, sayText{success, plural(msg.n, what, many) + " exported to " + msg.job.path}}
}

// confirmReplace asks before a file is replaced.
func confirmReplace(d *exportDialog, path string) *confirm {
	return &confirm{
		title: "The file exists", text: []string{path, "", "Replace it? What is in it would be lost."}, yes: "Replace", no: "Keep it", danger: true, at: 1,
		agree: []action{closeDialog{}, runCommand{func() tea.Msg { return replaceFileMsg{d} }}},
	}
}

func (d *exportDialog) view(e *env) window {
	s := &e.styles
	b := newBox(e, min(76, e.w-min(2, e.w/20)), "Export", s.Border)
	b.text("", d.what)
	b.blank()
	l := b.line().add(s.Accent, e.glyphs.Cursor+" ")
	at := d.field.draw(e, l, max(l.limit-l.w-1, 1), "path of the file")
	if d.job == nil {
		b.cursor = &[2]int{2 + at, len(b.lines)}
	}
	b.put(l)
	l = b.line().add("", "  ")
	for f, word := range []string{"CSV", "JSON"} {
		p := s.Dim
		if export.Format(f) == d.format {
			p = s.Chip
			if e.plain {
				word = "[" + word + "]"
			}
		}
		l.button(p, word, zoneID{zoneChip, f, 0}).add("", "  ")
	}
	b.put(l)
	b.blank()
	switch {
	case d.failure != "":
		text := wrapText(e.clean(d.failure), max(b.inner(), 1))
		for i := range min(text.len(), 4) {
			b.text(s.Bad, text.line(i))
		}
	case d.job != nil:
		done, total := d.job.progress.done.Load(), d.job.progress.total.Load()
		l := b.line()
		e.bar(l, max(min(30, l.limit/2), 1), int(done), max(int(total), 1), func(p paint) paint { return p })
		b.put(l.add("", fmt.Sprintf(" %s of %s", humanize.Comma(done), humanize.Comma(total))))
	}
	if d.job != nil {
		return b.done(hint{e.keys.key(CmdBack, e.ascii), "stop", zoneID{kind: zoneClose}}).centred(e)
	}
	return b.done(hint{e.keys.key(CmdDetails, e.ascii), "export", zoneID{kind: zoneButton}}, hint{e.keys.key(CmdNextTab, e.ascii), "CSV or JSON", zoneID{zoneChip, 1 - int(d.format), 0}},
		hint{e.keys.key(CmdBack, e.ascii), "cancel", zoneID{kind: zoneClose}}).centred(e)
}
