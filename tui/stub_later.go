package tui

import tea "charm.land/bubbletea/v2"

func newFilterPanel(m *Model) dialog  { return newHelp(m) }
func newExport(m *Model) dialog       { return newHelp(m) }
func (m *Model) openDetails() tea.Cmd { return nil }
func (m *Model) openNew() tea.Cmd     { return nil }
