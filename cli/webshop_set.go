package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"woosync/sync"
)

func (a *app) webshopSet() *cobra.Command {
	var keys, login bool
	cmd := &cobra.Command{
		Use:   "set NAME KEY=VALUE…",
		Short: "Change the settings of a webshop",
		Long: "Change settings of a webshop. The settings and what each may be:\n\n" + settingsHelp() + `
--keys takes new keys from WOOSYNC_CONSUMER_KEY and WOOSYNC_CONSUMER_SECRET, or asks for them. With keys=store or keys=keyring beside
it they are kept there; alone, keys=… moves the keys that the webshop has.

--application-password takes a WordPress user and one of its application passwords (Users > Profile > Application Passwords in the
shop) from WOOSYNC_APPLICATION_USER and WOOSYNC_APPLICATION_PASSWORD, or asks for them. Image files of this computer are uploaded with
it; images by address need none.`,
		Example: `  woosync webshop set Nordlys schedule=15m batch-size=50
  woosync webshop set Nordlys fields=prices,stock
  woosync webshop set Nordlys --keys
  woosync webshop set Nordlys keys=store
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
		place, err := placeFrom(cmd, &pairs)
		if err != nil {
			return err
		}
		if err := a.setKeys(cmd, s, w, place); err != nil {
			return err
		}
	}
	if newLogin {
		if w, err = webshopNamed(ctx, s.store, name); err != nil { // with the keys that it has now
			return err
		}
		if err := a.setLogin(cmd, s, w); err != nil {
			return err
		}
	}
	name = w.Name
	for _, pair := range pairs {
		key, value, _ := strings.Cut(pair, "=")
		if err := a.keep(s.service.SetWebshop(ctx, name, key, value)); err != nil {
			return err
		}
		fmt.Fprintf(a.env.Out, "%s: %s is now %s\n", clean(name), clean(key), clean(value))
		if key == "name" {
			name = value
		}
	}
	return nil
}

// placeFrom takes a setting of where the keys are to lie out of those that stand beside --keys: the new keys go there at once.
func placeFrom(cmd *cobra.Command, pairs *[]string) (place sync.KeyPlace, err error) {
	for _, pair := range *pairs {
		if text, ok := strings.CutPrefix(strings.ToLower(pair), "keys="); ok {
			if place, err = placeOf(cmd, text); err != nil {
				return "", err
			}
		}
	}
	*pairs = slices.DeleteFunc(*pairs, func(pair string) bool { return strings.HasPrefix(strings.ToLower(pair), "keys=") })
	return place, nil
}
