package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// Memory is how the screen was left. A part that is empty is not remembered: the table has its own.
type Memory struct {
	Filter  string // as it is typed into the filter line
	Sort    []Sort
	Columns []Column
}

// memory is what state.toml holds.
type memory struct {
	Memory
	store string // whose filter it is
	table string // what [table] said then
}

const stateHead = `# How the screen of woosync was left. It writes this file when it ends; without it the screen begins as config.toml says.

version = 1
`

// Recall is how the screen was left, as far as that is remembered: the filter when the same store (its absolute path) was open, sort and
// columns unless the configuration of the table was changed since. Whatever cannot be read or used is not remembered.
func (c Config) Recall(store string) (Memory, []Problem) {
	var m Memory
	if c.place == nil || c.place.path == "" {
		return m, nil
	}
	kept, problems, _ := c.place.recall()
	if c.Remember.Filter && store != "" && kept.store == store && c.place.screen.checkFilter(kept.Filter) == nil {
		m.Filter = kept.Filter
	}
	if kept.table == c.tableMark() {
		if c.Remember.Sort {
			m.Sort = kept.Sort
		}
		if c.Remember.Columns {
			m.Columns = kept.Columns
		}
	}
	columns, sort := c.look(View{Sort: m.Sort, Columns: m.Columns})
	if all, hidden := shown(columns, sort); len(hidden) > 0 {
		m.Columns = all
	}
	return m, problems
}

// recall reads state.toml. Mistakes in it are of no interest to anyone, but that it is not read is.
func (p *place) recall() (m memory, problems []Problem, newer bool) {
	c := defaults(p.screen)
	r := &reader{screen: &p.screen, config: &c, file: p.state(), sections: []section{{name: "screen", settings: memorySettings()}}}
	r.sections[0].read = func(r *reader, e entry) { r.readSetting("screen", r.sections[0].settings, e) }
	if data, ok := r.open(); ok {
		r.take(parse(r.file, data))
	}
	switch {
	case r.newer:
		return m, r.problems, true
	case Mistakes(r.problems) > 0:
		at := r.problems[0]
		at.Warning, at.Text, at.Remedy = true, "how the screen was left cannot be read: "+at.Text, "It is remembered anew when the program ends."
		return m, []Problem{at}, false
	}
	return r.memory, nil, false
}

// memorySettings are the lines of state.toml.
func memorySettings() []setting {
	plain := func(name string, to func(*memory) *string) setting {
		return setting{name: name, read: func(r *reader, v value) {
			if v.kind != text {
				r.mistake(v.at, quoted(name)+" is a text in quotes", "")
				return
			}
			*to(&r.memory) = v.text
		}}
	}
	return []setting{
		plain("store", func(m *memory) *string { return &m.store }),
		plain("filter", func(m *memory) *string { return &m.Filter }),
		plain("table", func(m *memory) *string { return &m.table }),
		{name: "sort", read: func(r *reader, v value) { r.memory.Sort = r.sort(v) }},
		{name: "columns", read: func(r *reader, v value) { r.memory.Columns = r.columns(v) }},
	}
}

// Keep remembers how the screen was left, as far as the configuration wants it. It writes nothing when nothing changed.
func (c Config) Keep(store string, m Memory) error {
	if c.place == nil || c.place.path == "" || c.Remember == (Remember{}) {
		return nil
	}
	p := c.place
	if p.frozen != "" {
		return nil // the user was told when it was read
	}
	next := memory{Memory: m, store: store, table: c.tableMark()}
	if !c.Remember.Filter {
		next.Filter, next.store = "", ""
	}
	if !c.Remember.Sort || slices.Equal(m.Sort, c.Sort) {
		next.Sort = nil
	}
	if !c.Remember.Columns || slices.Equal(m.Columns, c.Columns) {
		next.Columns = nil
	}
	content := next.format()
	if data, err := readFile(p.state()); err == nil && string(data) == content {
		return nil
	}
	if _, _, newer := p.recall(); newer {
		return nil
	}
	if err := writeFile(p.state(), content); err != nil {
		return fmt.Errorf("remember how the screen was left: %w", err)
	}
	return nil
}

func (m memory) format() string {
	s := stateHead + "\n[screen]\ntable = " + formatText(m.table) + "\n"
	if m.store != "" {
		s += "store = " + formatText(m.store) + "\nfilter = " + formatText(m.Filter) + "\n"
	}
	if len(m.Sort) > 0 {
		s += "sort = " + formatSort(m.Sort) + "\n"
	}
	if len(m.Columns) > 0 {
		s += "columns = " + formatColumns(m.Columns) + "\n"
	}
	return s
}

// tableMark tells one configuration of the table from another.
func (c Config) tableMark() string {
	sum := sha256.Sum256([]byte(formatColumns(c.Columns) + "\n" + formatSort(c.Sort)))
	return hex.EncodeToString(sum[:6])
}
