package config

import (
	"time"
	_ "time/tzdata" // a server may have no zones of its own
)

// Version is the version of the files that this program writes and fully understands.
const Version = 1

// Config is everything that is decided, complete: what no file says has its default.
type Config struct {
	Theme    string // one of Screen.Themes
	Mouse    bool   // begin with the mouse on
	Live     bool   // begin following the worker
	ASCII    bool   // draw with ASCII characters only
	Relative bool   // times as "3 h ago" instead of "23 Nov 11:58"
	TimeZone string // "local", "UTC" or a name such as "Europe/Copenhagen"; always one that exists here
	Remember Remember
	Columns  []Column // of the operations table, in order; all others are hidden
	Sort     []Sort   // the first key counts most; sorts by columns that are shown only
	Keys     map[string][]string
	Colours  map[string]Style // by the name of a style; only those that differ from the theme
	Views    []View

	place *place
}

// Remember says what survives a restart.
type Remember struct{ Filter, Sort, Columns bool }

// Column is a column of the table with its width in cells; 0 leaves the width to the window.
type Column struct {
	Name  string
	Width int
}

// Sort is one key to sort by.
type Sort struct {
	Column string
	Desc   bool
}

// View is a named way to look at the operations.
type View struct {
	Name    string
	Filter  string   // as it is typed into the filter line; "" shows all
	Sort    []Sort   // empty: as the table
	Columns []Column // empty: as the table
}

// Screen is what there is to decide, with its defaults. The names in it are those of the file.
type Screen struct {
	Commands []Command
	Editing  []string // keys beside characters that edit a text and so reach no command while one is typed
	Reserved []string // keys that the program keeps for itself
	Columns  []Title
	Sort     []Sort // default
	SortKeys int    // most keys to sort by
	Themes   []Theme
	Styles   []Role
	// CheckFilter says what is wrong with the text of a filter line.
	CheckFilter func(text string) error
}

// Command is something that keys can be bound to.
type Command struct {
	Name  string
	Keys  []string // defaults, as Bubble Tea reports them
	Help  string   // a sentence without full stop
	Group string   // heading
	// NeedsSpecial asks for at least one key that works while a text is typed, for a command without which the user is stuck.
	NeedsSpecial bool
	// OnlySpecial allows only such keys, for a command that goes before typing.
	OnlySpecial bool
}

// Title is a column that the table can show.
type Title struct {
	Name, Title string
	Hidden      bool // unless it is asked for
	Unsorted    bool // nothing can be sorted by it
}

// Theme is a set of styles.
type Theme struct {
	Name, Help string
	Styles     map[string]Style // by role; a role that is missing has the terminal's own colours
}

// Role is a meaning that has a style.
type Role struct{ Name, Help string }

// Widths of a column in cells.
const (
	minWidth = 3
	maxWidth = 400
)

// Limits of views, so that a file from elsewhere cannot fill the screen or the memory.
const (
	maxViews  = 100
	maxName   = 60  // characters
	maxFilter = 500 // characters, as many as the filter line takes
)

// place is where a configuration comes from and what it was checked against.
type place struct {
	screen Screen
	path   string // of config.toml; "" for none
	folder string // of the files that the program writes
	own    []View // of config.toml
	frozen string // why nothing may be written; "" when it may
}

// Location is the zone in which times are shown.
func (c Config) Location() *time.Location { return location(c.TimeZone) }

func location(name string) *time.Location {
	switch name {
	case "", localZone:
		return time.Local
	}
	if loc, err := time.LoadLocation(name); err == nil {
		return loc
	}
	return time.Local // cannot be: a name is checked before it gets into a Config
}

const localZone = "local"

// Style is the look of a role: the theme's, unless the user decided otherwise.
func (c Config) Style(role string) Style {
	if own, ok := c.Colours[role]; ok {
		return own
	}
	return c.place.screen.theme(c.Theme).Styles[role]
}

func (s *Screen) theme(name string) Theme {
	for _, t := range s.Themes {
		if t.Name == name {
			return t
		}
	}
	return Theme{}
}

func (s *Screen) command(name string) (Command, bool) {
	for _, c := range s.Commands {
		if c.Name == name {
			return c, true
		}
	}
	return Command{}, false
}

func (s *Screen) column(name string) (Title, bool) {
	for _, c := range s.Columns {
		if c.Name == name {
			return c, true
		}
	}
	return Title{}, false
}

// defaults is the configuration without any file.
func defaults(s Screen) Config {
	c := Config{Mouse: true, Live: true, TimeZone: localZone, Remember: Remember{Filter: true, Sort: true, Columns: true},
		Sort: append([]Sort(nil), s.Sort...), Keys: map[string][]string{}, Colours: map[string]Style{}}
	if len(s.Themes) > 0 {
		c.Theme = s.Themes[0].Name
	}
	for _, t := range s.Columns {
		if !t.Hidden {
			c.Columns = append(c.Columns, Column{Name: t.Name})
		}
	}
	for _, cmd := range s.Commands {
		c.Keys[cmd.Name] = append([]string{}, cmd.Keys...)
	}
	return c
}
