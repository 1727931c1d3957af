package tui_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"woosync/sync"
	"woosync/sync/plaintext"
	"woosync/tui"
	"woosync/tui/config"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"
)

// evils are texts that try to act on a terminal, or to leave their cell.
func evils() []string {
	return []string{
		"\x1b[2J\x1b[1;1H\x1b[31mred\x1b[?1049l\x1b[6n\x1b[21t", // CSI
		"name\x1b[",                   // CSI cut
		"\x1b]52;c;ZXZpbA==\x07after", // OSC 52
		"\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", // OSC 8
		"\x1b]0;owned\x07\x1b]2;owned\x1b\\\x1b]9;4;1;50\x07",  // OSC title
		"\x1b]52;c;ZXZpbA==",                                                       // OSC without end
		"\x1bP$q\"p\x1b\\\x1bP+q544e\x1b\\x",                                       // DCS
		"\x1b_Ga=T\x1b\\\x1b^pm\x1b\\\x1bXsos\x1b\\",                               // APC, PM, SOS
		"\x1bc\x1b7\x1b8\x1b=\x1b(0\x1bM",                                          // ESC
		"a\x9b2J\x9d52;c;eA==\x9c\x90q\x9cb\x8d\x85",                               // C1 raw
		"a\u009b2J\u009d52;c;eA==\u009c\u0090q\u009cb\u008d\u0085",                 // C1 in UTF-8
		"a\x00b\x07c\x08d\x0be\x0cf\x0eg\x0fh\x7fi\x18j\x1ak",                      // controls
		"a\tb\nc\r\nd\re\u2028f\u2029g\vh",                                         // tabs and lines
		"invoice\u202efdp.exe\u202c\u2066x\u2069\u200f\u061c",                      // bidi
		"a\u200bb\u200cc\u200dd\u2060e\ufefff\u00adg\u034f",                        // zero width
		"a\u3164\u115f\u1160\uffa0\u2800\u180e",                                    // fillers
		"a\U000e0041\U000e007f\U000e0100",                                          // tags
		"Z" + strings.Repeat("\u0301\u0323\u0489\u20dd", 500) + "algo",             // marks
		strings.Repeat("\u0301", 2000),                                             // marks alone
		"a\xff\xfe\xc3\xe2\x82\xf0\x9f\x98b\xed\xa0\x80c\xc0\xaf",                  // invalid
		"👨‍👩‍👧‍👦🏽🇩🇰🏴\U000e0067\U000e0062\U000e007f❤️1️⃣☺︎",                         // emoji
		strings.Repeat("日本語テキスト", 200),                                             // wide
		"क्षि ก็ำ นี้ ﷽ ꧅ 𒐫 ᭄ \u1100\u1161\u11a8 \u0600١",                          // scripts
		strings.Repeat("x", 6000),                                                  // long
		strings.Repeat("é\u0301日\x1b[m\u200b", 600),                                // long word of all
		"=cmd|' /C calc'!A0",                                                       // formula
		"%s%n%d %!v(MISSING) \\x1b[2J $(reboot) `id` '; DROP TABLE operations; --", // format
		"",                     // nothing
		" \u00a0\u3000\u2003 ", // blanks
	}
}

// cycle gives one text after another, from the start on.
func cycle(texts []string, start int) func() string {
	return func() string {
		start++
		return texts[(start-1)%len(texts)]
	}
}

