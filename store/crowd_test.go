//go:build unix

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	gosync "sync"
	"testing"
	"time"
)

// crowdMember is what one of many programs does on a store: it opens and closes it, reads as a screen does, asks for operations, tries to
// lead, and works when it does. It fails where a store says that it is busy, or anything else that is no ordinary answer.
func crowdMember(path string, rounds int) error {
	ctx := context.Background()
	for round := range rounds {
		s, err := Open(ctx, Options{Path: path})
		if err != nil {
			return err
		}
		var together gosync.WaitGroup
		errs := make(chan error, 3)
		together.Go(func() { errs <- crowdReader(ctx, s) })
		together.Go(func() { errs <- crowdWorker(ctx, s, fmt.Sprint(os.Getpid(), "-", round)) })
		together.Go(func() {
			_, _, err := s.CreateOperation(ctx, NewOperation{WebshopID: 1, Full: round%2 == 0, RequestedBy: fmt.Sprint(os.Getpid())})
			errs <- err
		})
		together.Wait()
		close(errs)
		for err := range errs {
			if err != nil {
				return errors.Join(err, s.Close())
			}
		}
		if err := s.Close(); err != nil {
			return err
		}
	}
	return nil
}

func crowdReader(ctx context.Context, s *Store) error {
	for range 20 {
		_, first := s.Operations(ctx, OperationQuery{Limit: 20})
		_, second := s.StateCounts(ctx, OperationFilter{})
		_, third := s.Webshops(ctx)
		if err := errors.Join(first, second, third); err != nil {
			return err
		}
	}
	return nil
}

// crowdWorker executes what waits, when it gets the lease. Losing it, or an operation that was superseded, is an ordinary answer.
func crowdWorker(ctx context.Context, s *Store, holder string) error {
	l, held, err := s.AcquireLease(ctx, holder, 20*time.Second)
	if err != nil || !held {
		return err
	}
	for range 10 {
		op, found, err := s.Claim(ctx, l.Token, nil)
		if err == nil && found {
			_, err = s.Record(ctx, l.Token, op.ID, []Result{{Item: Item{ProductID: 1, Action: ActionUpdate, Outcome: OutcomeDone}}})
			err = errors.Join(err, s.Finish(ctx, l.Token, op.ID, Completed, ""))
		}
		if err == nil {
			_, err = s.Prune(ctx, l.Token)
		}
		if err != nil && !errors.Is(err, ErrLeaseLost) {
			return err
		}
	}
	if err := s.ReleaseLease(ctx, l.Token); !errors.Is(err, ErrLeaseLost) {
		return err
	}
	return nil
}

// describeCrowd is the program of TestManyPrograms: "PATH rounds".
func describeCrowd(arguments string) string {
	path, rounds, _ := strings.Cut(arguments, "\n")
	n, err := strconv.Atoi(rounds)
	if err == nil {
		err = crowdMember(path, n)
	}
	if err != nil {
		return err.Error()
	}
	return "done"
}

// Many programs on one store, several things at once in each: nobody is told that it is locked, and everything is counted.
func TestManyPrograms(t *testing.T) {
	const programs, rounds = 6, 6
	f := newFixture(t)
	f.webshop("Nordlys")
	f.put(simple("A", "Hammer"))
	path := f.Path()
	check(t, f.Close()) // the last one to close a store, and the first one to open it, are what the others meet too
	var all gosync.WaitGroup
	for range programs {
		all.Go(func() {
			cmd := exec.CommandContext(t.Context(), must[string](t)(os.Executable()))
			cmd.Env = append(os.Environ(), "WOOSYNC_TEST_CROWD="+path+"\n"+strconv.Itoa(rounds))
			if out, err := cmd.CombinedOutput(); err != nil || string(out) != "done" {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	for i := range 5 { // and one that copies it meanwhile
		s := must[*Store](t)(Open(t.Context(), Options{Path: path}))
		must[Contents](t)(s.Backup(t.Context(), filepath.Join(t.TempDir(), strconv.Itoa(i)), false, nil))
		check(t, s.Close())
	}
	all.Wait()
	s := open(t, Options{Path: path})
	if flaws := must[[]Flaw](t)(s.Examine(t.Context(), nil)); len(flaws) > 0 {
		t.Errorf("it finds: %s", flawsOf(flaws))
	}
	alone(t, filepath.Dir(path), "store.db", "store.db-wal", "store.db-shm")
}
