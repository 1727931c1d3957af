package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"slices"
)

// A package that is wrong would keep a product from being sent, or send too little of it. What is wrong about it is taken for a
// write whose end is not known: the product is then looked up in the webshop and sent whole.

const (
	emptyPackages  = "wanted = x'' AND sent = x''"
	brokenWanted   = "length(wanted) NOT IN (0, 16)"
	brokenSent     = "(length(sent) NOT IN (0, 16) OR sent <> x'' AND NOT EXISTS (SELECT 1 FROM package_payloads y WHERE y.webshop_id = packages.webshop_id AND y.product_id = packages.product_id))"
	payloadsAtOnce = 5000
)

// packageKey names a product in a webshop.
type packageKey struct{ webshop, product int64 }

func findPackages(ctx context.Context, s *Store) (string, error) {
	var n int
	if err := s.read.get(ctx, []any{&n}, "SELECT count(*) FROM packages WHERE "+emptyPackages+" OR "+brokenWanted+" OR "+brokenSent); err != nil {
		return "", err
	}
	err := s.altered(ctx, func(packageKey) error {
		n++
		return nil
	})
	if err != nil || n == 0 {
		return "", err
	}
	return fmt.Sprintf("%d packages do not say rightly what was sent", n), nil
}

// altered finds packages whose payload is not the one that was sent.
func (s *Store) altered(ctx context.Context, each func(packageKey) error) error {
	type row struct {
		packageKey
		altered bool
	}
	var after packageKey
	for {
		rows, err := s.read.query(ctx, `SELECT p.webshop_id, p.product_id, p.sent, y.payload FROM packages p
			JOIN package_payloads y ON y.webshop_id = p.webshop_id AND y.product_id = p.product_id
			WHERE (p.webshop_id, p.product_id) > (?, ?) AND length(p.sent) = 16 ORDER BY p.webshop_id, p.product_id LIMIT ?`, after.webshop, after.product, payloadsAtOnce)
		some, err := collect(rows, err, func(rows *sql.Rows, r *row) error {
			var sent, payload sql.RawBytes
			err := rows.Scan(&r.webshop, &r.product, &sent, &payload)
			sum := sha256.Sum256(payload)
			r.altered = string(sum[:len(sent)]) != string(sent)
			return err
		})
		if err != nil || len(some) == 0 {
			return err
		}
		for _, r := range some {
			if after = r.packageKey; r.altered {
				if err := each(r.packageKey); err != nil {
					return err
				}
			}
		}
	}
}

func mendPackages(ctx context.Context, s *Store) error {
	rows, err := s.read.query(ctx, "SELECT webshop_id, product_id FROM packages WHERE "+brokenSent)
	wrong, err := collect(rows, err, func(rows *sql.Rows, k *packageKey) error { return rows.Scan(&k.webshop, &k.product) })
	if err != nil {
		return err
	}
	if err := s.altered(ctx, func(k packageKey) error { wrong = append(wrong, k); return nil }); err != nil {
		return err
	}
	nothing := sha256.Sum256(nil) // what the product is wanted to be has another hash
	for chunk := range slices.Chunk(wrong, 1000) {
		err := s.change(ctx, survivesPowerCut, "repair packages", func(t *tx) error {
			for _, k := range chunk {
				if _, err := t.exec("INSERT OR IGNORE INTO intents (webshop_id, product_id, operation_id, created_on) VALUES (?, ?, 0, ?)", k.webshop, k.product, t.now); err != nil {
					return err
				}
				if _, err := t.exec("INSERT OR REPLACE INTO package_payloads (webshop_id, product_id, payload) VALUES (?, ?, x'')", k.webshop, k.product); err != nil {
					return err
				}
				if _, err := t.exec("UPDATE packages SET sent = ? WHERE webshop_id = ? AND product_id = ?", nothing[:16], k.webshop, k.product); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return s.repair(ctx, "packages", "DELETE FROM packages WHERE "+emptyPackages,
		"UPDATE webshops SET planned_revision = 0 WHERE id IN (SELECT webshop_id FROM packages WHERE "+brokenWanted+")",
		"DELETE FROM packages WHERE sent = x'' AND "+brokenWanted, "UPDATE packages SET wanted = sent WHERE "+brokenWanted)
}
