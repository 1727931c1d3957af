package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync"
	"woosync/sync/export"
	"woosync/sync/plaintext"
)

// driftJSON is one product in the document of `preview --live`.
type driftJSON struct {
	SKU      string       `json:"sku"`
	Name     string       `json:"name"`
	Webshop  string       `json:"webshop"`
	Drift    string       `json:"drift"`   // changed, missing, trashed, unknown_to_catalogue
	Changes  []changeJSON `json:"changes"` // from what was sent to what the webshop has
	RemoteID *int64       `json:"remote_id"`
}

func driftDocument(d sync.Drifted) driftJSON {
	doc := driftJSON{SKU: d.SKU, Name: d.Name, Webshop: d.Webshop, Drift: d.Kind.Key(), Changes: []changeJSON{}, RemoteID: export.ID(d.RemoteID)}
	for _, c := range d.Changes {
		doc.Changes = append(doc.Changes, changeJSON{Field: c.Field, From: c.From, To: c.To})
	}
	return doc
}

// previewLive compares what was sent with what the webshops have now. A webshop that cannot be asked does not keep the others from it.
func (a *app) previewLive(cmd *cobra.Command, skus []string, webshop string, asJSON bool) error {
	return a.with(cmd.Context(), func(s *session) error {
		shops, err := chosenWebshops(cmd.Context(), s.store, webshop)
		if err != nil {
			return err
		}
		if len(shops) == 0 {
			return errNoWebshop
		}
		array := plaintext.NewArray(a.env.Out)
		print := a.printDrift
		if asJSON {
			print = func(d sync.Drifted) error { return array.Add(driftDocument(d)) }
		}
		var failed []error
		for _, shop := range shops {
			report, err := a.compareWith(cmd, s, shop, skus, print)
			if unknown := (*sync.UnknownError)(nil); errors.As(err, &unknown) || cmd.Context().Err() != nil {
				return err
			}
			if err != nil {
				failed = append(failed, err)
				continue
			}
			a.concludeDrift(shop, report, s.service.ReadOnly(), asJSON)
		}
		if asJSON {
			if err := array.End(); err != nil {
				return err
			}
		}
		for _, err := range failed[:max(len(failed)-1, 0)] {
			fmt.Fprintf(a.env.Err, "woosync: %s\n", cleanText(sentence(err)))
		}
		if len(failed) > 0 {
			return failed[len(failed)-1]
		}
		return nil
	})
}

func (a *app) compareWith(cmd *cobra.Command, s *session, shop store.Webshop, skus []string, print func(sync.Drifted) error) (sync.DriftReport, error) {
	bar := a.progress()
	defer bar.clear()
	return s.service.Drift(cmd.Context(), sync.DriftRequest{Webshop: shop.Name, SKUs: skus, Progress: func(p sync.WebshopProgress) {
		bar.show("products of "+shop.Name, p.Products, p.Total)
	}}, func(d sync.Drifted) error {
		bar.clear()
		return print(d)
	})
}

// printDrift prints one product that is no longer as it was left.
func (a *app) printDrift(d sync.Drifted) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %-8s  %s  %s  %s\n", a.driftIcon(d.Kind), driftWord(d.Kind), clean(d.Webshop), orNone(clean(d.SKU)), clean(d.Name))
	for _, c := range d.Changes {
		fmt.Fprintf(&b, "    %s: %s → %s\n", clean(c.Label), orNone(firstLine(c.From, 60)), orNone(firstLine(c.To, 60)))
	}
	_, err := fmt.Fprint(a.env.Out, b.String())
	return err
}

// driftWord is the kind of drift in a word for people.
func driftWord(k sync.DriftKind) string {
	if k == sync.DriftUnknown {
		return "unknown"
	}
	return k.Key()
}

func (a *app) driftIcon(k sync.DriftKind) string {
	if a.ascii {
		return map[sync.DriftKind]string{sync.DriftChanged: "*", sync.DriftMissing: "x", sync.DriftTrashed: "x", sync.DriftUnknown: "?"}[k]
	}
	return map[sync.DriftKind]string{sync.DriftChanged: "✎", sync.DriftMissing: "×", sync.DriftTrashed: "×", sync.DriftUnknown: "?"}[k]
}

// concludeDrift says what was found in a webshop and what becomes of it; beside a JSON document it stands on standard error.
func (a *app) concludeDrift(shop store.Webshop, r sync.DriftReport, readOnly, asJSON bool) {
	out := a.env.Out
	if asJSON {
		out = a.env.Err
	}
	fmt.Fprintf(out, "%s: %s compared, %s changed there, %s missing, %s in the trash, %s not in the catalogue\n", clean(shop.Name),
		count(r.Compared, "product"), comma(r.Changed), comma(r.Missing), comma(r.Trashed), comma(r.Unknown))
	switch drifted := r.Changed + r.Missing + r.Trashed; {
	case drifted == 0:
	case readOnly:
		fmt.Fprintln(a.env.Err, "Nothing is noted, because the store is read-only: a synchronization knows nothing of it.")
	case r.Noted > 0:
		fmt.Fprintf(a.env.Err, "Noted: the next synchronization of %s repairs what is ours (%s); preview shows how.\n", clean(shop.Name), count(r.Noted, "product"))
	}
}
