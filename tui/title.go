package tui

import (
	"fmt"
	"strings"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"
)

// titleLine says where one is, what the worker does, and what time it is in which zone. What has no room goes from the least needed on.
func (m *Model) titleLine(w int) *line {
	l := newLine(w, m.glyphs.Ellipsis)
	l.add(m.styles.Title, " woosync").add("", "  ").add(m.styles.Strong, "Operations")
	local := m.now.In(m.loc)
	clock := local.Format("15:04 MST")
	date := local.Format("Mon 2 Jan ")
	sign, worker, style := m.workerWords()
	var facts []string
	if m.status.running > 0 {
		facts = append(facts, humanize.Comma(int64(m.status.running))+" in progress")
	}
	if m.status.known {
		facts = append(facts, plural(len(m.status.webshops), "webshop", "webshops"))
	}
	if m.readOnly {
		facts = append([]string{"read-only"}, facts...)
	}
	dot := " " + m.glyphs.Dot + " "
	for {
		right := width(sign) + 1 + width(worker)
		for _, f := range facts {
			right += width(dot) + width(f)
		}
		right += 3 + width(date) + width(clock) + 1
		if l.w+2+right <= w {
			l.to("", w-right)
			x := l.w
			l.add(style, sign+" ").add("", worker)
			l.mark(x, zoneID{zoneCommand, int(CmdWorker), 0})
			for _, f := range facts {
				l.add(m.styles.Dim, dot).add("", f)
			}
			l.add("", "   ").add(m.styles.Dim, date).add("", clock+" ")
			return l
		}
		switch {
		case date != "":
			date = ""
		case len(facts) > 0:
			facts = facts[:len(facts)-1]
		case strings.HasPrefix(worker, "worker "):
			worker = strings.TrimPrefix(worker, "worker ")
		case clock != "":
			clock = ""
		default:
			return l
		}
	}
}

// workerWords says what executes operations.
func (m *Model) workerWords() (sign, words string, p paint) {
	switch {
	case !m.status.known:
		return m.glyphs.Idle, "worker", m.styles.Dim
	}
	switch m.status.worker.State {
	case WorkerRunning:
		return m.glyphs.Working, "worker running", m.styles.Good
	case WorkerIdle:
		return m.glyphs.Working, "worker ready", m.styles.Good
	case WorkerPaused:
		return m.glyphs.Paused, "worker paused", m.styles.Warn
	case WorkerStandby:
		holder := m.status.worker.Holder
		if holder == "" {
			holder = "another program"
		}
		return m.glyphs.Idle, "worker: " + m.clean(holder), m.styles.Accent
	}
	return m.glyphs.Idle, "no worker", m.styles.Dim
}

// statusLine says which part of the list is in sight, how it is sorted, and whether it follows the worker.
func (m *Model) statusLine(w int) *line {
	l := newLine(w, m.glyphs.Ellipsis)
	l.add("", " ")
	dot := " " + m.glyphs.Dot + " "
	t := &m.table
	switch {
	case m.failure != "":
		l.add(m.styles.Bad, m.clean(m.failure))
		return l
	case m.status.worker.Trouble != "":
		l.add(m.styles.Bad, m.clean(m.status.worker.Trouble))
		return l
	case !t.loaded:
		l.add(m.styles.Dim, "loading"+m.glyphs.Ellipsis)
		return l
	case t.total == 0:
		l.add("", "no operations")
	default:
		last := min(t.view.top+max(t.height, 1), t.total)
		dash := "–"
		if m.ascii {
			dash = "-"
		}
		l.add("", humanize.Comma(int64(t.view.top+1))+dash+humanize.Comma(int64(last))+" of "+humanize.Comma(int64(t.total)))
	}
	if len(m.marks.ids) > 0 {
		l.add(m.styles.Dim, dot)
		x := l.w
		l.add(m.styles.Key, m.glyphs.Mark+" ").add(m.styles.Strong, m.marksWords()).mark(x, zoneID{zoneCommand, int(CmdBack), 0})
	}
	l.add(m.styles.Dim, dot).add("", m.sortWords())
	l.add(m.styles.Dim, dot)
	x := l.w
	switch {
	case m.follow:
		l.add(m.styles.Good, "live")
	case m.dirty:
		l.add(m.styles.Warn, "not live, changed since")
	default:
		l.add(m.styles.Warn, "not live")
	}
	l.mark(x, zoneID{zoneCommand, int(CmdLive), 0})
	if !m.mouse {
		l.add(m.styles.Dim, dot).add("", "mouse off")
	}
	if t.goal != t.view {
		l.add(m.styles.Dim, dot+"loading"+m.glyphs.Ellipsis)
	}
	return l
}

