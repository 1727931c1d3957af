package sync

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"woosync/store"
	"woosync/sync/keyring"
	"woosync/woo"
)

// KeyPlace is where the keys of a webshop lie.
type KeyPlace string

const (
	KeysInStore   KeyPlace = "store"   // in the store's file, which only its owner may read
	KeysInKeyring KeyPlace = "keyring" // in the operating system's key store; the store's file names the entry
)

// KeysError says that a webshop's keys cannot be read from the keyring or put into it; it names what to do.
type KeysError struct {
	Webshop string
	Put     bool // they were to be put into it
	Err     error
}

func (e *KeysError) Error() string {
	name := e.Webshop
	if strings.ContainsAny(name, " '\"\\$`!*?;&|<>()#~") {
		name = strconv.Quote(name)
	}
	if e.Put {
		return fmt.Sprintf("The keys of %s cannot be put into %s: %v. `woosync webshop set %s keys=store` keeps them in the store file, which needs none.", e.Webshop, keyring.Name(), e.Err, name)
	}
	anew := fmt.Sprintf("`woosync webshop set %s --keys keys=store` takes the keys anew and keeps them in the store file, which needs no keyring.", name)
	first := "Unlock it and try again. Or move the keys to the store file, in a session in which it is open"
	if wrong, ok := errors.AsType[*keyring.Error](e.Err); ok {
		switch wrong.Kind {
		case keyring.Missing:
			return fmt.Sprintf("The keys of %s lay in %s: %v. %s", e.Webshop, keyring.Name(), e.Err, anew)
		case keyring.Absent:
			first = "Move them to the store file, in a session that has it"
		}
	}
	return fmt.Sprintf("The keys of %s lie in %s, and this program cannot read them there: %v. %s: `woosync webshop set %s keys=store`. Without such a session, %s",
		e.Webshop, keyring.Name(), e.Err, first, name, anew)
}

func (e *KeysError) Unwrap() error { return e.Err }

// LeftKeysError says that keys which are not used any more are still in the keyring. What was asked for is done.
type LeftKeysError struct {
	Entry string
	Err   error
}

func (e *LeftKeysError) Error() string {
	return fmt.Sprintf("It is done, but the former keys are still in %s: %v. Delete the entry %q of \"woosync\" there, or the key in WooCommerce.", keyring.Name(), e.Err, e.Entry)
}

func (e *LeftKeysError) Unwrap() error { return e.Err }

// secrets are keys as an entry of the keyring holds them; store.Keys itself prints masked.
type secrets struct {
	Key      string `json:"consumer_key"`
	Secret   string `json:"consumer_secret"`
	User     string `json:"application_user,omitempty"`
	Password string `json:"application_password,omitempty"`
}

// errNoKeyring is what a service without a keyring says.
var errNoKeyring = &keyring.Error{Kind: keyring.Absent, Err: errors.New("it is switched off")}

// Dial makes a client with the webshop's address, keys and limits, reading the keys where they lie. It does not connect. Keys that
// cannot be read give a *KeysError.
func (s *Service) Dial(w store.Webshop) (*woo.Client, error) { return s.newClient(w) }

// Keys reads the keys of a webshop where they lie; it fails with a *KeysError.
func (s *Service) Keys(w store.Webshop) (store.Keys, error) {
	if w.Keys.Entry == "" {
		return w.Keys, nil
	}
	if s.keyring == nil {
		return w.Keys, &KeysError{Webshop: w.Name, Err: errNoKeyring}
	}
	text, err := s.keyring.Get(w.Keys.Entry)
	if err != nil {
		return w.Keys, &KeysError{Webshop: w.Name, Err: err}
	}
	var kept secrets
	if json.Unmarshal([]byte(text), &kept) != nil { // its error could quote the text
		return w.Keys, &KeysError{Webshop: w.Name, Err: &keyring.Error{Kind: keyring.Failed, Err: errors.New("its entry was changed by another program")}}
	}
	return store.Keys{ConsumerKey: kept.Key, ConsumerSecret: kept.Secret, ApplicationUser: kept.User, ApplicationPassword: kept.Password}, nil
}

// HideKeys puts the keys of a webshop that is not stored yet into the keyring. The keys that it returns name their entry. It fails
// with a *KeysError, and the keys are then in no keyring.
func (s *Service) HideKeys(w store.Webshop) (store.Keys, error) {
	if s.keyring == nil {
		return w.Keys, &KeysError{Webshop: w.Name, Put: true, Err: errNoKeyring}
	}
	text, err := json.Marshal(secrets{w.Keys.ConsumerKey, w.Keys.ConsumerSecret, w.Keys.ApplicationUser, w.Keys.ApplicationPassword})
	if err != nil {
		return w.Keys, fmt.Errorf("write the keys of %s: %w", w.Name, err)
	}
	label := w.Name
	if u, err := url.Parse(w.URL); err == nil && u.Host != "" {
		label = u.Host
	}
	entry, err := s.keyring.Put(label, string(text))
	if err != nil {
		return w.Keys, &KeysError{Webshop: w.Name, Put: true, Err: err}
	}
	return store.Keys{Entry: entry}, nil
}

// DropKeys forgets keys that are not used any more, where they lie in the keyring; it fails with a *LeftKeysError.
func (s *Service) DropKeys(k store.Keys) error {
	if k.Entry == "" {
		return nil
	}
	var err error = errNoKeyring
	if s.keyring != nil {
		err = s.keyring.Delete(k.Entry)
	}
	if err != nil {
		return &LeftKeysError{k.Entry, err}
	}
	return nil
}

// SetKeys gives a webshop keys and keeps them in place; "" is where its keys lie now. New entries are made before the store names
// them and former ones go after it, so that whatever happens in between the webshop has keys. The way of showing the keys is found
// out anew.
func (s *Service) SetKeys(ctx context.Context, name string, keys store.Keys, place KeyPlace) error {
	return s.placeKeys(ctx, name, place, func(w *store.Webshop) error {
		w.Keys, w.Auth = keys, ""
		return nil
	})
}

// MoveKeys keeps the keys of a webshop in another place.
func (s *Service) MoveKeys(ctx context.Context, name string, place KeyPlace) error {
	return s.placeKeys(ctx, name, place, func(w *store.Webshop) (err error) {
		w.Keys, err = s.Keys(*w)
		return err
	})
}

func (s *Service) placeKeys(ctx context.Context, name string, place KeyPlace, set func(*store.Webshop) error) error {
	var before, after store.Keys
	err := s.change(ctx, name, func(w *store.Webshop) error {
		before = w.Keys
		if err := set(w); err != nil {
			return err
		}
		if place == "" && before.Entry != "" {
			place = KeysInKeyring
		}
		var err error
		if place == KeysInKeyring {
			w.Keys, err = s.HideKeys(*w)
		}
		after = w.Keys
		return err
	})
	if err != nil {
		return errors.Join(err, s.DropKeys(after))
	}
	if _, err := s.store.EraseLog(ctx); err != nil {
		return err
	}
	return s.DropKeys(before)
}

// Keyring says why no keys can be kept in the operating system's key store now; nil where they can.
func (s *Service) Keyring() error {
	if s.keyring == nil {
		return errNoKeyring
	}
	return s.keyring.Try()
}
