package store

import (
	"context"
	"database/sql"
	"fmt"
)

// AdoptedCategory is a category that a webshop has already.
type AdoptedCategory struct {
	RemoteID       int64
	ParentRemoteID int64  // 0 at the top
	Name           string // without ">"
	Path           string // of the inventory category that is its like; no other in the list has the same
}

// AdoptCategories takes over the tree of a webshop, given with each category after the one above it: the inventory gets a category of
// the same path, the webshop's tree one that knows its id, and a whole link leads from the one to the other. A category whose id is
// known keeps the name that it has here. What is there already stays as it is, so that a second time changes nothing.
func (s *Store) AdoptCategories(ctx context.Context, token, webshopID int64, list []AdoptedCategory) error {
	return s.work(ctx, survivesCrash, token, fmt.Sprintf("take over %d categories of webshop %d", len(list), webshopID), func(t *tx) error {
		if err := t.webshopExists(webshopID); err != nil {
			return err
		}
		a, err := t.adopter(webshopID, list)
		if err != nil {
			return err
		}
		for _, c := range list {
			if err := a.adopt(c); err != nil {
				return fmt.Errorf("category %q: %w", c.Path, err)
			}
		}
		if a.changed {
			return t.unplan(webshopID)
		}
		return nil
	})
}

// adopter is one call of AdoptCategories inside its transaction.
type adopter struct {
	*tx
	webshop  int64
	live     map[int64]bool // ids that the webshop has
	byRemote map[int64]WebshopCategory
	byPath   map[string]WebshopCategory
	changed  bool
}

func (t *tx) adopter(webshopID int64, list []AdoptedCategory) (*adopter, error) {
	a := &adopter{tx: t, webshop: webshopID, live: map[int64]bool{}, byRemote: map[int64]WebshopCategory{}, byPath: map[string]WebshopCategory{}}
	for _, c := range list {
		a.live[c.RemoteID] = true
	}
	rows, err := t.query("SELECT "+webshopCategoryColumns+" FROM webshop_categories WHERE webshop_id = ?", webshopID)
	known, err := collect(rows, err, func(rows *sql.Rows, c *WebshopCategory) error { return scanWebshopCategory(rows.Scan, c) })
	if err != nil {
		return nil, err
	}
	for _, c := range known {
		a.note(c)
	}
	return a, nil
}

func (a *adopter) note(c WebshopCategory) {
	a.byPath[pathKey(c.Path)] = c
	if c.RemoteID != 0 {
		a.byRemote[c.RemoteID] = c
	}
}

func (a *adopter) adopt(c AdoptedCategory) error {
	inventory, err := a.category(c.Path)
	if err != nil {
		return err
	}
	shown, err := a.shown(c)
	if err != nil {
		return err
	}
	n, err := a.exec(`INSERT INTO links (webshop_id, category_id, webshop_category_id, whole) VALUES (?, ?, ?, 1)
		ON CONFLICT DO UPDATE SET whole = 1 WHERE whole = 0`, a.webshop, inventory, shown.ID)
	a.changed = a.changed || n > 0
	return err
}

// shown is the webshop category for one that the webshop has: the one with its id, else the one in its place, else a new one.
func (a *adopter) shown(c AdoptedCategory) (WebshopCategory, error) {
	if known, ok := a.byRemote[c.RemoteID]; ok {
		return known, nil
	}
	made := WebshopCategory{WebshopID: a.webshop, RemoteID: c.RemoteID, Name: c.Name}
	place := func() {
		made.Path = made.Name
		if above, ok := a.byRemote[c.ParentRemoteID]; ok {
			made.ParentID, made.Path = above.ID, above.Path+pathSeparator+made.Name
		}
	}
	place()
	if there, taken := a.byPath[pathKey(made.Path)]; taken && a.live[there.RemoteID] {
		made.Name = fmt.Sprintf("%s (%d)", c.Name, c.RemoteID) // its place belongs to another one, which was renamed in the webshop
		place()
	} else if taken {
		there.RemoteID = c.RemoteID
		a.note(there)
		a.changed = true
		_, err := a.exec("UPDATE webshop_categories SET remote_id = ? WHERE id = ?", there.RemoteID, there.ID)
		return there, err
	}
	var err error
	made.ID, err = a.insert(`INSERT INTO webshop_categories (webshop_id, parent_id, name, path, path_key, remote_id, tags, manufacturers)
		VALUES (?, ?, ?, ?, ?, ?, '[]', '[]')`, a.webshop, made.ParentID, made.Name, made.Path, pathKey(made.Path), made.RemoteID)
	a.note(made)
	a.changed = true
	return made, taken(err)
}

// Adoption is what is learned of a webshop that had products before us.
type Adoption struct {
	// Packages are what the webshop has; one without a Sent hash is forgotten, whatever the webshop has of it.
	Packages []Package
	// RemoteIDs are ids that the webshop gave to things, by kind and name; an id of 0 takes a name out.
	RemoteIDs map[string]map[string]int64
}

// Adopt notes packages as if they had been sent, and ids, all of it or nothing. What the catalogue wants belongs to the plan and stays.
func (s *Store) Adopt(ctx context.Context, token, webshopID int64, a Adoption) error {
	return s.work(ctx, survivesCrash, token, fmt.Sprintf("take over %d products of webshop %d", len(a.Packages), webshopID), func(t *tx) error {
		if err := t.webshopExists(webshopID); err != nil {
			return err
		}
		for i := range a.Packages {
			p := a.Packages[i]
			p.Wanted = p.Sent // where no plan has seen the product, it is to stay as it is
			r := Result{Item: Item{ProductID: p.ProductID}, Sent: &p}
			if p.Sent == (Hash{}) {
				r.Sent, r.Forget = nil, true
			}
			if err := t.recordPackage(webshopID, &r); err != nil {
				return err
			}
			if _, err := t.exec("DELETE FROM intents WHERE webshop_id = ? AND product_id = ?", webshopID, p.ProductID); err != nil {
				return err
			}
		}
		for kind, ids := range a.RemoteIDs {
			if err := t.setRemoteIDs(webshopID, kind, ids); err != nil {
				return err
			}
		}
		return nil
	})
}
