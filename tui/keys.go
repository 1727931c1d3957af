package tui

import (
	"slices"
	"strings"
)

// Command is something a key, a click or the help can make the screen do.
type Command uint8

const (
	CmdNone Command = iota
	CmdUp
	CmdDown
	CmdPageUp
	CmdPageDown
	CmdHome
	CmdEnd
	CmdLeft
	CmdRight
	CmdSort
	CmdSortThen
	CmdColumns
	CmdViews
	CmdNextView
	CmdPrevView
	CmdNextTab
	CmdPrevTab
	CmdStates
	CmdFilter
	CmdPanel
	CmdBack
	CmdSearch
	CmdSynchronize
	CmdSynchronizeField
	CmdCopy
	CmdCopyPart
	CmdRefresh
	CmdDetails
	CmdError
	CmdNew
	CmdRetry
	CmdExport
	CmdLive
	CmdWorker
	CmdMouse
	CmdHelp
	CmdQuit
	CmdInterrupt
	CmdOnly
	CmdExcept
	CmdMark
	CmdMarkUp
	CmdMarkDown
	CmdMarkRange
	CmdMarkAll
	CmdMarkAgain
	CmdTimes
)

// Binding ties a command to its keys and to the words that explain it.
type Binding struct {
	Command Command
	Name    string   // how a configuration names it
	Keys    []string // as Bubble Tea spells them; the first is the one that is shown
	Label   string   // one or two words for the footer
	Help    string   // a sentence for the help
	Group   string   // heading in the help
}

// Keymap is all bindings, in the order of the help. Footer, toolbar and help are made from it.
type Keymap []Binding

const (
	groupMove   = "Move"
	groupMark   = "Mark several"
	groupView   = "Sort and filter"
	groupWork   = "Synchronize"
	groupRead   = "Read"
	groupScreen = "Screen"
)

// DefaultKeymap is the keys as they come.
func DefaultKeymap() Keymap {
	return Keymap{
		{CmdUp, "up", []string{"up", "k"}, "move", "Move up", groupMove},
		{CmdDown, "down", []string{"down", "j"}, "move", "Move down", groupMove},
		{CmdPageUp, "page-up", []string{"pgup"}, "page", "One page up", groupMove},
		{CmdPageDown, "page-down", []string{"pgdown"}, "page", "One page down", groupMove},
		{CmdHome, "first", []string{"home", "g"}, "first", "First operation", groupMove},
		{CmdEnd, "last", []string{"end", "G"}, "last", "Last operation", groupMove},
		{CmdLeft, "column-left", []string{"left"}, "column", "One column to the left", groupMove},
		{CmdRight, "column-right", []string{"right"}, "column", "One column to the right", groupMove},

		{CmdSearch, "search", []string{"p"}, "Search product", "Search a product by name, SKU or barcode", groupWork},
		{CmdSynchronize, "synchronize", []string{"s"}, "Synchronize", "Synchronize the chosen product", groupWork},
		{CmdSynchronizeField, "synchronize-from-field", []string{"ctrl+s"}, "Synchronize", "Synchronize the product while the search field has the focus", groupWork},
		{CmdNew, "new", []string{"n"}, "new synchronization", "New synchronization of a webshop: changes or everything", groupWork},
		{CmdRetry, "retry", []string{"t"}, "retry", "Retry what failed in this operation, or in those marked", groupWork},
		{CmdWorker, "worker", []string{"w"}, "pause worker", "Pause or resume the worker", groupWork},

		{CmdDetails, "details", []string{"enter"}, "details", "Details of this operation: facts, error, products", groupRead},
		{CmdError, "error", []string{"e"}, "error", "Show the whole error", groupRead},
		{CmdCopy, "copy", []string{"c"}, "Copy error", "Copy the whole error, or those of all that are marked", groupRead},
		{CmdCopyPart, "copy-part", []string{"y"}, "copy a part", "Copy a part: the error, the webshop's answer, what was asked, a result", groupRead},
		{CmdExport, "export", []string{"x"}, "export", "Export what is filtered, or what is marked, to a file", groupRead},

		{CmdMark, "mark", []string{"space"}, "mark", "Mark this operation and go to the next; again unmarks", groupMark},
		{CmdMarkDown, "mark-down", []string{"shift+down"}, "mark", "Mark this operation and the next", groupMark},
		{CmdMarkUp, "mark-up", []string{"shift+up"}, "mark", "Mark this operation and the one above", groupMark},
		{CmdMarkRange, "mark-range", []string{"V"}, "mark to here", "Mark everything from the operation marked last to this one", groupMark},
		{CmdMarkAll, "mark-all", []string{"*"}, "mark all", "Mark all that are filtered; again unmarks them", groupMark},
		{CmdMarkAgain, "mark-again", []string{"u"}, "mark again", "Mark again what was unmarked", groupMark},

		{CmdSort, "sort", []string{"o"}, "sort", "Sort by this column; again reverses", groupView},
		{CmdSortThen, "sort-then", []string{"O"}, "then by", "Sort what is equal by this column; again reverses", groupView},
		{CmdColumns, "columns", []string{"C"}, "columns", "Columns: show, hide, reorder, width", groupView},
		{CmdFilter, "filter", []string{"/"}, "filter", "Filter by text and tokens, such as state:failed created:7d", groupView},
		{CmdPanel, "filter-panel", []string{"f"}, "panel", "Filter panel: states, webshops, Synchronize all, dates", groupView},
		{CmdOnly, "only", []string{"="}, "only this", "Only operations with the value under the cursor; again takes that away", groupView},
		{CmdExcept, "except", []string{"!"}, "not this", "No operations with the value under the cursor", groupView},
		{CmdNextTab, "next-state", []string{"tab"}, "state", "Only the next state", groupView},
		{CmdPrevTab, "previous-state", []string{"shift+tab"}, "state", "Only the previous state", groupView},
		{CmdStates, "states", []string{"S"}, "states", "Several states: go along the tabs, add and take away", groupView},
		{CmdViews, "views", []string{"v"}, "views", "Saved views: choose, save, remove", groupView},
		{CmdNextView, "next-view", []string{"."}, "view", "The next saved view", groupView},
		{CmdPrevView, "previous-view", []string{","}, "view", "The saved view before", groupView},
		{CmdBack, "back", []string{"esc"}, "back", "One step back; unmarks, then clears filters one by one", groupView},

		{CmdRefresh, "refresh", []string{"r"}, "Refresh", "Load the operations again now", groupScreen},
		{CmdLive, "live", []string{"l"}, "live", "Follow the worker live, or stop following", groupScreen},
		{CmdTimes, "times", []string{"T"}, "times", "Times as dates, or as how long ago", groupScreen},
		{CmdMouse, "mouse", []string{"m"}, "mouse", "Mouse on or off; off, the terminal selects text again", groupScreen},
		{CmdHelp, "help", []string{"?"}, "help", "This help", groupScreen},
		{CmdQuit, "quit", []string{"q"}, "quit", "Quit", groupScreen},
		{CmdInterrupt, "interrupt", []string{"ctrl+c"}, "quit", "Quit from anywhere", groupScreen},
	}
}

