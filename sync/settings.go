package sync

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"woosync/store"
)

// setting is one thing about a webshop that can be changed by key.
type setting struct {
	key     string
	allowed string // to follow "must be"
	// set reads the value into the webshop; false refuses it.
	set func(w *store.Webshop, value string) bool
}

const allowedPlaces = "store or keyring: where the API keys lie"

// settings are all of them but name, url and the place of the keys, which need more than a value.
var settings = [...]setting{
	{"batch-size", "a whole number from 1 to 100", func(w *store.Webshop, v string) (ok bool) {
		w.BatchSize, ok = between(v, 1, 100)
		return ok
	}},
	{"timeout", "a time from 1s to 1h, such as 200s", func(w *store.Webshop, v string) (ok bool) {
		w.Timeout, ok = span(v, time.Second)
		return ok && w.Timeout >= time.Second && w.Timeout <= time.Hour
	}},
	{"connections", "a whole number from 1 to 4", func(w *store.Webshop, v string) (ok bool) {
		w.Connections, ok = between(v, 1, 4)
		return ok
	}},
	{"removal", "trash, draft or delete", func(w *store.Webshop, v string) bool {
		w.Removal = store.Removal(v)
		return w.Removal == store.RemoveToTrash || w.Removal == store.RemoveToDraft || w.Removal == store.RemoveForGood
	}},
	{"schedule", "off, or a time from 1m to 30 days in whole minutes, such as 15m", func(w *store.Webshop, v string) (ok bool) {
		if v == "off" || v == "0" {
			w.Schedule = 0
			return true
		}
		w.Schedule, ok = span(v, time.Minute)
		return ok && w.Schedule >= time.Minute && w.Schedule <= 30*24*time.Hour && w.Schedule%time.Minute == 0
	}},
	{"fields", "all, or a list of " + strings.Join(fieldGroups[:], ", "), func(w *store.Webshop, v string) (ok bool) {
		w.Fields, ok = groups(v)
		return ok
	}},
	{"new-status", "catalogue, publish, draft, pending or private", func(w *store.Webshop, v string) bool {
		if v == "catalogue" || v == "" {
			w.NewStatus = ""
			return true
		}
		w.NewStatus = v
		return v == "publish" || v == "draft" || v == "pending" || v == "private"
	}},
	{"mirror-categories", "yes or no", func(w *store.Webshop, v string) (ok bool) {
		w.MirrorCategories = v == "yes"
		return v == "yes" || v == "no"
	}},
}

// SettingKeys are the keys that SetWebshop takes, each with what it may be.
func SettingKeys() (keys, allowed []string) {
	keys, allowed = []string{"name", "url", "keys"}, []string{"1 to 100 bytes of printable text", "the address of the webshop", allowedPlaces}
	for _, s := range settings {
		keys, allowed = append(keys, s.key), append(allowed, s.allowed)
	}
	return keys, allowed
}

// SetWebshop changes one setting of a webshop. Keys are those of SettingKeys, with - or _; a key or value that cannot be gives a
// *SettingError that names what can. With another URL the way of showing the keys is found out anew.
func (s *Service) SetWebshop(ctx context.Context, name, key, value string) error {
	key = strings.ReplaceAll(strings.ToLower(strings.TrimSpace(key)), "_", "-")
	value = strings.TrimSpace(value)
	switch key {
	case "name":
		wanted, err := webshopName(value)
		if err != nil {
			return err
		}
		return s.change(ctx, name, func(w *store.Webshop) error { w.Name = wanted; return nil })
	case "url":
		return s.change(ctx, name, func(w *store.Webshop) error {
			before := *w
			w.Auth = ""
			if err := s.address(w, value); err != nil {
				return err
			}
			if w.URL == before.URL {
				*w = before
				return nil
			}
			w.CanWrite, w.WriteError = true, ""
			return nil
		})
	case "keys":
		place := KeyPlace(strings.ToLower(value))
		if place != KeysInStore && place != KeysInKeyring {
			return &SettingError{key, value, allowedPlaces}
		}
		return s.MoveKeys(ctx, name, place)
	}
	i := slices.IndexFunc(settings[:], func(s setting) bool { return s.key == key })
	if i < 0 {
		keys, _ := SettingKeys()
		return &SettingError{Value: key, Allowed: strings.Join(keys, ", ")}
	}
	setting := settings[i]
	return s.change(ctx, name, func(w *store.Webshop) error {
		if !setting.set(w, strings.ToLower(value)) {
			return &SettingError{setting.key, value, setting.allowed}
		}
		return nil
	})
}

func between(v string, low, high int) (int, bool) {
	n, err := strconv.Atoi(v)
	return n, err == nil && n >= low && n <= high
}

// span reads a time; a bare number counts the unit.
func span(v string, unit time.Duration) (time.Duration, bool) {
	if n, err := strconv.Atoi(v); err == nil {
		if n < 0 || n > 1_000_000 {
			return 0, false
		}
		return time.Duration(n) * unit, true
	}
	d, err := time.ParseDuration(v)
	return d, err == nil
}

// groups reads a list of groups of fields; all of them is the empty list.
func groups(v string) (list []string, ok bool) {
	if v == "all" || v == "" {
		return nil, true
	}
	given := strings.FieldsFunc(v, func(r rune) bool { return r == ',' || r == ' ' })
	for _, g := range fieldGroups {
		if slices.Contains(given, g) {
			list = append(list, g)
		}
	}
	for _, g := range given {
		if !slices.Contains(list, g) {
			return nil, false
		}
	}
	if len(list) == len(fieldGroups) {
		return nil, true
	}
	return list, len(list) > 0
}
