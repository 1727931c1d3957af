package tui_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"woosync/store"
	"woosync/tui"
	"woosync/tui/config"
)

// configured loads a configuration file with this text.
func configured(t *testing.T, text string) config.Config {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, problems := config.Load(path, tui.Configurable())
	if len(problems) > 0 {
		t.Fatalf("problems: %v", problems)
	}
	return c
}

// with plays on a stage with a configuration.
func with(t *testing.T, text string, w, h int, act func(*stage)) {
	t.Helper()
	c := configured(t, text)
	play(t, newFake(400), w, h, func(o *tui.Options) { o.Config, o.Location = c, time.FixedZone("CET", 3600) }, act)
}

func TestConfiguredKeys(t *testing.T) {
	with(t, "[keys]\nhelp = [\"F1\"]\nfilter = \"Shift+F\"\nretry = []\nback = [\"ctrl+g\"]\n", 120, 35, func(s *stage) {
		s.sees("f1 help", "F filter").lacks("? help")
		s.press("?").lacks("Help ─").press("f1").sees("Help ─").press("ctrl+g").lacks("Help ─")
		s.press("F").text("state:failed").press("enter").sees("Failed ×").press("ctrl+g").lacks("Failed ×")
		s.press("esc", "t").lacks("retry")
	})
}

func TestConfiguredScreen(t *testing.T) {
	with(t, "[screen]\nmouse = false\nlive = false\nascii = true\ntimes = \"relative\"\n", 120, 35, func(s *stage) {
		s.sees("not live", "mouse off", "6 min ago", ">").lacks("›", "23 Nov 11:58")
	})
	c := configured(t, "[screen]\ntime-zone = \"America/New_York\"\n")
	play(t, newFake(400), 120, 35, func(o *tui.Options) { o.Config, o.Location = c, nil }, func(s *stage) { s.sees("EST") })
}

func TestConfiguredTheme(t *testing.T) {
	plain := map[string]string{}
	for _, name := range []string{"default", "dark", "light", "high-contrast", "colour-blind"} {
		with(t, "[screen]\ntheme = \""+name+"\"\n", 120, 35, func(s *stage) {
			content := s.model.View().Content
			plain[s.screen()] += name + " "
			if colours := strings.Contains(content, "\x1b[3") || strings.Contains(content, ";3"); colours != (name != "high-contrast") {
				t.Errorf("%s: colours %v", name, colours)
			}
		})
	}
	if len(plain) != 1 {
		t.Errorf("without colours the themes differ: %d", len(plain))
	}
	with(t, "[colours]\nfailed = \"#123456\"\ncursor = \"on 33\"\n", 120, 35, func(s *stage) {
		for _, code := range []string{"38;2;18;52;86", "48;5;33"} {
			if !strings.Contains(s.model.View().Content, code) {
				t.Errorf("an own colour is not in use: %s", code)
			}
		}
	})
}

func TestConfiguredTable(t *testing.T) {
	with(t, "[table]\ncolumns = [\"created\", \"state:30\", \"webshop\"]\nsort = \"state desc, created\"\n", 120, 35, func(s *stage) {
		s.sees("State, descending, then oldest first").lacks("Error", "Started on")
		if header := rowOf(s, "Created on"); strings.Index(header, "Created on") > strings.Index(header, "State") || strings.Index(header, "Webshop")-strings.Index(header, "State") < 30 {
			t.Errorf("the header is %q", header)
		}
		s.golden()
	})
}

func TestSecondSort(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("left", "left", "o", "right", "right", "O").sees("State, ascending, then newest first", "State ▲", "Created on ▼")
		last := s.press("end").cursor()
		s.press("O").sees("then oldest first", "Created on ▲")
		if s.press("end").cursor() == last {
			t.Error("the second order changes nothing")
		}
		s.press("o").sees("newest first").lacks("State ▲")
	})
}

func TestExtraColumns(t *testing.T) {
	with(t, "[table]\ncolumns = [\"number\", \"webshop\", \"state\", \"duration\", \"scope\", \"products\", \"asked-by\", \"attempts\"]\nsort = \"number desc\"\n", 160, 35, func(s *stage) {
		s.sees("Number, newest first").golden()
		s.press("right", "right", "right", "o").sees("Nothing can be sorted by “Duration”.", "Number, newest first")
		s.click("Scope", 0).sees("Nothing can be sorted by “Scope”.")
	})
}

