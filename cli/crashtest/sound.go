//go:build linux

package main

import (
	"context"
	"database/sql"
)

// question is one about a store, with the answer that is good.
type question struct{ text, good string }

var (
	ofTheFile = []question{
		{"PRAGMA integrity_check", "ok"},
		// Results whose operation was deleted are left over for a while, of those that are noted.
		{"SELECT (SELECT count(*) FROM pragma_foreign_key_check) - (SELECT count(*) FROM operation_items WHERE operation_id IN (SELECT id FROM operations_leftover))", "0"},
		{"SELECT count(*) FROM (SELECT label_id, is_full, state, n FROM operation_counts WHERE n <> 0 EXCEPT SELECT label_id, is_full, state, count(*) FROM operations GROUP BY 1, 2, 3)", "0"},
	}
	ofRest = []question{
		{"SELECT count(*) FROM operations WHERE state = 1", "0"},
		{"SELECT value FROM counters WHERE name = 'bulk'", "0"},
	}
)

// sound asks SQLite whether the file of a store is whole on which nobody works.
func sound(ctx context.Context, f *faults, path string) error {
	if err := whole(ctx, f, path); err != nil {
		return err
	}
	return answersWell(ctx, f, path, ofRest)
}

// whole asks it of a store on which somebody may work.
func whole(ctx context.Context, f *faults, path string) error {
	return answersWell(ctx, f, path, ofTheFile)
}

func answersWell(ctx context.Context, f *faults, path string, questions []question) error {
	db, err := openFile(path, "query_only(ON)")
	if err != nil {
		return err
	}
	defer db.Close()
	for _, q := range questions {
		if err := answersOne(ctx, f, db, q); err != nil {
			f.add("%s: %v", q.text, err) // a file that cannot be read is not whole
		}
	}
	return nil
}

func answersOne(ctx context.Context, f *faults, db *sql.DB, q question) error {
	rows, err := db.QueryContext(ctx, q.text)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var answer string
		if err := rows.Scan(&answer); err != nil {
			return err
		}
		if answer != q.good {
			f.add("%s answers %q", q.text, answer)
		}
	}
	return rows.Err()
}
