package tui

import (
	"image/color"

	"woosync/store"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// Styles are all colours and attributes of the screen, by meaning. By default they use the terminal's own 16 colours and never white or
// black text, so that they are legible on light and on dark; what a state means is always said by a word too.
type Styles struct {
	Text, Dim, Strong, Accent paint
	Title, Key, Disabled      paint
	Tab, TabActive, TabEmpty  paint
	Chip                      paint
	Header, HeaderCursor      paint
	Rule, Border, BorderQuiet paint
	Match                     paint // what was searched for
	Button, ButtonActive      paint
	Select                    paint // the chosen entry of a list in a dialog
	Good, Bad, Warn           paint
	From, To                  paint // a field's value before and after
	Bar, BarRest              paint
	Thumb                     paint

	State  [len(store.States)]paint
	Action [5]paint // by store.Action

	// Cursor paints the row under the cursor. When it is a mere background (CursorKeeps), roles keep their own colours on it.
	Cursor      paint
	CursorKeeps bool
}

// newStyles makes the default styles. dark says what is known about the background: nil when the terminal did not tell.
func newStyles(profile colorprofile.Profile, dark *bool) Styles {
	st := func() ansi.Style { return ansi.NewStyle() }
	p := func(s ansi.Style) paint { return paint(s.String()) }
	fg := func(c ansi.BasicColor) ansi.Style { return st().ForegroundColor(c) }
	s := Styles{
		Dim:          p(st().Faint()),
		Strong:       p(st().Bold()),
		Accent:       p(fg(ansi.Cyan)),
		Title:        p(fg(ansi.Cyan).Bold()),
		Key:          p(fg(ansi.Cyan).Bold()),
		Disabled:     p(st().Faint()),
		TabActive:    p(st().Bold().Reverse(true)),
		TabEmpty:     p(st().Faint()),
		Chip:         p(fg(ansi.Cyan).Bold()),
		Header:       p(st().Bold()),
		HeaderCursor: p(st().Bold().Underline(true)),
		Rule:         p(st().Faint()),
		Border:       p(fg(ansi.Cyan)),
		BorderQuiet:  p(st().Faint()),
		Match:        p(st().Bold().Underline(true)),
		ButtonActive: p(st().Bold().Reverse(true)),
		Select:       p(st().Bold().Reverse(true)),
		Good:         p(fg(ansi.Green)),
		Bad:          p(fg(ansi.Red).Bold()),
		Warn:         p(fg(ansi.Magenta).Bold()),
		From:         p(st().Faint()),
		To:           p(st().Bold()),
		Bar:          p(fg(ansi.Cyan)),
		BarRest:      p(st().Faint()),
		Thumb:        p(fg(ansi.Cyan)),
		Cursor:       p(st().Reverse(true)),
	}
	s.State = [...]paint{
		store.NotProcessed:    "",
		store.InProgress:      p(fg(ansi.Cyan)),
		store.Completed:       p(fg(ansi.Green)),
		store.Aborted:         p(st().Faint()),
		store.WebshopNotFound: p(fg(ansi.Magenta)),
		store.Failed:          p(fg(ansi.Red)),
	}
	s.Action = [...]paint{
		store.ActionExcluded:  p(st().Faint()),
		store.ActionAdd:       p(fg(ansi.Green)),
		store.ActionUpdate:    p(fg(ansi.Cyan)),
		store.ActionRemove:    p(fg(ansi.Red)),
		store.ActionUnchanged: p(st().Faint()),
	}
	if dark != nil && profile >= colorprofile.ANSI256 {
		band := ansi.IndexedColor(254)
		if *dark {
			band = ansi.IndexedColor(236)
		}
		s.Cursor = p(st().BackgroundColor(band))
		s.Select = s.Cursor + p(st().Bold())
		s.CursorKeeps = true
	}
	return s
}

// quietStyles shows everything in one paint, but for what is under the cursor.
func quietStyles(d paint) Styles {
	s := Styles{
		Text: d, Dim: d, Strong: d, Accent: d, Title: d, Key: d, Disabled: d, Tab: d, TabActive: d, TabEmpty: d, Chip: d, Header: d, HeaderCursor: d,
		Rule: d, Border: d, BorderQuiet: d, Match: d, Button: d, ButtonActive: d, Select: d, Good: d, Bad: d, Warn: d, From: d, To: d, Bar: d,
		BarRest: d, Thumb: d, Cursor: d,
	}
	for i := range s.State {
		s.State[i] = d
	}
	for i := range s.Action {
		s.Action[i] = d
	}
	return s
}

// on is the paint of a role on the cursor row.
func (s *Styles) on(cursor bool, role paint) paint {
	switch {
	case !cursor:
		return role
	case !s.CursorKeeps:
		return s.Cursor
	case role == "" || role == s.Dim: // faint text is hard to read on a coloured band
		return s.Cursor
	}
	return role + s.Cursor
}

// chosen is the paint of a role in a list of a dialog, where the chosen entry stands out.
func (s *Styles) chosen(chosen bool, role paint) paint {
	if chosen {
		return s.Select
	}
	return role
}

// isDark tells whether a background colour is dark.
func isDark(c color.Color) bool {
	r, g, b, _ := c.RGBA()
	return 299*r+587*g+114*b < 500*0xffff
}

// Glyphs are the signs of the screen beside letters: each one cell wide.
type Glyphs struct {
	Cursor, Mark          string
	More, MoreLeft        string // there is more to the right, to the left
	Ellipsis              string
	Up, Down              string // sort arrows
	Dot                   string // between short facts
	Rule, Column          string
	TopLeft, TopRight     string
	BottomLeft, BottomRgt string
	Side, TeeLeft, TeeRgt string
	Close                 string
	Checked, Unchecked    string
	Radio, RadioOff       string
	Arrow                 string // from → to
	Fill, Rest            string // progress bar
	Thumb, Track          string // scroll bar
	Bullet                string
	Working, Idle, Paused string
	Return                string
	State                 [len(store.States)]string
	Action                [5]string
	Steps                 [4]string // a sign that turns while work goes on
}

func newGlyphs(ascii bool) Glyphs {
	if ascii {
		return Glyphs{
			Cursor: ">", Mark: "*", More: ">", MoreLeft: "<", Ellipsis: "~", Up: "^", Down: "v", Dot: "-", Rule: "-", Column: "|",
			TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRgt: "+", Side: "|", TeeLeft: "+", TeeRgt: "+", Close: "x",
			Checked: "[x]", Unchecked: "[ ]", Radio: "(o)", RadioOff: "( )", Arrow: "->", Fill: "#", Rest: ".", Thumb: "#", Track: "|",
			Bullet: "*", Working: "*", Idle: "o", Paused: "=", Return: "|",
			State:  [...]string{"o", "%", "+", "/", "?", "x"},
			Action: [...]string{".", "+", "~", "x", "="},
			Steps:  [...]string{"|", "/", "-", "\\"},
		}
	}
	return Glyphs{
		Cursor: "›", Mark: "•", More: "›", MoreLeft: "‹", Ellipsis: "…", Up: "▲", Down: "▼", Dot: "·", Rule: "─", Column: "│",
		TopLeft: "╭", TopRight: "╮", BottomLeft: "╰", BottomRgt: "╯", Side: "│", TeeLeft: "├", TeeRgt: "┤", Close: "×",
		Checked: "[×]", Unchecked: "[ ]", Radio: "(•)", RadioOff: "( )", Arrow: "→", Fill: "█", Rest: "░", Thumb: "┃", Track: "│",
		Bullet: "•", Working: "●", Idle: "○", Paused: "‖", Return: "⏎",
		State:  [...]string{"○", "◐", "✓", "⊘", "?", "×"},
		Action: [...]string{"·", "+", "✎", "×", "="},
		Steps:  [...]string{"◐", "◓", "◑", "◒"},
	}
}
