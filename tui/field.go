package tui

import (
	"slices"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
)

// field is a line of text to type into. The editing is that of textinput; the drawing is our own, since the place of the cursor must be
// counted in cells, not in letters.
type field struct {
	input textinput.Model
	from  int // first letter in sight
}

// fieldLetters is the most that can be typed or pasted.
const fieldLetters = 500

func newField(value string) field {
	f := field{input: textinput.New()}
	f.input.SetVirtualCursor(false)
	f.input.CharLimit = fieldLetters
	f.input.KeyMap.Paste = key.NewBinding(key.WithDisabled()) // the terminal pastes; reading the clipboard may hang
	f.input.KeyMap.AcceptSuggestion = key.NewBinding(key.WithDisabled())
	f.input.KeyMap.NextSuggestion = key.NewBinding(key.WithDisabled())
	f.input.KeyMap.PrevSuggestion = key.NewBinding(key.WithDisabled())
	f.input.Focus()
	f.set(value)
	return f
}

func (f *field) value() string { return f.input.Value() }

// set replaces the text; the cursor goes to its end.
func (f *field) set(s string) {
	f.input.SetValue(cleanLine(s))
	f.input.CursorEnd()
}

// update takes in a key or a paste and tells whether the text changed.
func (f *field) update(msg tea.Msg) bool {
	before := f.input.Value()
	if p, ok := msg.(tea.PasteMsg); ok {
		msg = tea.PasteMsg{Content: cleanLine(p.Content)}
	}
	f.input, _ = f.input.Update(msg)
	return f.input.Value() != before
}

// typed tells whether a key is text or edits text, rather than a command.
func typed(msg tea.KeyPressMsg) bool {
	if msg.Text != "" {
		return true
	}
	return slices.Contains(editingKeys(), msg.String())
}

// draw adds the text in n cells and returns the column of the cursor.
func (f *field) draw(e *env, l *line, n int, placeholder string) int {
	return f.drawMarked(e, l, n, placeholder, 0, 0)
}

// drawMarked draws the text with the part from one byte to before another marked as wrong.
func (f *field) drawMarked(e *env, l *line, n int, placeholder string, from, to int) int {
	letters := []rune(f.input.Value())
	pos := min(f.input.Position(), len(letters))
	first := min(f.from, pos)
	for first < pos && width(string(letters[first:pos]))+1 > n { // keep the cursor in sight
		first++
	}
	f.from = first
	at, end := l.w+width(e.clean(string(letters[first:pos]))), l.w+n
	if len(letters) == 0 {
		l.cell(e.styles.Dim, placeholder, n)
		return at
	}
	if to <= from {
		l.cell("", e.clean(string(letters[first:])), n)
		return min(at, l.w)
	}
	skipped := len(string(letters[:first]))
	rest := string(letters[first:])
	from, to = max(0, min(from-skipped, len(rest))), max(0, min(to-skipped, len(rest)))
	for i, part := range []string{rest[:from], rest[from:to], rest[to:]} {
		p := paint("")
		if i == 1 {
			p = e.styles.Bad
		}
		l.add(p, fit(e.clean(part), end-l.w, l.tail))
	}
	l.to("", end)
	return min(at, l.w)
}
