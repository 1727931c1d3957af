package store

import (
	"context"
	"strconv"
	"strings"
	"unicode/utf8"
)

// textEnd stands twice after every indexed text, so that its last character and its last two begin a term as well. Fold turns
// control characters into blanks, so it occurs nowhere else.
const textEnd = "\x01\x01"

const errorKeySize = 32

// SearchedError is how many bytes of an error text are searched.
const SearchedError = 256 << 10

func searchedError(text string) string { return Fold(head(text, SearchedError)) }

// errorKey is what errors are sorted by.
func errorKey(text string) []byte {
	key := []byte(Fold(head(text, ErrorHead)))
	if len(key) == 0 && text != "" {
		key = []byte(" ") // an error without anything to see is an error still
	}
	return key[:min(len(key), errorKeySize)]
}

// indexError keeps the whole error text of an operation whose row has the head, and makes it searchable.
func (t *tx) indexError(id int64, text string) error {
	if text == "" {
		return nil
	}
	if len(text) > ErrorHead {
		if _, err := t.exec("INSERT INTO operation_errors (id, text) VALUES (?, ?)", id, text); err != nil {
			return err
		}
	}
	_, err := t.exec("INSERT INTO operation_texts (rowid, text) VALUES (?, ?)", id, searchedError(text)+textEnd)
	return err
}

// forgetError takes away the error text that an operation has kept so far.
func (t *tx) forgetError(id int64) error {
	if _, err := t.exec("DELETE FROM operation_errors WHERE id = ?", id); err != nil {
		return err
	}
	_, err := t.exec("DELETE FROM operation_texts WHERE rowid = ?", id)
	return err
}

// match is an FTS5 expression of terms.
func match(terms []string, operator string) string {
	quoted := make([]string, len(terms))
	for i, t := range terms {
		quoted[i] = `"` + strings.ReplaceAll(t, `"`, `""`) + `"`
	}
	return strings.Join(quoted, operator)
}

// errorsHolding finds the operations whose error text holds a folded text, by id. One and two characters are no term: those that
// begin with them are looked up first.
func (r *readers) errorsHolding(ctx context.Context, text string) ([]int64, error) {
	terms := []string{text}
	if utf8.RuneCountInString(text) < 3 {
		rows, err := r.query(ctx, "SELECT term FROM operation_terms WHERE term >= ? AND term < ?", text, text+string(utf8.MaxRune))
		if terms, err = collect(rows, err, scalar[string]); err != nil || len(terms) == 0 {
			return nil, err
		}
	}
	// One row with all ids is read in half the time of a row for each.
	var list string
	err := r.get(ctx, []any{&list}, "SELECT coalesce(group_concat(rowid), '') FROM operation_texts WHERE operation_texts MATCH ?", match(terms, " OR "))
	if err != nil || list == "" {
		return nil, err
	}
	ids := make([]int64, 0, strings.Count(list, ",")+1)
	for part := range strings.SplitSeq(list, ",") {
		id, err := strconv.ParseInt(part, 10, 64)
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

// whichHold tells which of some operations have an error text that holds a folded text.
func (r *readers) whichHold(ctx context.Context, ids []int64, text string) (holding []int64, err error) {
	rows, err := r.query(ctx, `SELECT o.id, coalesce(e.text, o.error) FROM json_each(?) j CROSS JOIN operations o ON o.id = j.value
		LEFT JOIN operation_errors e ON e.id = o.id`, idList(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var whole string
		if err := rows.Scan(&id, &whole); err != nil {
			return nil, err
		}
		if strings.Contains(searchedError(whole), text) {
			holding = append(holding, id)
		}
	}
	return holding, explain(rows.Err())
}
