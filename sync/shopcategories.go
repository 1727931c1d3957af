package sync

import (
	"context"
	"fmt"
	"strconv"

	"woosync/store"
	"woosync/woo"
)

// categoryIDs are the numbers of webshop categories, by path, that were ensured before.
func (m *terms) categoryIDs(paths []string) ([]int64, error) {
	ids := make([]int64, 0, len(paths))
	for _, path := range paths {
		c := m.paths[path]
		if c == nil || c.RemoteID == 0 {
			return nil, m.fault(kindCategory, path)
		}
		ids = append(ids, c.RemoteID)
	}
	return ids, nil
}

// ensureCategories makes the categories that the webshop does not have, parents first. One of the same name below the same
// parent is taken over.
func (m *terms) ensureCategories(ctx context.Context, call caller, paths []string) error {
	if len(paths) == 0 {
		return nil
	}
	if err := m.loadCategories(ctx); err != nil {
		return err
	}
	orphans, err := m.makeCategories(ctx, call, paths, true)
	if orphans && err == nil { // a category above, which we took for there, was deleted in the webshop
		_, err = m.makeCategories(ctx, call, paths, false)
	}
	return err
}

// makeCategories makes what is missing, level by level. Orphans tells that the webshop no longer had the parent of one; with
// forgive that parent is then to be made too.
func (m *terms) makeCategories(ctx context.Context, call caller, paths []string, forgive bool) (orphans bool, err error) {
	byID := make(map[int64]*store.WebshopCategory, len(m.paths))
	for _, c := range m.paths {
		byID[c.ID] = c
	}
	var levels [][]*store.WebshopCategory // what is missing, by depth
	seen := map[int64]bool{}
	for _, path := range paths {
		depth := 0
		for c := m.paths[path]; c != nil; c = byID[c.ParentID] {
			depth++
		}
		for c := m.paths[path]; c != nil; c = byID[c.ParentID] {
			depth--
			if c.RemoteID != 0 || seen[c.ID] || m.faults[faultKey(kindCategory, c.Path)] != "" {
				continue
			}
			seen[c.ID] = true
			for len(levels) <= depth {
				levels = append(levels, nil)
			}
			levels[depth] = append(levels[depth], c)
		}
	}
	if len(seen) == 0 {
		return false, nil
	}
	if err := m.listCategories(call); err != nil {
		return false, err
	}
	for _, level := range levels {
		some, err := m.makeLevel(ctx, call, level, byID, forgive)
		if err != nil {
			return false, err
		}
		orphans = orphans || some
	}
	return orphans, nil
}

// unknownCategories tells whether jobs are in categories that the store does not have.
func (m *terms) unknownCategories(ctx context.Context, jobs []*job) (bool, error) {
	if err := m.loadCategories(ctx); err != nil {
		return false, err
	}
	for _, j := range jobs {
		for _, path := range appendNames(nil, j.out["categories"]) {
			if m.paths[path] == nil {
				return true, nil
			}
		}
	}
	return false, nil
}

func (m *terms) loadCategories(ctx context.Context) error {
	if m.paths != nil {
		return nil
	}
	list, err := m.st.WebshopCategories(ctx, m.webshop)
	if err != nil {
		return fmt.Errorf("reading the webshop's categories: %w", err)
	}
	m.paths = make(map[string]*store.WebshopCategory, len(list))
	for i := range list {
		m.paths[list[i].Path] = &list[i]
	}
	return nil
}

// listCategories reads which categories the webshop has, once.
func (m *terms) listCategories(call caller) error {
	if m.existing != nil {
		return nil
	}
	existing := map[string]int64{}
	err := asking(call)(func(ctx context.Context) error {
		list, err := m.client.ListTerms(ctx, woo.TermCategories)
		for _, t := range list {
			existing[categoryKey(t.Parent, t.Name)] = t.ID
		}
		return err
	})
	if err == nil {
		m.existing = existing
	}
	return err
}

func categoryKey(parent int64, name string) string {
	return strconv.FormatInt(parent, 10) + "\x00" + termKey(name)
}

// makeLevel makes categories whose parents are there.
func (m *terms) makeLevel(ctx context.Context, call caller, level []*store.WebshopCategory, byID map[int64]*store.WebshopCategory, forgive bool) (orphans bool, err error) {
	var create, found []*store.WebshopCategory
	var fields []woo.Fields
	for _, c := range level {
		f := woo.Fields{"name": c.Name}
		var parent int64
		if above := byID[c.ParentID]; above != nil {
			if parent = above.RemoteID; parent == 0 {
				m.faults[faultKey(kindCategory, c.Path)] = "the one above it could not be made"
				continue
			}
			f["parent"] = parent
		}
		if id := m.existing[categoryKey(parent, c.Name)]; id != 0 {
			c.RemoteID = id
			found = append(found, c)
			continue
		}
		create, fields = append(create, c), append(fields, f)
	}
	if err := m.number(ctx, found); err != nil {
		return false, err
	}
	for len(create) > 0 {
		n := min(len(create), woo.BatchLimit)
		results, err := createTerms(call, m.client, woo.TermCategories, fields[:n])
		if err != nil {
			return false, err
		}
		found = found[:0]
		for i, c := range create[:n] {
			switch id := termID(results[i]); {
			case id != 0:
				c.RemoteID = id
				found = append(found, c)
				m.made(kindCategory, c.Path, results[i].Err == nil)
			case results[i].Err.Code == "missing_parent" && forgive:
				orphans = true
				m.forgetCategory(byID[c.ParentID].RemoteID)
			default:
				m.blame(kindCategory, c.Path, results[i].Err)
			}
		}
		if err := m.number(ctx, found); err != nil {
			return false, err
		}
		create, fields = create[n:], fields[n:]
	}
	return orphans, nil
}

// number notes which categories of the webshop are meant.
func (m *terms) number(ctx context.Context, list []*store.WebshopCategory) error {
	if len(list) == 0 {
		return nil
	}
	remote := make(map[int64]int64, len(list))
	for _, c := range list {
		remote[c.ID] = c.RemoteID
	}
	if err := m.st.SetRemoteCategories(ctx, m.token, remote); err != nil {
		return fmt.Errorf("storing the numbers of %d categories: %w", len(list), err)
	}
	return nil
}

// forgetCategory drops the number of a category that the webshop has deleted. What the webshop has is read anew.
func (m *terms) forgetCategory(id int64) {
	for _, c := range m.paths {
		if c.RemoteID == id {
			c.RemoteID = 0
			m.gone[faultKey(kindCategory, c.Path)] = true
		}
	}
	m.existing = nil
}
