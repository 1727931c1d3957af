package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	gosync "sync"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"woosync/failpoint"
)

// lockWait is how long a program waits for another one's write before it gives up with ErrBusy: longer than the indexes of a million
// products take to be made. A context that ends goes before it.
const lockWait = 30 * time.Second

// dataSource names the file for the driver. The pragmas run in this order on every new connection; waiting for locks comes first,
// because the others may meet one.
func dataSource(path string, params ...string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // a drive letter
	}
	u := url.URL{Scheme: "file", Path: path}
	all := append([]string{fmt.Sprintf("_pragma=busy_timeout(%d)", lockWait.Milliseconds())}, params...)
	return u.String() + "?" + strings.Join(append(all, "_pragma=temp_store(MEMORY)", "_pragma=foreign_keys(ON)"), "&")
}

// readers is the pool of connections that only read.
type readers struct {
	db    *sql.DB
	mu    gosync.Mutex
	stmts map[string]*sql.Stmt
}

func openReaders(path string, params ...string) (*readers, error) {
	params = append([]string{"mode=rw"}, params...) // who reads makes no file where the store was removed
	db, err := sql.Open("sqlite", dataSource(path, append(params, "_pragma=query_only(ON)", "_pragma=cache_size(-2048)")...))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(4)
	db.SetMaxIdleConns(4)
	return &readers{db: db, stmts: map[string]*sql.Stmt{}}, nil
}

// close closes the statements first: a connection whose statements are open stays open, and the last one to close is the one that
// moves the write-ahead log into the file.
func (r *readers) close() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	var errs []error
	for _, st := range r.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, r.db.Close())...)
}

// prepared keeps a statement of fixed text for the next time.
func (r *readers) prepared(ctx context.Context, text string) (*sql.Stmt, error) {
	r.mu.Lock()
	st := r.stmts[text]
	r.mu.Unlock()
	if st != nil {
		return st, nil
	}
	st, err := r.db.PrepareContext(ctx, text) // may wait for a connection, so not while others wait for the map
	if err != nil {
		return nil, explain(err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if earlier := r.stmts[text]; earlier != nil {
		return earlier, st.Close()
	}
	r.stmts[text] = st
	return st, nil
}

func (r *readers) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	st, err := r.prepared(ctx, text)
	if err != nil {
		return nil, err
	}
	rows, err := st.QueryContext(ctx, args...)
	return rows, explain(err)
}

// get reads the one row of a query into dest; without a row it fails with ErrNotFound.
func (r *readers) get(ctx context.Context, dest []any, text string, args ...any) error {
	st, err := r.prepared(ctx, text)
	if err != nil {
		return err
	}
	return noRows(st.QueryRowContext(ctx, args...).Scan(dest...))
}

func noRows(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return explain(err)
}

// collect reads all rows of a query.
func collect[T any](rows *sql.Rows, err error, scan func(*sql.Rows, *T) error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var v T
		if err := scan(rows, &v); err != nil {
			return nil, explain(err)
		}
		all = append(all, v)
	}
	return all, explain(rows.Err())
}

// scalar scans rows of a single column.
func scalar[T any](rows *sql.Rows, v *T) error { return rows.Scan(v) }

// writer is the one connection of this program that writes.
type writer struct {
	db    *sql.DB
	conn  *sql.Conn
	turn  chan struct{} // holds one element while nobody writes
	stmts map[string]*sql.Stmt

	version int64 // newest schema that this program knows; 0: it brings the store up to date just now
}

