package tui

import (
	"image/color"
	"strings"

	"woosync/store"
	"woosync/tui/config"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"
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

// newStyles makes the styles that the configuration asks for. dark says what is known about the background: nil when the terminal did not
// tell; where it is known, a cursor that would merely be reversed becomes a band on which every role keeps its colour.
func newStyles(c config.Config, profile colorprofile.Profile, dark *bool) Styles {
	var s Styles
	for _, r := range roles() {
		*r.of(&s) = paintOf(c.Style(r.name))
	}
	cursor := c.Style("cursor")
	_, own := c.Colours["cursor"]
	if dark != nil && profile >= colorprofile.ANSI256 && !own && cursor == (config.Style{Reverse: true}) {
		cursor = config.Style{Background: config.Colour{Kind: config.Indexed, Index: 254}}
		if *dark {
			cursor.Background.Index = 236
		}
		s.Cursor = paintOf(cursor)
		if _, own := c.Colours["select"]; !own {
			cursor.Bold = true
			s.Select = paintOf(cursor)
			cursor.Bold = false
		}
	}
	s.CursorKeeps = !cursor.Reverse && cursor.Foreground.Kind == config.NoColour
	return s
}

// painted is a style as a cell takes it: what switches it on. Cells of one paint are drawn in one run, see cells.go.
func painted(s lipgloss.Style) paint {
	on, _, _ := strings.Cut(s.Render("x"), "x")
	return paint(on)
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
