package cli

import (
	"github.com/spf13/cobra"
)

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "woosync",
		Short: "Keep WooCommerce webshops in step with a catalogue",
		Long: `woosync keeps WooCommerce webshops in step with a catalogue and shows every synchronization that ran or waits: what it did,
when, and why it failed. Without a command it opens the screens.

First steps with a webshop (for one that has its products already: import --from-webshop, after it was added):
  woosync import products.csv
  woosync webshop add Nordlys https://nordlys.example --mirror-categories
  woosync preview
  woosync sync

woosync demo shows everything without a webshop.

Exit status: 0 done; 1 the work failed; 2 wrong usage.`,
		Example:       `  woosync --store /srv/woosync/store.db`,
		Version:       a.env.Version,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args: func(cmd *cobra.Command, given []string) error {
			if len(given) > 0 {
				return unknownCommand(cmd, given)
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return a.screens(cmd.Context()) },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usage(cmd, "%s", err) })
	root.SetVersionTemplate("woosync {{.Version}}\n")
	flags := root.PersistentFlags()
	flags.StringVar(&a.storePath, "store", "", "keep everything in `FILE` (default: WOOSYNC_STORE, else woosync/store.db in the user's data folder)")
	flags.StringVar(&a.configPath, "config", "", "read keys, colours, columns and views from `FILE` (default: WOOSYNC_CONFIG, else woosync/config.toml in the user's configuration folder)")
	flags.BoolVar(&a.readOnly, "read-only", false, "show everything, change nothing")
	flags.BoolVar(&a.ascii, "ascii", false, "draw with ASCII characters only; --ascii=false goes before a configuration that says so")
	a.asciiSaid = func() bool { return flags.Changed("ascii") }
	root.AddCommand(
		a.demo(), a.importFile(), a.webshop(), a.preview(), a.sync(), a.operations(), a.worker(), a.backup(), a.restore(), a.doctor(), a.config(), a.practiceShop(),
	)
	return root
}
