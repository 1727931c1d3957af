package store

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"
)

const webshopColumns = `id, name, url, consumer_key, consumer_secret, application_user, application_password, auth, can_write, write_error, batch_size, timeout, connections, removal,
	schedule, fields, new_status, mirror_categories, planned_revision, created_on`

func scanWebshop(scan func(...any) error, w *Webshop) error {
	var timeout, schedule, created int64
	var fields string
	err := scan(&w.ID, &w.Name, &w.URL, &w.Keys.ConsumerKey, &w.Keys.ConsumerSecret, &w.Keys.ApplicationUser, &w.Keys.ApplicationPassword, &w.Auth, &w.CanWrite, &w.WriteError, &w.BatchSize,
		&timeout, &w.Connections, &w.Removal, &schedule, &fields, &w.NewStatus, &w.MirrorCategories, &w.PlannedRevision, &created)
	if err != nil {
		return err
	}
	w.Timeout, w.Schedule = time.Duration(timeout)*time.Millisecond, time.Duration(schedule)*time.Millisecond
	w.CreatedOn = fromMillis(created)
	w.Keys.found()
	return json.Unmarshal([]byte(fields), &w.Fields)
}

// Webshops lists all webshops by name.
func (s *Store) Webshops(ctx context.Context) ([]Webshop, error) {
	rows, err := s.read.query(ctx, "SELECT "+webshopColumns+" FROM webshops ORDER BY name_key")
	all, err := collect(rows, err, func(rows *sql.Rows, w *Webshop) error { return scanWebshop(rows.Scan, w) })
	if err != nil {
		return nil, fmt.Errorf("list the webshops: %w", err)
	}
	return all, nil
}

// WebshopByName finds a webshop by its name, blind for case and accents; ErrNotFound when there is none.
func (s *Store) WebshopByName(ctx context.Context, name string) (w Webshop, err error) {
	scan := func(dest ...any) error {
		return s.read.get(ctx, dest, "SELECT "+webshopColumns+" FROM webshops WHERE name_key = ?", Fold(name))
	}
	if err := scanWebshop(scan, &w); err != nil {
		return Webshop{}, fmt.Errorf("find webshop %q: %w", name, err)
	}
	return w, nil
}

// Webshop reads a webshop; ErrNotFound when there is none.
func (s *Store) Webshop(ctx context.Context, id int64) (w Webshop, err error) {
	scan := func(dest ...any) error {
		return s.read.get(ctx, dest, "SELECT "+webshopColumns+" FROM webshops WHERE id = ?", id)
	}
	if err := scanWebshop(scan, &w); err != nil {
		return Webshop{}, fmt.Errorf("read webshop %d: %w", id, err)
	}
	return w, nil
}

// settle fills in the defaults of a webshop and finds what cannot be.
func (w *Webshop) settle() error {
	w.BatchSize = cmp.Or(w.BatchSize, DefaultBatch)
	w.Timeout = cmp.Or(w.Timeout, DefaultTimeout)
	w.Connections = cmp.Or(w.Connections, DefaultConnections)
	w.Removal = cmp.Or(w.Removal, RemoveToTrash)
	switch {
	case Fold(w.Name) == "":
		return errors.New("a webshop needs a name")
	case w.BatchSize < 1 || w.BatchSize > 100:
		return fmt.Errorf("a batch of %d items: 1 to 100 are possible", w.BatchSize)
	case w.Connections < 1 || w.Connections > 4:
		return fmt.Errorf("%d connections at once: 1 to 4 are possible", w.Connections)
	case w.Timeout < time.Millisecond:
		return fmt.Errorf("a time limit of %v for a request is too short", w.Timeout)
	case w.Schedule < 0 || w.Schedule > 0 && w.Schedule < time.Millisecond:
		return fmt.Errorf("a schedule cannot run every %v", w.Schedule)
	case !slices.Contains([]Removal{RemoveToTrash, RemoveToDraft, RemoveForGood}, w.Removal):
		return fmt.Errorf("products cannot be removed to %q: trash, draft or delete are possible", w.Removal)
	}
	return nil
}

// values are what webshopColumns hold between the id and planned_revision, with the name's key.
func (w *Webshop) values() ([]any, error) {
	fields, err := json.Marshal(slices.Concat([]string{}, w.Fields))
	if err != nil {
		return nil, err
	}
	values := append([]any{w.Name, Fold(w.Name), w.URL}, w.Keys.columns()...)
	return append(values, w.Auth, w.CanWrite, w.WriteError, w.BatchSize,
		w.Timeout.Milliseconds(), w.Connections, w.Removal, w.Schedule.Milliseconds(), string(fields), w.NewStatus, w.MirrorCategories), nil
}

// AddWebshop adds a webshop and gives it back with its id and with defaults where settings were zero. It can be written unless
// WriteError says why not. ErrExists when the name is taken.
func (s *Store) AddWebshop(ctx context.Context, w Webshop) (Webshop, error) {
	err := s.change(ctx, survivesPowerCut, fmt.Sprintf("add webshop %q", w.Name), func(t *tx) error {
		if err := w.settle(); err != nil {
			return err
		}
		w.CanWrite, w.PlannedRevision, w.CreatedOn = w.WriteError == "", 0, fromMillis(t.now)
		values, err := w.values()
		if err != nil {
			return err
		}
		w.ID, err = t.insert(`INSERT INTO webshops (name, name_key, url, consumer_key, consumer_secret, application_user, application_password, auth, can_write, write_error, batch_size,
			timeout, connections, removal, schedule, fields, new_status, mirror_categories, created_on, planned_revision, stale_revision)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`, append(values, t.now)...)
		return taken(err)
	})
	if err != nil {
		return Webshop{}, err
	}
	return w, nil
}

