package config

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// draft is a view while it is read.
type draft struct {
	view                      View
	at                        pos // of its first setting
	nameAt, sortAt, columnsAt pos
	named, spoiled            bool // spoiled: what it would show is not what was meant
}

// readView takes in a setting of a [[view]].
func (r *reader) readView(e entry) {
	name := e.path[1]
	if r.drafts == nil {
		r.drafts = map[int]*draft{}
	}
	d := r.drafts[e.group]
	if d == nil {
		d = &draft{at: name.at}
		r.drafts[e.group] = d
	}
	v := e.value
	switch name.text {
	case "name":
		d.named, d.nameAt = true, v.at
		if v.kind != text {
			d.spoiled = true
			r.mistake(v.at, "the name of a view is a text in quotes", "")
			return
		}
		d.view.Name = strings.TrimSpace(v.text)
		if why := wrongName(d.view.Name); why != "" {
			d.spoiled = true
			r.mistake(v.at, why, "Choose another name; the view is left out.")
		}
	case "filter":
		r.readFilter(d, v)
	case "sort":
		d.view.Sort, d.sortAt = r.sort(v), v.at
	case "columns":
		d.view.Columns, d.columnsAt = r.columns(v), v.at
	default:
		r.unknown(name.at, "a view has no setting "+quoted(name.text), perhaps(name.text, []string{"name", "filter", "sort", "columns"}))
	}
}

// readFilter takes in the filter of a view. A view whose filter cannot be read would show what it was not meant to, so it is left out.
func (r *reader) readFilter(d *draft, v value) {
	if v.kind != text {
		d.spoiled = true
		r.mistake(v.at, "a filter is a text in quotes, as it is typed into the filter line", `Write for example filter = "state:failed created:7d"; the view is left out.`)
		return
	}
	if err := r.screen.checkFilter(v.text); err != nil {
		d.spoiled = true
		r.mistake(v.at, strings.TrimSuffix(err.Error(), "."), "The view is left out.")
		return
	}
	d.view.Filter = strings.TrimSpace(v.text)
}

func (s *Screen) checkFilter(filter string) error {
	if n := utf8.RuneCountInString(filter); n > maxFilter {
		return fmt.Errorf("the filter has %d characters; the filter line takes %d", n, maxFilter)
	}
	if strings.ContainsFunc(filter, unicode.IsControl) {
		return errors.New("the filter holds control characters")
	}
	if s.CheckFilter == nil {
		return nil
	}
	return s.CheckFilter(filter)
}

// wrongName says what is wrong with the name of a view; "" when nothing is.
func wrongName(name string) string {
	switch {
	case name == "":
		return "a view has a name"
	case utf8.RuneCountInString(name) > maxName:
		return fmt.Sprintf("the name of a view has at most %d characters", maxName)
	case strings.ContainsFunc(name, func(c rune) bool { return !unicode.IsPrint(c) }):
		return "the name " + quoted(name) + " holds characters that cannot be shown"
	}
	return ""
}

// finishViews turns the drafts that are good into views, in order.
func (r *reader) finishViews() {
	groups := make([]int, 0, len(r.drafts))
	for g := range r.drafts {
		groups = append(groups, g)
	}
	slices.SortFunc(groups, func(a, b int) int { // those in brackets first, then those of a list, which count downwards
		if (a < 0) != (b < 0) {
			return b - a
		}
		return max(a, -a) - max(b, -b)
	})
	for _, g := range groups {
		d := r.drafts[g]
		switch {
		case d.spoiled:
			continue
		case !d.named:
			r.mistake(d.at, "a view has a name", `Add name = "…"; the view is left out.`)
			continue
		case slices.ContainsFunc(r.config.Views, sameName(d.view.Name)):
			r.mistake(d.nameAt, "there is another view "+quoted(d.view.Name), "Choose another name; the view is left out.")
			continue
		case len(r.config.Views) == maxViews:
			r.mistake(d.at, "there are more than "+itoa(maxViews)+" views", "Remove some; this one and those behind it are left out.")
			return
		}
		r.config.Views = append(r.config.Views, r.reveal(d))
	}
}

// reveal shows the columns that a view sorts by.
func (r *reader) reveal(d *draft) View {
	v := d.view
	columns, sort := r.config.look(v)
	all, hidden := shown(columns, sort)
	if len(hidden) > 0 {
		v.Columns = all
		at := d.sortAt
		if at == (pos{}) {
			at = d.columnsAt
		}
		if at == (pos{}) {
			at = d.nameAt
		}
		r.warnHidden(at, "the view "+quoted(v.Name), hidden)
	}
	return v
}

// look is how a view shows the operations: what it leaves open is as the table.
func (c *Config) look(v View) ([]Column, []Sort) {
	columns, sort := v.Columns, v.Sort
	if len(columns) == 0 {
		columns = c.Columns
	}
	if len(sort) == 0 {
		sort = c.Sort
	}
	return columns, sort
}

// sameName tells whether a view is called so.
func sameName(name string) func(View) bool {
	return func(v View) bool { return strings.EqualFold(v.Name, name) }
}

// merge joins the views of config.toml and those that were saved: a saved one takes the place of one of the same name.
func merge(own, saved []View) []View {
	all := slices.Clone(own)
	for _, v := range saved {
		if i := slices.IndexFunc(all, sameName(v.Name)); i >= 0 {
			all[i] = v
		} else {
			all = append(all, v)
		}
	}
	return all
}

func formatView(v View) string {
	var b strings.Builder
	b.WriteString("[[view]]\nname = " + formatText(v.Name) + "\n")
	if v.Filter != "" {
		b.WriteString("filter = " + formatText(v.Filter) + "\n")
	}
	if len(v.Sort) > 0 {
		b.WriteString("sort = " + formatSort(v.Sort) + "\n")
	}
	if len(v.Columns) > 0 {
		b.WriteString("columns = " + formatColumns(v.Columns) + "\n")
	}
	return b.String()
}
