package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync"
	"woosync/woo"
)

func (a *app) webshop() *cobra.Command {
	return group(&cobra.Command{
		Use:   "webshop",
		Short: "Add, list, test, set and remove webshops",
		Long: `A webshop is a WooCommerce site: a name, an address and the keys of its REST API (WooCommerce > Settings > Advanced > REST API,
with the permission Read/Write).

The keys come from WOOSYNC_CONSUMER_KEY and WOOSYNC_CONSUMER_SECRET, or are asked for on the terminal without echo. They are never
taken from the command line, where other users of the machine could read them. WOOSYNC_APPLICATION_USER and
WOOSYNC_APPLICATION_PASSWORD are optional: with an application password of WordPress, image files of this computer are uploaded.`,
	}, a.webshopAdd(), a.webshopList(), a.webshopTest(), a.webshopSet(), a.webshopRemove())
}

func (a *app) webshopAdd() *cobra.Command {
	var mirror, force bool
	var keysIn string
	cmd := &cobra.Command{
		Use:   "add NAME URL",
		Short: "Add a webshop, after its connection was tested",
		Long: `Test the connection with the address and the keys, and add the webshop. When something is wrong, the command says what and
what to do, and adds nothing; --force adds the webshop all the same, for example while its site is down.

A product is shown in a webshop when its inventory category is linked to a webshop category. --mirror-categories makes the
webshop categories as the inventory categories are, and links them.

The keys are kept in the key store of the operating system where there is one, else in the store file, which only you may read; the
command says where. --keys-in chooses: a worker under cron, as a service or over SSH often cannot read a desktop's keyring.`,
		Example: `  woosync webshop add Nordlys https://nordlys.example --mirror-categories
  WOOSYNC_CONSUMER_KEY=ck_… WOOSYNC_CONSUMER_SECRET=cs_… woosync webshop add Nordlys https://nordlys.example`,
		Args: args(cobra.ExactArgs(2), "a NAME and a URL"),
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.with(cmd.Context(), func(s *session) error {
				place, err := placeOf(cmd, keysIn)
				if err != nil {
					return err
				}
				return a.addWebshop(cmd, s, given[0], given[1], addFlags{mirror, force, place})
			})
		},
	}
	cmd.Flags().BoolVar(&mirror, "mirror-categories", false, "make the webshop categories as the inventory categories are")
	cmd.Flags().BoolVar(&force, "force", false, "add the webshop although its connection does not work")
	cmd.Flags().StringVar(&keysIn, "keys-in", "", "keep the keys in the `PLACE` store or keyring")
	a.complete(cmd, "keys-in", completePlaces)
	return cmd
}

// addFlags say how a webshop is added; place "" is the keyring where there is one.
type addFlags struct {
	mirror, force bool
	place         sync.KeyPlace
}

func (a *app) addWebshop(cmd *cobra.Command, s *session, name, url string, f addFlags) error {
	ctx := cmd.Context()
	address, err := woo.ParseAddress(url)
	if err != nil {
		return err
	}
	w := store.Webshop{Name: strings.TrimSpace(name), URL: address, CanWrite: true}
	if _, err := s.store.WebshopByName(ctx, w.Name); err == nil {
		return &nameTakenError{w.Name}
	}
	if s.service.ReadOnly() {
		return store.ErrReadOnly
	}
	if w.Keys, err = a.readKeys(cmd); err != nil {
		return err
	}
	info, trouble := a.tryWebshop(ctx, &w)
	if trouble != nil && !f.force {
		return &notAddedError{name: w.Name, err: trouble}
	}
	notice, err := a.placeKeys(s, &w, f.place)
	if err != nil {
		return err
	}
	if w, err = s.service.AddWebshop(ctx, w, f.mirror); err != nil {
		return errors.Join(err, s.service.DropKeys(w.Keys))
	}
	fmt.Fprintf(a.env.Out, "Added %s, %s.\n", clean(w.Name), clean(w.URL))
	if trouble != nil {
		fmt.Fprintf(a.env.Err, "Added although the test of its connection failed:\n%s\n", cleanText(sentence(trouble)))
	} else {
		fmt.Fprintln(a.env.Out, shopSentence(info))
	}
	a.printWarnings(info)
	fmt.Fprintln(a.env.Err, clean(notice))
	return a.hint(ctx, s, w)
}

// hint says what is to be done next where nothing could be synchronized yet.
func (a *app) hint(ctx context.Context, s *session, w store.Webshop) error {
	products, err := s.store.CountProducts(ctx)
	if err != nil {
		return fmt.Errorf("count the products: %w", err)
	}
	if products == 0 {
		fmt.Fprintf(a.env.Err, "The catalogue is empty. This fills it from a file, or with what the webshop has:\n  woosync import FILE\n  woosync import --from-webshop %s\n", shellWord(w.Name))
	}
	if w.MirrorCategories {
		return nil
	}
	links, err := s.store.Links(ctx, w.ID)
	if err != nil {
		return fmt.Errorf("read the links of %s: %w", w.Name, err)
	}
	if products > 0 && len(links) == 0 {
		fmt.Fprintf(a.env.Err, "No inventory category is linked to a category of %s, so no product will be in it. This gives each its like:\n  woosync webshop set %s mirror-categories=yes\n",
			clean(w.Name), shellWord(w.Name))
	}
	return nil
}

// shellWord quotes a name for a command that is proposed.
func shellWord(s string) string {
	if strings.ContainsAny(s, " '\"\\$`!*?;&|<>()#~") {
		return "'" + strings.ReplaceAll(clean(s), "'", `'\''`) + "'"
	}
	return clean(s)
}

func (a *app) webshopRemove() *cobra.Command {
	var yes bool
	cmd := &cobra.Command{
		Use:   "remove NAME",
		Short: "Forget a webshop; the site itself stays as it is",
		Long: `Remove a webshop from the store with its keys, links and packages. Nothing is deleted in the webshop itself, and its operations
stay in the overview; those that wait end as "Webshop not found".`,
		Example:           `  woosync webshop remove Nordlys`,
		Args:              args(cobra.ExactArgs(1), "the NAME of a webshop"),
		ValidArgsFunction: a.completeWebshopArgument,
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.with(cmd.Context(), func(s *session) error {
				w, err := webshopNamed(cmd.Context(), s.store, given[0])
				if err != nil {
					return err
				}
				products, err := s.store.CountPackages(cmd.Context(), w.ID)
				if err != nil {
					return fmt.Errorf("count the packages of %s: %w", w.Name, err)
				}
				if s.service.ReadOnly() {
					return store.ErrReadOnly
				}
				question := fmt.Sprintf("Remove %s (%s) with its keys, links and %s? The site itself stays as it is.", w.Name, w.URL, count(products, "package"))
				if agreed, err := a.confirm(cmd, question, yes); err != nil || !agreed {
					return err
				}
				if err := a.keep(s.service.RemoveWebshop(cmd.Context(), w.Name)); err != nil {
					return err
				}
				fmt.Fprintf(a.env.Out, "Removed %s.\n", clean(w.Name))
				return nil
			})
		},
	}
	cmd.Flags().BoolVarP(&yes, "yes", "y", false, "do not ask")
	return cmd
}