// infest puts texts everywhere that a stranger may write.
func infest(next func() string) *fake {
	f := newFake(14)
	f.items = results(14)
	for i := range f.ops {
		o := &f.ops[i]
		o.Webshop, o.WebshopURL, o.RequestedBy, o.Note = next(), "https://"+next(), next(), next()
		if o.Error != "" {
			o.Error = "1 of 2 products failed\n" + next() + "\n\nThe webshop's answer for " + next() + ":\nPOST /wp-json/wc/v3/products to " + next() + "\n" + next()
		}
	}
	f.find(13).RetryOf = 5
	for i := range f.shops {
		f.shops[i].Name, f.shops[i].URL, f.shops[i].WriteError = next(), "https://"+next(), next()
	}
	for i := range f.hits {
		f.hits[i].Product.Name, f.hits[i].Product.SKU, f.hits[i].Product.Barcode = next(), next(), next()
		for j := range f.hits[i].Previews {
			p := &f.hits[i].Previews[j]
			p.Webshop, p.SKU, p.Name, p.Reasons = next(), next(), next(), []string{next(), next()}
			if !p.CanSynchronize {
				p.Inactive = next()
			}
			p.Changes = append(p.Changes, sync.Change{Field: next(), Label: next(), From: next(), To: next()})
			p.Categories = append(p.Categories, sync.CategoryMatch{WebshopCategory: next(), InventoryCategory: next(), Rule: next()})
		}
	}
	for i := range f.items {
		f.items[i].SKU, f.items[i].Name, f.items[i].Error = next(), next(), next()+"\n\n"+next()
	}
	return f
}

// infested are options with texts wherever a file of the user's may hold them.
func infested(next func() string, folder string, ascii bool) func(*tui.Options) {
	return func(o *tui.Options) {
		c, _ := config.Load("", tui.Configurable())
		c.Views = []config.View{{Name: next(), Filter: "error:\"" + next() + "\""}, {Name: "second", Filter: next()}}
		o.Config, o.Location, o.ASCII = c, time.UTC, ascii
		o.Problems = []config.Problem{{File: next(), Line: 1, Column: 2, Text: next(), Remedy: next()}}
		o.ExportFolder = folder
	}
}

// screen is a way to a screen.
type screen struct {
	name string
	act  func(s *stage)
}

// search opens the search with all products; they are found by whatever they are called.
func opened(s *stage) *stage {
	s.press("p")
	s.send(tea.PasteMsg{Content: "a"})
	return s
}

