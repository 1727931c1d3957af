package store

import (
	"context"
	"fmt"
)

// Drift is a package that says of a webshop what is no longer so.
type Drift struct {
	Compared Package  // as it was read when it was compared with the webshop
	Now      *Package // what the webshop has; nil: it does not have the product
}

// NoteDrift makes packages say what the webshop has, so that the next synchronization sends what differs from the catalogue. It
// writes a package only where it is still as it was compared: what a worker has confirmed since is newer. That is why it needs no
// lease; a worker gives the token of its own all the same, others 0. It gives the products whose packages it corrected.
func (s *Store) NoteDrift(ctx context.Context, token, webshopID int64, list []Drift) (noted []int64, err error) {
	err = s.change(ctx, survivesCrash, fmt.Sprintf("note what has changed in webshop %d", webshopID), func(t *tx) error {
		if token != 0 {
			if err := t.holds(token); err != nil {
				return err
			}
		}
		noted = nil
		for i := range list {
			was, same := &list[i].Compared, false
			err := t.get([]any{&same}, `SELECT EXISTS (SELECT 1 FROM packages WHERE webshop_id = ? AND product_id = ? AND sent = ? AND sent_on = ? AND remote_id = ?)`,
				webshopID, was.ProductID, was.Sent.stored(), millis(was.SentOn), was.RemoteID)
			if err != nil {
				return err
			}
			if !same {
				continue
			}
			r := Result{Item: Item{ProductID: was.ProductID}, Sent: list[i].Now, Forget: list[i].Now == nil}
			if err := t.recordPackage(webshopID, &r); err != nil {
				return err
			}
			noted = append(noted, was.ProductID)
		}
		return nil
	})
	return noted, err
}
