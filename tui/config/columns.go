package config

import (
	"slices"
	"strconv"
	"strings"
)

// Columns and sort keys are written as one writes them down: "webshop", "error:40", "state, created desc".

// columns reads a list of columns; nil when nothing in it can be used.
func (r *reader) columns(v value) []Column {
	if v.kind != list {
		r.mistake(v.at, "columns are a list of texts", `Write for example columns = ["webshop", "state", "error:40"].`)
		return nil
	}
	var columns []Column
	for _, item := range v.list {
		if item.kind != text {
			r.mistake(item.at, "a column is a text in quotes", "")
			continue
		}
		if c, ok := r.column(item); ok {
			if slices.ContainsFunc(columns, func(o Column) bool { return o.Name == c.Name }) {
				r.mistake(item.at, "the column "+quoted(c.Name)+" stands in the list twice", "Remove one of them.")
				continue
			}
			columns = append(columns, c)
		}
	}
	if len(v.list) == 0 {
		r.mistake(v.at, "at least one column is shown", "Name the columns to show.")
	}
	return columns
}

func (r *reader) column(v value) (Column, bool) {
	name, width, wide := strings.Cut(v.text, ":")
	c := Column{Name: strings.TrimSpace(name)}
	if _, ok := r.screen.column(c.Name); !ok {
		r.unknown(v.at, "there is no column "+quoted(c.Name), perhaps(c.Name, r.screen.columnNames()))
		return c, false
	}
	if wide {
		n, err := strconv.Atoi(strings.TrimSpace(width))
		if err != nil || n < minWidth || n > maxWidth {
			r.mistake(v.at, quoted(width)+" is no width of a column", "A width is a number of cells from "+itoa(minWidth)+" to "+itoa(maxWidth)+"; without one the window decides.")
			return c, true
		}
		c.Width = n
	}
	return c, true
}

func (s *Screen) columnNames() []string {
	var names []string
	for _, c := range s.Columns {
		names = append(names, c.Name)
	}
	return names
}

// sort reads what to sort by; nil when nothing of it can be used.
func (r *reader) sort(v value) []Sort {
	if v.kind != text {
		r.mistake(v.at, "what to sort by is a text", `Write for example sort = "created desc", or sort = "webshop, created desc".`)
		return nil
	}
	var sort []Sort
	for part := range strings.SplitSeq(v.text, ",") {
		words := strings.Fields(part)
		if len(words) == 0 {
			if strings.TrimSpace(v.text) != "" {
				r.mistake(v.at, "there is no column before or behind a comma", "Remove the comma.")
			}
			continue
		}
		title, ok := r.screen.column(words[0])
		switch {
		case !ok:
			r.unknown(v.at, "there is no column "+quoted(words[0])+" to sort by", perhaps(words[0], r.screen.columnNames()))
		case title.Unsorted:
			r.mistake(v.at, "nothing can be sorted by "+quoted(title.Name), "Choose another column.")
		case len(words) > 2 || len(words) == 2 && words[1] != "desc" && words[1] != "asc":
			r.mistake(v.at, quoted(strings.Join(words[1:], " "))+" is no direction", `Behind a column stands desc for the last or newest first, or nothing.`)
		case slices.ContainsFunc(sort, func(s Sort) bool { return s.Column == title.Name }):
			r.mistake(v.at, "it is sorted by "+quoted(title.Name)+" twice", "Remove one of them.")
		case len(sort) == r.screen.SortKeys:
			r.mistake(v.at, "there are more columns to sort by than "+itoa(r.screen.SortKeys), "Remove "+quoted(title.Name)+" and what follows.")
			return sort
		default:
			sort = append(sort, Sort{Column: title.Name, Desc: len(words) == 2 && words[1] == "desc"})
		}
	}
	return sort
}

// shown adds the columns that are sorted by to those that are shown, since an order that nothing shows looks like none. hidden are those.
func shown(columns []Column, sort []Sort) (all []Column, hidden []string) {
	all = slices.Clone(columns)
	for _, s := range sort {
		if !slices.ContainsFunc(all, func(c Column) bool { return c.Name == s.Column }) {
			all = append(all, Column{Name: s.Column})
			hidden = append(hidden, s.Column)
		}
	}
	return all, hidden
}

// warnHidden says that columns are shown that were not asked for.
func (r *reader) warnHidden(at pos, what string, hidden []string) {
	for _, name := range hidden {
		r.warn(at, what+" sorts by "+quoted(name)+", which it hides; the column is shown", "Add "+quoted(name)+" to its columns, or sort by another.")
	}
}

func formatColumns(columns []Column) string {
	names := make([]string, len(columns))
	for i, c := range columns {
		if names[i] = c.Name; c.Width > 0 {
			names[i] += ":" + itoa(c.Width)
		}
	}
	return formatList(names)
}

func formatSort(sort []Sort) string {
	parts := make([]string, len(sort))
	for i, s := range sort {
		if parts[i] = s.Column; s.Desc {
			parts[i] += " desc"
		}
	}
	return formatText(strings.Join(parts, ", "))
}
