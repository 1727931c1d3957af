package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// RestoreOptions says what becomes the store.
type RestoreOptions struct {
	File string // a backup, or any other store
	Path string // of the store; it need not be there
	// Now tells the time; nil means time.Now.
	Now      func() time.Time
	Progress Progress // nil: tells nobody

	free spaceFunc
}

// Restored says what a restore or a recovery did.
type Restored struct {
	Contents        // of the store as it is now; its Version is that of the file before it was brought up to date
	Kept     string // the file that holds what was the store before; "" when there was none
}

// Restore makes a copy of a backup the store, when the backup is sound and of no newer version. What was the store is kept beside it
// under a name with the date. It fails with a *FileError, whose reason is ErrInUse while another program has the store open, and then
// everything is as it was.
func Restore(ctx context.Context, o RestoreOptions) (Restored, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.free == nil {
		o.free = freeSpace
	}
	r, err := restore(ctx, o)
	return r, fileError("restore the store from "+o.File, err)
}

func restore(ctx context.Context, o RestoreOptions) (done Restored, err error) {
	if o.Path, err = filepath.Abs(o.Path); err != nil {
		return done, err
	}
	if o.File, err = filepath.Abs(o.File); err != nil {
		return done, err
	}
	file, err := os.Stat(o.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return done, fmt.Errorf("there is no file %s", o.File)
	case err != nil:
		return done, err
	case file.IsDir():
		return done, errors.New("it is a folder")
	}
	if own, err := os.Stat(o.Path); err == nil && os.SameFile(own, file) {
		return done, errors.New("it is the store itself")
	}
	if err := os.MkdirAll(filepath.Dir(o.Path), 0o700); err != nil {
		return done, err
	}
	// Who works on the store is asked first, so that nobody waits for a check in vain; and again when it counts.
	h, err := holdPath(ctx, o.Path, o.Now())
	if err != nil {
		return done, err
	}
	h.release()
	part, err := newPart(o.Path)
	if err != nil {
		return done, err
	}
	defer removePart(part)
	version, err := copySound(ctx, o, part)
	if err != nil {
		return done, err
	}
	if err := makeReady(ctx, part); err != nil {
		return done, fmt.Errorf("bring the copy up to date: %w", err)
	}
	if done.Contents, err = contents(ctx, part); err != nil {
		return done, fmt.Errorf("read the copy: %w", err)
	}
	done.Version = version
	done.Kept, err = putInPlace(ctx, part, o.Path, whyReplaced, o.Now())
	return done, err
}

// putInPlace makes a complete file the store; kept is what was there, "" for nothing.
func putInPlace(ctx context.Context, part, path, why string, now time.Time) (kept string, err error) {
	h, err := holdPath(ctx, path, now)
	if err != nil {
		return "", err
	}
	defer h.release()
	if st, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) || err == nil && st.Size() == 0 {
		return "", settle(part, path, true)
	}
	kept = keptName(path, why, now)
	return kept, replaceFile(path, part, kept)
}

// holdPath holds what is at a path, which may be nothing, or something that cannot be read any more: nobody has that open.
func holdPath(ctx context.Context, path string, now time.Time) (*nothingOrHold, error) {
	st, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) || err == nil && st.Size() == 0 {
		return &nothingOrHold{}, nil
	}
	if err != nil {
		return nil, err
	}
	h, err := holdAlone(ctx, path, now)
	switch {
	case errors.Is(err, ErrInUse):
		return nil, &FileError{Doing: "replace the store " + path, Reason: err, Remedy: remedyInUse}
	case errors.Is(err, ErrDamaged), errors.Is(err, ErrNotStore):
		return &nothingOrHold{}, nil
	case err != nil:
		return nil, err
	}
	var application int64
	if err := h.conn.QueryRowContext(ctx, "PRAGMA application_id").Scan(&application); err != nil || application != applicationID {
		h.release()
		if err == nil {
			err = &FileError{Doing: "replace " + path, Reason: ErrNotStore, Remedy: "Name the store with --store or WOOSYNC_STORE, or move that file away."}
		}
		return nil, err
	}
	return &nothingOrHold{h}, nil
}