const twoViews = `
[[view]]
name = "Failed"
filter = "state:failed"
[[view]]
name = "By webshop"
sort = "webshop"
columns = ["webshop", "state"]
`

func TestViewsAreTabs(t *testing.T) {
	with(t, twoViews, 120, 35, func(s *stage) {
		s.sees("Operations 400 │ Failed │ By webshop", "1–26 of 400").wait(time.Second).sees("Operations 400 │ Failed 44 │ By webshop 400")
		s.press(".").sees("Failed ×").lacks("1–26 of 400")
		s.press(".").sees("Webshop, A to Z", "of 400").lacks("Failed ×", "Created on")
		s.press(",", ",").sees("Created on ▼", "newest first").lacks("Failed ×")
		s.press(",").sees("Webshop, A to Z").press(".").sees("Created on ▼")
		s.click("By webshop", 1).sees("Webshop, A to Z").golden()
		s.press("o").sees("By webshop *")
		s.click("Operations 4", 1).sees("newest first").lacks("By webshop *")
	})
}

// The table without a view is as it was left, and what a view leaves open is as there.
func TestAViewLeavesTheTableAsItWas(t *testing.T) {
	with(t, twoViews, 120, 35, func(s *stage) {
		s.press("left", "left", "o").sees("State, ascending").press("/").text("webshop:nordlys").press("enter").sees("Webshop: nordlys ×")
		s.press(".").sees("Failed ×", "State, ascending").lacks("Webshop: nordlys ×")
		s.press("esc").sees("Failed *").lacks("Failed ×")
		s.press(",").sees("Webshop: nordlys ×", "State, ascending").lacks("Failed *")
	})
}

func TestViewsAreSavedAndRemoved(t *testing.T) {
	c := configured(t, twoViews)
	_, file, _ := c.Files()
	play(t, newFake(400), 120, 35, func(o *tui.Options) { o.Config = c }, func(s *stage) {
		s.press("/").text("state:aborted").press("enter", "v").sees("Save what is shown…").lacks("Remove this view…")
		s.press("end", "enter").text("Stopped").press("enter").sees("The view “Stopped” was saved.", "By webshop │ Stopped")
		if data, err := os.ReadFile(file); err != nil || !strings.Contains(string(data), "name = \"Stopped\"\nfilter = \"state:aborted_by_another_synchronization\"\nsort = \"created desc\"\n") {
			t.Errorf("saved as %s, %v", data, err)
		}
		s.press(".").sees("newest first").lacks("Aborted ×").press(",").sees("Aborted ×")
		s.press("v").golden()
		s.press("end").sees("Remove this view…").press("enter").sees("Remove the view “Stopped”?", "› Keep").press("enter").sees("│ Stopped")
		s.press("v", "end", "enter", "y").sees("The view “Stopped” was removed.").lacks("│ Stopped")
		s.press(".", "v", "end", "enter", "y").sees("remove it there")
		s.press("v", "up", "enter").text("\u202e").press("enter").sees("Failed")
	})
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press(".").sees("There is no saved view yet")
		s.press("v", "end", "enter").text("A").press("enter").sees("without a configuration")
	})
}

// In a window too narrow for all views, the one that is shown is in sight, and everything stays inside.
func TestManyViews(t *testing.T) {
	var b strings.Builder
	for _, name := range []string{"Alpha", "Beta", "Gamma", "Delta", strings.Repeat("Very long name ", 4), "日本語のビュー", "Omega"} {
		b.WriteString("[[view]]\nname = \"" + strings.TrimSpace(name) + "\"\nfilter = \"" + strings.ToLower(name[:3]) + "\"\n")
	}
	for _, size := range [][2]int{{40, 20}, {80, 24}, {20, 12}, {1, 1}} {
		with(t, strings.ReplaceAll(b.String(), "filter = \"\xe6\x97\xa5\"", "filter = \"x\""), size[0], size[1], func(s *stage) {
			for range 8 {
				s.press(".")
				checkLines(t, s.model.View().Content, s.w, s.h)
			}
			if s.w >= 40 {
				s.press(",").sees("Omega")
			}
		})
	}
}

