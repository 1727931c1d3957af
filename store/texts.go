package store

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"unicode/utf8"
)

// textEnd stands twice after every indexed text, so that its last character and its last two begin a term as well. Fold turns
// control characters into blanks, so it occurs nowhere else.
const textEnd = "\x01\x01"

const errorKeySize = 32

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
	_, err := t.exec("INSERT INTO operation_texts (rowid, text) VALUES (?, ?)", id, Fold(text)+textEnd)
	return err
}

// trigrams are the different runs of three characters in a folded text, some of them when there are many: they only narrow down.
func trigrams(text string) []string {
	const most = 12
	runes := []rune(text)
	if len(runes) > 64*most {
		runes = runes[:64*most]
	}
	var all []string
	for i := 0; i+3 <= len(runes); i++ {
		if g := string(runes[i : i+3]); !slices.Contains(all, g) {
			all = append(all, g)
		}
	}
	if len(all) <= most {
		return all
	}
	some := make([]string, most)
	for i := range some {
		some[i] = all[i*(len(all)-1)/(most-1)]
	}
	return some
}

// match is an FTS5 expression of terms.
func match(terms []string, operator string) string {
	quoted := make([]string, len(terms))
	for i, t := range terms {
		quoted[i] = `"` + strings.ReplaceAll(t, `"`, `""`) + `"`
	}
	return strings.Join(quoted, operator)
}

// errorsHolding finds the operations whose error text holds a folded text, by id.
func (r *readers) errorsHolding(ctx context.Context, text string) ([]int64, error) {
	if n := utf8.RuneCountInString(text); n < 3 {
		return r.errorsHoldingShort(ctx, text)
	} else if n == 3 {
		return r.textMatches(ctx, match([]string{text}, ""))
	}
	ids, err := r.textMatches(ctx, match(trigrams(text), " AND "))
	if err != nil {
		return nil, err
	}
	return r.verifyErrors(ctx, ids, text)
}

// errorsHoldingShort answers one and two characters, of which there are no terms: it takes all terms that begin with them.
func (r *readers) errorsHoldingShort(ctx context.Context, text string) ([]int64, error) {
	rows, err := r.query(ctx, "SELECT term FROM operation_terms WHERE term >= ? AND term < ?", text, text+string(utf8.MaxRune))
	terms, err := collect(rows, err, scalar[string])
	if err != nil || len(terms) == 0 {
		return nil, err
	}
	return r.textMatches(ctx, match(terms, " OR "))
}

func (r *readers) textMatches(ctx context.Context, expression string) ([]int64, error) {
	rows, err := r.query(ctx, "SELECT rowid FROM operation_texts WHERE operation_texts MATCH ? ORDER BY rowid", expression)
	return collect(rows, err, scalar[int64])
}

// verifyErrors keeps those operations whose error really holds a folded text: terms that all occur need not follow each other.
func (r *readers) verifyErrors(ctx context.Context, ids []int64, text string) ([]int64, error) {
	type found struct {
		id    int64
		error string
	}
	var sure []int64
	for chunk := range slices.Chunk(ids, 1000) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		rows, err := r.query(ctx, "SELECT o.id, coalesce(e.text, o.error) FROM json_each(?) j CROSS JOIN operations o ON o.id = j.value LEFT JOIN operation_errors e ON e.id = o.id", idList(chunk))
		all, err := collect(rows, err, func(rows *sql.Rows, f *found) error { return rows.Scan(&f.id, &f.error) })
		if err != nil {
			return nil, err
		}
		for _, f := range all {
			if strings.Contains(Fold(f.error), text) {
				sure = append(sure, f.id)
			}
		}
	}
	return sure, nil
}
