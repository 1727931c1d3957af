package config

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// section is a part of the file: [screen], or one of several [[view]].
type section struct {
	name     string
	help     string // the comment above it
	many     bool   // [[name]]
	settings []setting
	read     func(*reader, entry)
}

// setting is a line of a section whose names are fixed.
type setting struct {
	name string
	help string               // the comment above it
	read func(*reader, value) // takes its value in, or reports it
	show func(Config) string  // its value in TOML
}

// sections are the parts of config.toml, in the order in which they are printed.
func sections(s *Screen) []section {
	all := []section{
		{name: "screen", settings: screenSettings(s)},
		{name: "remember", help: "What the screen looks like when it opens again. It is kept in state.toml beside this file.", settings: rememberSettings()},
		{name: "table", help: "The table of operations.", settings: tableSettings(s)},
		{name: "keys", help: keysHelp, read: (*reader).readKeys},
		{name: "colours", help: coloursHelp, read: (*reader).readColour},
		{name: "view", help: viewHelp, many: true, read: (*reader).readView},
	}
	for i := range all {
		if known := all[i].settings; known != nil {
			name := all[i].name
			all[i].read = func(r *reader, e entry) { r.readSetting(name, known, e) }
		}
	}
	return all
}

func screenSettings(s *Screen) []setting {
	var themes []string
	help := "The theme:"
	for _, t := range s.Themes {
		themes = append(themes, t.Name)
		help += "\n  " + pad(t.Name, 16) + t.Help
	}
	return []setting{
		choiceSetting("theme", help, themes, func(c *Config) *string { return &c.Theme }),
		flagSetting("mouse", "Begin with the mouse on. While it is on, most terminals select text with the mouse only when shift is held.", func(c *Config) *bool { return &c.Mouse }),
		flagSetting("live", "Begin following the worker live.", func(c *Config) *bool { return &c.Live }),
		flagSetting("ascii", "Draw with ASCII characters only, as --ascii does.", func(c *Config) *bool { return &c.ASCII }),
		{
			name: "times", help: "Times as \"absolute\" (23 Nov 11:58) or \"relative\" (2 h ago).",
			read: func(r *reader, v value) {
				if word, ok := r.choice("times", v, []string{"absolute", "relative"}); ok {
					r.config.Relative = word == "relative"
				}
			},
			show: func(c Config) string {
				if c.Relative {
					return `"relative"`
				}
				return `"absolute"`
			},
		},
		{
			name: "time-zone", help: "The zone of all times: \"local\", \"UTC\", or a name such as \"Europe/Copenhagen\".", read: (*reader).readZone,
			show: func(c Config) string { return formatText(c.TimeZone) },
		},
	}
}

func rememberSettings() []setting {
	return []setting{
		flagSetting("filter", "The filter, when it is the same store that is opened.", func(c *Config) *bool { return &c.Remember.Filter }),
		flagSetting("sort", "What the table is sorted by.", func(c *Config) *bool { return &c.Remember.Sort }),
		flagSetting("columns", "Its columns. Once [table] below is changed, what stands there holds again.", func(c *Config) *bool { return &c.Remember.Columns }),
	}
}

func tableSettings(s *Screen) []setting {
	help := "The columns in their order, as \"name\" or \"name:width\"; those that are not named are hidden. There are:"
	for _, t := range s.Columns {
		help += "\n  " + pad(t.Name, 16) + t.Title
	}
	return []setting{
		{
			name: "columns", help: help,
			read: func(r *reader, v value) {
				if c := r.columns(v); len(c) > 0 {
					r.config.Columns, r.columnsAt = c, v.at
				}
			},
			show: func(c Config) string { return formatColumns(c.Columns) },
		},
		{
			name: "sort", help: fmt.Sprintf("What to sort by, up to %d columns with a comma between them; desc puts the newest or last first.", s.SortKeys),
			read: func(r *reader, v value) {
				if s := r.sort(v); len(s) > 0 {
					r.config.Sort, r.sortAt = s, v.at
				} else if v.kind == text && strings.TrimSpace(v.text) == "" {
					r.mistake(v.at, "there is nothing to sort by", `Write for example sort = "created desc".`)
				}
			},
			show: func(c Config) string { return formatSort(c.Sort) },
		},
	}
}

