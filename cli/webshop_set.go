package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync"
)

func (a *app) webshopSet() *cobra.Command {
	var keys, login bool
	cmd := &cobra.Command{
		Use:   "set NAME KEY=VALUE…",
		Short: "Change the settings of a webshop",
		Long: "Change settings of a webshop. The settings and what each may be:\n\n" + settingsHelp() + `
--keys takes new keys from WOOSYNC_CONSUMER_KEY and WOOSYNC_CONSUMER_SECRET, or asks for them.

--application-password takes a WordPress user and one of its application passwords (Users > Profile > Application Passwords in the
shop) from WOOSYNC_APPLICATION_USER and WOOSYNC_APPLICATION_PASSWORD, or asks for them. Image files of this computer are uploaded with
it; images by address need none.`,
		Example: `  woosync webshop set Nordlys schedule=15m batch-size=50
  woosync webshop set Nordlys fields=prices,stock
  woosync webshop set Nordlys --keys
  woosync webshop set Nordlys --application-password`,
		Args: func(cmd *cobra.Command, given []string) error {
			if len(given) == 0 || len(given) == 1 && !keys && !login {
				return usage(cmd, "%s expects the NAME of a webshop and KEY=VALUE", cmd.CommandPath())
			}
			for _, pair := range given[1:] {
				if key, _, ok := strings.Cut(pair, "="); !ok || key == "" {
					return usage(cmd, "%q is not of the form KEY=VALUE", pair)
				}
			}
			return nil
		},
		ValidArgsFunction: a.completeWebshopArgument,
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.with(cmd.Context(), func(s *session) error {
				return a.setWebshop(cmd, s, given[0], given[1:], keys, login)
			})
		},
	}
	cmd.Flags().BoolVar(&keys, "keys", false, "take new keys")
	cmd.Flags().BoolVar(&login, "application-password", false, "take a WordPress user with an application password, for image files")
	return cmd
}

func settingsHelp() string {
	var b strings.Builder
	keys, allowed := sync.SettingKeys()
	for i, key := range keys {
		fmt.Fprintf(&b, "  %-18s %s\n", key, allowed[i])
	}
	return b.String()
}

func (a *app) setWebshop(cmd *cobra.Command, s *session, name string, pairs []string, newKeys, newLogin bool) error {
	ctx := cmd.Context()
	w, err := webshopNamed(ctx, s.store, name)
	if err != nil {
		return err
	}
	if newKeys {
		login := w.Keys
		if w.Keys, err = a.readKeys(cmd); err != nil {
			return err
		}
		if w.Keys.ApplicationUser == "" {
			w.Keys.ApplicationUser, w.Keys.ApplicationPassword = login.ApplicationUser, login.ApplicationPassword
		}
		w.Auth = "" // the way that worked is the former keys'
		if err := s.store.UpdateWebshop(ctx, w); err != nil {
			return fmt.Errorf("store the keys of %s: %w", w.Name, err)
		}
		fmt.Fprintf(a.env.Out, "%s: new keys. `woosync webshop test %s` tests them.\n", clean(w.Name), shellWord(w.Name))
	}
	if newLogin {
		if err := a.setLogin(cmd, s, w); err != nil {
			return err
		}
	}
	name = w.Name
	for _, pair := range pairs {
		key, value, _ := strings.Cut(pair, "=")
		if err := s.service.SetWebshop(ctx, name, key, value); err != nil {
			return err
		}
		fmt.Fprintf(a.env.Out, "%s: %s is now %s\n", clean(name), clean(key), clean(value))
		if key == "name" {
			name = value
		}
	}
	return nil
}

// setLogin stores a WordPress user with an application password, or forgets them.
func (a *app) setLogin(cmd *cobra.Command, s *session, w store.Webshop) (err error) {
	if w.Keys.ApplicationUser, w.Keys.ApplicationPassword, err = a.readLogin(cmd); err != nil {
		return err
	}
	if err := s.store.UpdateWebshop(cmd.Context(), w); err != nil {
		return fmt.Errorf("store the application password of %s: %w", w.Name, err)
	}
	if w.Keys.ApplicationUser == "" {
		fmt.Fprintf(a.env.Out, "%s: the application password is forgotten.\n", clean(w.Name))
		return nil
	}
	fmt.Fprintf(a.env.Out, "%s: application password of %s. `woosync webshop test %s` tests it.\n", clean(w.Name), clean(w.Keys.ApplicationUser), shellWord(w.Name))
	return nil
}
