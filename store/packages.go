package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

const packageColumns = "p.webshop_id, p.product_id, p.wanted, p.sent, p.remote_id, p.remote_parent_id, p.sent_on"

func scanPackage(p *Package, scan func(...any) error, more ...any) error {
	var wanted, sent []byte
	var on int64
	err := scan(append([]any{&p.WebshopID, &p.ProductID, &wanted, &sent, &p.RemoteID, &p.RemoteParentID, &on}, more...)...)
	copy(p.Wanted[:], wanted)
	copy(p.Sent[:], sent)
	p.SentOn = fromMillis(on)
	return err
}

// stored is a hash as it is kept: empty for nothing.
func (h Hash) stored() []byte {
	if h == (Hash{}) {
		return []byte{}
	}
	return h[:]
}

// recordPackage notes what a webshop confirmed. What the catalogue wants belongs to the plan and stays: a product of which the plan
// has nothing any more, because it left the catalogue while it was being sent, is not wanted. Neither is one, yet, that no plan has
// seen: the next plan finds out that it has come, and with it what links to it.
func (t *tx) recordPackage(webshopID int64, r *Result) error {
	switch {
	case r.Sent != nil:
		p := r.Sent
		on := millis(p.SentOn)
		if on == 0 {
			on = t.now
		}
		if _, err := t.exec(`INSERT INTO packages (webshop_id, product_id, wanted, sent, remote_id, remote_parent_id, sent_on)
			SELECT w.id, ?2, CASE WHEN p.revision <= w.plan_revision THEN x'' ELSE ?3 END, ?4, ?5, ?6, ?7
			FROM webshops w LEFT JOIN products p ON p.id = ?2 WHERE w.id = ?1
			ON CONFLICT DO UPDATE SET sent = excluded.sent, remote_id = excluded.remote_id, remote_parent_id = excluded.remote_parent_id,
			sent_on = excluded.sent_on`, webshopID, r.ProductID, p.Wanted.stored(), p.Sent.stored(), p.RemoteID, p.RemoteParentID, on); err != nil {
			return err
		}
		payload := p.Payload
		if payload == nil {
			payload = []byte{}
		}
		_, err := t.exec(`INSERT INTO package_payloads (webshop_id, product_id, payload) VALUES (?, ?, ?)
			ON CONFLICT DO UPDATE SET payload = excluded.payload`, webshopID, r.ProductID, payload)
		return err
	case r.Forget:
		if !r.Former {
			if _, err := t.exec("DELETE FROM package_payloads WHERE webshop_id = ? AND product_id = ?", webshopID, r.ProductID); err != nil {
				return err
			}
		}
		if _, err := t.exec("DELETE FROM packages WHERE webshop_id = ? AND product_id = ? AND wanted = x''", webshopID, r.ProductID); err != nil {
			return err
		}
		_, err := t.exec("UPDATE packages SET sent = x'', remote_id = 0, remote_parent_id = 0, sent_on = 0 WHERE webshop_id = ? AND product_id = ?", webshopID, r.ProductID)
		return err
	}
	return nil
}

// Packages reads the packages of products in a webshop, with payloads, by product id. Products without one are left out.
func (s *Store) Packages(ctx context.Context, webshopID int64, productIDs []int64) (map[int64]Package, error) {
	all := make(map[int64]Package, len(productIDs))
	for chunk := range slices.Chunk(productIDs, maxPage) {
		rows, err := s.read.query(ctx, "SELECT "+packageColumns+`, y.payload FROM json_each(?) j
			CROSS JOIN packages p ON p.webshop_id = ? AND p.product_id = j.value
			LEFT JOIN package_payloads y ON y.webshop_id = p.webshop_id AND y.product_id = p.product_id`, idList(chunk), webshopID)
		some, err := collect(rows, err, func(rows *sql.Rows, p *Package) error { return scanPackage(p, rows.Scan, &p.Payload) })
		if err != nil {
			return nil, fmt.Errorf("read packages of webshop %d: %w", webshopID, err)
		}
		for _, p := range some {
			all[p.ProductID] = p
		}
	}
	return all, nil
}

