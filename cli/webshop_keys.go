package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync"
	"woosync/sync/keyring"
)

// placeOf reads where keys are to lie; "" where that is not said.
func placeOf(cmd *cobra.Command, text string) (sync.KeyPlace, error) {
	switch place := sync.KeyPlace(text); place {
	case "", sync.KeysInStore, sync.KeysInKeyring:
		return place, nil
	}
	return "", usage(cmd, "--keys-in is store or keyring, not %q", text)
}

// placeKeys puts the keys of a webshop that is added where they are to lie: in the keyring where there is one, else in the store
// file. It returns a notice of where that is.
func (a *app) placeKeys(s *session, w *store.Webshop, place sync.KeyPlace) (notice string, err error) {
	file := fmt.Sprintf("The keys are in the store file, %s, which only you may read", s.store.Path())
	if place == sync.KeysInStore {
		return file + ".", nil
	}
	keys, err := s.service.HideKeys(*w)
	if err == nil {
		w.Keys = keys
		return fmt.Sprintf("The keys are in %s, not in the store file; backups of the store hold none. A worker under cron or as a service reads them there while it is unlocked; `woosync webshop set %s keys=store` keeps them in the store file instead.",
			keyring.Name(), shellWord(w.Name)), nil
	}
	wrong, ok := errors.AsType[*sync.KeysError](err)
	if !ok || place == sync.KeysInKeyring {
		return "", err
	}
	return fmt.Sprintf("%s; they are not in %s: %v.", file, keyring.Name(), wrong.Err), nil
}

// setKeys takes new keys for a webshop.
func (a *app) setKeys(cmd *cobra.Command, s *session, w store.Webshop, place sync.KeyPlace) error {
	keys, err := a.readKeys(cmd)
	if err != nil {
		return err
	}
	if keys.ApplicationUser == "" { // the application password stays as it is
		former, err := s.service.Keys(w)
		if err != nil {
			fmt.Fprintf(a.env.Err, "Note: an application password that the former keys had is lost with them. %s\n", clean(err.Error()))
		} else {
			keys.ApplicationUser, keys.ApplicationPassword = former.ApplicationUser, former.ApplicationPassword
		}
	}
	if err := a.keep(s.service.SetKeys(cmd.Context(), w.Name, keys, place)); err != nil {
		return fmt.Errorf("set the keys of %s: %w", w.Name, err)
	}
	fmt.Fprintf(a.env.Out, "%s: new keys. `woosync webshop test %s` tests them.\n", clean(w.Name), shellWord(w.Name))
	return nil
}

// setLogin stores a WordPress user with an application password, or forgets them.
func (a *app) setLogin(cmd *cobra.Command, s *session, w store.Webshop) error {
	keys, err := s.service.Keys(w)
	if err != nil {
		return err
	}
	if keys.ApplicationUser, keys.ApplicationPassword, err = a.readLogin(cmd); err != nil {
		return err
	}
	if err := a.keep(s.service.SetKeys(cmd.Context(), w.Name, keys, "")); err != nil {
		return fmt.Errorf("set the application password of %s: %w", w.Name, err)
	}
	if keys.ApplicationUser == "" {
		fmt.Fprintf(a.env.Out, "%s: the application password is forgotten.\n", clean(w.Name))
		return nil
	}
	fmt.Fprintf(a.env.Out, "%s: application password of %s. `woosync webshop test %s` tests it.\n", clean(w.Name), clean(keys.ApplicationUser), shellWord(w.Name))
	return nil
}

// keep notes keys that stayed in the keyring although nothing uses them; everything else that failed is an error.
func (a *app) keep(err error) error {
	left, ok := errors.AsType[*sync.LeftKeysError](err)
	if ok && err == error(left) {
		fmt.Fprintf(a.env.Err, "Note: %s\n", clean(left.Error()))
		return nil
	}
	return err
}

// checkKeys says where the keys of the webshops lie and whether they can be read there.
func (a *app) checkKeys(ctx context.Context, s *session) []finding {
	shops, err := s.store.Webshops(ctx)
	if err != nil || len(shops) == 0 {
		return nil // told by the check of the webshops
	}
	var inFile, inRing []string
	var trouble error
	for _, w := range shops {
		if w.Keys.Entry == "" {
			inFile = append(inFile, w.Name)
			continue
		}
		inRing = append(inRing, w.Name)
		if _, err := s.service.Keys(w); err != nil {
			trouble = errors.Join(trouble, err)
		}
	}
	var found []finding
	if len(inRing) > 0 {
		f := finding{"keys", fine, fmt.Sprintf("those of %s are in %s and can be read; backups of the store hold none", list(inRing), keyring.Name()), ""}
		if trouble != nil {
			f.Status, f.Found = failed, trouble.Error()
		}
		found = append(found, f)
	}
	if len(inFile) > 0 {
		f := finding{"keys", fine, fmt.Sprintf("those of %s are in the store file, and so in its backups", list(inFile)), ""}
		if missing := s.service.Keyring(); missing != nil {
			f.Found += fmt.Sprintf("; %s cannot be used: %v", keyring.Name(), missing)
		} else {
			f.Remedy = fmt.Sprintf("`woosync webshop set %s keys=keyring` moves them to %s, if no worker under cron or as a service needs them", shellWord(inFile[0]), keyring.Name())
		}
		found = append(found, f)
	}
	return found
}

// unread tells whether something failed because the keys of a webshop cannot be read.
func unread(err error) bool {
	_, ok := errors.AsType[*sync.KeysError](err)
	return ok
}
