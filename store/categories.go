package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

const pathSeparator = " > "

// splitPath gives the names on the way down a category path; empty ones are left out.
func splitPath(path string) []string {
	var names []string
	for part := range strings.SplitSeq(path, ">") {
		if name := strings.Join(strings.Fields(part), " "); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// pathKey makes paths comparable without regard to case.
func pathKey(path string) string { return strings.ToLower(path) }

// category gives the id of an inventory category and makes it, and those above it, where they are missing. An empty path is 0.
func (t *tx) category(path string) (id int64, err error) {
	names := splitPath(path)
	for i, name := range names {
		parent, full := id, strings.Join(names[:i+1], pathSeparator)
		err = t.get([]any{&id}, "SELECT id FROM categories WHERE path_key = ?", pathKey(full))
		if isNotFound(err) {
			id, err = t.insert("INSERT INTO categories (parent_id, name, path, path_key) VALUES (?, ?, ?, ?)", parent, name, full, pathKey(full))
		}
		if err != nil {
			return 0, fmt.Errorf("inventory category %q: %w", full, err)
		}
	}
	return id, nil
}

// Categories lists the tree of inventory categories by path, so that each follows the one above it.
func (s *Store) Categories(ctx context.Context) ([]Category, error) {
	rows, err := s.read.query(ctx, "SELECT id, parent_id, name, path FROM categories")
	all, err := collect(rows, err, func(rows *sql.Rows, c *Category) error { return rows.Scan(&c.ID, &c.ParentID, &c.Name, &c.Path) })
	if err != nil {
		return nil, fmt.Errorf("list the inventory categories: %w", err)
	}
	slices.SortFunc(all, func(a, b Category) int { return slices.Compare(pathOrder(a.Path), pathOrder(b.Path)) })
	return all, nil
}

// pathOrder sorts paths as people read a tree: name by name, blind for case and accents.
func pathOrder(path string) []string { return strings.Split(Fold(path), pathSeparator) }

const webshopCategoryColumns = "id, webshop_id, parent_id, name, path, remote_id, tags, manufacturers"

func scanWebshopCategory(scan func(...any) error, c *WebshopCategory) error {
	var tags, manufacturers string
	if err := scan(&c.ID, &c.WebshopID, &c.ParentID, &c.Name, &c.Path, &c.RemoteID, &tags, &manufacturers); err != nil {
		return err
	}
	return errors.Join(json.Unmarshal([]byte(tags), &c.Tags), json.Unmarshal([]byte(manufacturers), &c.Manufacturers))
}

// WebshopCategories lists the tree of categories that customers of a webshop see, each after the one above it.
func (s *Store) WebshopCategories(ctx context.Context, webshopID int64) ([]WebshopCategory, error) {
	rows, err := s.read.query(ctx, "SELECT "+webshopCategoryColumns+" FROM webshop_categories WHERE webshop_id = ?", webshopID)
	all, err := collect(rows, err, func(rows *sql.Rows, c *WebshopCategory) error { return scanWebshopCategory(rows.Scan, c) })
	if err != nil {
		return nil, fmt.Errorf("list the categories of webshop %d: %w", webshopID, err)
	}
	slices.SortFunc(all, func(a, b WebshopCategory) int { return slices.Compare(pathOrder(a.Path), pathOrder(b.Path)) })
	return all, nil
}

func (t *tx) webshopCategory(id int64) (c WebshopCategory, err error) {
	err = scanWebshopCategory(func(dest ...any) error {
		return t.get(dest, "SELECT "+webshopCategoryColumns+" FROM webshop_categories WHERE id = ?", id)
	}, &c)
	return c, err
}

// settle makes the path of a category from its name and the one above it, which must belong to the same webshop.
func (t *tx) settleCategory(c *WebshopCategory) error {
	names := splitPath(strings.ReplaceAll(c.Name, ">", " "))
	if len(names) == 0 {
		return errors.New("a category needs a name")
	}
	c.Name = names[0]
	c.Path = c.Name
	if c.ParentID == 0 {
		return nil
	}
	parent, err := t.webshopCategory(c.ParentID)
	if err == nil && parent.WebshopID != c.WebshopID {
		err = ErrNotFound
	}
	if err != nil {
		return fmt.Errorf("the category above it: %w", err)
	}
	c.Path = parent.Path + pathSeparator + c.Name
	return nil
}

func stringList(all []string) (string, error) {
	b, err := json.Marshal(slices.Concat([]string{}, all))
	return string(b), err
}

// AddWebshopCategory adds a category under ParentID and gives it back with id and path. ErrExists when its place is taken.
func (s *Store) AddWebshopCategory(ctx context.Context, c WebshopCategory) (WebshopCategory, error) {
	err := s.change(ctx, survivesPowerCut, fmt.Sprintf("add category %q", c.Name), func(t *tx) error {
		if err := t.webshopExists(c.WebshopID); err != nil {
			return err
		}
		if err := t.addWebshopCategory(&c); err != nil {
			return err
		}
		return t.unplan(c.WebshopID)
	})
	if err != nil {
		return WebshopCategory{}, err
	}
	return c, nil
}

func (t *tx) addWebshopCategory(c *WebshopCategory) error {
	if err := t.settleCategory(c); err != nil {
		return err
	}
	tags, err := stringList(c.Tags)
	if err != nil {
		return err
	}
	manufacturers, err := stringList(c.Manufacturers)
	if err != nil {
		return err
	}
	c.ID, err = t.insert(`INSERT INTO webshop_categories (webshop_id, parent_id, name, path, path_key, remote_id, tags, manufacturers)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, c.WebshopID, c.ParentID, c.Name, c.Path, pathKey(c.Path), c.RemoteID, tags, manufacturers)
	return taken(err)
}

// UpdateWebshopCategory renames or moves a category, together with all below it, and stores its filters and remote id.
func (s *Store) UpdateWebshopCategory(ctx context.Context, c WebshopCategory) error {
	return s.change(ctx, survivesPowerCut, fmt.Sprintf("change category %q", c.Name), func(t *tx) error {
		before, err := t.webshopCategory(c.ID)
		if err != nil {
			return err
		}
		c.WebshopID = before.WebshopID
		if err := t.settleCategory(&c); err != nil {
			return err
		}
		if c.ParentID == c.ID || strings.HasPrefix(c.Path, before.Path+pathSeparator) {
			return errors.New("a category cannot lie below itself")
		}
		tags, err := stringList(c.Tags)
		if err != nil {
			return err
		}
		manufacturers, err := stringList(c.Manufacturers)
		if err != nil {
			return err
		}
		if _, err := t.exec("UPDATE webshop_categories SET parent_id = ?, name = ?, remote_id = ?, tags = ?, manufacturers = ? WHERE id = ?",
			c.ParentID, c.Name, c.RemoteID, tags, manufacturers, c.ID); err != nil {
			return err
		}
		if err := t.movePaths(c.ID, c.Path); err != nil {
			return taken(err)
		}
		return t.unplan(c.WebshopID)
	})
}

// movePaths gives a category and all below it their new paths.
func (t *tx) movePaths(id int64, path string) error {
	if _, err := t.exec("UPDATE webshop_categories SET path = ?, path_key = ? WHERE id = ?", path, pathKey(path), id); err != nil {
		return err
	}
	type child struct {
		id   int64
		name string
	}
	rows, err := t.query("SELECT id, name FROM webshop_categories WHERE parent_id = ?", id)
	children, err := collect(rows, err, func(rows *sql.Rows, c *child) error { return rows.Scan(&c.id, &c.name) })
	if err != nil {
		return err
	}
	for _, c := range children {
		if err := t.movePaths(c.id, path+pathSeparator+c.name); err != nil {
			return err
		}
	}
	return nil
}

// SetRemoteCategories notes the ids that a webshop gave to categories, by our ids; 0 for one that is not there any more.
func (s *Store) SetRemoteCategories(ctx context.Context, token int64, remote map[int64]int64) error {
	return s.work(ctx, survivesCrash, token, fmt.Sprintf("note the webshop's ids of %d categories", len(remote)), func(t *tx) error {
		for id, remoteID := range remote {
			n, err := t.exec("UPDATE webshop_categories SET remote_id = ? WHERE id = ?", remoteID, id)
			if err == nil && n == 0 {
				err = ErrNotFound
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