// allScreens leads to every screen, dialog, popover and message.
func allScreens(evil string) []screen {
	keys := func(keys ...string) func(*stage) { return func(s *stage) { s.press(keys...) } }
	paste := tea.PasteMsg{Content: evil}
	return []screen{
		{"table", keys()}, {"error", keys("f2", "e")}, {"details", keys("down", "enter")}, {"products", keys("down", "enter", "tab")}, {"attempts", keys("down", "enter", "tab", "tab")},
		{"attempt", keys("down", "enter", "tab", "up", "enter")}, {"result", keys("down", "enter", "enter")}, {"result copied", keys("down", "enter", "enter", "c")},
		{"parts", keys("y")}, {"parts of a result", keys("down", "enter", "y")}, {"part copied", keys("y", "enter")}, {"results searched", func(s *stage) { s.press("down", "enter", "/"); s.send(paste) }},
		{"failed error", keys("shift+tab", "e")}, {"failed details", keys("shift+tab", "enter")}, {"copied", keys("shift+tab", "c")}, {"retried", keys("shift+tab", "t")},
		{"search", func(s *stage) { opened(s) }}, {"second product", func(s *stage) { opened(s).press("down", "tab") }}, {"chooser", func(s *stage) { opened(s).press("enter", "s") }},
		{"confirm", func(s *stage) { opened(s).press("down", "down", "tab", "ctrl+s") }}, {"started", func(s *stage) { opened(s).press("down", "down", "tab", "ctrl+s", "y") }},
		{"refused", func(s *stage) { opened(s).press("down", "ctrl+s") }}, {"searched", func(s *stage) { s.press("p"); s.send(paste) }},
		{"new", keys("n")}, {"new chosen", keys("n", "enter", "enter")}, {"new started", keys("n", "enter", "enter", "enter")},
		{"panel", keys("f")}, {"panel, webshops", keys("f", "tab", "space")}, {"panel, text", func(s *stage) { s.press("f", "shift+tab"); s.send(paste); s.press("enter") }},
		{"filter line", func(s *stage) { s.press("/").text("webshop:") }}, {"filter pasted", func(s *stage) { s.press("/"); s.send(paste) }},
		{"filter taken", func(s *stage) { s.press("/"); s.send(paste); s.press("enter") }}, {"filter by value", keys("home", "=")}, {"filter without value", keys("home", "!")},
		{"columns", keys("C")}, {"views", keys("v")}, {"view chosen", keys(".")}, {"view removed", keys(".", "v", "end", "enter")}, {"view named", func(s *stage) { s.press("v", "end", "enter"); s.send(paste) }},
		{"help", keys("?")}, {"help searched", func(s *stage) { s.press("?"); s.send(paste) }}, {"export", keys("x")}, {"export asked", func(s *stage) { s.press("x", "ctrl+u"); s.send(paste); s.press("enter").wait(time.Second) }},
		{"exported", func(s *stage) { s.press("x", "enter").wait(time.Second) }}, {"export again", func(s *stage) { s.press("x", "enter").wait(time.Second).press("x", "enter") }},
		{"marked", keys("space", "space", "t")}, {"all marked", keys("*", "t")}, {"marked copied", keys("*", "c")},
		{"paused", keys("w")}, {"not live", keys("l")}, {"mouse off", keys("m")},
		{"hover", func(s *stage) {
			for _, x := range []int{s.w / 2, 5} {
				s.send(tea.MouseMotionMsg{X: x, Y: min(9, s.h-2)})
				s.wait(time.Second)
				inert(s, "hover")
			}
		}},
		{"standby", func(s *stage) {
			s.b.mu.Lock()
			s.b.status = tui.WorkerStatus{State: tui.WorkerStandby, Holder: evil}
			s.b.mu.Unlock()
			s.b.signal()
			s.wait(time.Second).press("w")
		}},
		{"trouble", func(s *stage) {
			s.b.mu.Lock()
			s.b.status.Trouble = evil
			s.b.mu.Unlock()
			s.b.signal()
			s.wait(time.Second)
		}},
		{"store fails", func(s *stage) {
			s.b.mu.Lock()
			s.b.fail = errors.New("read " + evil)
			s.b.mu.Unlock()
			s.press("r", "enter", "tab", "tab").wait(time.Second).press("esc").press("p").text("h")
		}},
		{"request refused", func(s *stage) {
			s.b.refuse = &sync.InactiveError{Why: sync.WhyUnchanged, Sentence: evil}
			opened(s).press("down", "down", "tab", "ctrl+s", "y")
		}},
	}
}

// TestHostileTexts checks on every screen that what strangers put into texts neither acts nor leaves its cell.
func TestHostileTexts(t *testing.T) {
	texts := evils()
	for _, w := range []struct {
		width, height, start int
		ascii                bool
	}{{110, 32, 0, false}, {110, 32, 5, false}, {110, 32, 15, true}, {200, 60, 20, false}, {40, 12, 2, false}, {23, 7, 7, false}} {
		folder := t.TempDir()
		for i, sc := range allScreens(texts[w.start]) {
			next := cycle(texts, w.start+i)
			play(t, infest(next), w.width, w.height, infested(next, folder, w.ascii), func(s *stage) { visit(s, sc) })
			clear(t, folder)
		}
	}
}

// clear empties a folder.
func clear(t *testing.T, folder string) {
	t.Helper()
	found, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if err := os.RemoveAll(filepath.Join(folder, f.Name())); err != nil {
			t.Fatal(err)
		}
	}
}

// visit goes to a screen and looks.
func visit(s *stage, sc screen) {
	s.t.Helper()
	sc.act(s)
	inert(s, sc.name)
	s.send(tea.WindowSizeMsg{Width: s.w - 1, Height: s.h})
	s.w--
	inert(s, sc.name+", narrower")
	s.wait(time.Minute)
	inert(s, sc.name+", later")
}

