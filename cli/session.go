package cli

import (
	"context"
	"fmt"
	"os"
	"os/user"

	"woosync/store"
	"woosync/sync"
)

// session is an open store with the service on it.
type session struct {
	store   *store.Store
	service *sync.Service
}

// open opens the store of this run. from says what asks, for the operations it makes: "command line", "screen".
func (a *app) open(ctx context.Context, from string) (*session, error) {
	path, err := a.storeFile()
	if err != nil {
		return nil, err
	}
	if _, err := a.leaseTTL(); err != nil { // before anything is asked for that a worker would then not do
		return nil, err
	}
	return a.openAt(ctx, path, from)
}

func (a *app) openAt(ctx context.Context, path, from string) (*session, error) {
	st, err := store.Open(ctx, store.Options{Path: path, ReadOnly: a.readOnly, Now: a.env.Now, Notice: a.notice})
	if err != nil {
		return nil, err
	}
	a.caution(st.Path())
	return &session{store: st, service: a.serve(st, from)}, nil
}

func (a *app) serve(st *store.Store, from string) *sync.Service {
	return sync.New(sync.Options{Store: st, Keyring: a.env.Keyring, Now: a.env.Now, Requester: a.requester(from), ReadOnly: a.readOnly})
}

func (s *session) close() error { return s.store.Close() }

// requester names who asks: "anna, command line".
func (a *app) requester(from string) string {
	name := a.env.Getenv("USER")
	if name == "" {
		if u, err := user.Current(); err == nil {
			name = u.Username
		}
	}
	if name == "" {
		return from
	}
	return name + ", " + from
}

// holder names this program for others that look at the store: "host, process 4711, screen".
func (a *app) holder(from string) string {
	host, err := os.Hostname()
	if err != nil {
		host = "this machine"
	}
	return fmt.Sprintf("%s, process %d, %s", host, os.Getpid(), from)
}

// with runs work on the open store and closes it, whatever happened.
func (a *app) with(ctx context.Context, work func(*session) error) (err error) {
	s, err := a.open(ctx, "command line")
	if err != nil {
		return err
	}
	defer func() {
		if closed := s.close(); err == nil && closed != nil {
			err = fmt.Errorf("close the store: %w", closed)
		}
	}()
	return work(s)
}
