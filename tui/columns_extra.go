package tui

import (
	"strconv"
	"time"

	"woosync/store"
)

// Columns that are shown on demand only. All but the number are made of what a row holds anyway, so nothing can be sorted by them.
const (
	columnDuration store.Column = store.ColumnID + 1 + iota
	columnScope
	columnProducts
	columnAsker
	columnAttempts
)

// extraColumns are the columns that are hidden unless they are asked for.
func extraColumns() []column {
	return []column{
		{store.ColumnID, "Number", 6, 8, 10},
		{columnDuration, "Duration", 8, 12, 12},
		{columnScope, "Scope", 8, 16, 40},
		{columnProducts, "Products", 10, 24, 60},
		{columnAsker, "Asked by", 8, 18, 40},
		{columnAttempts, "Attempts", 8, 8, 8},
	}
}

// allColumns are those that are shown as a rule, and the others behind them.
func allColumns(window int) []column { return append(operationColumns(window), extraColumns()...) }

// sortable tells whether the store can sort by a column.
func sortable(c store.Column) bool { return c <= store.ColumnID }

// extraCell is the text of a column on demand.
func extraCell(r *row, c store.Column, now time.Time) string {
	switch c {
	case store.ColumnID:
		return strconv.FormatInt(r.ID, 10)
	case columnDuration:
		switch {
		case r.StartedOn.IsZero():
			return noTime
		case r.CompletedOn.IsZero():
			return spanTime(max(0, now.Sub(r.StartedOn)))
		}
		return spanTime(r.CompletedOn.Sub(r.StartedOn))
	case columnScope:
		return scopeWords(&r.Operation)
	case columnProducts:
		return countWords(r.Counts)
	case columnAsker:
		return r.RequestedBy
	case columnAttempts:
		return strconv.Itoa(r.Attempts)
	}
	return ""
}
