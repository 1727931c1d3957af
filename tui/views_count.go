package tui

import (
	"context"
	"slices"
	"time"

	"woosync/store"
	"woosync/tui/config"

	tea "charm.land/bubbletea/v2"
)

// The tabs of the views tell how many operations each holds. The numbers are exact and come behind everything else: they are counted in
// the background, one view after another, at most once in a while, and no page waits for them.

const (
	viewsSoon  = 150 * time.Millisecond // after the screen opened or a view was saved
	viewsPause = time.Second            // between two counts while operations change
)

// viewCount is the number of operations in a view; its name is "" for the table without one while a view is shown.
type viewCount struct {
	name string
	n    int
}

type viewsCountedMsg struct {
	n      int
	counts []viewCount
	err    error
}

// countViews asks for the numbers on the tabs of the views.
func (m *Model) countViews(pause time.Duration) tea.Cmd {
	v := &m.views
	switch {
	case len(v.list) == 0:
		return nil
	case v.tally.busy:
		v.again = true
		return nil
	}
	type job struct {
		name   string
		filter filter
	}
	jobs := make([]job, 0, len(v.list)+1)
	if v.active != "" {
		jobs = append(jobs, job{"", v.base.filter})
	}
	for _, w := range v.list {
		jobs = append(jobs, job{w.Name, m.lensOf(w).filter})
	}
	ctx, n := v.tally.next(m.ctx)
	backend, clock, loc := m.backend, m.clock, m.loc
	return func() tea.Msg {
		select {
		case <-ctx.Done():
			return viewsCountedMsg{n: n, err: ctx.Err()}
		case <-time.After(pause):
		}
		counts := make([]viewCount, len(jobs))
		for i, j := range jobs {
			f := j.filter.store(clock(), loc)
			total, err := countAll(ctx, backend, f)
			if err != nil {
				return viewsCountedMsg{n: n, err: err}
			}
			counts[i] = viewCount{j.name, total}
		}
		return viewsCountedMsg{n: n, counts: counts}
	}
}

// countAll is how many operations match a filter.
func countAll(ctx context.Context, b Operations, f store.OperationFilter) (n int, err error) {
	counts, err := b.StateCounts(ctx, f)
	for _, s := range store.States {
		if len(f.States) == 0 || slices.Contains(f.States, s) {
			n += counts[s]
		}
	}
	return n, err
}

// viewsCounted takes the numbers in, and has them counted again when something changed meanwhile.
func (m *Model) viewsCounted(msg viewsCountedMsg) tea.Cmd {
	v := &m.views
	if !v.tally.answers(msg.n) {
		return nil
	}
	if msg.err == nil {
		v.counts = msg.counts
		if c := msg.counts; len(c) > 0 && c[0].name == "" && v.active != "" {
			v.baseCount = c[0].n
		}
	}
	if v.again {
		v.again = false
		return m.countViews(viewsPause)
	}
	return nil
}

// moveOn follows the time: a filter such as "created:1h" leaves something else every minute.
func (m *Model) moveOn() tea.Cmd {
	if !m.follow {
		return nil
	}
	var cmds []tea.Cmd
	if m.filter.moves() && m.table.goal == m.table.view && !m.page.busy {
		cmds = append(cmds, m.load(true), m.count())
	}
	if slices.ContainsFunc(m.views.list, func(v config.View) bool { return m.lensOf(v).filter.moves() }) {
		cmds = append(cmds, m.countViews(viewsPause))
	}
	return tea.Batch(cmds...)
}

// moves tells whether the filter leaves something else as time passes: one of its ranges goes by the clock or the calendar.
func (f filter) moves() bool {
	early, late := time.Unix(0, 0), time.Unix(1e9, 0)
	for _, spec := range []string{f.created, f.started, f.completed} {
		a, _ := parseRange(spec, early, time.UTC)
		b, _ := parseRange(spec, late, time.UTC)
		if a != b {
			return true
		}
	}
	return false
}