// TestHundredsOfViews checks that the view that is shown is in sight among any number, and that drawing them costs in proportion to it.
func TestHundredsOfViews(t *testing.T) {
	cost := map[int]float64{}
	for _, n := range []int{100, 500} {
		c := configured(t, "")
		for i := range n {
			c.Views = append(c.Views, config.View{Name: fmt.Sprintf("View %03d", i)})
		}
		play(t, newFake(40), 80, 24, func(o *tui.Options) { o.Config = c }, func(s *stage) {
			s.wait(time.Second).sees("Operations 40 │ View 000 40").press(",").sees(fmt.Sprintf("│ View %03d 40", n-1))
			cost[n] = testing.AllocsPerRun(3, func() { s.model.View() })
			for range n / 2 {
				s.press(",")
			}
			s.sees(fmt.Sprintf("View %03d 40 │ View %03d 40 │", n/2-2, n/2-1)).click("‹", 0).lacks(fmt.Sprintf("View %03d", n/2-1)).press("v").sees(fmt.Sprintf("View %03d", n/2-7))
			checkLines(t, s.model.View().Content, s.w, s.h)
		})
	}
	if cost[500] > 6*cost[100] {
		t.Errorf("a frame with 500 views takes %.0f pieces of memory, with 100 %.0f", cost[500], cost[100])
	}
}

func TestColumnsDialog(t *testing.T) {
	play(t, newFake(400), 120, 35, nil, func(s *stage) {
		s.press("C").sees("[×] Webshop").golden()
		s.press("down", "space").sees("[ ] Synchronize all")
		s.press("down", "down", "down", "space").sees("The table is sorted by it")
		s.press("shift+up").press("enter")
		if header := rowOf(s, "Webshop"); strings.Index(header, "Created on") > strings.Index(header, "Error") || strings.Contains(header, "Synchronize all") {
			t.Errorf("the header is %q", header)
		}
		s.press("C", "down", "space", "esc").lacks("Synchronize all")
		s.press("C", "home", "+", "+", "-").sees("cells").press("enter")
	})
}

func TestMemory(t *testing.T) {
	left := config.Memory{Filter: "state:failed", Sort: []config.Sort{{Column: "state"}}, Columns: []config.Column{{Name: "state"}, {Name: "error", Width: 30}}}
	play(t, newFake(400), 120, 35, func(o *tui.Options) { o.Memory = left }, func(s *stage) {
		s.sees("Failed ×", "State, ascending").lacks("Created on")
		s.press("esc").sees("of 400")
	})
	c := configured(t, twoViews)
	play(t, newFake(400), 120, 35, func(o *tui.Options) { o.Config, o.Memory = c, config.Memory{Filter: "state:failed"} }, func(s *stage) {
		s.press("esc").sees("Failed *") // it was that view
	})
}

// TestProblemsAreTold checks that every problem of a configuration can be read, however many there are and however small the window is.
func TestProblemsAreTold(t *testing.T) {
	var many []config.Problem
	for i := range 30 {
		many = append(many, config.Problem{File: "config.toml", Line: 3 + i, Column: 9, Text: fmt.Sprintf("“theme” cannot be “drak%d”", i), Remedy: "Perhaps “dark” is meant."})
	}
	for name, c := range map[string]struct {
		w, h     int
		problems []config.Problem
	}{"120x35": {120, 35, many}, "narrow": {40, 20, many[:3]}, "tiny": {12, 4, many[:1]}} {
		t.Run(name, func(t *testing.T) {
			play(t, newFake(400), c.w, c.h, func(o *tui.Options) { o.Problems = c.problems }, func(s *stage) {
				s.golden()
				if c.w < 40 {
					return
				}
				for i := range c.problems {
					for !strings.Contains(s.screen(), fmt.Sprintf("drak%d”", i)) {
						before := s.screen()
						if s.press("down").screen() == before {
							t.Fatalf("problem %d is out of reach:\n%s", i, before)
						}
					}
				}
				s.press("c").wait(time.Minute)
				if n := strings.Count(s.copied[0], "Perhaps “dark” is meant."); n != len(c.problems) {
					t.Errorf("%d of %d problems were copied", n, len(c.problems))
				}
				s.press("esc").lacks("drak")
			})
		})
	}
	play(t, newFake(4), 80, 24, func(o *tui.Options) {
		o.Problems = []config.Problem{{File: "state.toml", Warning: true, Text: "it is old"}}
	}, func(s *stage) {
		s.sees("About the configuration", "state.toml: warning: it is old.").press("enter").lacks("it is old")
	})
}

// rowOf is the line of the screen that a text stands on.
func rowOf(s *stage, text string) string {
	s.t.Helper()
	_, y := s.find(text)
	return strings.Split(s.screen(), "\n")[y]
}

