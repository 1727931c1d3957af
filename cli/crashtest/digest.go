//go:build linux

package main

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
)

// open opens the file of a store beside the program. The driver comes with the store.
func openFile(path string, pragmas ...string) (*sql.DB, error) {
	address := "file:" + path + "?_pragma=busy_timeout(10000)"
	for _, p := range pragmas {
		address += "&_pragma=" + p
	}
	return sql.Open("sqlite", address)
}

// change changes the file of a store in a way that woosync does not.
func change(ctx context.Context, path string, statements ...string) (err error) {
	db, err := openFile(path, "foreign_keys(OFF)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	for _, s := range statements {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%s: %w", s, err)
		}
	}
	return nil
}

// ask asks for a number.
func ask(ctx context.Context, path, question string, args ...any) (n int64, err error) {
	db, err := openFile(path, "query_only(ON)")
	if err != nil {
		return 0, err
	}
	defer db.Close()
	if err := db.QueryRowContext(ctx, question, args...).Scan(&n); err != nil {
		return 0, fmt.Errorf("%s: %w", question, err)
	}
	return n, nil
}

// digest stands for everything in a store but some tables; it is empty where there is no file. Who works is left out: that changes by
// itself.
func digest(ctx context.Context, path string, but ...string) (contents, error) {
	return digestOf(ctx, path, func(table string) bool { return table != "lease" && !slices.Contains(but, table) })
}

// contents stands for what is in a store: a line for each table.
type contents string

// from names the tables in which two stores differ.
func (c contents) from(other contents) (tables []string) {
	lines := strings.Split(string(other), "\n")
	for line := range strings.SplitSeq(string(c), "\n") {
		if table, _, _ := strings.Cut(line, " "); !slices.Contains(lines, line) {
			tables = append(tables, table)
		}
	}
	return tables
}

func digestOf(ctx context.Context, path string, wanted func(table string) bool) (all contents, err error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	db, err := openFile(path, "query_only(ON)")
	if err != nil {
		return "", err
	}
	defer db.Close()
	// Indexes of texts are told by what they were made of.
	rows, err := db.QueryContext(ctx, `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%'
		AND name NOT LIKE 'operation_texts_%' AND name NOT LIKE 'product_texts_%' ORDER BY name`)
	if err != nil {
		return "", fmt.Errorf("read %s: %w", path, err)
	}
	var tables []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return "", err
		}
		if wanted(name) {
			tables = append(tables, name)
		}
	}
	if err := rows.Close(); err != nil {
		return "", err
	}
	if len(tables) == 0 {
		return "", fmt.Errorf("%s holds no tables", path)
	}
	for _, t := range tables {
		rows, err := rowsOf(ctx, db, t)
		if err != nil {
			return "", fmt.Errorf("read %s of %s: %w", t, path, err)
		}
		all += contents(fmt.Sprintf("%s %x\n", t, sha256.Sum256([]byte(rows))))
	}
	return all, nil
}

// rowsOf is a table as one text.
func rowsOf(ctx context.Context, db *sql.DB, table string) (string, error) {
	rows, err := db.QueryContext(ctx, "SELECT * FROM "+table+" NOT INDEXED")
	if err != nil {
		return "", err
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		return "", err
	}
	var all []string
	values, dest := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		dest[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return "", err
		}
		all = append(all, fmt.Sprintf("%q", values))
	}
	slices.Sort(all)
	return strings.Join(all, "\n"), rows.Err()
}
