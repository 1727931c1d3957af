package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
)

// rescued are the tables whose rows are read from a damaged store, those that others rest on first, and what people call them. Of those
// with a number as the last part of their key, the parts before and after damage are read.
var rescued = [...]struct{ table, words, prefix, key string }{
	{"counters", "", "", ""}, {"settings", "the settings", "", ""},
	{"webshops", "the webshops", "", "id"}, {"operation_labels", "the names of webshops in operations", "", "id"},
	{"operations", "the operations", "", "id"}, {"operation_errors", "long error texts", "", "id"},
	{"operation_items", "the results of operations", "operation_id", "product_id"}, {"products", "the catalogue", "", "id"},
	{"categories", "the inventory categories", "", "id"}, {"webshop_categories", "the webshop categories", "", "id"}, {"links", "the links of categories", "", "id"},
	{"link_products", "the selected products of links", "link_id", "product_id"}, {"packages", "what was sent", "webshop_id", "product_id"},
	{"package_payloads", "what was sent", "webshop_id", "product_id"}, {"intents", "the writes in doubt", "webshop_id", "product_id"},
	{"remote_ids", "the ids that webshops gave", "", ""}, {"operations_leftover", "", "", "id"}, {"sqlite_sequence", "", "", ""},
}

// rescue copies the rows of one table as far as they can be read.
type rescue struct {
	from  *sql.Conn
	to    *sql.Conn
	table string
	read  string // SELECT … FROM …
	write *sql.Stmt
	width int
	lost  bool  // rows that could be read and make no sense
	at    int   // place of the key in a row; -1: there is none
	last  int64 // key that was read last; -1: none was
}

