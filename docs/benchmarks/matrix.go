package main

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"woosync/store"
	"woosync/sync"
	"woosync/tui"
	"woosync/tui/config"

	tea "charm.land/bubbletea/v2"
)

const (
	wide, high = 200, 60
)

// frames is the screen without a terminal: a message goes in, and everything that follows from it is done, one after the other, each
// change drawn, as Bubble Tea does.
type frames struct {
	model tea.Model
	close func()
}

func newFrames(ctx context.Context, s *store.Store, views []config.View) (*frames, error) {
	ctx, cancel := context.WithCancel(ctx)
	c, _ := config.Load("", tui.Configurable())
	c.Views = views
	backend := tui.NewBackend(sync.New(sync.Options{Store: s}), nil)
	f := &frames{model: tui.New(tui.Options{Backend: backend, Config: c, Now: time.Now, Context: ctx, Location: time.UTC}), close: cancel}
	f.send(tea.WindowSizeMsg{Width: wide, Height: high})
	f.send(tea.KeyPressMsg(tea.Key{Code: 'r', Text: "r"}))
	return f, nil
}

func (f *frames) send(msg tea.Msg) {
	var cmd tea.Cmd
	f.model, cmd = f.model.Update(msg)
	f.model.View()
	f.do(cmd)
}

func (f *frames) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			f.do(c)
		}
	default:
		f.send(msg)
	}
}

// measure sends a message and waits for its finished frame.
func (f *frames) measure(what string, msg tea.Msg) sample {
	begin, before := time.Now(), processorTime()
	f.send(msg)
	return sample{what, time.Since(begin), processorTime() - before}
}

func key(code rune) tea.Msg {
	k := tea.Key{Code: code}
	if code < 128 {
		k.Text = string(code)
	}
	return tea.KeyPressMsg(k)
}

// bar drags the scroll bar to a fraction of the table.
func bar(part float64) tea.Msg {
	return tea.MouseMotionMsg(tea.Mouse{X: wide - 1, Y: 6 + int(part*float64(high-9)), Button: tea.MouseLeft})
}

// filters are those of the matrix; the dates are thirds of the time that the history takes.
func filters(first, last time.Time) [][2]string {
	at := func(part float64) string {
		return first.Add(time.Duration(part * float64(last.Sub(first)))).UTC().Format("2006-01-02")
	}
	third := at(0.3) + ".." + at(0.6)
	return [][2]string{
		{"no filter", ""}, {"one state", "state:failed"}, {"three states", "state:failed,completed,in_progress"}, {"a webshop", "webshop:nordlys"}, {"yes/no", "all:yes"},
		{"created", "created:" + third}, {"started", "started:" + third}, {"completed", "completed:" + third},
		{"two ranges", "created:" + at(0.2) + ".. completed:.." + at(0.7)}, {"error text", `error:"timed out"`},
		{"all of them", `state:failed,aborted webshop:nordlys,sydkysten all:yes error:products created:` + at(0.1) + ".. started:" + at(0.1) + ".." + at(0.9) + " completed:.." + at(0.95)},
	}
}

var columns = []string{"webshop", "synchronize-all", "state", "error", "created", "started", "completed"}

// combinations are all views of the matrix, and those of second sort keys.
func combinations(filters [][2]string) (single, double []config.View) {
	for _, f := range filters {
		for _, c := range columns {
			for _, desc := range []bool{true, false} {
				single = append(single, config.View{Name: fmt.Sprintf("%s, %s %s", f[0], c, direction(desc)), Filter: f[1], Sort: []config.Sort{{Column: c, Desc: desc}}})
			}
		}
	}
	for _, f := range []int{0, 2, 3, 5, 9, 10} {
		for _, c := range columns {
			for _, then := range columns {
				for i := range 4 {
					if desc, thenDesc := i&1 == 0, i&2 == 0; c != then {
						double = append(double, config.View{Name: fmt.Sprintf("%s, %s %s, then %s %s", filters[f][0], c, direction(desc), then, direction(thenDesc)), Filter: filters[f][1],
							Sort: []config.Sort{{Column: c, Desc: desc}, {Column: then, Desc: thenDesc}}})
					}
				}
			}
		}
	}
	return single, double
}

