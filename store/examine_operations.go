package store

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// references are the columns that name a row of another table, those that others rest on first.
var references = [...]struct{ table, column, of string }{
	{"webshop_categories", "webshop_id", "webshops"}, {"links", "webshop_id", "webshops"}, {"links", "category_id", "categories"},
	{"links", "webshop_category_id", "webshop_categories"}, {"link_products", "link_id", "links"}, {"packages", "webshop_id", "webshops"},
	{"package_payloads", "webshop_id", "webshops"}, {"intents", "webshop_id", "webshops"}, {"remote_ids", "webshop_id", "webshops"},
	{"operation_errors", "id", "operations"}, {"link_products", "product_id", "products"},
	// Without its product a package would be taken for one of a product to be removed. The webshop keeps it, and it is found by its SKU
	// when the product comes back.
	{"packages", "product_id", "products"}, {"package_payloads", "product_id", "products"}, {"intents", "product_id", "products"},
}

const (
	strayItems  = "operation_id NOT IN (SELECT id FROM operations) AND operation_id NOT IN (SELECT id FROM operations_leftover)"
	strayLabels = "label_id NOT IN (SELECT id FROM operation_labels)"
)

// findStray counts rows that belong to something that is gone.
func findStray(ctx context.Context, s *Store) (string, error) {
	parts := []string{"(SELECT count(*) FROM operation_items WHERE " + strayItems + ")", "(SELECT count(*) FROM operations WHERE " + strayLabels + ")"}
	for _, r := range references {
		parts = append(parts, fmt.Sprintf("(SELECT count(*) FROM %s WHERE %s NOT IN (SELECT id FROM %s))", r.table, r.column, r.of))
	}
	return s.some(ctx, "%d rows belong to something that is not there", "SELECT "+strings.Join(parts, " + "))
}

// mendStray deletes such rows. An operation never goes for that: its webshop gets a name again.
func mendStray(ctx context.Context, s *Store) error {
	statements := []string{
		`INSERT INTO operation_labels (id, name, url, name_key, url_key) SELECT DISTINCT label_id, 'unknown webshop ' || label_id, '', 'unknown webshop ' || label_id, ''
			FROM operations WHERE ` + strayLabels,
		"INSERT OR IGNORE INTO operations_leftover SELECT DISTINCT operation_id FROM operation_items WHERE " + strayItems, // the worker deletes them in small steps
	}
	for _, r := range references {
		statements = append(statements, fmt.Sprintf("DELETE FROM %s WHERE %s NOT IN (SELECT id FROM %s)", r.table, r.column, r.of))
	}
	return s.repair(ctx, "references", statements...)
}

const (
	newestSeq      = "(SELECT coalesce(max(seq), 0) FROM operations)"
	newestRevision = "max((SELECT coalesce(max(revision), 0) FROM products), (SELECT coalesce(max(max(planned_revision, plan_revision, stale_revision)), 0) FROM webshops))"
)

// findCounters finds counters that would give a number a second time.
func findCounters(ctx context.Context, s *Store) (string, error) {
	return s.some(ctx, "%d counters are behind what they counted", `SELECT ((SELECT value FROM counters WHERE name = 'operations') < `+newestSeq+`)
		+ ((SELECT value FROM counters WHERE name = 'catalogue') < `+newestRevision+")")
}

func mendCounters(ctx context.Context, s *Store) error {
	return s.repair(ctx, "counters", "UPDATE counters SET value = max(value, "+newestSeq+") WHERE name = 'operations'",
		"UPDATE counters SET value = max(value, "+newestRevision+") WHERE name = 'catalogue'")
}

// findCounts compares the numbers on the tabs of the screen with the rows.
func findCounts(ctx context.Context, s *Store) (string, error) {
	const rows, counted = "SELECT label_id, is_full, state, count(*) FROM operations GROUP BY 1, 2, 3", "SELECT label_id, is_full, state, n FROM operation_counts WHERE n <> 0"
	return s.some(ctx, "%d numbers of operations by webshop and state differ from the operations", "SELECT count(*) FROM (SELECT * FROM ("+rows+" EXCEPT "+counted+
		") UNION SELECT * FROM ("+counted+" EXCEPT "+rows+"))")
}

func mendCounts(ctx context.Context, s *Store) error {
	return s.repair(ctx, "the numbers of operations", "DELETE FROM operation_counts",
		"INSERT INTO operation_counts SELECT label_id, is_full, state, count(*) FROM operations GROUP BY 1, 2, 3")
}

// counted sums up the results of an operation as Counts.add does: added, updated, removed, unchanged, skipped, failed.
const counted = `(SELECT coalesce(sum(outcome = 1 AND action = 1), 0), coalesce(sum(outcome = 1 AND action = 2), 0), coalesce(sum(outcome = 1 AND action = 3), 0),
	coalesce(sum(outcome = 2 OR outcome = 1 AND action NOT IN (1, 2, 3)), 0), coalesce(sum(outcome = 3), 0), coalesce(sum(outcome = 4), 0)
	FROM operation_items i WHERE i.operation_id = operations.id)`

// miscounted are operations that have not ended and have other results than they count. Those that have ended never change.
const miscounted = `state < 2 AND EXISTS (SELECT 1 FROM operation_items i WHERE i.operation_id = operations.id)
	AND ((added, updated, removed, unchanged, skipped, failed) <> ` + counted + ` OR done <> added + updated + removed + unchanged + skipped + failed)`

func findProgress(ctx context.Context, s *Store) (string, error) {
	return s.some(ctx, "%d operations count other results than they have", "SELECT count(*) FROM operations WHERE "+miscounted)
}

func mendProgress(ctx context.Context, s *Store) error {
	return s.repair(ctx, "the progress of operations", "UPDATE counters SET value = value + 1 WHERE name = 'operations'",
		"UPDATE operations SET seq = (SELECT value FROM counters WHERE name = 'operations'), (added, updated, removed, unchanged, skipped, failed) = "+counted+" WHERE "+miscounted,
		"UPDATE operations SET done = added + updated + removed + unchanged + skipped + failed WHERE state < 2 AND done <> added + updated + removed + unchanged + skipped + failed")
}

// findStuck finds operations in progress while no program works. That is not yet a flaw: the next program that works takes them up.
func findStuck(ctx context.Context, s *Store) (string, error) {
	if l, err := s.CurrentLease(ctx); err != nil || l != (Lease{}) {
		return "", err
	}
	return s.some(ctx, "%d operations are in progress, and no program works on them; the next one that works goes on with them", "SELECT count(*) FROM operations WHERE state = 1")
}

// mendStuck puts them back to waiting, as the next worker would.
func mendStuck(ctx context.Context, s *Store) error {
	l, held, err := s.AcquireLease(ctx, "woosync doctor", 10*time.Second)
	if err != nil {
		return err
	}
	if !held {
		return fmt.Errorf("%w: %s works on the store", ErrInUse, l.Holder)
	}
	if _, _, err := s.Rescue(ctx, l.Token, rescuedAttempts); err != nil {
		return err
	}
	return s.ReleaseLease(ctx, l.Token)
}

// rescuedAttempts is how often an operation may have been begun and still goes back to waiting.
const rescuedAttempts = 3