// rescueInto makes a store of the same version in an empty file and fills it. It tells what could not be read whole.
func (h *hold) rescueInto(ctx context.Context, part string, progress Progress) (lost []string, err error) {
	all, err := migrations()
	if err != nil {
		return nil, err
	}
	var id identity
	if err := h.conn.QueryRowContext(ctx, selectIdentity).Scan(&id.application, &id.version, &id.tables); err != nil {
		return nil, explain(err)
	}
	if err := id.check(len(all)); err != nil || id.version == 0 {
		return nil, errors.Join(err, ErrNotStore)
	}
	w, err := openWriter(ctx, part)
	if err != nil {
		return nil, explain(err)
	}
	defer func() { err = errors.Join(err, w.close()) }()
	if err := w.migrate(ctx, all[:id.version]); err != nil {
		return nil, err
	}
	if _, err := w.conn.ExecContext(ctx, "PRAGMA foreign_keys = OFF"); err != nil {
		return nil, explain(err)
	}
	for i, t := range rescued {
		progress("reading "+t.table, int64(i), int64(len(rescued)))
		whole := true
		err := w.do(ctx, 0, "rescue the rows of a table", func(*tx) (err error) {
			whole, err = rescueTable(ctx, h.conn, w.conn, t.table, t.prefix, t.key)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", t.table, err)
		}
		if !whole && t.words != "" && !slices.Contains(lost, t.words) {
			lost = append(lost, t.words)
		}
	}
	return lost, nil
}

// rescueTable copies a table; whole tells that every row was read.
func rescueTable(ctx context.Context, from, to *sql.Conn, table, prefix, key string) (whole bool, err error) {
	rows, err := to.QueryContext(ctx, "SELECT name FROM pragma_table_info(?)", table)
	columns, err := collect(rows, err, scalar[string])
	if err != nil || len(columns) == 0 {
		return true, err // of a version that has no such table
	}
	list := strings.Join(columns, ", ")
	r := &rescue{from: from, to: to, table: table, read: "SELECT " + list + " FROM " + table, width: len(columns), at: slices.Index(columns, key)}
	text := "INSERT OR REPLACE INTO " + table + " (" + list + ") VALUES (?" + strings.Repeat(", ?", len(columns)-1) + ")"
	if table == "sqlite_sequence" { // has no key; the numbers of rows that are gone must not come again
		text = "UPDATE sqlite_sequence SET seq = max(seq, ?2) WHERE name = ?1"
	}
	if r.write, err = to.PrepareContext(ctx, text); err != nil {
		return false, err
	}
	defer r.write.Close()
	switch read, err := r.copy(ctx, ""); {
	case err != nil:
		return false, err
	case read:
		return !r.lost, nil
	case key == "":
		return false, nil
	case prefix == "":
		return false, r.copyAround(ctx, key, "")
	}
	return false, r.copyByPrefix(ctx, prefix, key)
}

// copy copies rows, all or those of a condition. It is false when reading ended in damage; what was read before is copied.
func (r *rescue) copy(ctx context.Context, where string, args ...any) (read bool, err error) {
	r.last = -1
	rows, err := r.from.QueryContext(ctx, r.read+where, args...)
	if err != nil {
		return false, passDamage(err)
	}
	defer rows.Close()
	values, dest := make([]any, r.width), make([]any, r.width)
	for i := range values {
		dest[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return false, passDamage(err)
		}
		if r.at >= 0 {
			r.last, _ = values[r.at].(int64)
		}
		for i, v := range values {
			if b, blob := v.([]byte); blob && b == nil { // an empty one, which would be written as NULL
				values[i] = []byte{}
			}
		}
		if _, err := r.write.ExecContext(ctx, values...); err != nil {
			if explained := explain(err); errors.Is(explained, ErrNoSpace) || ctx.Err() != nil {
				return false, explained
			}
			r.lost = true // not a row that this table can have
		}
	}
	if err := rows.Err(); err != nil {
		return false, passDamage(err)
	}
	return true, nil
}

// passDamage lets a rescue go on after damage, and stop after anything else.
func passDamage(err error) error {
	if explained := explain(err); !errors.Is(explained, ErrDamaged) && !errors.Is(explained, ErrNotStore) && !isDiskError(explained) {
		return explained
	}
	return nil
}

// widestGap is how many keys are passed over in search of rows behind damage.
const widestGap = 1 << 33

// copyAround copies the rows of a table, or of those that and restricts it to, in the order of a key and around the damage in it: from
// where reading ends it looks for the next key that can be read, further and further away, and then back to where the damage ends.
func (r *rescue) copyAround(ctx context.Context, key, and string, args ...any) error {
	where := fmt.Sprintf(" WHERE %[1]s >= ? AND %[1]s < ?%[2]s ORDER BY %[1]s", key, and)
	between := func(from, to int64) (bool, error) { return r.copy(ctx, where, append([]any{from, to}, args...)...) }
	for start := int64(0); ; {
		read, err := between(start, math.MaxInt64)
		if err != nil || read {
			return err
		}
		damaged := max(start, r.last+1)
		behind := int64(0)
		for gap := int64(1); gap <= widestGap && behind == 0; gap *= 2 {
			if read, err = between(damaged+gap, math.MaxInt64); err != nil {
				return err
			}
			if read || r.last >= 0 {
				behind, start = damaged+gap, r.last+1
			}
		}
		if behind == 0 {
			return nil
		}
		for low, high := damaged, behind; high-low > 1; {
			middle := low + (high-low)/2
			whole, err := between(middle, high)
			if err != nil {
				return err
			}
			if whole {
				high = middle
			} else {
				low = middle
			}
		}
		if read {
			return nil
		}
	}
}

// copyByPrefix copies a table whose key has two parts, one after the other of those things that the first part names.
func (r *rescue) copyByPrefix(ctx context.Context, prefix, key string) error {
	table := map[string]string{"operation_id": "operations", "webshop_id": "webshops", "link_id": "links"}[prefix]
	rows, err := r.to.QueryContext(ctx, "SELECT id FROM "+table)
	ids, err := collect(rows, err, scalar[int64])
	if err != nil {
		return err
	}
	for _, id := range ids {
		if err := r.copyAround(ctx, key, " AND "+prefix+" = ?", id); err != nil {
			return err
		}
	}
	return nil
}