// inert fails unless what is drawn, the title of the window and what was copied hold nothing that acts, and everything stands in its cell.
func inert(s *stage, where string) {
	s.t.Helper()
	v := s.model.View()
	checkLines(s.t, v.Content, s.w, s.h)
	for i, l := range strings.Split(v.Content, "\n") {
		if why := acts(l); why != "" {
			s.t.Fatalf("%s: line %d: %s reaches the terminal: %q", where, i, why, l)
		}
	}
	agrees(s, where, v.Content)
	if why := acts(v.WindowTitle); why != "" || strings.Contains(v.WindowTitle, "\x1b") {
		s.t.Fatalf("%s: the title has %s: %q", where, why, v.WindowTitle)
	}
	for _, c := range slices.Concat(s.copied, s.sent) {
		for _, r := range c {
			if r != '\n' && plaintext.Acts(r) {
				s.t.Fatalf("%s: the copy holds %U", where, r)
			}
		}
	}
}

// acts says what in a line is more than characters to be seen and their styles; "" where nothing is.
func acts(line string) string {
	marks := 0
	for i := 0; i < len(line); {
		if line[i] == 0x1b { // our own: ESC [ digits m
			end := strings.IndexFunc(line[i+1:], func(r rune) bool { return r != '[' && r != ';' && r != ':' && (r < '0' || r > '9') })
			if end < 1 || line[i+1] != '[' || line[i+1+end] != 'm' || strings.Contains(line[i+2:i+1+end], "[") {
				return fmt.Sprintf("the sequence %q", plaintext.Cut(line[i:], 20))
			}
			i += end + 2
			continue
		}
		r, size := rune(line[i]), 1
		if r >= 0x80 {
			for _, r = range line[i:] {
				break
			}
			size = len(string(r))
		}
		i += size
		if plaintext.Acts(r) {
			return fmt.Sprintf("%U", r)
		}
		if marks++; !unicode.In(r, unicode.Mn, unicode.Me) {
			marks = 0
		}
		if marks > 2 {
			return "a pile of marks"
		}
	}
	return ""
}

// agrees checks that each border stands, on a terminal that draws the content, in the cell in which we count it, by clusters and by
// code points: no text pushed it.
func agrees(s *stage, where, content string) {
	s.t.Helper()
	if s.em == nil {
		s.em = vt.NewEmulator(s.w, s.h)
	}
	s.em.Resize(s.w, s.h)
	_, _ = s.em.WriteString("\x1bc\x1b[20h" + content)
	for y, l := range strings.Split(ansi.Strip(content), "\n") {
		for x, r := range l {
			if !strings.ContainsRune("│╭╮╰╯├┤┃┌┐└┘", r) {
				continue
			}
			column := ansi.StringWidth(l[:x])
			if wc := ansi.StringWidthWc(l[:x]); wc != column {
				s.t.Fatalf("%s: a border of line %d stands in cell %d by clusters and in %d by code points: %q", where, y, column, wc, l)
			}
			if c := s.em.CellAt(column, y); c == nil || c.Content != string(r) {
				s.t.Fatalf("%s: the border %c of line %d is not in cell %d: %q", where, r, y, column, l)
			}
		}
	}
}

// FuzzScreens checks one screen with one text.
func FuzzScreens(f *testing.F) {
	n := len(allScreens(""))
	for i, evil := range evils() {
		f.Add(plaintext.Cut(evil, 500), uint8(i*7%n))
	}
	f.Fuzz(func(t *testing.T, evil string, at uint8) {
		folder := t.TempDir()
		next := cycle([]string{evil}, 0)
		play(t, infest(next), 90, 26, infested(next, folder, at >= 128), func(s *stage) { visit(s, allScreens(evil)[int(at)%n]) })
	})
}
