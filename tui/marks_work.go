package tui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
	"github.com/dustin/go-humanize"
)

// What is done with all marked operations at once: retry and copy; the export is in export.go.

const (
	retryMost = 1000     // operations retried at once
	copyMost  = 16 << 20 // bytes of errors that are copied at once
)

type (
	// retryThem retries operations.
	retryThem struct{ ids []int64 }
	// retryPlanMsg tells which of the marked operations can be retried.
	retryPlanMsg struct {
		ids    []int64
		others []unfit
		err    error
		of     Backend // that was asked
	}
	// retriedMsg tells what became of a retry of several.
	retriedMsg struct {
		ops     []store.Operation
		done    []int64 // operations that were retried
		refused []string
		err     error // what kept the rest from being tried
		of      Backend
	}
	// markedErrorsMsg brings the errors of the marked operations.
	markedErrorsMsg struct {
		text       string
		with, none int // operations that have an error, that have none
		cut        bool
		err        error
	}
)

// unfit is operations that cannot be retried for one reason.
type unfit struct {
	state store.State
	n     int
	first []int64
}

// disabledMarked says why a command would do nothing with the marked operations.
func (m *Model) disabledMarked(c Command) string {
	if c != CmdRetry {
		return ""
	}
	switch {
	case m.readOnly:
		return readOnlyReason
	case m.marks.known && m.marks.states[store.Failed] == 0:
		if len(m.marks.ids) == 1 {
			return "The marked operation did not fail: there is nothing to retry."
		}
		return fmt.Sprintf("None of the %s marked operations failed: there is nothing to retry.", humanize.Comma(int64(len(m.marks.ids))))
	case m.marks.known && m.marks.states[store.Failed] > retryMost:
		return fmt.Sprintf("%s of the marked operations failed: at most %s are retried at once.", humanize.Comma(int64(m.marks.states[store.Failed])), humanize.Comma(retryMost))
	}
	return ""
}

// chosen is what an action for several is about: the marked operations, or else all that the filter leaves.
func (m *Model) chosen() (f store.OperationFilter, n int, words string) {
	if len(m.marks.ids) == 0 {
		return m.filter.store(m.now, m.loc), m.table.total, plural(m.table.total, "operation", "operations")
	}
	n = len(m.marks.ids)
	if m.marks.known {
		n = m.marks.states.Sum() // less than were marked when history was cleared meanwhile
	}
	return store.OperationFilter{IDs: m.marks.ids}, n, plural(n, "marked operation", "marked operations")
}

// askRetry finds out which of the marked operations can be retried, and asks.
func (m *Model) askRetry() tea.Cmd {
	ctx, backend, ids := m.ctx, m.backend, m.marks.ids
	return func() tea.Msg {
		msg := retryPlanMsg{of: backend}
		for _, s := range store.States {
			found, err := backend.OperationIDs(ctx, store.OperationFilter{IDs: ids, States: []store.State{s}})
			switch {
			case err != nil:
				return retryPlanMsg{err: err, of: backend}
			case s == store.Failed:
				msg.ids = found
			case len(found) > 0:
				msg.others = append(msg.others, unfit{s, len(found), found[:min(len(found), 4)]})
			}
		}
		return msg
	}
}

// confirmRetry asks whether the operations are to be retried, and says which are not and why.
func (m *Model) confirmRetry(msg retryPlanMsg) tea.Cmd {
	if msg.err != nil {
		m.failed(msg.err)
		return nil
	}
	if reason := m.disabledMarked(CmdRetry); reason != "" {
		return m.say(warning, reason)
	}
	if len(msg.ids) == 0 {
		return m.say(warning, "None of the marked operations failed: there is nothing to retry.")
	}
	n := plural(len(msg.ids), "operation", "operations")
	text := []string{fmt.Sprintf("Retry the failed products of %s? Each makes a new synchronization.", n)}
	if len(msg.others) > 0 {
		text = append(text, "", "Marked too, but not to be retried:")
	}
	for _, u := range msg.others {
		text = append(text, m.glyphs.State[u.state]+" "+u.words(m.glyphs.Ellipsis))
	}
	return m.open(&confirm{title: "Retry what is marked", text: text, yes: "Retry " + humanize.Comma(int64(len(msg.ids))), no: "Cancel",
		agree: []action{closeDialog{}, retryThem{msg.ids}}}, nil)
}

// words says which operations cannot be retried and why.
func (u unfit) words(more string) string {
	why := "did not fail"
	switch {
	case !u.state.Final() && u.n == 1:
		why = "has not ended yet"
	case !u.state.Final():
		why = "have not ended yet"
	}
	ids := make([]string, len(u.first))
	for i, id := range u.first {
		ids[i] = fmt.Sprint(id)
	}
	list := strings.Join(ids, ", ")
	if u.n > len(u.first) {
		list += ", " + more
	}
	return fmt.Sprintf("%s %s: %s (%s)", humanize.Comma(int64(u.n)), why, strings.ToLower(stateShortName(u.state)[:1])+stateShortName(u.state)[1:], list)
}