type nothingOrHold struct{ *hold }

func (n *nothingOrHold) release() {
	if n.hold != nil {
		n.hold.release()
	}
}

// copySound copies a backup, when it is a sound store that this program knows, and gives its version.
func copySound(ctx context.Context, o RestoreOptions, part string) (version int, err error) {
	all, err := migrations()
	if err != nil {
		return 0, err
	}
	if o.Progress != nil {
		o.Progress("checking "+filepath.Base(o.File), 0, 0)
	}
	r, params, id, err := readAnyhow(ctx, o.File, len(all))
	switch {
	case errors.Is(err, ErrNewer):
		return 0, &FileError{Doing: "restore the store from " + o.File, Reason: err, Remedy: "Install the newer woosync."}
	case err != nil:
		return 0, err
	case id.version == 0:
		r.close()
		return 0, ErrNotStore // empty
	}
	trouble, err := r.unsound(ctx)
	if err := errors.Join(err, r.close()); err != nil {
		return 0, err
	}
	if trouble != "" {
		return 0, &FileError{Doing: "restore the store from " + o.File, Reason: fmt.Errorf("the file is damaged: %s", trouble),
			Remedy: "Take another backup, or rescue what can be read: woosync --store FILE doctor --repair."}
	}
	return int(id.version), copyStore(ctx, o.File, params, part, o.free, o.Progress)
}

// forgetfulKind is the kind of remote id that a webshop has in a store that was restored or rescued, and for ever after. The id tells
// whether the webshop was compared since.
const (
	forgetfulKind = "forgetful"
	notCompared   = 1
	compared      = 2
)

// Memory is what a store can know of a webshop.
type Memory uint8

const (
	RemembersAll Memory = iota // everything that was ever sent from here
	// Forgetful is the memory of a store that was restored or rescued, and whose packages were compared with the webshop since. The
	// webshop may have products that the store knows nothing of, so nothing is created before its SKU was looked up.
	Forgetful
	// Outdated is the same before the comparison: packages may name products that were trashed and made anew since, so nothing is sent.
	Outdated
)

// Memory tells what the store can know of a webshop.
func (s *Store) Memory(ctx context.Context, webshopID int64) (Memory, error) {
	ids, err := s.RemoteIDs(ctx, webshopID, forgetfulKind)
	switch {
	case err != nil || len(ids) == 0:
		return RemembersAll, err
	case ids[""] == compared:
		return Forgetful, nil
	}
	return Outdated, nil
}

// SetCompared notes that all packages of a webshop whose memory is Outdated were compared with it. ErrNotFound when it was removed.
func (s *Store) SetCompared(ctx context.Context, token, webshopID int64) error {
	return s.work(ctx, survivesCrash, token, fmt.Sprintf("note that webshop %d was compared", webshopID), func(t *tx) error {
		if err := t.webshopExists(webshopID); err != nil {
			return err
		}
		_, err := t.exec("UPDATE remote_ids SET remote_id = ? WHERE webshop_id = ? AND kind = ?", compared, webshopID, forgetfulKind)
		return err
	})
}

// makeReady brings a copy to the newest version; nobody works on it.
func makeReady(ctx context.Context, path string) error {
	all, err := migrations()
	if err != nil {
		return err
	}
	w, err := openWriter(ctx, path)
	if err != nil {
		return explain(err)
	}
	err = w.migrate(ctx, all)
	if err == nil {
		err = w.do(ctx, 0, "free the copy", func(t *tx) error {
			if _, err := t.exec("UPDATE lease SET holder = '', token = token + 1, renewed_on = 0, expires_on = 0"); err != nil {
				return err
			}
			_, err := t.exec("INSERT OR REPLACE INTO remote_ids SELECT id, ?, '', ? FROM webshops", forgetfulKind, notCompared)
			return err
		})
	}
	return errors.Join(err, w.close())
}
