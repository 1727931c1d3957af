package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync/plaintext"
)

// backupJSON is what a backup or a restore made.
type backupJSON struct {
	Store      string `json:"store"`
	File       string `json:"file"`
	Bytes      int64  `json:"bytes"`
	Webshops   int    `json:"webshops"`
	Products   int    `json:"products"`
	Operations int    `json:"operations"`
}

func (a *app) backup() *cobra.Command {
	var force, asJSON bool
	cmd := &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the store to a file, while everything goes on",
		Long: `Copy the store to FILE as it is at one moment, while screens, workers and commands go on. The copy is complete or not there at
all; only this user can read it. It is a store by itself: --store FILE opens it, restore puts it in the place of the store.

Keys of webshops that lie in the store file lie in the copy too, so keep it as safe as the store.`,
		Example: `  woosync backup /mnt/backup/woosync.db --force
  woosync backup woosync-$(date +%F).db`,
		Args: args(cobra.ExactArgs(1), "one FILE"),
		RunE: func(cmd *cobra.Command, given []string) error {
			return a.with(cmd.Context(), func(s *session) error {
				c, err := a.backUp(cmd.Context(), s, given[0], force)
				if err != nil {
					return err
				}
				if asJSON {
					file, err := filepath.Abs(given[0])
					if err != nil {
						return err
					}
					return plaintext.WriteJSON(a.env.Out, backupJSON{s.store.Path(), file, c.Bytes, c.Webshops, c.Products, c.Operations})
				}
				fmt.Fprintf(a.env.Out, "%s: %s.\n", clean(given[0]), contentsSentence(c))
				return a.noteSecrets(cmd.Context(), s)
			})
		},
	}
	cmd.Flags().BoolVar(&force, "force", false, "overwrite FILE where it is there")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}

func (a *app) backUp(ctx context.Context, s *session, file string, force bool) (store.Contents, error) {
	p := a.progress()
	defer p.clear()
	return s.store.Backup(ctx, file, force, p.bytes)
}

// bytes shows how many megabytes are done.
func (p *progress) bytes(what string, done, total int64) {
	p.show(what+" (MB)", int(done/1_000_000), int(total/1_000_000))
}

// noteSecrets says that a copy of the store has to be kept as safe as the store, where it does.
func (a *app) noteSecrets(ctx context.Context, s *session) error {
	shops, err := s.store.Webshops(ctx)
	if err != nil {
		return err
	}
	var inFile []string
	for _, w := range shops {
		if w.Keys.Entry == "" {
			inFile = append(inFile, w.Name)
		}
	}
	if len(inFile) > 0 {
		fmt.Fprintf(a.env.Err, "It holds the keys of %s: keep it as safe as the store.\n", clean(strings.Join(inFile, ", ")))
	}
	return nil
}

func contentsSentence(c store.Contents) string {
	return fmt.Sprintf("%s, %s, %s, %s", humanize.Bytes(uint64(c.Bytes)), count(c.Webshops, "webshop"), count(c.Products, "product"), count(c.Operations, "operation"))
}
