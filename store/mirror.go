package store

import (
	"context"
	"fmt"
)

// Mirrored is a category of a webshop with the link that leads an inventory category to it.
type Mirrored struct {
	Category WebshopCategory // with an id below 0 it is still to be made
	Link     Link            // to Category, whatever its WebshopCategoryID says
}

// AddMirrored adds categories with their links, all of them or none: one transaction for thousands of categories. Each follows the one
// above it, whose id may be one below 0 that was given earlier. ids is told which ones they got. It fails as AddWebshopCategory and
// AddLink do.
func (s *Store) AddMirrored(ctx context.Context, webshopID int64, list []Mirrored, ids map[int64]int64) ([]Link, error) {
	links := make([]Link, len(list))
	made := map[int64]int64{}
	err := s.change(ctx, survivesPowerCut, fmt.Sprintf("mirror %d categories", len(list)), func(t *tx) error {
		if err := t.webshopExists(webshopID); err != nil {
			return err
		}
		clear(made)
		real := func(id int64) int64 {
			if id >= 0 {
				return id
			}
			if now, ok := made[id]; ok {
				return now
			}
			return ids[id]
		}
		for i, m := range list {
			c := m.Category
			if c.ID < 0 {
				c.WebshopID, c.ParentID = webshopID, real(c.ParentID)
				if err := t.addWebshopCategory(&c); err != nil {
					return fmt.Errorf("category %q: %w", m.Category.Path, err)
				}
				made[m.Category.ID] = c.ID
			}
			links[i] = m.Link
			links[i].WebshopID, links[i].WebshopCategoryID = webshopID, c.ID
			if err := t.addLink(&links[i]); err != nil {
				return fmt.Errorf("the link to category %q: %w", m.Category.Path, err)
			}
		}
		return t.unplan(webshopID)
	})
	if err != nil {
		return nil, err
	}
	for temporary, id := range made {
		ids[temporary] = id
	}
	return links, nil
}
