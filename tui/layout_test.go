package tui

import (
	"strings"
	"testing"

	"woosync/store"

	"github.com/charmbracelet/x/ansi"
)

// TestArrangePlacesEveryLineOnce checks that the parts fill any window without gap or overlap.
func TestArrangePlacesEveryLineOnce(t *testing.T) {
	for h := range 80 {
		for _, w := range []int{0, 1, 19, 20, 79, 80, 100, 200} {
			for _, want := range []extraLines{{}, {chips: true}, {views: true}, {chips: true, views: true}, {chips: true, views: true, tabs: true}, {tabs: true}} {
				a := arrange(w, h, want)
				lines := make([]int, h)
				for _, r := range []rect{a.title, a.views, a.tabs, a.toolbar, a.chips, a.rule, a.header, a.rows, a.paneRule, a.pane, a.endRule, a.status, a.footer} {
					for y := r.y; y < r.y+r.h; y++ {
						if y >= h {
							t.Fatalf("%d×%d: line %d is outside the window: %+v", w, h, y, a)
						}
						lines[y]++
					}
				}
				for y, n := range lines {
					if n != 1 {
						t.Fatalf("%d×%d: %d parts on line %d: %+v", w, h, n, y, a)
					}
				}
				if h > 0 && a.rows.h == 0 {
					t.Fatalf("%d×%d: no room for a row", w, h)
				}
			}
		}
	}
}

func TestArrangeAtUsualSizes(t *testing.T) {
	for _, c := range []struct {
		w, h int
		want extraLines
		rows int
		pane bool
	}{{80, 24, extraLines{}, 16, false}, {80, 24, extraLines{chips: true}, 15, false}, {80, 24, extraLines{chips: true, views: true}, 14, false}, {120, 35, extraLines{}, 27, false}, {200, 60, extraLines{}, 43, true}, {40, 5, extraLines{chips: true, views: true}, 3, false}} {
		a := arrange(c.w, c.h, c.want)
		if a.rows.h != c.rows || (a.pane.h > 0) != c.pane {
			t.Errorf("%d×%d, %+v: %d rows, pane %v; want %d, %v", c.w, c.h, c.want, a.rows.h, a.pane.h > 0, c.rows, c.pane)
		}
	}
}

// TestColumnsStayInside checks that columns never overlap or pass the edge, and that scrolling reaches each of them.
func TestColumnsStayInside(t *testing.T) {
	for w := range 260 {
		columns := allColumns(w)
		for cursor := range columns {
			first := firstColumn(columns, w, 1, cursor)
			placed := placeColumns(columns, w, first)
			end, seen := 0, w < 34
			for i, p := range placed {
				if p.x < end+min(i, 1) || p.x+p.w > w || p.w < 1 {
					t.Fatalf("window %d, cursor %d: column %q at %d+%d after %d", w, cursor, p.title, p.x, p.w, end)
				}
				end = p.x + p.w
				seen = seen || p.index == cursor
			}
			if !seen {
				t.Fatalf("window %d: column %q cannot be reached", w, columns[cursor].title)
			}
		}
	}
}

// TestAllColumnsAreInSightFrom101 keeps the promise that a usual window shows all seven.
func TestAllColumnsAreInSightFrom101(t *testing.T) {
	for _, w := range []int{101, 120, 160, 200} {
		if n := len(placeColumns(operationColumns(w), w-1, 1)); n != 7 {
			t.Errorf("%d columns at %d cells", n, w)
		}
	}
}

func TestBreakpoints(t *testing.T) {
	titles := []string{"Webshop", "Synchronize all", "State", "Error", "Created on", "Started on", "Completed on"}
	for i, c := range operationColumns(120) {
		if c.title != titles[i] {
			t.Errorf("column %d is %q, want %q", i, c.title, titles[i])
		}
	}
	for _, id := range []store.Column{store.ColumnCreated, store.ColumnStarted, store.ColumnCompleted} {
		if !naturalDesc(id) {
			t.Errorf("times begin with the latest")
		}
	}
}

// TestPopoverStaysOnTheScreen checks the placement near any cell.
func TestPopoverStaysOnTheScreen(t *testing.T) {
	for _, s := range [][2]int{{1, 1}, {20, 5}, {80, 24}} {
		for y := range s[1] {
			for x := range s[0] {
				r := beside(s[0], s[1], rect{x, y, 1, 1}, 30, 6)
				if r.x < 0 || r.y < 0 || r.x+r.w > s[0] || r.y+r.h > s[1] {
					t.Fatalf("beside (%d,%d) in %v: %+v", x, y, s, r)
				}
			}
		}
	}
}

// TestMarkedLettersKeepTheirWidth checks that marking what was searched for does not part a letter from its signs.
func TestMarkedLettersKeepTheirWidth(t *testing.T) {
	for _, c := range []struct {
		text, want string
		marked     bool
	}{{"कः x", "क", false}, {"axb", "x", true}} {
		l := newLine(10, "").marked("", "\x1b[1m", c.text, c.want, 6)
		drawn := l.String()
		if got := width(ansi.Strip(drawn)); l.w != 6 || got != 6 {
			t.Errorf("%q takes %d cells, counted as %d", c.text, got, l.w)
		}
		if marked := strings.Contains(drawn, "\x1b[1m"); marked != c.marked {
			t.Errorf("%q is drawn as %q", c.text, drawn)
		}
	}
}