// SetWanted notes the payload hashes that the catalogue asks for. It writes only what differs, and nothing at all for products that
// are not wanted and have no package. The revision must be read before anything that the hashes rest on: ErrOutdated when another
// program has planned from a newer one, or a link or a setting was changed after it.
func (s *Store) SetWanted(ctx context.Context, webshopID, revision int64, wanted []Wanted) error {
	return s.change(ctx, survivesCrash, fmt.Sprintf("plan %d products for webshop %d", len(wanted), webshopID), func(t *tx) error {
		var newest int64
		if err := t.get([]any{&newest}, "SELECT max(plan_revision, stale_revision) FROM webshops WHERE id = ?", webshopID); err != nil {
			return err
		}
		if revision < newest {
			return ErrOutdated
		}
		if revision > newest {
			if _, err := t.exec("UPDATE webshops SET plan_revision = ? WHERE id = ?", revision, webshopID); err != nil {
				return err
			}
		}
		for _, w := range wanted {
			var err error
			if w.Hash == (Hash{}) {
				if _, err = t.exec("DELETE FROM packages WHERE webshop_id = ? AND product_id = ? AND sent = x''", webshopID, w.ProductID); err == nil {
					_, err = t.exec("UPDATE packages SET wanted = x'' WHERE webshop_id = ? AND product_id = ? AND wanted <> x''", webshopID, w.ProductID)
				}
			} else {
				_, err = t.exec(`INSERT INTO packages (webshop_id, product_id, wanted, sent, remote_id, remote_parent_id, sent_on) VALUES (?, ?, ?, x'', 0, 0, 0)
					ON CONFLICT DO UPDATE SET wanted = excluded.wanted WHERE wanted <> excluded.wanted`, webshopID, w.ProductID, w.Hash.stored())
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Store) packages(ctx context.Context, from string, webshopID, afterProductID int64, limit int) ([]Package, error) {
	rows, err := s.read.query(ctx, "SELECT "+packageColumns+" FROM "+from+" AND p.webshop_id = ? AND p.product_id > ? ORDER BY p.product_id LIMIT ?",
		webshopID, afterProductID, limit)
	all, err := collect(rows, err, func(rows *sql.Rows, p *Package) error { return scanPackage(p, rows.Scan) })
	if err != nil {
		return nil, fmt.Errorf("read packages of webshop %d: %w", webshopID, err)
	}
	return all, nil
}

// Differing lists, by product id and without payloads, what a synchronization of changes would touch in a webshop.
func (s *Store) Differing(ctx context.Context, webshopID, afterProductID int64, limit int) ([]Package, error) {
	return s.packages(ctx, "packages p INDEXED BY packages_differing WHERE p.wanted <> p.sent", webshopID, afterProductID, limit)
}

// PackagesAfter lists all packages of a webshop by product id, without payloads: those sent and those wanted.
func (s *Store) PackagesAfter(ctx context.Context, webshopID, afterProductID int64, limit int) ([]Package, error) {
	return s.packages(ctx, "packages p WHERE true", webshopID, afterProductID, limit)
}

// fewDiffering is up to how many differing packages they are counted by themselves: looking each up costs more than reading it in a row.
const fewDiffering = 20_000

// PlanCounts counts what a synchronization of changes would do in a webshop.
func (s *Store) PlanCounts(ctx context.Context, webshopID int64) (PlanCounts, error) {
	var c PlanCounts
	var few bool
	err := s.read.get(ctx, []any{&few}, `SELECT count(*) <= ?1 FROM (SELECT 1 FROM packages INDEXED BY packages_differing
		WHERE wanted <> sent AND webshop_id = ?2 LIMIT ?1 + 1)`, fewDiffering, webshopID)
	if err == nil {
		differing := "packages WHERE"
		if few {
			differing = "packages INDEXED BY packages_differing WHERE"
		}
		var all, n int
		err = s.read.get(ctx, []any{&all, &n, &c.Add, &c.Remove}, `SELECT (SELECT count(*) FROM packages WHERE webshop_id = ?1), count(*),
			count(*) FILTER (WHERE sent = x''), count(*) FILTER (WHERE wanted = x'') FROM `+differing+` wanted <> sent AND webshop_id = ?1`, webshopID)
		c.Update, c.Unchanged = n-c.Add-c.Remove, all-n // no row is empty on both sides
	}
	if err != nil {
		return PlanCounts{}, fmt.Errorf("count the plan for webshop %d: %w", webshopID, err)
	}
	return c, nil
}

// CountPackages counts the products that a webshop has.
func (s *Store) CountPackages(ctx context.Context, webshopID int64) (n int, err error) {
	if err = s.read.get(ctx, []any{&n}, "SELECT count(*) FROM packages WHERE webshop_id = ? AND sent <> x''", webshopID); err != nil {
		return 0, fmt.Errorf("count the packages of webshop %d: %w", webshopID, err)
	}
	return n, nil
}

// PackagesHolding lists, by product id and with payloads, the packages in which a text occurs.
func (s *Store) PackagesHolding(ctx context.Context, webshopID int64, text string, afterProductID int64, limit int) ([]Package, error) {
	rows, err := s.read.query(ctx, "SELECT "+packageColumns+`, y.payload FROM package_payloads y
		JOIN packages p ON p.webshop_id = y.webshop_id AND p.product_id = y.product_id
		WHERE y.webshop_id = ? AND y.product_id > ? AND p.sent <> x'' AND instr(y.payload, CAST(? AS BLOB)) > 0 ORDER BY y.product_id LIMIT ?`, webshopID, afterProductID, text, limit)
	all, err := collect(rows, err, func(rows *sql.Rows, p *Package) error { return scanPackage(p, rows.Scan, &p.Payload) })
	if err != nil {
		return nil, fmt.Errorf("look for packages of webshop %d: %w", webshopID, err)
	}
	return all, nil
}