func openWriter(ctx context.Context, path string) (*writer, error) {
	db, err := sql.Open("sqlite", dataSource(path, "_pragma=journal_mode(WAL)", "_pragma=synchronous(NORMAL)",
		"_pragma=cache_size(-32768)", "_pragma=wal_autocheckpoint(4000)", "_pragma=journal_size_limit(67108864)",
		"_pragma=secure_delete(FAST)", // keys that were moved out of the store or replaced stay nowhere in its pages
		"_txlock=immediate"))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := connect(ctx, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	w := &writer{db: db, conn: conn, turn: make(chan struct{}, 1), stmts: map[string]*sql.Stmt{}}
	w.turn <- struct{}{}
	return w, nil
}

// connect makes the connection. Programs that make a new store together do not wait for each other by themselves where SQLite changes
// the journal: it answers at once that the file is locked.
func connect(ctx context.Context, db *sql.DB) (*sql.Conn, error) {
	for begun := time.Now(); ; {
		conn, err := db.Conn(ctx)
		if err = explain(err); !errors.Is(err, ErrBusy) || time.Since(begun) > lockWait {
			return conn, err
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

func (w *writer) close() error {
	var errs []error
	for _, st := range w.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, w.conn.Close(), w.db.Close())...)
}

// tx is a transaction that writes. It ends with the function that it was given to.
type tx struct {
	*writer
	ctx context.Context
	now int64 // one time for everything in it, in milliseconds
}

// do runs fn in a transaction; what names it. It begins as a writing one, because one that reads first could not become one when
// another program has written meanwhile. Once begun it is not cancelled: it is short, and its end shall be certain.
func (w *writer) do(ctx context.Context, now int64, what string, fn func(*tx) error) (err error) {
	failpoint.Pass("store.begin", what)
	if _, err := w.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		// One that is cancelled in its last moment has begun all the same, and would be in the way of every later one.
		w.conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		return explain(err)
	}
	t := &tx{writer: w, ctx: context.WithoutCancel(ctx), now: now}
	defer func() {
		if p := recover(); p != nil {
			w.conn.ExecContext(t.ctx, "ROLLBACK")
			panic(p)
		}
	}()
	if err = t.known(); err == nil {
		err = fn(t)
	}
	if err == nil {
		failpoint.Pass("store.commit", what)
		if _, err = w.conn.ExecContext(t.ctx, "COMMIT"); err == nil {
			failpoint.Pass("store.committed", what)
			return nil
		}
	}
	// SQLite ends a transaction by itself after some errors, a full disk for one; then there is nothing to roll back.
	w.conn.ExecContext(t.ctx, "ROLLBACK")
	return explain(err)
}

// known fails with ErrNewer when a newer program has brought the store to a version that this one does not know.
func (t *tx) known() error {
	var version int64
	if t.version == 0 {
		return nil
	}
	if err := t.get([]any{&version}, "PRAGMA user_version"); err != nil || version <= t.version {
		return err
	}
	return fmt.Errorf("%w: it was brought to version %d while this program runs; end this program and start the new one", ErrNewer, version)
}

func (t *tx) prepared(text string) (*sql.Stmt, error) {
	if st := t.stmts[text]; st != nil {
		return st, nil
	}
	st, err := t.conn.PrepareContext(t.ctx, text)
	if err != nil {
		return nil, err
	}
	t.stmts[text] = st
	return st, nil
}

// exec runs a statement and tells how many rows it changed.
func (t *tx) exec(text string, args ...any) (changed int64, err error) {
	failpoint.Pass("store.statement")
	st, err := t.prepared(text)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// insert runs a statement and gives the id of the row that it inserted.
func (t *tx) insert(text string, args ...any) (id int64, err error) {
	failpoint.Pass("store.statement")
	st, err := t.prepared(text)
	if err != nil {
		return 0, err
	}
	res, err := st.ExecContext(t.ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}

func (t *tx) query(text string, args ...any) (*sql.Rows, error) {
	st, err := t.prepared(text)
	if err != nil {
		return nil, err
	}
	return st.QueryContext(t.ctx, args...)
}

// get reads the one row of a query into dest; without a row it fails with ErrNotFound.
func (t *tx) get(dest []any, text string, args ...any) error {
	st, err := t.prepared(text)
	if err != nil {
		return err
	}
	return noRows(st.QueryRowContext(t.ctx, args...).Scan(dest...))
}

// next counts one of the counters up and gives its new value.
func (t *tx) next(counter string) (value int64, err error) {
	err = t.get([]any{&value}, "UPDATE counters SET value = value + 1 WHERE name = ? RETURNING value", counter)
	return value, err
}

// millis is a time as it is stored; the zero time is 0 and nothing else is.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return max(t.UnixMilli(), 1)
}

func fromMillis(v int64) time.Time {
	if v == 0 {
		return time.Time{}
	}
	return time.UnixMilli(v).UTC()
}
