package demo

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"woosync/store"
)

// TestCutShortLeavesNothing stops a demo while it writes its history: a store that it made is gone, one that was there stays.
func TestCutShortLeavesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "store.db")
	set := func() {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		told := 0
		s, err := Set(ctx, Options{Path: path, Rows: 3 * historyChunk, Requester: "test", Now: time.Now, Progress: func(done, total int) {
			if told == 0 && done != 0 || total != 3*historyChunk {
				t.Errorf("the first that is told is %d of %d", done, total)
			}
			if told++; done >= historyChunk {
				cancel()
			}
		}})
		if err == nil {
			t.Fatal("it was not cut short", s.Close())
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("it ended with %v", err)
		}
	}
	set()
	if left, _ := filepath.Glob(path + "*"); len(left) > 0 {
		t.Errorf("left over: %v", left)
	}
	own, err := store.Open(t.Context(), store.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if err := own.Close(); err != nil {
		t.Fatal(err)
	}
	set()
	if _, err := os.Stat(path); err != nil {
		t.Errorf("a store that was there is gone: %v", err)
	}
}
