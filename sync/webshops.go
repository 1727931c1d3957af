package sync

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"woosync/store"
	"woosync/woo"
)

// SettingError is a setting or value that a webshop cannot have; it names what is allowed.
type SettingError struct{ Key, Value, Allowed string }

func (e *SettingError) Error() string {
	if e.Key == "" {
		return fmt.Sprintf("there is no setting %q; there is %s", e.Value, e.Allowed)
	}
	return fmt.Sprintf("%s cannot be %q: it must be %s", e.Key, e.Value, e.Allowed)
}

// AddWebshop stores a new webshop after it checked name, address and keys; it does not connect (TestWebshop does). Settings that are
// not given get their defaults; mirror gives every inventory category its like in the webshop. A name that is taken gives
// store.ErrExists.
func (s *Service) AddWebshop(ctx context.Context, w store.Webshop, mirror bool) (store.Webshop, error) {
	if s.readOnly {
		return w, store.ErrReadOnly
	}
	var err error
	if w.Name, err = webshopName(w.Name); err != nil {
		return w, err
	}
	w.MirrorCategories = w.MirrorCategories || mirror
	if err := s.address(&w, w.URL); err != nil {
		return w, err
	}
	added, err := s.store.AddWebshop(ctx, w)
	if err != nil {
		return w, fmt.Errorf("adding webshop %s: %w", w.Name, err)
	}
	return added, nil
}

// webshopName trims a name and checks that it can stand in a table and on a command line.
func webshopName(name string) (string, error) {
	name = strings.TrimSpace(name)
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	if name == "" || len(name) > 100 || strings.ContainsFunc(name, unprintable) {
		return name, &SettingError{"name", name, "1 to 100 bytes of printable text"}
	}
	return name, nil
}

// address checks that the webshop could be spoken to at this URL and takes the URL's normal form.
func (s *Service) address(w *store.Webshop, url string) error {
	w.URL = strings.TrimSpace(url)
	if w.Keys.Entry != "" { // the keyring is not needed for this, and may be locked
		address, err := woo.ParseAddress(w.URL)
		if err != nil {
			return fmt.Errorf("webshop %s: %w", w.Name, err)
		}
		w.URL = address
		return nil
	}
	client, err := s.newClient(*w)
	if err != nil {
		return fmt.Errorf("webshop %s: %w", w.Name, err)
	}
	defer client.Close()
	w.URL = client.URL()
	return nil
}

// TestWebshop connects to a webshop and finds out what is there. What works, and whether the key may write, is remembered for the
// previews. A failure is woo's own error, for woo.Explain; the information then holds what was found until then.
func (s *Service) TestWebshop(ctx context.Context, name string) (woo.ShopInfo, error) {
	w, err := s.webshopNamed(ctx, name)
	if err != nil {
		return woo.ShopInfo{}, err
	}
	client, err := s.newClient(w)
	if err != nil {
		return woo.ShopInfo{}, fmt.Errorf("webshop %s: %w", w.Name, err)
	}
	defer client.Close()
	info, err := client.Probe(ctx)
	if err != nil {
		return info, fmt.Errorf("testing %s: %w", w.Name, err)
	}
	if s.readOnly {
		return info, nil
	}
	return info, s.change(ctx, name, func(w *store.Webshop) error {
		w.Auth, w.CanWrite, w.WriteError = string(info.Auth), info.CanWrite, ""
		if !info.CanWrite {
			w.WriteError = fmt.Sprintf("The API key of %s has no write permission: give it Read/Write in WooCommerce > Settings > Advanced > REST API", w.Name)
		}
		return nil
	})
}

// RemoveWebshop forgets a webshop with its packages and links. The products in the webshop itself stay. Operations that wait or run
// end as "Webshop not found". Its keys go from the store and from the keyring; where they cannot, the webshop is removed all the same
// and the error is a *LeftKeysError.
func (s *Service) RemoveWebshop(ctx context.Context, name string) error {
	if s.readOnly {
		return store.ErrReadOnly
	}
	w, err := s.webshopNamed(ctx, name)
	if err != nil {
		return err
	}
	if err := s.store.RemoveWebshop(ctx, w.ID); err != nil && !errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("removing webshop %s: %w", w.Name, err)
	}
	if _, err := s.store.EraseLog(ctx); err != nil {
		return err
	}
	return s.DropKeys(w.Keys)
}

// change reads a webshop, changes it and writes it back.
func (s *Service) change(ctx context.Context, name string, how func(*store.Webshop) error) error {
	if s.readOnly {
		return store.ErrReadOnly
	}
	w, err := s.webshopNamed(ctx, name)
	if err != nil {
		return err
	}
	if err := how(&w); err != nil {
		return err
	}
	if err := s.store.UpdateWebshop(ctx, w); err != nil {
		return fmt.Errorf("changing webshop %s: %w", name, err)
	}
	return nil
}
