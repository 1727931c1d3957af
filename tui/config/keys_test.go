package config

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
)

// A key that people write is spelled as Bubble Tea reports it when it is pressed.
func TestKeysAreThoseOfBubbleTea(t *testing.T) {
	for _, c := range []struct {
		written string
		pressed tea.Key
	}{
		{"s", tea.Key{Code: 's', Text: "s"}},
		{"S", tea.Key{Code: 's', ShiftedCode: 'S', Mod: tea.ModShift, Text: "S"}},
		{"shift+s", tea.Key{Code: 's', ShiftedCode: 'S', Mod: tea.ModShift, Text: "S"}},
		{"Shift+æ", tea.Key{Code: 'æ', Mod: tea.ModShift, Text: "Æ"}},
		{"é", tea.Key{Code: 'é', Text: "é"}},
		{"e\u0301", tea.Key{Code: 'é', Text: "é"}},
		{"?", tea.Key{Code: '?', Text: "?"}},
		{"+", tea.Key{Code: '+', Text: "+"}},
		{" ", tea.Key{Code: tea.KeySpace, Text: " "}},
		{"Space", tea.Key{Code: tea.KeySpace, Text: " "}},
		{"ctrl+space", tea.Key{Code: tea.KeySpace, Mod: tea.ModCtrl}},
		{"Ctrl+ ", tea.Key{Code: tea.KeySpace, Mod: tea.ModCtrl}},
		{"Ctrl+S", tea.Key{Code: 's', Mod: tea.ModCtrl}},
		{"control + s", tea.Key{Code: 's', Mod: tea.ModCtrl}},
		{"ctrl++", tea.Key{Code: '+', Mod: tea.ModCtrl}},
		{"alt+ctrl+x", tea.Key{Code: 'x', Mod: tea.ModCtrl | tea.ModAlt}},
		{"Option+F", tea.Key{Code: 'f', Mod: tea.ModAlt}},
		{"shift+ctrl+a", tea.Key{Code: 'a', Mod: tea.ModCtrl | tea.ModShift}},
		{"cmd+k", tea.Key{Code: 'k', Mod: tea.ModSuper}},
		{"Enter", tea.Key{Code: tea.KeyEnter}},
		{"Return", tea.Key{Code: tea.KeyEnter}},
		{"Escape", tea.Key{Code: tea.KeyEscape}},
		{"shift+tab", tea.Key{Code: tea.KeyTab, Mod: tea.ModShift}},
		{"PgDn", tea.Key{Code: tea.KeyPgDown}},
		{"page-up", tea.Key{Code: tea.KeyPgUp}},
		{"up arrow", tea.Key{Code: tea.KeyUp}},
		{"Down", tea.Key{Code: tea.KeyDown}},
		{"left", tea.Key{Code: tea.KeyLeft}},
		{"ctrl+right", tea.Key{Code: tea.KeyRight, Mod: tea.ModCtrl}},
		{"Home", tea.Key{Code: tea.KeyHome}},
		{"end", tea.Key{Code: tea.KeyEnd}},
		{"Backspace", tea.Key{Code: tea.KeyBackspace}},
		{"Del", tea.Key{Code: tea.KeyDelete}},
		{"insert", tea.Key{Code: tea.KeyInsert}},
		{"begin", tea.Key{Code: tea.KeyBegin}},
		{"find", tea.Key{Code: tea.KeyFind}},
		{"select", tea.Key{Code: tea.KeySelect}},
		{"menu", tea.Key{Code: tea.KeyMenu}},
		{"pause", tea.Key{Code: tea.KeyPause}},
		{"printscreen", tea.Key{Code: tea.KeyPrintScreen}},
		{"F1", tea.Key{Code: tea.KeyF1}},
		{"shift+f12", tea.Key{Code: tea.KeyF12, Mod: tea.ModShift}},
		{"f63", tea.Key{Code: tea.KeyF63}},
	} {
		key, why, _ := parseKey(c.written)
		if want := tea.KeyPressMsg(c.pressed).String(); key != want || why != "" {
			t.Errorf("%q is read as %q (%s), Bubble Tea reports %q", c.written, key, why, want)
		}
		if again, _, _ := parseKey(key); again != key {
			t.Errorf("%q is read as %q", key, again)
		}
	}
	for _, s := range []string{"", "+s", "ctrl+", "ctrl", "f0", "f64", "shift+5", "shift+ß", "hold+s", "\x00", "ctrl+\x07", "ab", "enter+s", "ctrl+pg up+x", "++", "\u200b"} {
		if key, why, remedy := parseKey(s); why == "" || remedy == "" {
			t.Errorf("%q is read as %q (%q, %q)", s, key, why, remedy)
		}
	}
}

