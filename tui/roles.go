package tui

import (
	"image/color"

	"woosync/store"
	"woosync/tui/config"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

// role ties a style to the name by which themes and the configuration know it.
type role struct {
	name, help string
	of         func(*Styles) *paint
}

// roles are all styles of the screen.
func roles() []role {
	state := func(name, help string, s store.State) role {
		return role{name, help, func(st *Styles) *paint { return &st.State[s] }}
	}
	action := func(name, help string, a store.Action) role {
		return role{name, help, func(st *Styles) *paint { return &st.Action[a] }}
	}
	return []role{
		{"text", "usual text of the toolbar", func(s *Styles) *paint { return &s.Text }},
		{"dim", "what matters less", func(s *Styles) *paint { return &s.Dim }},
		{"strong", "what matters more", func(s *Styles) *paint { return &s.Strong }},
		{"accent", "marks and arrows", func(s *Styles) *paint { return &s.Accent }},
		{"title", "the name of the program", func(s *Styles) *paint { return &s.Title }},
		{"key", "keys", func(s *Styles) *paint { return &s.Key }},
		{"disabled", "what does nothing now", func(s *Styles) *paint { return &s.Disabled }},
		{"tab", "a tab", func(s *Styles) *paint { return &s.Tab }},
		{"tab-active", "the tab that is shown", func(s *Styles) *paint { return &s.TabActive }},
		{"tab-empty", "a tab with nothing in it", func(s *Styles) *paint { return &s.TabEmpty }},
		{"chip", "a part of the filter", func(s *Styles) *paint { return &s.Chip }},
		{"header", "the title of a column", func(s *Styles) *paint { return &s.Header }},
		{"header-cursor", "the title of the column under the cursor", func(s *Styles) *paint { return &s.HeaderCursor }},
		{"rule", "lines between parts", func(s *Styles) *paint { return &s.Rule }},
		{"border", "the border of a dialog", func(s *Styles) *paint { return &s.Border }},
		{"border-quiet", "the border of a popover", func(s *Styles) *paint { return &s.BorderQuiet }},
		{"match", "what was searched for", func(s *Styles) *paint { return &s.Match }},
		{"button", "a button", func(s *Styles) *paint { return &s.Button }},
		{"button-active", "the button that enter presses", func(s *Styles) *paint { return &s.ButtonActive }},
		{"select", "the chosen entry of a list", func(s *Styles) *paint { return &s.Select }},
		{"cursor", "the row under the cursor", func(s *Styles) *paint { return &s.Cursor }},
		{"good", "what went well", func(s *Styles) *paint { return &s.Good }},
		{"bad", "what went wrong", func(s *Styles) *paint { return &s.Bad }},
		{"warn", "what wants attention", func(s *Styles) *paint { return &s.Warn }},
		{"from", "a value before a change", func(s *Styles) *paint { return &s.From }},
		{"to", "a value after a change", func(s *Styles) *paint { return &s.To }},
		{"bar", "what is done of a progress bar", func(s *Styles) *paint { return &s.Bar }},
		{"bar-rest", "what is left of it", func(s *Styles) *paint { return &s.BarRest }},
		{"thumb", "the scroll bar", func(s *Styles) *paint { return &s.Thumb }},
		state("not-processed", "state Not processed", store.NotProcessed),
		state("in-progress", "state In progress", store.InProgress),
		state("completed", "state Completed", store.Completed),
		state("aborted", "state Aborted by another synchronization", store.Aborted),
		state("webshop-not-found", "state Webshop not found", store.WebshopNotFound),
		state("failed", "state Failed", store.Failed),
		action("add", "a product that would be added", store.ActionAdd),
		action("update", "one that would be updated", store.ActionUpdate),
		action("remove", "one that would be removed", store.ActionRemove),
		action("unchanged", "one with nothing to do", store.ActionUnchanged),
		action("excluded", "one that does not belong in the webshop", store.ActionExcluded),
	}
}

// paintOf turns a configured style into what a terminal reads.
func paintOf(s config.Style) paint {
	st := lipgloss.NewStyle().Bold(s.Bold).Faint(s.Faint).Italic(s.Italic).Underline(s.Underline).Reverse(s.Reverse).Strikethrough(s.Crossed)
	if s.Foreground.Kind != config.NoColour {
		st = st.Foreground(colourOf(s.Foreground))
	}
	if s.Background.Kind != config.NoColour {
		st = st.Background(colourOf(s.Background))
	}
	return painted(st)
}

func colourOf(c config.Colour) color.Color {
	switch c.Kind {
	case config.Basic:
		return ansi.BasicColor(c.Index)
	case config.Indexed:
		return ansi.IndexedColor(c.Index)
	}
	return ansi.RGBColor{R: c.R, G: c.G, B: c.B}
}
