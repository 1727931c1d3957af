package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"woosync/failpoint"
)

// ErrInUse says that another program has the store open.
var ErrInUse = errors.New("another program has the store open")

const remedyInUse = "End it (the screens, a worker, a command under way) and try again."

// exclusiveWait is how long a program that is just ending is waited for.
const exclusiveWait = 2 * time.Second

// hold is a store file that no other program can open until it is let go. What lay in the write-ahead log is in the file.
type hold struct {
	db   *sql.DB
	conn *sql.Conn
}

// holdAlone keeps all others from the store at path. ErrInUse when another program has it open, or says that it works on it.
func holdAlone(ctx context.Context, path string, now time.Time) (*hold, error) {
	db, err := sql.Open("sqlite", dataSource(path, fmt.Sprintf("_pragma=busy_timeout(%d)", exclusiveWait.Milliseconds())))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	h := &hold{db: db}
	if h.conn, err = db.Conn(ctx); err == nil {
		err = h.take(ctx, now)
	}
	if err != nil {
		h.release()
		return nil, explain(err)
	}
	return h, nil
}

func (h *hold) take(ctx context.Context, now time.Time) error {
	if holder, err := h.holder(ctx, now); err != nil || holder != "" {
		if holder != "" {
			err = fmt.Errorf("%w: %s works on it", ErrInUse, holder)
		}
		return err
	}
	// Leaving the write-ahead log is possible only for the last connection, and in this mode it keeps its lock afterwards.
	var mode string
	if err := h.conn.QueryRowContext(ctx, "PRAGMA locking_mode = EXCLUSIVE").Scan(&mode); err != nil {
		return err
	}
	failpoint.Pass("store.file", "hold the store")
	err := h.conn.QueryRowContext(ctx, "PRAGMA journal_mode = DELETE").Scan(&mode)
	if err == nil && mode != "delete" || errors.Is(explain(err), ErrBusy) {
		return ErrInUse
	}
	if err == nil {
		_, err = h.conn.ExecContext(ctx, "BEGIN EXCLUSIVE; COMMIT")
	}
	if errors.Is(explain(err), ErrBusy) {
		return ErrInUse
	}
	return err
}

// holder is the program that says of itself that it works; on a network file system, where locks may not work, it is on another machine.
func (h *hold) holder(ctx context.Context, now time.Time) (string, error) {
	var some bool
	if err := h.conn.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema WHERE name = 'lease'").Scan(&some); err != nil || !some {
		return "", err
	}
	var l storedLease
	if err := h.conn.QueryRowContext(ctx, selectLease).Scan(l.fields()...); err != nil || !l.valid(millis(now)) {
		return "", err
	}
	return l.holder, nil
}

func (h *hold) release() {
	if h.conn != nil {
		h.conn.Close()
	}
	h.db.Close()
}

// replaceFile puts a complete file in the place of the store and keeps the store under another name beside it. The store is held, or
// cannot be read by anybody.
func replaceFile(path, part, kept string) error {
	if err := syncFile(part); err != nil {
		return err
	}
	failpoint.Pass("store.file", "keep the former store")
	if err := os.Link(path, kept); err != nil { // no hard links here: then there is no store for a moment
		if err := os.Rename(path, kept); err != nil {
			return err
		}
	}
	// What is left of a log belongs to the store that goes, and would be taken for a part of the one that comes.
	for _, suffix := range []string{"-wal", "-journal"} {
		if st, err := os.Stat(path + suffix); err == nil && st.Size() > 0 {
			if err := os.Rename(path+suffix, kept+suffix); err != nil {
				return err
			}
		}
		os.Remove(path + suffix)
	}
	os.Remove(path + "-shm")
	failpoint.Pass("store.file", "replace the store")
	if err := os.Rename(part, path); err != nil {
		return err
	}
	failpoint.Pass("store.file", "the store is replaced")
	return syncFolder(path)
}
