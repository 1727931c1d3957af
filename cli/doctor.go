package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync/plaintext"
	"woosync/woo"
)

// finding is what the doctor says of one thing.
type finding struct {
	Check  string `json:"check"`  // store, terminal, clipboard, configuration, worker, webshop Nordlys
	Status string `json:"status"` // ok, warning, failed, repaired
	Found  string `json:"found"`
	Remedy string `json:"remedy"` // "" when nothing is to be done
}

const (
	fine     = "ok"
	warning  = "warning"
	failed   = "failed"
	repaired = "repaired"
)

type doctorJSON struct {
	OK     bool      `json:"ok"` // nothing failed
	Checks []finding `json:"checks"`
}

func (a *app) doctor() *cobra.Command {
	var asJSON, repair bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check the store, the terminal, the clipboard and each webshop's connection; repair the store",
		Long: `Check what woosync needs, and say what is wrong and what to do: the store, what lies in it and who can read it, who works on it, what
the terminal can show, where copied text goes, and the connection of each webshop. Nothing is changed. The exit status is 1 when a
check failed.

--repair puts right what is wrong with the store: rights of others on its files, numbers and counters that differ from the operations,
operations that are stuck, packages that do not say rightly what was sent (the products are then looked up and sent whole), the search
indexes, and what a program that was killed left behind. Other programs may go on meanwhile. A store that is damaged is read as far
as possible into a new one that takes its place; the damaged one is kept beside it. For that no other program may have it open.`,
		Example: `  woosync doctor
  woosync doctor --repair
  woosync doctor --json | jq '.checks[] | select(.status != "ok")'`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if repair && a.readOnly {
				return store.ErrReadOnly
			}
			doc := doctorJSON{OK: true, Checks: a.examine(cmd.Context(), repair)}
			for _, f := range doc.Checks {
				doc.OK = doc.OK && f.Status != failed
			}
			if err := a.printDoctor(doc, asJSON); err != nil {
				return err
			}
			if !doc.OK {
				fmt.Fprintln(a.env.Err, "Not everything is as it should be.")
				return errReported
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	cmd.Flags().BoolVar(&repair, "repair", false, "repair what is wrong with the store")
	return cmd
}

func (a *app) printDoctor(doc doctorJSON, asJSON bool) error {
	if asJSON {
		return plaintext.WriteJSON(a.env.Out, doc)
	}
	for _, f := range doc.Checks {
		text := f.Found
		if f.Remedy != "" {
			text += "\n    " + f.Remedy
		}
		if _, err := fmt.Fprintf(a.env.Out, "%-8s %s: %s\n", f.Status, clean(f.Check), cleanText(text)); err != nil {
			return err
		}
	}
	return nil
}

// examine looks at everything, what does not depend on the store first.
func (a *app) examine(ctx context.Context, repair bool) []finding {
	found := []finding{a.checkTerminal(), a.checkClipboard(), a.checkConfiguration()}
	a.cautioned = true // the same stands among the findings
	path, err := a.storeFile()
	if err != nil {
		return append(found, finding{"store", failed, sentence(err), ""})
	}
	if f, exists := a.checkFile(path); !exists {
		return append(found, f)
	}
	s, of, err := a.openForDoctor(ctx, path, repair)
	found = append(found, of...)
	if err != nil {
		return append(found, finding{"store", failed, sentence(err), ""})
	}
	defer s.close()
	found = append(found, a.checkStore(ctx, s), a.checkWorker(ctx, s))
	found = append(found, a.checkKeys(ctx, s)...)
	return append(found, a.checkWebshops(ctx, s)...)
}

func (a *app) checkStore(ctx context.Context, s *session) finding {
	products, err := s.store.CountProducts(ctx)
	if err != nil {
		return finding{"store", failed, "the catalogue cannot be read: " + err.Error(), "restore the file from a backup"}
	}
	counts, err := s.store.StateCounts(ctx, store.OperationFilter{})
	if err != nil {
		return finding{"store", failed, "the operations cannot be read: " + err.Error(), "restore the file from a backup"}
	}
	text := fmt.Sprintf("%s, %s, %s", s.store.Path(), count(products, "product"), count(counts.Sum(), "operation"))
	if s.store.ReadOnly() {
		return finding{"store", warning, text + "; it can be read, not written", "without --read-only, write permission for the file and its folder lets woosync change something"}
	}
	return finding{"store", fine, text, ""}
}

func (a *app) checkWorker(ctx context.Context, s *session) finding {
	lease, err := s.store.CurrentLease(ctx)
	if err != nil {
		return finding{"worker", failed, "who works cannot be read: " + err.Error(), ""}
	}
	if lease.Token == 0 || lease.ExpiresOn.Before(a.env.Now()) {
		return finding{"worker", fine, "no program works on the store now; a screen, `woosync sync` or `woosync worker` does", ""}
	}
	return finding{"worker", fine, lease.Holder + " works on the store", ""}
}

func (a *app) checkWebshops(ctx context.Context, s *session) []finding {
	shops, err := s.store.Webshops(ctx)
	if err != nil {
		return []finding{{"webshops", failed, "the webshops cannot be read: " + err.Error(), "restore the file from a backup"}}
	}
	if len(shops) == 0 {
		return []finding{{"webshops", warning, "there is none yet", "woosync webshop add NAME URL"}}
	}
	var found []finding
	for _, w := range shops {
		f := finding{Check: "webshop " + w.Name}
		info, trouble := a.testStored(ctx, s, w)
		switch {
		case errors.Is(trouble, context.Canceled):
			return found
		case unread(trouble):
			f.Status, f.Found = failed, w.URL+": its keys cannot be read; see keys"
		case trouble != nil:
			e := woo.Explain(trouble)
			f.Status, f.Found, f.Remedy = failed, joined(w.URL+":", e.What, e.Meaning, woo.PlainHTTP(w.URL)), e.Remedy
		case len(info.Warnings) > 0:
			f.Status, f.Found = warning, w.URL+": "+shopSentence(info)
			for _, note := range info.Warnings {
				f.Remedy = joined(f.Remedy, note.Text)
			}
		default:
			f.Status, f.Found = fine, w.URL+": "+shopSentence(info)
		}
		found = append(found, f)
	}
	return found
}
