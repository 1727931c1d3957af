package tui

import (
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"woosync/store"
	"woosync/tui/config"
)

// Configurable is what a user can decide about the screen, with the defaults.
func Configurable() config.Screen {
	s := config.Screen{
		Editing: editingKeys(), Reserved: []string{"ctrl+z"}, Sort: []config.Sort{{Column: columnName(store.ColumnCreated), Desc: true}}, SortKeys: 2, Themes: themes(),
		CheckFilter: func(text string) error {
			_, err := parseFilter(text, time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.UTC) // whether it can be read depends on no day
			if wrong, ok := errors.AsType[*lineError](err); ok {
				return fmt.Errorf("%s, at character %d of the filter", wrong.text, utf8.RuneCountInString(text[:wrong.from])+1)
			}
			return err
		},
	}
	for _, b := range DefaultKeymap() {
		s.Commands = append(s.Commands, config.Command{
			Name: b.Name, Keys: b.Keys, Help: b.Help, Group: b.Group,
			NeedsSpecial: slices.Contains([]Command{CmdBack, CmdDetails, CmdInterrupt}, b.Command),
			OnlySpecial:  slices.Contains([]Command{CmdSynchronizeField, CmdInterrupt}, b.Command),
		})
	}
	usual := operationColumns(wideFrom)
	for _, c := range allColumns(wideFrom) {
		s.Columns = append(s.Columns, config.Title{Name: columnName(c.id), Title: c.title, Hidden: !slices.Contains(usual, c), Unsorted: !sortable(c.id)})
	}
	for _, r := range roles() {
		s.Styles = append(s.Styles, config.Role{Name: r.name, Help: r.help})
	}
	return s
}

// editingKeys are the keys beside characters that edit a text, and so reach no command while one is typed.
func editingKeys() []string {
	return []string{"backspace", "delete", "left", "right", "home", "end", "ctrl+w", "ctrl+u", "ctrl+k", "ctrl+a", "ctrl+e", "ctrl+left", "ctrl+right", "alt+backspace",
		"alt+left", "alt+right", "ctrl+h", "ctrl+d"}
}

// columnName is how a configuration names a column.
func columnName(c store.Column) string {
	switch c {
	case store.ColumnWebshop:
		return "webshop"
	case store.ColumnFull:
		return "synchronize-all"
	case store.ColumnState:
		return "state"
	case store.ColumnError:
		return "error"
	case store.ColumnCreated:
		return "created"
	case store.ColumnStarted:
		return "started"
	case store.ColumnCompleted:
		return "completed"
	case store.ColumnID:
		return "number"
	case columnDuration:
		return "duration"
	case columnScope:
		return "scope"
	case columnProducts:
		return "products"
	case columnAsker:
		return "asked-by"
	case columnAttempts:
		return "attempts"
	}
	return ""
}

// columnNamed is the column of a configured name.
func columnNamed(name string) (store.Column, bool) {
	for _, c := range allColumns(wideFrom) {
		if columnName(c.id) == name {
			return c.id, true
		}
	}
	return 0, false
}
