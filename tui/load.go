package tui

import (
	"context"
	"errors"
	"time"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// The commands of this file ask the backend and bring its answers as messages. They run beside the screen, so they may wait, read the
// clock and clean texts.

type (
	startMsg  struct{}
	minuteMsg time.Time
	changeMsg struct{ in Backend }

	pageMsg struct {
		n    int
		now  time.Time
		page store.OperationPage
		rows []row
		// anchored: the query asked to keep an operation in its place
		anchored bool
		err      error
	}
	countsMsg struct {
		n      int
		counts store.StateCounts
		names  []string
		err    error
	}
	statusMsg struct {
		n      int
		now    time.Time
		status status
		err    error
	}
)

// status is what the title line tells.
type status struct {
	worker   WorkerStatus
	webshops []shop
	running  int // operations in progress
	waiting  int // operations not processed yet
	all      int // operations in the store
	done     int // products handled in those that run
	todo     int // products to handle in those that run
	known    bool
}

// shop is a webshop without its keys, which have no business on a screen.
type shop struct {
	id       int64
	name     string
	address  string
	canWrite bool
	reason   string // why it cannot be written to
}

// pauseBetween keeps the screen from following more than ten times a second.
const pauseBetween = 100 * time.Millisecond

// changes are the signals of a backend.
type changes struct {
	of     Backend
	signal <-chan struct{}
	ctx    context.Context
	end    context.CancelFunc
}

func listen(ctx context.Context, b Backend) changes {
	c := changes{of: b}
	c.ctx, c.end = context.WithCancel(ctx)
	c.signal = b.Changes(c.ctx)
	return c
}

// wait waits until something changed, but at least for pause.
func (c changes) wait(pause time.Duration) tea.Cmd {
	return func() tea.Msg {
		if pause > 0 {
			select {
			case <-c.ctx.Done():
				return nil
			case <-time.After(pause):
			}
		}
		select {
		case <-c.ctx.Done():
			return nil
		case _, open := <-c.signal:
			if !open {
				return nil
			}
			return changeMsg{c.of}
		}
	}
}

// waitMinute brings the time when the minute of the clock turns.
func waitMinute(ctx context.Context, clock func() time.Time) tea.Cmd {
	return func() tea.Msg {
		now := clock()
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(now.Truncate(time.Minute).Add(time.Minute).Sub(now)):
			return minuteMsg(clock())
		}
	}
}

// load asks for the rows that the goal of the table needs.
func (m *Model) load(follow bool) tea.Cmd {
	ctx, n := m.page.next(m.ctx)
	q := m.table.query(m.filter.store(m.now, m.loc), follow)
	backend, clock, ascii := m.backend, m.clock, m.ascii
	return func() tea.Msg {
		page, err := backend.Operations(ctx, q)
		rows := newRows(page.Rows)
		page.Rows = nil
		if ascii {
			for i := range rows {
				rows[i].toASCII()
			}
		}
		return pageMsg{n, clock(), page, rows, q.Anchor != 0, err}
	}
}

// count asks for the numbers on the tabs.
func (m *Model) count() tea.Cmd {
	ctx, n := m.tally.next(m.ctx)
	f := m.filter.store(m.now, m.loc)
	f.States = nil
	backend := m.backend
	return func() tea.Msg {
		counts, err := backend.StateCounts(ctx, f)
		if err != nil {
			return countsMsg{n: n, err: err}
		}
		names, err := backend.OperationWebshops(ctx)
		return countsMsg{n, counts, names, err}
	}
}

// look asks for what the title line tells.
func (m *Model) look() tea.Cmd {
	ctx, n := m.overview.next(m.ctx)
	backend, clock := m.backend, m.clock
	return func() tea.Msg {
		s, err := readStatus(ctx, backend, clock())
		return statusMsg{n, clock(), s, err}
	}
}

func readStatus(ctx context.Context, b Backend, now time.Time) (status, error) {
	s := status{worker: b.WorkerStatus(ctx, now), known: true}
	s.worker.Holder, s.worker.Trouble = cleanLine(s.worker.Holder), cleanLine(s.worker.Trouble)
	shops, err := b.Webshops(ctx)
	if err != nil {
		return s, err
	}
	for _, w := range shops {
		s.webshops = append(s.webshops, shop{w.ID, cleanLine(w.Name), address(cleanLine(w.URL)), w.CanWrite, cleanLine(w.WriteError)})
	}
	counts, err := b.StateCounts(ctx, store.OperationFilter{})
	if err != nil {
		return s, err
	}
	s.running, s.waiting, s.all = counts[store.InProgress], counts[store.NotProcessed], counts.Sum()
	if s.running == 0 {
		return s, nil
	}
	page, err := b.Operations(ctx, store.OperationQuery{Filter: store.OperationFilter{States: []store.State{store.InProgress}}, Limit: 50})
	if err != nil {
		return s, err
	}
	for _, op := range page.Rows {
		s.todo += op.Total
		s.done += min(op.Done, op.Total)
	}
	return s, nil
}

// reload asks for everything that a change may have touched.
func (m *Model) reload() tea.Cmd {
	m.dirty = false
	pause := viewsPause
	if m.views.counts == nil {
		pause = viewsSoon
	}
	return tea.Batch(m.load(true), m.count(), m.look(), m.countViews(pause), m.recountMarks())
}

// more asks for rows only when the table has too few around its goal.
func (m *Model) more() tea.Cmd {
	if !m.table.wants() {
		return nil
	}
	return m.load(false)
}

// ended tells whether an error only says that its question was not needed any more.
func ended(err error) bool { return errors.Is(err, context.Canceled) }