func direction(desc bool) string {
	if desc {
		return "descending"
	}
	return "ascending"
}

// matrix goes through all combinations with the keys of a user: to the next view, and in it to the next pages, to places on the scroll
// bar, to the end and back to the top.
func (b *bench) matrix() error {
	path, err := b.history()
	if err != nil {
		return err
	}
	s, err := store.Open(b.ctx, store.Options{Path: path})
	if err != nil {
		return err
	}
	defer s.Close()
	first, last, err := loaded(b.ctx, s)
	if err != nil {
		return err
	}
	fmt.Printf("Resident with the operations in memory: %d MB.\n\n%s\n", resident(0), quantileHead)
	single, double := combinations(filters(first, last))
	one, err := b.walk(s, single)
	if err != nil {
		return err
	}
	two, err := b.walk(s, double)
	if err != nil {
		return err
	}
	byPlace(one, "")
	byPlace(two, ", second sort key")
	worst(one, 10, used)
	worst(two, 10, used)
	fmt.Printf("\nResident at the end: %d MB.\n", resident(0))
	return b.ctx.Err()
}

// byPlace prints the times at each place, and of all.
func byPlace(all []sample, what string) {
	for _, p := range places {
		quantiles(p.name+what, slices.DeleteFunc(slices.Clone(all), func(s sample) bool { return !strings.HasSuffix(s.what, ": "+p.name) }))
	}
	quantiles("all"+what, all)
}

type place struct {
	name string
	msg  tea.Msg
}

var places = [...]place{{"top", key('.')}, {"next page", key(tea.KeyPgDown)}, {"the page after", key(tea.KeyPgDown)}, {"middle", bar(0.5)}, {"end", key(tea.KeyEnd)},
	{"jump to a fraction", bar(0.77)}, {"back to the top", key(tea.KeyHome)}}

// walk goes through views, some at a time: nobody has hundreds of them in one configuration.
func (b *bench) walk(s *store.Store, views []config.View) (all []sample, err error) {
	for some := range slices.Chunk(views, 14) {
		f, err := newFrames(b.ctx, s, some)
		if err != nil {
			return nil, err
		}
		for _, v := range some {
			for _, p := range places {
				if b.ctx.Err() != nil {
					f.close()
					return nil, b.ctx.Err()
				}
				all = append(all, f.measure(v.Name+": "+p.name, p.msg))
			}
		}
		f.close()
	}
	return all, nil
}

// loaded waits until the store answers from memory, and tells from when to when its operations were made.
func loaded(ctx context.Context, s *store.Store) (first, last time.Time, err error) {
	edge := func(desc bool) (time.Time, error) {
		page, err := s.Operations(ctx, store.OperationQuery{Sort: []store.OperationSort{{Column: store.ColumnCreated, Desc: desc}}, Limit: 1})
		if err != nil || len(page.Rows) == 0 {
			return time.Time{}, err
		}
		return page.Rows[0].CreatedOn, nil
	}
	if first, err = edge(false); err != nil {
		return first, last, err
	}
	if last, err = edge(true); err != nil {
		return first, last, err
	}
	begin := time.Now()
	for quick := 0; quick < 3 && err == nil; {
		// From the middle of an order without an index SQL answers a hundred times slower than memory.
		asked := time.Now()
		_, err = s.Operations(ctx, store.OperationQuery{Sort: []store.OperationSort{{Column: store.ColumnStarted}}, Offset: 1 << 30, Limit: 1})
		if quick++; time.Since(asked) > 30*time.Millisecond {
			quick = 0
			time.Sleep(100 * time.Millisecond)
		}
	}
	fmt.Printf("Loaded into memory in %.1f s. ", time.Since(begin).Seconds())
	return first, last, err
}
