package store

import (
	"context"
	"fmt"

	"woosync/failpoint"
)

// EraseLog moves the write-ahead log into the file and empties it, so that what was overwritten, such as keys that now lie in a
// keyring, is not in the log either. It answers false where another program is reading at this moment; the log is then overwritten by
// what is written next, or ends with the last program that has the store open.
func (s *Store) EraseLog(ctx context.Context) (erased bool, err error) {
	if s.write == nil {
		return false, ErrReadOnly
	}
	select {
	case <-s.write.turn:
		defer func() { s.write.turn <- struct{}{} }()
	case <-ctx.Done():
		return false, ctx.Err()
	case <-s.life.Done():
		return false, errClosed
	}
	failpoint.Pass("store.file", "empty the log")
	var busy, frames, moved int
	if err := s.write.conn.QueryRowContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved); err != nil {
		return false, fmt.Errorf("empty the write-ahead log: %w", explain(err))
	}
	return busy == 0, nil
}
