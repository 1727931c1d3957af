package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// RemoteIDsOf gives the ids that a webshop gave to some things of a kind, by name; those that it has none for are left out.
func (s *Store) RemoteIDsOf(ctx context.Context, webshopID int64, kind string, names []string) (map[string]int64, error) {
	type pair struct {
		name string
		id   int64
	}
	ids := make(map[string]int64, len(names))
	for chunk := range slices.Chunk(names, maxPage) {
		list, err := stringList(chunk)
		if err != nil {
			return nil, fmt.Errorf("read %s ids of webshop %d: %w", kind, webshopID, err)
		}
		rows, err := s.read.query(ctx, `SELECT r.name, r.remote_id FROM json_each(?) j
			CROSS JOIN remote_ids r ON r.webshop_id = ? AND r.kind = ? AND r.name = j.value`, list, webshopID, kind)
		some, err := collect(rows, err, func(rows *sql.Rows, p *pair) error { return rows.Scan(&p.name, &p.id) })
		if err != nil {
			return nil, fmt.Errorf("read %s ids of webshop %d: %w", kind, webshopID, err)
		}
		for _, p := range some {
			ids[p.name] = p.id
		}
	}
	return ids, nil
}
