package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	gosync "sync"
	"syscall"
	"time"
)

// Store is one SQLite file. It is safe for concurrent use, and several programs may have the same file open.
type Store struct {
	path   string
	now    func() time.Time
	read   *readers
	write  *writer  // nil when the store is read-only
	params []string // how readers are opened
	index  *index   // operations in memory
	free   spaceFunc
	file   os.FileInfo            // as it was opened
	log    map[string]os.FileInfo // what lay beside it then, by ending; nil when the store is read-only
	life   context.Context
	end    context.CancelFunc
	tasks  gosync.WaitGroup // what runs in the background until Close

	closing gosync.Once
	closed  error
}

// Open opens the store at a path and makes it when there is none. A file or folder that cannot be written is opened for reading
// only, see ReadOnly. It fails with an *OpenError.
func Open(ctx context.Context, o Options) (*Store, error) {
	path, err := filepath.Abs(o.Path)
	if err != nil {
		return nil, &OpenError{Path: o.Path, Reason: err, Remedy: remedyOther}
	}
	if o.Path == "" || strings.ContainsRune(path, 0) {
		return nil, &OpenError{Path: o.Path, Reason: errors.New("this is no file name"), Remedy: remedyOther}
	}
	s := &Store{path: path, now: o.Now, free: o.free}
	if s.free == nil {
		s.free = freeSpace
	}
	if s.now == nil {
		s.now = time.Now
	}
	if err := s.open(ctx, o); err != nil {
		s.closePools()
		return nil, openError(path, err)
	}
	if s.file, err = os.Stat(path); err != nil {
		return nil, errors.Join(openError(path, err), s.closePools())
	}
	s.noteLog()
	s.life, s.end = context.WithCancel(context.Background())
	s.index = newIndex(s)
	if err := s.finishBulk(ctx); err != nil {
		return nil, errors.Join(openError(path, err), s.Close())
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, o Options) error {
	all, err := migrations()
	if err != nil {
		return err
	}
	if o.existing {
		switch there, err := os.Stat(s.path); {
		case err != nil:
			return err
		case there.Size() == 0: // it would become a store, and may be a copy that has just begun
			return ErrNotStore
		}
	}
	if o.ReadOnly {
		return s.openReading(ctx, len(all))
	}
	err = s.openWriting(ctx, all, o.Notice)
	if err == nil || !unwritable(err) {
		return err
	}
	s.closePools()
	if _, missing := os.Stat(s.path); missing != nil {
		return err
	}
	if reading := s.openReading(ctx, len(all)); reading != nil {
		return errors.Join(err, reading)
	}
	return nil
}

// openWriting makes folder and file where they are missing and brings the store to the newest version.
func (s *Store) openWriting(ctx context.Context, all []string, notice func(string)) error {
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return err
	}
	if err := s.makeFile(); err != nil {
		return err
	}
	// A file of another program must stay as it is, so it is read before a connection that writes is opened: that one would turn
	// its journal into a write-ahead log.
	var err error
	if s.read, err = openReaders(s.path); err != nil {
		return err
	}
	id, err := s.read.inspect(ctx, len(all))
	if err != nil {
		return err
	}
	if id.version > 0 && id.version < int64(len(all)) {
		if err := s.keepCopy(ctx, id.version, notice); err != nil {
			return err
		}
	}
	if s.write, err = openWriter(ctx, s.path); err != nil {
		return err
	}
	if id.version < int64(len(all)) { // otherwise there is no need to wait for a program that writes
		err = s.write.migrate(ctx, all)
	}
	s.write.version = int64(len(all))
	if err != nil {
		return err
	}
	return s.dropSecondNames()
}

func (r *readers) identity(ctx context.Context) (id identity, err error) {
	err = r.get(ctx, []any{&id.application, &id.version, &id.tables}, selectIdentity)
	return id, err
}

func (r *readers) inspect(ctx context.Context, known int) (identity, error) {
	id, err := r.identity(ctx)
	if err == nil {
		err = id.check(known)
	}
	return id, err
}

// openReading opens what is there.
func (s *Store) openReading(ctx context.Context, known int) (err error) {
	s.write = nil
	var id identity
	if s.read, s.params, id, err = readAnyhow(ctx, s.path, known); err != nil {
		return err
	}
	if id.version < int64(known) {
		return fmt.Errorf("%w, and it is of an older version that must be brought up to date first", ErrReadOnly)
	}
	return nil
}

// readAnyhow opens a file for reading only. A store in a folder that cannot be written may have no write-ahead log beside it, and
// SQLite cannot make one there; it is then read as a file that nobody changes.
func readAnyhow(ctx context.Context, path string, known int) (r *readers, params []string, id identity, err error) {
	if _, err := os.Stat(path); err != nil {
		return nil, nil, id, err
	}
	for _, params = range [][]string{{"mode=ro"}, {"mode=ro", "immutable=1"}} {
		if r, err = openReaders(path, params...); err != nil {
			return nil, nil, id, err
		}
		if id, err = r.inspect(ctx, known); err == nil {
			return r, params, id, nil
		}
		r.close()
		if errors.Is(err, ErrNotStore) || errors.Is(err, ErrNewer) || errors.Is(err, ErrBusy) || logBeside(path) {
			break
		}
	}
	return nil, nil, id, err
}

