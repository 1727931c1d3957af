package tui_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"woosync/store"
	"woosync/tui"
)

// errGone is what a store answers where another file lies.
var errGone = fmt.Errorf("count operations: %w: /a/long/path is another file now", store.ErrReplaced)

// replaceable is a stage on the first backend, whose store is replaced by that of the second, or by what cannot be opened.
func replaceable(t *testing.T, w, h int, former, next *fake, refuse *error, act func(*stage)) {
	t.Helper()
	play(t, former, w, h, func(o *tui.Options) {
		next.changes = make(chan struct{}, 1)
		o.Reopen = func(context.Context) (tui.Backend, error) {
			if *refuse != nil {
				return nil, *refuse
			}
			return next, nil
		}
	}, act)
}

// TestReplacedStoreIsOpenedByRefresh checks that the screens go over to the store in the place of theirs when the user says so, with the filter and the order, and without
// what was marked or open in the former one.
func TestReplacedStoreIsOpenedByRefresh(t *testing.T) {
	former, next := newFake(400), newFake(200)
	next.shops = next.shops[:1]
	next.ops[199].Webshop = "Another"
	refuse := error(&store.OpenError{Path: "/a/long/path", Reason: store.ErrNotStore})
	replaceable(t, 120, 35, former, next, &refuse, func(s *stage) {
		s.text("/all:no").press("enter", "left", "o", "space", "space").sees("2 marked", "2 webshops").press("enter").sees("Attempts")
		former.fail = errGone
		former.signal()
		s.settle()
		s.press("esc", "esc").sees("The store was replaced: r opens it.").press("t")
		if len(former.requests)+len(next.requests) > 0 {
			t.Error("something was asked for")
		}
		s.press("r").sees("The file in the place of the store cannot be opened: it is not a store of woosync.", "The store was replaced: r opens it.")
		refuse = nil
		s.click("Refresh", 0).sees("The store was replaced: these are the operations of the new one.", "Synchronize all: No ×", "1 webshop ").lacks("marked", "cannot be opened", "r opens it")
		matching := 0
		for _, op := range next.ops {
			if !op.Full {
				matching++
			}
		}
		s.sees(fmt.Sprintf("of %d", matching))
		for _, q := range next.queries {
			if len(q.Filter.States) == 0 && (len(q.Sort) != 1 || q.Sort[0].Column == store.ColumnCreated) { // the title asks for those in progress
				t.Errorf("sorted by %v", q.Sort)
			}
		}
		next.add(store.Operation{Webshop: "Fresh", CreatedOn: noon()})
		next.signal()
		s.wait(200e6).sees(fmt.Sprintf("of %d", matching+1))
		queries := len(next.queries)
		former.signal() // nobody listens to it any more
		if s.wait(200e6); len(next.queries) != queries {
			t.Error("the former store is still listened to")
		}
		s.press("esc").sees("of 201").text("n").press("enter", "enter")
		if len(former.requests) != 0 || len(next.requests) != 1 {
			t.Errorf("%d operations were asked for in the former store, %d in the new one:\n%s", len(former.requests), len(next.requests), s.screen())
		}
	})
}

// TestAnswersOfTheFormerStore checks that nothing which the former store answers late leads to anything in the new one: the same numbers
// are other operations there.
func TestAnswersOfTheFormerStore(t *testing.T) {
	former, next := newFake(400), newFake(400)
	var refuse error
	replaceable(t, 120, 35, former, next, &refuse, func(s *stage) {
		s.text("/state:failed").press("enter", "space", "space").sees("2 marked")
		former.fail = errGone
		s.press("r").sees("r opens it")
		former.fail = nil
		s.update(key("t")) // which of them can be retried is asked, and the answer is late
		s.update(key("r"))
		s.settle()
		s.lacks("Retry what is marked")
		s.press("enter", "enter")
		if len(next.ops) != 400 || len(former.ops) != 400 {
			t.Errorf("there are %d and %d operations", len(former.ops), len(next.ops))
		}
	})
}

// TestStoreThatIsBackIsNotReplaced checks that the screens go on when the store is put back, followed or not, and where nothing can be opened say what to do.
func TestStoreThatIsBackIsNotReplaced(t *testing.T) {
	for _, live := range []bool{true, false} {
		former, next := newFake(400), newFake(200)
		refuse := error(store.ErrMoved)
		replaceable(t, 40, 20, former, next, &refuse, func(s *stage) {
			if !live {
				s.press("l").wait(10e9)
			}
			former.fail = errGone
			former.signal()
			s.wait(200e6).sees("The store was replaced: r opens it.")
			former.fail = store.ErrMoved
			s.press("r").sees("The store was removed or replaced: put").lacks("cannot be opened")
			former.fail = nil
			former.signal()
			s.wait(200e6).sees("of 400").lacks("replaced")
			former.fail = errors.New("disk I/O error")
			if s.press("r").sees("The store could not be read"); strings.Contains(s.screen(), "r opens") {
				t.Error("another store is offered")
			}
		})
	}
}
