package tui

import (
	"errors"
	"fmt"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Update takes in a message. It works on a copy; what must wait is returned as a command.
func (m Model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	cmd := m.update(msg)
	return m, cmd
}

func (m *Model) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case startMsg:
		return tea.Batch(m.reload(), m.tellProblems())
	case tea.WindowSizeMsg:
		return m.resize(msg)
	case tea.KeyPressMsg:
		return m.press(msg)
	case tea.PasteMsg:
		return m.paste(msg)
	case tea.MouseMsg:
		return m.mouseEvent(msg)
	case wheelSumMsg:
		if !m.mouse {
			return nil
		}
		return m.scrollBy(msg.x, msg.y, msg.notches*wheelRows)
	case pageMsg:
		return m.showPage(msg)
	case countsMsg:
		if m.took(&m.tally, msg.n, msg.err) {
			m.counts, m.names = msg.counts, msg.names
			return m.answer(matchMsg{m.table.total, m.counts})
		}
	case marksMsg:
		return m.marksCounted(msg)
	case markThemMsg:
		return m.markThem(msg)
	case retryPlanMsg:
		if msg.of == m.backend {
			return m.confirmRetry(msg)
		}
	case retriedMsg:
		if msg.of == m.backend {
			return m.retried(msg)
		}
	case markedErrorsMsg:
		return m.copyErrors(msg)
	case statusMsg:
		if m.took(&m.overview, msg.n, msg.err) {
			m.status, m.now = msg.status, msg.now
			m.found()
		}
	case changeMsg:
		if msg.in == m.backend {
			return m.changed()
		}
	case reopenedMsg:
		return m.reopened(msg)
	case minuteMsg:
		m.now = timeOf(msg)
		return tea.Batch(waitMinute(m.ctx, m.clock), m.moveOn())
	case secondMsg:
		m.now = msg.now
		return m.answer(msg)
	case restMsg:
		return m.rest(msg.n)
	case toastGoneMsg:
		m.toasts.drop(msg.n)
	case copiedMsg:
		return m.copied(msg)
	case clickGoneMsg:
		if msg.n == m.clicks {
			m.lastClick = [2]int{}
		}
	case lookMsg:
		return m.look()
	case viewsCountedMsg:
		return m.viewsCounted(msg)
	case viewsMsg:
		return m.viewsChanged(msg)
	case startedMsg:
		if msg.of == m.backend {
			return m.started(msg)
		}
	case tea.BackgroundColorMsg:
		dark := isDark(msg.Color)
		m.dark = &dark
		m.restyle()
	case tea.ColorProfileMsg:
		m.profile = msg.Profile
		m.restyle()
	case tea.EnvMsg:
		m.learn(msg)
	case tea.BlurMsg:
		m.focused = false
		m.hover.leave()
	case tea.FocusMsg:
		m.focused = true
	default:
		return m.answer(msg)
	}
	return nil
}

// answer hands what a dialog asked for to the dialogs; each knows its own.
func (m *Model) answer(msg tea.Msg) tea.Cmd {
	if e, ok := msg.(errorMsg); ok && m.hover.shown && m.hover.id == e.id && e.err == nil {
		m.hover.doc = e.doc
	}
	var cmds []tea.Cmd
	for _, d := range append([]dialog{}, m.dialogs...) {
		cmds = append(cmds, m.act(d, d.update(&m.env, msg)))
	}
	return tea.Batch(cmds...)
}

// resize fits everything to a new window.
func (m *Model) resize(msg tea.WindowSizeMsg) tea.Cmd {
	first := m.w == 0
	m.w, m.h = max(msg.Width, 0), max(msg.Height, 0)
	m.hover.leave()
	if columns := m.shown(); first && firstColumn(columns, m.areas().rows.w, 1, m.table.column) > 1 {
		m.table.column = indexOf(columns, store.ColumnState) // in a narrow window the state is what one looks for
	}
	m.table.first = 1 // a wider window has room for columns that were scrolled away
	m.fitTable()
	return tea.Batch(m.more(), m.answer(msg))
}

// fitTable tells the table how much room it has.
func (m *Model) fitTable() {
	a := m.areas()
	m.table.resize(a.rows.h)
	m.table.first = firstColumn(m.shown(), a.rows.w, m.table.first, m.table.column)
}

// learn takes what the environment says about the terminal.
func (m *Model) learn(env tea.EnvMsg) {
	_, tty := env.LookupEnv("SSH_TTY")
	_, connection := env.LookupEnv("SSH_CONNECTION")
	m.ssh = tty || connection
	_, m.tmux = env.LookupEnv("TMUX")
	switch _, screen := env.LookupEnv("STY"); {
	case screen && !m.tmux:
		m.noCopy = "GNU screen passes no copy on to the terminal"
	case env.Getenv("TERM") == "dumb", env.Getenv("TERM") == "linux":
		m.noCopy = "this terminal has no clipboard"
	}
	if env.Getenv("TERM") == "dumb" {
		m.profile = colorprofile.NoTTY
		m.restyle()
	}
}

