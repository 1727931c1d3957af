package tui

import (
	"context"
	"errors"
	"fmt"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// reopen is what the screens know of a store that was removed or replaced under them. They open the file that lies there now when the
// user says so: it may be there by mistake, or be a copy that is not whole yet, and a worker would begin to send what it says.
type reopen struct {
	with     func(context.Context) (Backend, error) // nil: it cannot be opened
	readOnly bool                                   // whatever the store is
	moved    bool                                   // the backend says that its store is not there
	opening  bool
}

// reopenedMsg brings the backend of the store that lies there now.
type reopenedMsg struct {
	backend Backend
	err     error
}

// away says what to do about a store that is not there; that has room in a narrow window, and the path has not.
func (m *Model) away(err error) {
	m.reopen.moved = true
	switch {
	case m.reopen.opening:
	case m.reopen.with != nil && errors.Is(err, store.ErrReplaced):
		m.failure = fmt.Sprintf("The store was replaced: %s opens it.", m.keys.key(CmdRefresh, m.ascii))
	default:
		m.failure = "The store was removed or replaced: put it back, or start woosync again."
	}
}

// found forgets that the store was away.
func (m *Model) found() {
	if m.reopen.moved && !m.reopen.opening {
		m.reopen.moved, m.failure = false, ""
	}
}

// openSuccessor opens the store that lies there now.
func (m *Model) openSuccessor() tea.Cmd {
	if m.reopen.opening {
		return nil
	}
	m.reopen.opening = true
	m.failure = "Opening the store" + m.glyphs.Ellipsis
	ctx, open := m.ctx, m.reopen.with
	return func() tea.Msg {
		b, err := open(ctx)
		return reopenedMsg{b, err}
	}
}

// reopened goes on with another store, or says why not. Filter, order, columns and views stay; what was known of the former store goes,
// and so do the dialogs and marks: the same numbers are other operations there.
func (m *Model) reopened(msg reopenedMsg) tea.Cmd {
	m.reopen.opening = false
	if msg.err != nil {
		var cmd tea.Cmd
		if !errors.Is(msg.err, store.ErrMoved) && !ended(msg.err) {
			reason := msg.err
			if e, ok := errors.AsType[*store.OpenError](msg.err); ok {
				reason = e.Reason
			}
			cmd = m.say(failure, "The file in the place of the store cannot be opened: "+cleanLine(reason.Error())+".")
			msg.err = store.ErrReplaced
		}
		m.failure = ""
		m.failed(msg.err)
		return tea.Batch(cmd, m.reload())
	}
	for _, r := range []*request{&m.page, &m.tally, &m.overview, &m.marks.asked, &m.marks.reach, &m.views.tally} {
		r.forget()
	}
	m.changes.end()
	m.backend = msg.backend
	m.changes = listen(m.ctx, m.backend)
	m.readOnly = m.reopen.readOnly || m.backend.ReadOnly()
	m.reopen.moved, m.failure, m.refreshed = false, "", false
	m.toasts.list = nil // they told of the former
	m.dialogs, m.status, m.counts, m.names = nil, status{}, store.StateCounts{}, nil
	m.marks = marks{asked: m.marks.asked, reach: m.marks.reach}
	m.views.counts, m.views.baseCount, m.views.again = nil, -1, false
	m.hover.leave()
	t := newTable()
	t.sort, t.column, t.first, t.height = m.table.sort, m.table.column, m.table.first, m.table.height
	m.table = t
	return tea.Batch(m.reload(), m.changes.wait(0), m.say(success, "The store was replaced: these are the operations of the new one."))
}