// TestCountsOfViews checks that the numbers on the tabs follow what changes, and are asked for seldom.
func TestCountsOfViews(t *testing.T) {
	c := configured(t, twoViews+"[[view]]\nname = \"Today\"\nfilter = \"created:1h\"\n[[view]]\nname = \"Never\"\nfilter = \"error:zzz\"\n")
	f := newFake(400)
	play(t, f, 120, 35, func(o *tui.Options) { o.Config = c }, func(s *stage) {
		tabs := func() string { return strings.TrimRight(rowOf(s, "Operations 4"), " ") }
		want := func(line string) {
			t.Helper()
			if got := tabs(); got != " "+line {
				t.Errorf("the tabs are %q, want %q", got, line)
			}
		}
		want("Operations 400 │ Failed │ By webshop │ Today │ Never")
		s.wait(time.Second)
		want("Operations 400 │ Failed 44 │ By webshop 400 │ Today 2 │ Never 0")
		f.add(store.Operation{State: store.Failed, CreatedOn: noon()})
		f.signal()
		s.wait(time.Second).wait(2 * time.Second)
		want("Operations 401 │ Failed 45 │ By webshop 401 │ Today 3 │ Never 0")
		s.press(".")
		want("Operations 401 │ Failed 45 │ By webshop 401 │ Today 3 │ Never 0")
		s.press("/").text("webshop:nordlys").press("enter").wait(time.Second).sees("Failed * 45")
		s.press("v", "end", "up", "enter").wait(time.Second)
		before := f.asked()
		for range 5000 {
			f.signal()
			s.wait(time.Millisecond)
		}
		// a change asks for the numbers on the state tabs and in the title each time, at most ten times a second, and for those of the views once a second
		if n := f.asked() - before; n > 5*(10*2+5)+10 {
			t.Errorf("%d counts in five seconds", n)
		}
		s.press(",").wait(5 * time.Second)
	})
}

// TestAFilterByTheClockMovesOn checks that what "the last hour" leaves is right a minute later.
func TestAFilterByTheClockMovesOn(t *testing.T) {
	f := newFake(400)
	play(t, f, 120, 35, func(o *tui.Options) {
		start := time.Now()
		o.Now = func() time.Time { return noon().Add(time.Since(start)) }
	}, func(s *stage) {
		s.press("/").text("created:40m").press("enter").sees("1–2 of 2")
		for range 6 {
			s.wait(time.Minute)
		}
		s.sees("1–1 of 1")
		s.press("/").press("ctrl+u").text("created:2026-11-23").press("enter")
		n := len(f.queries)
		s.wait(time.Minute).wait(time.Minute)
		if len(f.queries) != n {
			t.Errorf("%d questions about days that do not move", len(f.queries)-n)
		}
	})
}

func TestAWrongFilterOfAViewHasAPlace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte("[[view]]\nname = \"æ\"\nfilter = \"error:æ created:2026-99\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, problems := config.Load(path, tui.Configurable())
	if len(problems) != 1 || problems[0].Line != 3 || problems[0].Column != 10 || !strings.Contains(problems[0].Text, "there is no month 99, at character 17 of the filter") {
		t.Errorf("problems: %v", problems)
	}
}

// TestAViewShowsWhatItSortsBy checks that a view that leaves its columns open shows the column that it sorts by, even where the table hides it.
func TestAViewShowsWhatItSortsBy(t *testing.T) {
	c := configured(t, "[[view]]\nname = \"By end\"\nsort = \"completed desc\"\n")
	left := config.Memory{Columns: []config.Column{{Name: "webshop"}, {Name: "created"}}}
	play(t, newFake(400), 120, 35, func(o *tui.Options) { o.Config, o.Memory = c, left }, func(s *stage) {
		s.lacks("Completed on").press(".").sees("Completed on ▼", "Completed on, newest first").lacks("By end *")
		s.press(",").lacks("Completed on")
	})
}

func TestTimesAsHowLongAgo(t *testing.T) {
	play(t, newFake(400), 200, 20, nil, func(s *stage) {
		s.sees("23 Nov 12:29:00").press("T").sees("35 minutes ago", "Times as how long ago.").press("end").sees("7 days 19 hours ago")
		s.press("T").sees("Times as dates, in CET.", "15 Nov 12:07:00")
	})
	play(t, newFake(400), 120, 20, nil, func(s *stage) { s.press("T").sees("35 min ago").press("end").sees("8 days") })
}