// logBeside tells whether there are changes beside the file that reading it alone would miss.
func logBeside(path string) bool {
	st, err := os.Stat(path + "-wal")
	return err == nil && st.Size() > 0
}

// unwritable tells whether an error says that file or folder cannot be written, so that reading may still work.
func unwritable(err error) bool {
	return errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) || errors.Is(err, ErrReadOnly) || isCantOpen(err)
}

const (
	remedyOther = "Name another file with --store or WOOSYNC_STORE."
	remedyBusy  = "Close the program that uses it, or wait until it has finished, and try again."
)

// openError puts what went wrong into two sentences: what it is and what to do.
func openError(path string, err error) error {
	if e, ok := errors.AsType[*OpenError](err); ok {
		return e
	}
	e := &OpenError{Path: path, cause: err, Remedy: remedyOther}
	st, statErr := os.Stat(path)
	switch {
	case statErr == nil && st.IsDir():
		e.Reason = errors.New("it is a folder")
	case errors.Is(err, ErrNewer):
		e.Reason, e.cause, e.Remedy = err, nil, "Install the newer woosync, or name another file with --store or WOOSYNC_STORE."
	case errors.Is(err, ErrNotStore):
		e.Reason, e.Remedy = ErrNotStore, "Move the file away, or name another one with --store or WOOSYNC_STORE."
	case errors.Is(err, ErrBusy):
		e.Reason, e.Remedy = ErrBusy, remedyBusy
	case errors.Is(err, ErrDamaged):
		e.Reason, e.Remedy = ErrDamaged, "woosync restore FILE puts a backup in its place; woosync doctor --repair rescues what can be read."
	case errors.Is(err, ErrNoSpace):
		e.Reason, e.Remedy = ErrNoSpace, "Free some space and try again."
	case errors.Is(err, fs.ErrNotExist):
		e.Reason = ErrNotFound
	case unwritable(err):
		e.Reason = errors.New("this user may neither write nor read it")
		if errors.Is(err, ErrReadOnly) {
			e.Reason, e.cause = err, nil
		}
		e.Remedy = "Give this user the right to write the file and its folder, or name another file with --store or WOOSYNC_STORE."
	default:
		e.Reason, e.cause = err, nil
	}
	return e
}

// Close waits for what runs in the background and closes the file.
func (s *Store) Close() error {
	s.closing.Do(func() {
		s.end()
		s.tasks.Wait()
		if s.write != nil {
			<-s.write.turn // and never back: who comes later is told that the store is closed
		}
		s.keepLogApart()
		s.closed = s.closePools()
	})
	return s.closed
}

func (s *Store) closePools() error {
	var errs []error
	if s.read != nil {
		errs = append(errs, s.read.close())
	}
	if s.write != nil {
		errs = append(errs, s.write.close())
	}
	return errors.Join(errs...)
}

// Path is the file's absolute path.
func (s *Store) Path() string { return s.path }

// ReadOnly tells whether every write fails with ErrReadOnly.
func (s *Store) ReadOnly() bool { return s.write == nil }

// durability says what a transaction survives.
type durability string

const (
	// survivesCrash is enough for what can be done again: the program may die, but a power cut may take the last moments.
	survivesCrash durability = "crash"
	// survivesPowerCut is for what must not be forgotten once it was said: intents, and what people asked for.
	survivesPowerCut durability = "power cut"
	// leavesResults is survivesCrash for the deletion of operations, whose results are deleted later.
	leavesResults durability = "crash, results left"
)

// pragmas are the statements before and after a transaction.
func (d durability) pragmas() (before, after string) {
	switch d {
	case survivesPowerCut:
		return "PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL"
	case leavesResults:
		return "PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON"
	}
	return "", ""
}

// change runs fn in a transaction that writes. What names the attempt in errors: "record results of operation 7".
func (s *Store) change(ctx context.Context, d durability, what string, fn func(*tx) error) error {
	err := s.changeNow(ctx, d, what, fn)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func (s *Store) changeNow(ctx context.Context, d durability, what string, fn func(*tx) error) error {
	if s.write == nil {
		return ErrReadOnly
	}
	select {
	case <-s.write.turn:
		defer func() { s.write.turn <- struct{}{} }()
	case <-ctx.Done():
		return ctx.Err()
	case <-s.life.Done():
		return errClosed
	}
	if err := s.there(); err != nil {
		return err
	}
	if before, after := d.pragmas(); before != "" {
		if _, err := s.write.conn.ExecContext(ctx, before); err != nil {
			return explain(err)
		}
		defer s.write.conn.ExecContext(context.WithoutCancel(ctx), after)
	}
	return s.write.do(ctx, millis(s.now()), what, fn)
}