func TestClashes(t *testing.T) {
	for _, c := range []struct {
		name, text string
		keys       string // of up, down, details, copy, refresh, back, interrupt
		says       []string
	}{
		{"swapped", `copy = "r"` + "\n" + `refresh = "c"`, "up k|down j|enter|r|c|esc|ctrl+c", nil},
		{"two actions", `copy = ["y", "x"]` + "\n" + `refresh = ["x", "R"]`, "up k|down j|enter|y x|R|esc|ctrl+c", []string{`:3:12: "x" is bound to "copy" in line 2 already`}},
		{"all keys given away", `copy = "x"` + "\n" + `refresh = "x"`, "up k|down j|enter|x|r|esc|ctrl+c", []string{`Choose another key for "refresh"`}},
		{"the only default", `copy = "r"`, "up k|down j|enter|r||esc|ctrl+c", []string{`:2:8: "r" is bound to "copy" here and to "refresh" by default`}},
		{"one of two defaults", `copy = "k"`, "up|down j|enter|k|r|esc|ctrl+c", nil},
		{"spelled in two ways", `copy = "Shift+X"` + "\n" + `refresh = "X"`, "up k|down j|enter|X|r|esc|ctrl+c", []string{`"X" is bound to "copy"`}},
		{"twice for one", `copy = ["x", "X", "x"]`, "up k|down j|enter|x X|r|esc|ctrl+c", nil},
		{"no way back", `back = []`, "up k|down j|enter|c|r|esc|ctrl+c", []string{`:2:1: "back" has no key that works while a text is typed; "esc" stays`}},
		{"back eaten by typing", `back = ["left", "space"]`, "up k|down j|enter|c|r|left space esc|ctrl+c", []string{`"back" has no key`}},
		{"back taken", `copy = "esc"`, "up k|down j|enter||r|esc|ctrl+c", []string{`:2:1: "back" has no key`}},
		{"a chain of rescues", `details = "esc"` + "\n" + `copy = "enter"`, "up k|down j|enter||r|esc|ctrl+c", []string{`"back" has no key`, `"details" has no key`}},
		{"no way out", `interrupt = []`, "up k|down j|enter|c|r|esc|ctrl+c", []string{`"interrupt" has no key`}},
		{"another way out", `interrupt = "ctrl+q"`, "up k|down j|enter|c|r|esc|ctrl+q", nil},
		{"typed into texts", `interrupt = ["ctrl+u", "ctrl+q"]`, "up k|down j|enter|c|r|esc|ctrl+q", []string{`:2:14: "ctrl+u" cannot be bound to "interrupt"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, problems := newHome(t).write("config.toml", "[keys]\n"+c.text+"\n").load()
			var keys []string
			for _, name := range []string{"up", "down", "details", "copy", "refresh", "back", "interrupt"} {
				keys = append(keys, strings.Join(config.Keys[name], " "))
			}
			if got := strings.Join(keys, "|"); got != c.keys {
				t.Errorf("the keys are %s, want %s", got, c.keys)
			}
			if len(problems) != len(c.says) {
				t.Errorf("%d problems, want %d", len(problems), len(c.says))
			}
			for _, want := range c.says {
				if !strings.Contains(lines(problems), want) {
					t.Errorf("the problems do not say %q:\n%s", want, lines(problems))
				}
			}
		})
	}
}

func TestNearest(t *testing.T) {
	known := []string{"up", "page-down", "synchronize", "time-zone", "colours", "ctrl"}
	for word, want := range map[string]string{"page_down": "page-down", "PageDown": "page-down", "sync": "", "synchronise": "synchronize", "timezone": "time-zone", "colors": "colours",
		"ctlr": "ctrl", "pu": "", "down": "", "": "", strings.Repeat("page-down", 50): ""} {
		if got := nearest(word, known); got != want {
			t.Errorf("the nearest to %q is %q, want %q", word, got, want)
		}
	}
}