// sortWords says how the list is sorted.
func (m *Model) sortWords() string {
	words := make([]string, len(m.table.sort))
	for i, s := range m.table.sort {
		words[i] = m.orderWords(s)
	}
	return strings.Join(words, ", then ")
}

func (m *Model) orderWords(s store.OperationSort) string {
	title := ""
	for _, c := range allColumns(m.w) {
		if c.id == s.Column {
			title = c.title
		}
	}
	switch {
	case naturalDesc(s.Column) && s.Desc:
		if title == "Created on" {
			return "newest first"
		}
		return title + ", newest first"
	case naturalDesc(s.Column):
		return strings.TrimPrefix(title+", oldest first", "Created on, ")
	case s.Column == store.ColumnWebshop && s.Desc, s.Column == store.ColumnError && s.Desc:
		return title + ", Z to A"
	case s.Column == store.ColumnWebshop, s.Column == store.ColumnError:
		return title + ", A to Z"
	case s.Desc:
		return title + ", descending"
	}
	return title + ", ascending"
}

// footerLine shows the keys that do something now.
func (m *Model) footerLine(w int) *line {
	if m.choosing != nil {
		return m.statesFooter(w)
	}
	l := newLine(w, m.glyphs.Ellipsis)
	l.add("", " ")
	move := m.keys.pair(CmdUp, CmdDown, m.ascii)
	l.add(m.styles.Key, move).add(m.styles.Dim, " move")
	shown := []Command{CmdDetails, CmdSort, CmdFilter, CmdPanel, CmdOnly, CmdError, CmdRetry, CmdMark, CmdExport, CmdNew, CmdWorker, CmdBack, CmdLive, CmdStates}
	if len(m.filter.states) > 0 { // whoever chose a state may want another one beside it
		shown = []Command{CmdDetails, CmdSort, CmdFilter, CmdStates, CmdOnly, CmdError, CmdRetry, CmdMark, CmdPanel, CmdExport, CmdNew, CmdWorker, CmdBack, CmdLive}
	}
	if len(m.marks.ids) > 0 {
		shown = []Command{CmdMark, CmdMarkRange, CmdRetry, CmdCopy, CmdExport, CmdBack, CmdMarkAll, CmdDetails, CmdFilter}
	}
	for _, c := range shown {
		m.hint(l, c, w-len("  ? help  q quit "))
	}
	m.hint(l, CmdHelp, w)
	m.hint(l, CmdQuit, w)
	return l
}

// hint adds a key with its label if the command does something now and there is room for it.
func (m *Model) hint(l *line, c Command, limit int) {
	if m.disabled(c) != "" {
		return
	}
	label := m.keys.binding(c).Label
	switch c {
	case CmdBack:
		switch {
		case len(m.marks.ids) > 0:
			label = "unmark"
		case m.filter.empty():
			return
		default:
			label = "clear filter"
		}
	case CmdRetry, CmdExport:
		if len(m.marks.ids) > 0 {
			label += " marked"
		}
	case CmdCopy:
		label = "copy errors"
	case CmdMark:
		if m.marks.has(m.selected().ID) {
			label = "unmark it"
		}
	case CmdOnly:
		if label = m.valueWord(); label == "" {
			return
		}
	case CmdWorker:
		if m.status.worker.State == WorkerPaused {
			label = "resume worker"
		}
	case CmdLive:
		label = "pause live"
		if !m.follow {
			label = "follow live"
		}
	}
	m.keyHint(l, c, label, limit)
}

// keyHint adds a key with a label if the command has a key and there is room for both.
func (m *Model) keyHint(l *line, c Command, label string, limit int) {
	key := m.keys.key(c, m.ascii)
	if key == "" || l.w+3+width(key)+width(label) > limit {
		return
	}
	l.add("", "  ")
	x := l.w
	l.add(m.styles.Key, key).add(m.styles.Dim, " "+label)
	l.mark(x, zoneID{zoneCommand, int(c), 0})
}

// windowTitle is what the terminal's window is called.
func (m *Model) windowTitle() string {
	switch {
	case m.status.running > 0:
		return fmt.Sprintf("woosync: %d in progress", m.status.running)
	case m.status.worker.State == WorkerPaused:
		return "woosync: paused"
	}
	return "woosync"
}

// progressBar is what the operating system shows of the work that runs; nil while nothing does.
func (m *Model) progressBar() *tea.ProgressBar {
	switch {
	case m.status.running == 0:
		return nil
	case m.status.todo == 0:
		return tea.NewProgressBar(tea.ProgressBarIndeterminate, 0)
	case m.status.worker.State == WorkerPaused:
		return tea.NewProgressBar(tea.ProgressBarWarning, 100*m.status.done/m.status.todo)
	}
	return tea.NewProgressBar(tea.ProgressBarDefault, 100*m.status.done/m.status.todo)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return humanize.Comma(int64(n)) + " " + many
}
