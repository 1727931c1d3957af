package store

import "context"

// SetWebshopAuth notes the way in which a webshop was found to take its keys, where address and keys are still those of w. Another
// program may have changed them meanwhile: then nothing is noted.
func (s *Store) SetWebshopAuth(ctx context.Context, token int64, w Webshop, auth string) error {
	return s.work(ctx, survivesCrash, token, "note how webshop "+w.Name+" takes its keys", func(t *tx) error {
		_, err := t.exec("UPDATE webshops SET auth = ? WHERE id = ? AND url = ? AND consumer_key = ?", auth, w.ID, w.URL, w.Keys.ConsumerKey)
		return err
	})
}