const keysHelp = `The keys of each action; the first one is shown. A key is what is printed on it ("s", "S", "?", "é") or its name: "space", "enter",
"esc", "tab", "up", "down", "left", "right", "pgup", "pgdown", "home", "end", "backspace", "delete", "insert", "f1"; with "ctrl+",
"alt+" and "shift+" before it where they are held. [] is none.`

const coloursHelp = `Own colours, which go before those of the theme. A style is words: bold, faint, italic, underline, reverse, crossed; a colour; "on"
and the colour behind it. A colour is one of the terminal's own sixteen (black, red, green, yellow, blue, magenta, cyan, white,
bright-black …), a number of its palette (16 to 255), a mixture such as "#ffcc00", or default. "plain" is the terminal's own look.
For example: failed = "bold red", cursor = "on 236". Lines behind # show what the theme has.`

const viewHelp = `Saved views: each is a tab. Those that are saved on the screen are kept in views.toml beside this file, in the same form, and go before
one of the same name here. filter is what is typed into the filter line; sort and columns are those of the table unless they are given.
  [[view]]
  name = "Failed this week"
  filter = "state:failed created:7d"
  sort = "created desc"
  columns = ["webshop", "state", "error", "created"]`

// readSetting takes in a line of a section whose names are fixed.
func (r *reader) readSetting(section string, known []setting, e entry) {
	name := e.path[1]
	names := make([]string, len(known))
	for i, s := range known {
		if s.name == name.text {
			s.read(r, e.value)
			return
		}
		names[i] = s.name
	}
	r.unknown(name.at, "there is no setting "+quoted(name.text)+" in ["+section+"]", perhaps(name.text, names))
}

func flagSetting(name, help string, to func(*Config) *bool) setting {
	return setting{
		name: name, help: help,
		read: func(r *reader, v value) {
			if v.kind != flag {
				r.mistake(v.at, quoted(name)+" is true or false, without quotes", "Write "+name+" = true or "+name+" = false.")
				return
			}
			*to(r.config) = v.flag
		},
		show: func(c Config) string { return strconv.FormatBool(*to(&c)) },
	}
}

func choiceSetting(name, help string, known []string, to func(*Config) *string) setting {
	return setting{
		name: name, help: help,
		read: func(r *reader, v value) {
			if word, ok := r.choice(name, v, known); ok {
				*to(r.config) = word
			}
		},
		show: func(c Config) string { return formatText(*to(&c)) },
	}
}

// choice reads one of a few words.
func (r *reader) choice(name string, v value, known []string) (string, bool) {
	switch {
	case v.kind != text:
		r.mistake(v.at, quoted(name)+" is a text in quotes", "There is "+oneOf(known)+".")
	case !slices.Contains(known, v.text):
		r.mistake(v.at, quoted(name)+" cannot be "+quoted(v.text), perhaps(v.text, known))
	default:
		return v.text, true
	}
	return "", false
}

func (r *reader) readZone(v value) {
	if v.kind != text {
		r.mistake(v.at, `"time-zone" is a text in quotes`, `Write for example time-zone = "Europe/Copenhagen".`)
		return
	}
	name := v.text
	if name == "" || strings.EqualFold(name, localZone) {
		name = localZone
	} else if _, err := time.LoadLocation(name); err != nil || name == "Local" {
		r.mistake(v.at, "there is no time zone "+quoted(v.text), `Write "local", "UTC", or a place such as "Europe/Copenhagen".`)
		return
	}
	r.config.TimeZone = name
}

// readColour takes in the style of a role.
func (r *reader) readColour(e entry) {
	name := e.path[1]
	var known []string
	for _, s := range r.screen.Styles {
		known = append(known, s.Name)
	}
	if !slices.Contains(known, name.text) {
		r.unknown(name.at, "nothing on the screen has the style "+quoted(name.text), perhaps(name.text, known))
		return
	}
	if e.value.kind != text {
		r.mistake(e.value.at, "a style is a text in quotes", `Write for example `+name.text+` = "bold red".`)
		return
	}
	style, err := ParseStyle(e.value.text)
	if err != nil {
		r.mistake(e.value.at, err.Error(), `Write for example "bold red", "on 236" or "#ffcc00".`)
		return
	}
	r.config.Colours[name.text] = style
}

func pad(s string, n int) string { return s + strings.Repeat(" ", max(n-len(s), 1)) }