// taken turns a value that must be unique and is not into ErrExists.
func taken(err error) error {
	if isUnique(err) {
		return ErrExists
	}
	return err
}

// UpdateWebshop stores the settings of a webshop. Where they change what is sent, the plan is made anew; PlannedRevision itself is
// left to SetPlanned. ErrNotFound when the webshop is gone, ErrExists when the name is taken.
func (s *Store) UpdateWebshop(ctx context.Context, w Webshop) error {
	return s.change(ctx, survivesPowerCut, fmt.Sprintf("change webshop %q", w.Name), func(t *tx) error {
		if err := w.settle(); err != nil {
			return err
		}
		var before Webshop
		scan := func(dest ...any) error {
			return t.get(dest, "SELECT "+webshopColumns+" FROM webshops WHERE id = ?", w.ID)
		}
		if err := scanWebshop(scan, &before); err != nil {
			return err
		}
		values, err := w.values()
		if err != nil {
			return err
		}
		if _, err := t.exec(`UPDATE webshops SET name = ?, name_key = ?, url = ?, consumer_key = ?, consumer_secret = ?, application_user = ?,
			application_password = ?, auth = ?, can_write = ?,
			write_error = ?, batch_size = ?, timeout = ?, connections = ?, removal = ?, schedule = ?, fields = ?, new_status = ?,
			mirror_categories = ? WHERE id = ?`, append(values, w.ID)...); err != nil {
			return taken(err)
		}
		if slices.Equal(before.Fields, w.Fields) && before.NewStatus == w.NewStatus && before.MirrorCategories == w.MirrorCategories {
			return nil
		}
		return t.unplan(w.ID)
	})
}

// RemoveWebshop forgets a webshop with its packages, links and categories. Its operations stay: those that wait become Webshop not
// found, and the one in progress is ended by its worker, whom Record tells.
func (s *Store) RemoveWebshop(ctx context.Context, id int64) error {
	return s.change(ctx, survivesPowerCut, fmt.Sprintf("remove webshop %d", id), func(t *tx) error {
		rows, err := t.query("SELECT id FROM operations WHERE webshop_id = ? AND state = 0", id)
		waiting, err := collect(rows, err, scalar[int64])
		if err != nil {
			return err
		}
		seq, err := t.next("operations")
		if err != nil {
			return err
		}
		for _, op := range waiting {
			if err := t.end(op, WebshopNotFound, webshopGoneText, seq); err != nil {
				return err
			}
		}
		n, err := t.exec("DELETE FROM webshops WHERE id = ?", id)
		if err == nil && n == 0 {
			err = ErrNotFound
		}
		return err
	})
}

// SetPlanned notes that every product up to a revision has its wanted hash in a webshop. The revision must be read before anything
// that the plan rests on: when a link or a setting was changed after it, or a newer plan is noted, nothing is.
func (s *Store) SetPlanned(ctx context.Context, webshopID, revision int64) error {
	return s.change(ctx, survivesCrash, fmt.Sprintf("note the plan for webshop %d", webshopID), func(t *tx) error {
		if err := t.webshopExists(webshopID); err != nil {
			return err
		}
		_, err := t.exec("UPDATE webshops SET planned_revision = ?1 WHERE id = ?2 AND max(stale_revision, planned_revision) <= ?1", revision, webshopID)
		return err
	})
}

// unplan makes the plan of a webshop start anew, also one that is being made at this moment.
func (t *tx) unplan(webshopID int64) error {
	revision, err := t.next("catalogue")
	if err != nil {
		return err
	}
	_, err = t.exec("UPDATE webshops SET planned_revision = 0, stale_revision = ? WHERE id = ?", revision, webshopID)
	return err
}

func (t *tx) webshopExists(id int64) error {
	var one int
	return t.get([]any{&one}, "SELECT 1 FROM webshops WHERE id = ?", id)
}

// RemoteIDs gives the ids that a webshop gave to things of a kind, by name. Kinds and names are the caller's, kept as they are.
func (s *Store) RemoteIDs(ctx context.Context, webshopID int64, kind string) (map[string]int64, error) {
	type pair struct {
		name string
		id   int64
	}
	rows, err := s.read.query(ctx, "SELECT name, remote_id FROM remote_ids WHERE webshop_id = ? AND kind = ?", webshopID, kind)
	all, err := collect(rows, err, func(rows *sql.Rows, p *pair) error { return rows.Scan(&p.name, &p.id) })
	if err != nil {
		return nil, fmt.Errorf("read the %s ids of webshop %d: %w", kind, webshopID, err)
	}
	ids := make(map[string]int64, len(all))
	for _, p := range all {
		ids[p.name] = p.id
	}
	return ids, nil
}

// SetRemoteIDs adds to the ids of a kind; an id of 0 takes a name out.
func (s *Store) SetRemoteIDs(ctx context.Context, token, webshopID int64, kind string, ids map[string]int64) error {
	return s.work(ctx, survivesCrash, token, fmt.Sprintf("note the %s ids of webshop %d", kind, webshopID), func(t *tx) error {
		if err := t.webshopExists(webshopID); err != nil {
			return err
		}
		return t.setRemoteIDs(webshopID, kind, ids)
	})
}

func (t *tx) setRemoteIDs(webshopID int64, kind string, ids map[string]int64) (err error) {
	for name, id := range ids {
		if id == 0 {
			_, err = t.exec("DELETE FROM remote_ids WHERE webshop_id = ? AND kind = ? AND name = ?", webshopID, kind, name)
		} else {
			_, err = t.exec("INSERT INTO remote_ids VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET remote_id = excluded.remote_id", webshopID, kind, name, id)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
