package cli

import (
	"fmt"
	"io"
	"strconv"

	"woosync/store"
)

// operationTable is for people: the columns of the operations screen.
type operationTable struct {
	out, note io.Writer
	rows      [][]string
}

func (t *operationTable) add(op store.Operation) {
	what := firstLine(op.Error, 60)
	if op.State == store.InProgress {
		what = fmt.Sprintf("%d of %d", op.Done, op.Total)
		if op.Total == 0 {
			what = ""
		}
		if op.Note != "" {
			what += " " + op.Note
		}
	}
	t.rows = append(t.rows, []string{strconv.FormatInt(op.ID, 10), op.Webshop, yesNo(op.Full), op.State.String(), what,
		localTime(op.CreatedOn), localTime(op.StartedOn), localTime(op.CompletedOn)})
}

// end prints the table and tells when there are more than it shows.
func (t *operationTable) end(total int) error {
	if len(t.rows) == 0 {
		fmt.Fprintln(t.note, "No operations.")
		return nil
	}
	if err := table(t.out, []string{"ID", "Webshop", "Synchronize all", "State", "Error", "Created on", "Started on", "Completed on"}, t.rows); err != nil {
		return err
	}
	if total > len(t.rows) {
		fmt.Fprintf(t.note, "The newest %d of %d; --limit 0 shows all.\n", len(t.rows), total)
	}
	return nil
}

func yesNo(b bool) string {
	if b {
		return "Yes"
	}
	return "No"
}
