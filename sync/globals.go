package sync

import (
	"context"
	"fmt"
	"hash/crc32"

	"woosync/woo"
)

// ensureAttributes makes global attributes. They are few, so all are read before one is made.
func (m *terms) ensureAttributes(ctx context.Context, call caller, names []string) error {
	if len(names) == 0 {
		return nil
	}
	if err := m.load(ctx, kindAttribute); err != nil {
		return err
	}
	todo := m.missing(kindAttribute, names)
	if len(todo) == 0 {
		return nil
	}
	there, err := m.listAttributes(call)
	if err != nil {
		return err
	}
	found := map[string]int64{}
	for _, n := range todo {
		id := there[termKey(n)]
		if id == 0 {
			if id, err = m.createAttribute(call, n); err != nil {
				if !itemFault(err) {
					return err
				}
				m.blame(kindAttribute, n, err)
				continue
			}
			m.made(kindAttribute, n, true)
		}
		found[termKey(n)] = id
	}
	return m.save(ctx, kindAttribute, found)
}

func (m *terms) listAttributes(call caller) (map[string]int64, error) {
	there := map[string]int64{}
	err := asking(call)(func(ctx context.Context) error {
		list, err := m.client.ListAttributes(ctx)
		for _, at := range list {
			there[termKey(at.Name)] = at.ID
		}
		return err
	})
	return there, err
}

// createAttribute makes a global attribute. WooCommerce makes its slug from the name and refuses what is too long, reserved or
// taken; then it gets a slug that cannot be either.
func (m *terms) createAttribute(call caller, name string) (id int64, err error) {
	slug := fmt.Sprintf("attribute-%08x", crc32.ChecksumIEEE([]byte(termKey(name))))
	for _, f := range []woo.Fields{{"name": name}, {"name": name, "slug": slug}} {
		for tries := 0; ; tries++ {
			err = call(func(ctx context.Context) error {
				at, err := m.client.CreateAttribute(ctx, f)
				id = at.ID
				return err
			})
			if err == nil {
				return id, nil
			}
			if !itemFault(err) && !woo.Unknown(err) {
				return 0, err
			}
			there, listErr := m.listAttributes(call) // made by somebody else, or by the request whose answer was lost
			if listErr != nil {
				return 0, listErr
			}
			if id := there[termKey(name)]; id != 0 {
				return id, nil
			}
			if itemFault(err) {
				break
			}
			if tries == 2 {
				return 0, err
			}
		}
	}
	return 0, err
}
