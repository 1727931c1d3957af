package cli

import (
	"context"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync/plaintext"
)

// complete gives a flag its shell completion. It is called while commands are built, for flags that were just declared.
func (a *app) complete(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc(flag, f))
}

func completeStates(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	var before string
	if cut := strings.LastIndex(typed, ","); cut >= 0 {
		before = typed[:cut+1]
	}
	var found []string
	for _, s := range store.States {
		found = append(found, cobra.CompletionWithDesc(before+s.Key(), s.String()))
	}
	return found, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}

func completePlaces(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"store", "keyring"}, cobra.ShellCompDirectiveNoFileComp
}

func (a *app) completeWebshops(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	return a.completeFrom(cmd, func(ctx context.Context, s *store.Store) ([]string, error) {
		shops, err := s.Webshops(ctx)
		var names []string
		for _, w := range shops {
			if beginsWith(w.Name, typed) {
				names = append(names, w.Name)
			}
		}
		return names, err
	})
}

func (a *app) completeOperationWebshops(cmd *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
	return a.completeFrom(cmd, func(ctx context.Context, s *store.Store) ([]string, error) {
		names, err := s.OperationWebshops(ctx)
		return slices.DeleteFunc(names, func(n string) bool { return !beginsWith(n, typed) }), err
	})
}

// completeWebshopArgument completes the first argument only.
func (a *app) completeWebshopArgument(cmd *cobra.Command, given []string, typed string) ([]string, cobra.ShellCompDirective) {
	if len(given) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.completeWebshops(cmd, given, typed)
}

func (a *app) completeSKUs(cmd *cobra.Command, given []string, typed string) ([]string, cobra.ShellCompDirective) {
	if typed == "" {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return a.completeFrom(cmd, func(ctx context.Context, s *store.Store) ([]string, error) {
		hits, err := s.SearchProducts(ctx, typed, 30)
		var skus []string
		for _, h := range hits {
			if beginsWith(h.SKU, typed) && !slices.Contains(given, h.SKU) {
				skus = append(skus, cobra.CompletionWithDesc(h.SKU, clean(h.Name)))
			}
		}
		return skus, err
	})
}

// completeFrom asks the store, which is opened for reading only. Without a store there is nothing to complete.
func (a *app) completeFrom(cmd *cobra.Command, ask func(context.Context, *store.Store) ([]string, error)) ([]string, cobra.ShellCompDirective) {
	const none = cobra.ShellCompDirectiveNoFileComp
	path, err := a.storeFile()
	if err != nil {
		return nil, none
	}
	if _, err := os.Stat(path); err != nil {
		return nil, none
	}
	s, err := store.Open(cmd.Context(), store.Options{Path: path, ReadOnly: true, Now: a.env.Now})
	if err != nil {
		return nil, none
	}
	defer s.Close()
	found, err := ask(cmd.Context(), s)
	if err != nil {
		return nil, none
	}
	return slices.DeleteFunc(found, acts), none
}

// acts tells whether a shell that shows or types a completion would pass on what acts on its terminal.
func acts(completion string) bool {
	name, _, _ := strings.Cut(completion, "\t")
	return plaintext.Line(name) != name
}

func beginsWith(name, typed string) bool {
	return strings.HasPrefix(store.Fold(name), store.Fold(typed))
}
