package cli

import (
	"io"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"
)

// localTime is a time for people: in their zone, "-" when it has not come.
func localTime(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.Local().Format("2006-01-02 15:04:05")
}

// table prints rows under their titles, in columns two cells apart, without trailing blanks.
func table(w io.Writer, titles []string, rows [][]string) error {
	widths := make([]int, len(titles))
	all := append([][]string{titles}, rows...)
	for _, r := range all {
		for c, cell := range r {
			r[c] = clean(cell)
			widths[c] = max(widths[c], ansi.StringWidth(r[c]))
		}
	}
	var b strings.Builder
	for _, r := range all {
		var line strings.Builder
		for c, cell := range r {
			line.WriteString(cell)
			line.WriteString(strings.Repeat(" ", widths[c]-ansi.StringWidth(cell)+2))
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}
