package tui

import (
	"context"
	"fmt"
	"slices"
	"time"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

const readOnlyReason = "Nothing can be changed: the store is read-only."

func timeOf(m minuteMsg) time.Time { return time.Time(m) }

// do runs a command of the screen, or says why it does nothing now.
func (m *Model) do(c Command) tea.Cmd {
	if reason := m.disabled(c); reason != "" {
		return m.say(warning, reason)
	}
	if !filters(c) { // something is done with the operation under the cursor: it stays there from now on
		m.table.home = home{}
	}
	switch c {
	case CmdUp:
		m.table.move(-1)
	case CmdDown:
		m.table.move(1)
	case CmdPageUp:
		m.table.page(-1)
	case CmdPageDown:
		m.table.page(1)
	case CmdHome:
		m.table.to(0)
	case CmdEnd:
		m.table.to(m.table.total - 1)
	case CmdLeft, CmdRight:
		m.turnColumn(c)
	case CmdSort:
		return m.sortBy(m.table.column)
	case CmdSortThen:
		return m.sortThen(m.table.column)
	case CmdColumns:
		return m.open(newColumnsDialog(m), nil)
	case CmdViews:
		return m.openViews()
	case CmdNextView:
		return m.turnView(1)
	case CmdPrevView:
		return m.turnView(-1)
	case CmdNextTab, CmdPrevTab:
		return m.refilter(m.filter.turnState(map[Command]int{CmdNextTab: 1, CmdPrevTab: -1}[c]))
	case CmdStates:
		m.beginStates()
	case CmdMark, CmdMarkUp, CmdMarkDown, CmdMarkRange, CmdMarkAll, CmdMarkAgain:
		return m.doMark(c)
	case CmdOnly:
		return m.filterByCell()
	case CmdExcept:
		return m.hideCell()
	case CmdFilter:
		return m.beginFilter()
	case CmdPanel:
		return m.open(newFilterPanel(m), nil)
	case CmdBack:
		return m.back()
	case CmdSearch:
		return m.open(newSearch(""), nil)
	case CmdSynchronize, CmdSynchronizeField:
		return m.open(newSearch("Choose the product to synchronize."), nil)
	case CmdCopy:
		if len(m.marks.ids) > 0 {
			return m.copyMarked()
		}
		r := m.selected()
		return m.copyOut(copyText{what: fmt.Sprintf("Error of operation %d", r.ID), id: r.ID})
	case CmdCopyPart:
		d := &details{row: *m.selected(), loading: true}
		m.hover.leave()
		return m.act(nil, d.copyMenu(&m.env))
	case CmdRefresh:
		if m.reopen.moved && m.reopen.with != nil {
			return m.openSuccessor()
		}
		m.refreshed = true
		return tea.Batch(m.reload(), m.answer(refreshMsg{}))
	case CmdDetails:
		return m.openDetails()
	case CmdError:
		d, cmd := newReader(&m.env, m.selected())
		return m.open(d, cmd)
	case CmdNew:
		return m.openNew()
	case CmdRetry:
		if len(m.marks.ids) > 0 {
			return m.askRetry()
		}
		return m.retry(m.selected().ID)
	case CmdExport:
		return m.open(newExport(m), nil)
	case CmdLive:
		return m.toggleLive()
	case CmdWorker:
		return m.toggleWorker()
	case CmdTimes:
		return m.toggleTimes()
	case CmdMouse:
		return m.toggleMouse()
	case CmdHelp:
		return m.open(newHelp(m), nil)
	case CmdQuit:
		return tea.Quit
	}
	return m.more()
}

// filters tells whether a command changes what the filter leaves, or nothing at all.
func filters(c Command) bool {
	return slices.Contains([]Command{CmdNextTab, CmdPrevTab, CmdStates, CmdFilter, CmdPanel, CmdBack, CmdHelp, CmdRefresh, CmdLive, CmdTimes, CmdMouse, CmdWorker}, c)
}

// disabled says why a command would do nothing now; "" when it would do something.
func (m *Model) disabled(c Command) string {
	r := m.selected()
	if len(m.marks.ids) > 0 && (c == CmdCopy || c == CmdRetry || c == CmdExport) {
		return m.disabledMarked(c)
	}
	switch c {
	case CmdCopy, CmdError:
		switch {
		case r == nil:
			return "There is no operation here."
		case r.ErrorSize == 0:
			return fmt.Sprintf("Operation %d has no error.", r.ID)
		}
	case CmdDetails, CmdCopyPart, CmdMark, CmdMarkUp, CmdMarkDown, CmdMarkRange, CmdOnly, CmdExcept:
		if r == nil {
			return "There is no operation here."
		}
	case CmdMarkAll:
		if m.table.loaded && m.table.total == 0 {
			return "There is no operation to mark."
		}
	case CmdMarkAgain:
		if len(m.marks.before) == 0 {
			return "Nothing was unmarked."
		}
	case CmdRetry:
		if r == nil {
			return "There is no operation here."
		}
		return m.noRetry(r)
	case CmdSynchronize, CmdNew:
		switch {
		case m.readOnly:
			return readOnlyReason
		case m.status.known && len(m.status.webshops) == 0:
			return "There is no webshop yet: woosync webshop add NAME URL"
		}
	case CmdStates:
		if m.h < 2 {
			return "The window is too low to show the tabs."
		}
	case CmdNextView, CmdPrevView:
		if len(m.views.list) == 0 {
			return fmt.Sprintf("There is no saved view yet: %s saves one.", m.keys.key(CmdViews, m.ascii))
		}
	case CmdExport:
		if m.table.loaded && m.table.total == 0 {
			return "There is nothing to export."
		}
	case CmdWorker:
		switch {
		case m.readOnly:
			return readOnlyReason
		case m.status.worker.State == WorkerStandby:
			return "Another program executes the operations: " + m.status.worker.Holder
		case m.status.known && m.status.worker.State == WorkerNone:
			return "This program has no worker."
		}
	}
	return ""
}

// back goes one step back: here, it takes the marks away, then the last part of the filter.
func (m *Model) back() tea.Cmd {
	if len(m.marks.ids) > 0 {
		return m.unmark()
	}
	if chips := m.filter.chips(); len(chips) > 0 {
		f := m.filter.clone()
		chips[len(chips)-1].drop(&f)
		return m.refilter(f)
	}
	if len(m.toasts.list) > 0 {
		m.toasts.list = nil
	}
	return nil
}

// turnColumn moves the column cursor.
func (m *Model) turnColumn(c Command) {
	columns := m.shown()
	by := 1
	if c == CmdLeft {
		by = -1
	}
	m.table.column = max(0, min(m.table.column+by, len(columns)-1))
	m.fitTable()
}

// sortBy sorts by the column at an index.
func (m *Model) sortBy(index int) tea.Cmd {
	return m.sorted(index, func(id store.Column) {
		m.table.column = index
		m.table.sortBy(id)
	})
}

// sortThen sorts what is equal in the first column by the column at an index.
func (m *Model) sortThen(index int) tea.Cmd {
	return m.sorted(index, m.table.sortThen)
}

// sorted changes the order by the column at an index, and shows the table in it.
func (m *Model) sorted(index int, change func(store.Column)) tea.Cmd {
	columns := m.shown()
	if index < 0 || index >= len(columns) {
		return nil
	}
	if c := columns[index]; !sortable(c.id) {
		return m.say(warning, fmt.Sprintf("Nothing can be sorted by “%s”.", c.title))
	}
	change(columns[index].id)
	if m.table.view.cursor == 0 {
		m.table.rewind()
	}
	m.fitTable()
	return m.load(true)
}

func (m *Model) toggleLive() tea.Cmd {
	m.follow = !m.follow
	if m.follow {
		return tea.Batch(m.reload(), m.say(info, "Following live."))
	}
	return m.say(info, fmt.Sprintf("Not following: %s loads once, %s follows again.", m.keys.key(CmdRefresh, m.ascii), m.keys.key(CmdLive, m.ascii)))
}

func (m *Model) toggleTimes() tea.Cmd {
	m.settings.Relative = !m.settings.Relative
	m.fitTable()
	if m.settings.Relative {
		return m.say(info, "Times as how long ago.")
	}
	return m.say(info, fmt.Sprintf("Times as dates, in %s.", m.now.In(m.loc).Format("MST")))
}

func (m *Model) toggleMouse() tea.Cmd {
	m.mouse = !m.mouse
	m.hover.leave()
	if m.mouse {
		return m.say(info, "Mouse on.")
	}
	return m.say(info, "Mouse off: the terminal selects text again.")
}

func (m *Model) toggleWorker() tea.Cmd {
	backend := m.backend
	pause := m.status.worker.State != WorkerPaused
	text := "The worker goes on."
	if pause {
		text = "The worker pauses: what runs is ended, nothing new begins."
		m.status.worker.State = WorkerPaused
	} else {
		m.status.worker.State = WorkerIdle
	}
	change := func() tea.Msg {
		if pause {
			backend.Pause()
		} else {
			backend.Resume()
		}
		return lookMsg{}
	}
	return tea.Batch(change, m.say(info, text))
}

// lookMsg asks for the status again.
type lookMsg struct{}

// startedMsg tells what became of a request for synchronizations.
type startedMsg struct {
	ops     []store.Operation
	created []bool
	orders  []order
	retryOf int64
	err     error
	of      Backend // that was asked
}

// start asks for synchronizations, in order.
func (m *Model) start(orders []order) tea.Cmd {
	ctx, backend := m.ctx, m.backend
	return func() tea.Msg {
		msg := startedMsg{orders: orders, of: backend}
		for _, o := range orders {
			op, created, err := backend.Request(ctx, o.request)
			if err != nil {
				msg.err = fmt.Errorf("%s: %w", o.webshop, err)
				return msg
			}
			msg.ops, msg.created = append(msg.ops, op), append(msg.created, created)
		}
		return msg
	}
}

// retry asks for the failed products of an operation again.
func (m *Model) retry(id int64) tea.Cmd {
	if m.readOnly {
		return m.say(failure, readOnlyReason)
	}
	ctx, backend := m.ctx, m.backend
	return func() tea.Msg { return retryNow(ctx, backend, id) }
}

func retryNow(ctx context.Context, b Backend, id int64) startedMsg {
	op, err := b.Retry(ctx, id)
	if err != nil {
		return startedMsg{err: err, of: b}
	}
	return startedMsg{ops: []store.Operation{op}, created: []bool{true}, retryOf: id, of: b}
}

// started says which synchronizations have begun, and goes to the new row.
func (m *Model) started(msg startedMsg) tea.Cmd {
	var cmds []tea.Cmd
	for i, op := range msg.ops {
		text := fmt.Sprintf("Synchronization %d has started", op.ID)
		if !msg.created[i] {
			text = fmt.Sprintf("Synchronization %d waits already", op.ID)
		}
		switch {
		case msg.retryOf != 0:
			text += fmt.Sprintf(": the failed products of %d.", msg.retryOf)
		case i < len(msg.orders):
			text += fmt.Sprintf(": %s to %s.", msg.orders[i].what, msg.orders[i].webshop)
		}
		cmds = append(cmds, m.say(success, text+m.waitsWords()))
	}
	if msg.err != nil {
		cmds = append(cmds, m.say(failure, sentence(msg.err.Error())))
	}
	if len(msg.ops) > 0 {
		m.dialogs = nil
		m.table.jump = msg.ops[len(msg.ops)-1].ID
		cmds = append(cmds, m.reload())
	}
	return tea.Batch(cmds...)
}

// waitsWords says why what was asked for does not begin at once; "" when it does.
func (m *Model) waitsWords() string {
	switch m.status.worker.State {
	case WorkerPaused:
		return fmt.Sprintf(" The worker is paused; %s resumes it.", m.keys.key(CmdWorker, m.ascii))
	case WorkerNone:
		return " It waits: no worker is running."
	}
	return ""
}

// sentence begins with a capital and ends with a full stop.
func sentence(s string) string {
	if s == "" {
		return s
	}
	r := []rune(cleanLine(s))
	if r[0] >= 'a' && r[0] <= 'z' {
		r[0] -= 'a' - 'A'
	}
	if last := r[len(r)-1]; last != '.' && last != '!' && last != '?' {
		r = append(r, '.')
	}
	return string(r)
}
