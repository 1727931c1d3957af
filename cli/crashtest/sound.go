//go:build linux

package main

import (
	"context"
	"database/sql"
	"fmt"
)

// sound asks SQLite whether the file is whole. The driver comes with the store.
func sound(ctx context.Context, f *faults, path string) (err error) {
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=busy_timeout(10000)&_pragma=query_only(ON)")
	if err != nil {
		return err
	}
	defer db.Close()
	for _, check := range []struct{ question, good string }{
		{"PRAGMA integrity_check", "ok"},
		{"SELECT count(*) FROM pragma_foreign_key_check", "0"},
		{"SELECT count(*) FROM operations WHERE state = 1", "0"},
		{"SELECT count(*) FROM (SELECT label_id, is_full, state, n FROM operation_counts WHERE n <> 0 EXCEPT SELECT label_id, is_full, state, count(*) FROM operations GROUP BY 1, 2, 3)", "0"},
		{"SELECT value FROM counters WHERE name = 'bulk'", "0"},
	} {
		rows, err := db.QueryContext(ctx, check.question)
		if err != nil {
			return fmt.Errorf("%s: %w", check.question, err)
		}
		for rows.Next() {
			var answer string
			if err := rows.Scan(&answer); err != nil {
				return fmt.Errorf("%s: %w", check.question, err)
			}
			if answer != check.good {
				f.add("%s answers %q", check.question, answer)
			}
		}
		if err := rows.Close(); err != nil {
			return fmt.Errorf("%s: %w", check.question, err)
		}
	}
	return nil
}
