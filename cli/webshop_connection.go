package cli

import (
	"context"
	"fmt"
	"net/url"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync"
	"woosync/sync/plaintext"
	"woosync/woo"
)

// connectionJSON is the document of `webshop test`, and a webshop's part in that of `doctor`.
type connectionJSON struct {
	Webshop     string   `json:"webshop"`
	URL         string   `json:"url"`
	OK          bool     `json:"ok"`
	Problem     string   `json:"problem"` // class of the failure, "key_read_only"; "" when there is none
	Error       string   `json:"error"`   // what happened and what it means
	Remedy      string   `json:"remedy"`  // what to do
	FinalURL    string   `json:"final_url"`
	Auth        string   `json:"auth"`
	CanRead     bool     `json:"can_read"`
	CanWrite    bool     `json:"can_write"`
	CanUpload   bool     `json:"can_upload"` // image files, with an application password
	WooCommerce string   `json:"woocommerce"`
	WordPress   string   `json:"wordpress"`
	PHP         string   `json:"php"`
	Currency    string   `json:"currency"`
	Warnings    []string `json:"warnings"`
}

func (a *app) webshopTest() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "test NAME",
		Short: "Test the connection of a webshop: address, keys, permissions",
		Long: `Ask a webshop who it is and what the keys may do there. Nothing is changed in it. When something is wrong the answer says what it
is, what it means and what to do, and the exit status is 1.`,
		Example:           `  woosync webshop test Nordlys`,
		Args:              args(cobra.ExactArgs(1), "the NAME of a webshop"),
		ValidArgsFunction: a.completeWebshopArgument,
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.with(cmd.Context(), func(s *session) error {
				w, err := webshopNamed(cmd.Context(), s.store, given[0])
				if err != nil {
					return err
				}
				info, trouble := a.testStored(cmd.Context(), s, w)
				if asJSON {
					if err := plaintext.WriteJSON(a.env.Out, connectionDocument(w, info, trouble)); err != nil {
						return err
					}
				} else if trouble == nil {
					fmt.Fprintf(a.env.Out, "%s works. %s\n", clean(w.Name), shopSentence(info))
				}
				if !asJSON {
					a.printWarnings(info)
				}
				if trouble == nil {
					return nil
				}
				fmt.Fprintf(a.env.Err, "%s\n", cleanText(sentence(trouble)+detail(trouble)))
				return errReported
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

// tryWebshop tests the connection of a webshop that is not stored yet and notes what was found in it.
func (a *app) tryWebshop(ctx context.Context, w *store.Webshop) (woo.ShopInfo, error) {
	client, err := sync.DialWebshop(*w)
	if err != nil {
		return woo.ShopInfo{}, err
	}
	defer client.Close()
	info, err := client.Probe(ctx)
	if err != nil {
		return info, err
	}
	w.Auth = string(info.Auth)
	trouble := permissionTrouble(*w, info)
	if trouble != nil {
		w.CanWrite, w.WriteError = info.CanWrite, woo.Explain(trouble).What
	}
	return info, trouble
}

// testStored tests a webshop of the store. On a store that cannot be written the findings are not kept.
func (a *app) testStored(ctx context.Context, s *session, w store.Webshop) (woo.ShopInfo, error) {
	if s.service.ReadOnly() {
		var err error
		if w.Keys, err = s.service.Keys(w); err != nil {
			return woo.ShopInfo{}, err
		}
		return a.tryWebshop(ctx, &w)
	}
	info, err := s.service.TestWebshop(ctx, w.Name)
	if err != nil {
		return info, err
	}
	return info, permissionTrouble(w, info)
}

// permissionTrouble is the failure of keys that are right but may not do what a synchronization needs.
func permissionTrouble(w store.Webshop, info woo.ShopInfo) error {
	host := w.URL
	if u, err := url.Parse(w.URL); err == nil {
		host = u.Host
	}
	switch {
	case !info.CanRead:
		return &woo.Error{Kind: woo.KindKeyWriteOnly, Host: host}
	case !info.CanWrite:
		return &woo.Error{Kind: woo.KindKeyReadOnly, Host: host}
	}
	return nil
}

// shopSentence says what answered.
func shopSentence(info woo.ShopInfo) string {
	text := "The connection works, and the keys may read and write."
	if info.WooVersion != "" {
		text += fmt.Sprintf(" WooCommerce %s on WordPress %s, prices in %s.", clean(info.WooVersion), clean(info.WordPressVersion), clean(info.Currency))
	}
	return text
}

func (a *app) printWarnings(info woo.ShopInfo) {
	for _, w := range info.Warnings {
		fmt.Fprintf(a.env.Err, "Note: %s\n", clean(w.Text))
	}
}

func connectionDocument(w store.Webshop, info woo.ShopInfo, trouble error) connectionJSON {
	doc := connectionJSON{Webshop: w.Name, URL: w.URL, OK: trouble == nil, FinalURL: info.FinalURL, Auth: string(info.Auth), CanRead: info.CanRead, CanWrite: info.CanWrite, CanUpload: info.CanUpload,
		WooCommerce: info.WooVersion, WordPress: info.WordPressVersion, PHP: info.PHPVersion, Currency: info.Currency, Warnings: []string{}}
	for _, warning := range info.Warnings {
		doc.Warnings = append(doc.Warnings, warning.Text)
	}
	if trouble != nil {
		e := woo.Explain(trouble)
		doc.Problem, doc.Error, doc.Remedy = string(woo.KindOf(trouble)), joined(e.What, e.Meaning), e.Remedy
	}
	return doc
}
