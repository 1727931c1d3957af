package store

import (
	"context"
	"fmt"
)

// Unanswered tells whether a catalogue lost so much at once that somebody should have said yes, and nobody did: then no product may
// leave a webshop without a yes, however few they are.
func (s *Store) Unanswered(ctx context.Context) (yes bool, err error) {
	if err := s.read.get(ctx, []any{&yes}, "SELECT EXISTS (SELECT 1 FROM settings WHERE name = 'removals_unanswered')"); err != nil {
		return false, fmt.Errorf("read whether removals need a yes: %w", err)
	}
	return yes, nil
}

// SetUnanswered notes that, or that it is over because no product waits to leave a webshop any more.
func (s *Store) SetUnanswered(ctx context.Context, yes bool) error {
	return s.change(ctx, survivesPowerCut, "note whether removals need a yes", func(t *tx) error {
		statement, args := "DELETE FROM settings WHERE name = 'removals_unanswered'", []any(nil)
		if yes { // the value is when it began
			statement, args = "INSERT OR IGNORE INTO settings (name, value) VALUES ('removals_unanswered', ?)", []any{t.now}
		}
		_, err := t.exec(statement, args...)
		return err
	})
}
