package plaintext

import (
	"encoding/csv"
	"io"
	"strings"
)

// CSV writes rows that a spreadsheet takes as texts: a cell that it would take for a formula gets an apostrophe before it.
type CSV struct{ out *csv.Writer }

// NewCSV writes to w. Rows are on their way until Flush.
func NewCSV(w io.Writer) *CSV { return &CSV{csv.NewWriter(w)} }

// Row writes a row. The cells are left as they are.
func (c *CSV) Row(cells ...string) error {
	safe := make([]string, len(cells))
	for i, cell := range cells {
		safe[i] = Cell(cell)
	}
	return c.out.Write(safe)
}

// Flush writes what is on its way and tells the first error of all writing.
func (c *CSV) Flush() error {
	c.out.Flush()
	return c.out.Error()
}

// formula are the characters with which spreadsheets begin formulas, in both widths that East Asian keyboards have.
const formula = "=+-@＝＋－＠"

// Cell makes a text fit for a cell of a spreadsheet.
func Cell(s string) string {
	s = Copy(s)
	if strings.IndexAny(strings.TrimLeft(s, " \n"), formula) == 0 {
		return "'" + s
	}
	return s
}