// configured is the keymap with other keys, by the names of the commands.
func (k Keymap) configured(keys map[string][]string) Keymap {
	out := slices.Clone(k)
	for i := range out {
		if own, ok := keys[out[i].Name]; ok {
			out[i].Keys = own
		}
	}
	return out
}

// command finds what a key does.
func (k Keymap) command(key string) Command {
	for i := range k {
		if slices.Contains(k[i].Keys, key) {
			return k[i].Command
		}
	}
	return CmdNone
}

// binding finds the keys and words of a command.
func (k Keymap) binding(c Command) Binding {
	for i := range k {
		if k[i].Command == c {
			return k[i]
		}
	}
	return Binding{}
}

// key is how the first key of a command is shown; "" when it has none.
func (k Keymap) key(c Command, ascii bool) string {
	if b := k.binding(c); len(b.Keys) > 0 {
		return keyName(b.Keys[0], ascii)
	}
	return ""
}

// pair is how the first keys of two commands that belong together are shown: "↑↓", or "up/down" where they are words.
func (k Keymap) pair(one, other Command, ascii bool) string {
	a, b := k.key(one, ascii), k.key(other, ascii)
	if a != "" && b != "" && width(a)+width(b) > 2 {
		return a + "/" + b
	}
	return a + b
}

// keyName spells a key for people.
func keyName(key string, ascii bool) string {
	switch key {
	case "pgup":
		return "PgUp"
	case "pgdown":
		return "PgDn"
	case "home":
		return "Home"
	case "end":
		return "End"
	case "up", "down", "left", "right":
		if !ascii {
			return map[string]string{"up": "↑", "down": "↓", "left": "←", "right": "→"}[key]
		}
	}
	return key
}

// keyNames spells all keys of a binding.
func (b Binding) keyNames(ascii bool) string {
	names := make([]string, len(b.Keys))
	for i, k := range b.Keys {
		names[i] = keyName(k, ascii)
	}
	return strings.Join(names, " ")
}