// retryAll retries operations one after another.
func (m *Model) retryAll(ids []int64) tea.Cmd {
	ctx, backend := m.ctx, m.backend
	return func() tea.Msg { return retryEach(ctx, backend, ids) }
}

func retryEach(ctx context.Context, b Backend, ids []int64) (msg retriedMsg) {
	msg.of = b
	for _, id := range ids {
		op, err := b.Retry(ctx, id)
		switch {
		case ctx.Err() != nil:
			return msg
		case errors.Is(err, store.ErrReadOnly):
			msg.err = err
			return msg
		case err != nil:
			msg.refused = append(msg.refused, fmt.Sprintf("Operation %d was not retried: %s", id, cleanLine(err.Error())))
		default:
			msg.ops, msg.done = append(msg.ops, op), append(msg.done, id)
		}
	}
	return msg
}

// retried says what was begun and what was not and why, unmarks what was retried, and goes to the newest row.
func (m *Model) retried(msg retriedMsg) tea.Cmd {
	var cmds []tea.Cmd
	made := map[int64]bool{}
	for _, op := range msg.ops {
		made[op.ID] = true
	}
	if len(made) > 0 {
		m.marks.before = m.marks.ids
		slices.Sort(msg.done)
		m.marks.set(m.marks.without(msg.done))
		m.table.jump = msg.ops[len(msg.ops)-1].ID
		cmds = append(cmds, m.say(success, fmt.Sprintf("%s started: the failed products of %s.%s", plural(len(made), "synchronization has", "synchronizations have"),
			plural(len(msg.done), "operation", "operations"), m.waitsWords())))
	}
	for i, why := range msg.refused {
		if rest := len(msg.refused) - i; i == maxToasts-2 && rest > 1 {
			cmds = append(cmds, m.say(failure, fmt.Sprintf("%s And %s not retried either; what is still marked are those.", sentence(why), plural(rest-1, "more was", "more were"))))
			break
		}
		cmds = append(cmds, m.say(failure, sentence(why)))
	}
	if msg.err != nil {
		cmds = append(cmds, m.say(failure, sentence(msg.err.Error())))
	}
	return tea.Batch(append(cmds, m.reload())...)
}

// copyMarked fetches the errors of all marked operations, in the order of the table.
func (m *Model) copyMarked() tea.Cmd {
	q := store.OperationQuery{Filter: store.OperationFilter{IDs: m.marks.ids}, Sort: m.table.sort, Limit: 500}
	ctx, backend, loc := m.ctx, m.backend, m.loc
	return func() tea.Msg {
		var msg markedErrorsMsg
		var b strings.Builder
		for {
			page, err := backend.Operations(ctx, q)
			if err != nil {
				return markedErrorsMsg{err: err}
			}
			for _, op := range page.Rows {
				switch {
				case op.ErrorSize == 0:
					msg.none++
					continue
				case msg.cut || b.Len()+op.ErrorSize > copyMost:
					msg.cut = true
					continue
				case op.ErrorSize > len(op.Error):
					if op.Error, err = backend.OperationError(ctx, op.ID); err != nil {
						return markedErrorsMsg{err: err}
					}
				}
				if b.Len() > 0 {
					b.WriteString("\n\n" + strings.Repeat("-", 72) + "\n")
				}
				fmt.Fprintf(&b, "Operation %d, %s (%s), %s, created on %s\n\n%s", op.ID, op.Webshop, op.WebshopURL, op.State,
					op.CreatedOn.In(loc).Format("2006-01-02 15:04:05 MST"), strings.TrimSpace(op.Error))
				msg.with++
			}
			q.Offset = page.Offset + len(page.Rows)
			if len(page.Rows) == 0 || q.Offset >= page.Total {
				msg.text = b.String()
				return msg
			}
		}
	}
}

// copyErrors copies the errors of the marked operations, and says of how many.
func (m *Model) copyErrors(msg markedErrorsMsg) tea.Cmd {
	switch {
	case msg.err != nil:
		m.failed(msg.err)
		return nil
	case msg.with == 0 && msg.cut:
		return m.say(failure, "The errors of the marked operations are too long to be copied; exporting them takes all of it.")
	case msg.with == 0:
		return m.say(warning, "None of the marked operations has an error.")
	}
	what := plural(msg.with, "error", "errors") + " of the marked operations"
	if msg.none > 0 {
		what += fmt.Sprintf(" (%s none)", plural(msg.none, "has", "have"))
	}
	if msg.cut {
		what += ", those that have room in " + humanize.IBytes(copyMost) + ","
	}
	return m.copyOut(copyText{what: what, text: msg.text})
}