// showPage takes in rows. An error leaves the old page where it is.
func (m *Model) showPage(msg pageMsg) tea.Cmd {
	if !m.took(&m.page, msg.n, msg.err) {
		return nil
	}
	m.failure, m.reopen.moved = "", false
	m.now = msg.now
	jump := m.table.jump
	if m.table.show(msg.page, msg.rows, msg.anchored) {
		return m.load(true)
	}
	if m.views.active == "" {
		m.views.baseCount = m.table.total
	}
	if m.hover.shown && m.table.find(m.hover.id) < 0 {
		m.hover.leave()
	}
	var cmd tea.Cmd
	if jump != 0 && m.table.id != jump {
		cmd = m.say(info, fmt.Sprintf("Operation %d is hidden by the filter; %s clears it.", jump, m.keys.key(CmdBack, m.ascii)))
	}
	if m.refreshed {
		m.refreshed = false
		cmd = tea.Batch(cmd, m.say(info, fmt.Sprintf("Loaded again: %s.", plural(m.table.total, "operation", "operations"))))
	}
	return tea.Batch(cmd, m.more(), m.answer(matchMsg{m.table.total, m.counts}))
}

// took tells whether an answer is the one that is waited for, and brings something; where the backend failed, the screen says so.
func (m *Model) took(r *request, n int, err error) bool {
	if !r.answers(n) {
		return false
	}
	if err != nil {
		m.failed(err)
	}
	return err == nil
}

// failed shows what the backend could not do.
func (m *Model) failed(err error) {
	switch {
	case ended(err):
	case errors.Is(err, store.ErrMoved):
		m.away(err)
	default:
		m.failure = "The store could not be read: " + cleanLine(err.Error())
	}
}

// changed follows a change in the store, and listens on.
func (m *Model) changed() tea.Cmd {
	wait := m.changes.wait(pauseBetween)
	if !m.follow {
		m.dirty = true
		return tea.Batch(wait, m.look())
	}
	m.step++
	if m.table.goal != m.table.view { // a page is on its way; it will be fresh
		return tea.Batch(wait, m.count(), m.look())
	}
	return tea.Batch(wait, m.reload(), m.answer(refreshMsg{}))
}

// refreshMsg tells the dialogs that something changed.
type refreshMsg struct{}

// press handles a key: a dialog or the filter line takes it first.
func (m *Model) press(msg tea.KeyPressMsg) tea.Cmd {
	m.hover.leave()
	c := m.keys.command(msg.String())
	switch {
	case c == CmdInterrupt:
		return tea.Quit
	case msg.String() == "ctrl+z":
		return tea.Suspend
	}
	if n := len(m.dialogs); n > 0 {
		d := m.dialogs[n-1]
		return m.act(d, d.update(&m.env, msg))
	}
	if m.typing != nil {
		return m.typeFilter(msg)
	}
	if m.choosing != nil {
		return m.chooseState(msg)
	}
	return m.do(c)
}

// paste puts a pasted text where it is typed.
func (m *Model) paste(msg tea.PasteMsg) tea.Cmd {
	if n := len(m.dialogs); n > 0 {
		d := m.dialogs[n-1]
		return m.act(d, d.update(&m.env, msg))
	}
	if m.typing != nil {
		return m.typeFilter(msg)
	}
	return nil
}

// act does what a dialog returned.
func (m *Model) act(d dialog, actions []action) tea.Cmd {
	var cmds []tea.Cmd
	for _, a := range actions {
		switch a := a.(type) {
		case closeDialog:
			m.close(d)
		case openDialog:
			m.push(a.dialog)
		case runCommand:
			cmds = append(cmds, a.cmd)
		case doCommand:
			cmds = append(cmds, m.do(a.c))
		case sayText:
			cmds = append(cmds, m.say(a.level, a.text))
		case setFilter:
			cmds = append(cmds, m.refilter(a.f))
		case synchronize:
			cmds = append(cmds, m.start(a.orders))
		case copyText:
			cmds = append(cmds, m.copyOut(a))
		case showView:
			cmds = append(cmds, m.showView(a.n))
		case saveView:
			cmds = append(cmds, m.saveView(a.name))
		case removeView:
			cmds = append(cmds, m.removeView(a.name))
		case setColumns:
			cmds = append(cmds, m.setColumns(a.columns))
		case retryThem:
			cmds = append(cmds, m.retryAll(a.ids))
		case retryOperation:
			cmds = append(cmds, m.retry(a.id))
		}
	}
	return tea.Batch(cmds...)
}

// close takes a dialog and everything on top of it away.
func (m *Model) close(d dialog) {
	for i := range m.dialogs {
		if m.dialogs[i] == d {
			m.dialogs = append([]dialog{}, m.dialogs[:i]...)
			return
		}
	}
}

// refilter shows what another filter leaves.
func (m *Model) refilter(f filter) tea.Cmd {
	if f.equal(m.filter) {
		return nil
	}
	if m.table.view.cursor == 0 && m.table.home.id == 0 {
		m.table.rewind()
	}
	return m.filterAround(f)
}

// filterAround shows what another filter leaves; the cursor stays on its operation wherever that is then.
func (m *Model) filterAround(f filter) tea.Cmd {
	m.filter = f.clone()
	m.table.refilter()
	m.fitTable()
	return tea.Batch(m.load(true), m.count(), m.countMarks(0))
}

// open puts a dialog on top.
func (m *Model) open(d dialog, cmd tea.Cmd) tea.Cmd {
	m.hover.leave()
	m.push(d)
	return cmd
}

func (m *Model) push(d dialog) {
	m.toasts.quiet()
	m.dialogs = append(append([]dialog{}, m.dialogs...), d)
}

// selected is the operation under the cursor, or nil.
func (m *Model) selected() *row { return m.table.current() }

// retryable tells whether an operation ended in a way that can be retried.
func retryable(r *row) bool { return r.State == store.Failed }
