package cli

import (
	"fmt"
	"path/filepath"

	"github.com/spf13/cobra"

	"woosync/store"
	"woosync/sync/plaintext"
)

// restoreJSON is what a restore did.
type restoreJSON struct {
	backupJSON
	Kept string `json:"kept"` // the file that holds what was the store before; "" when there was none
}

func (a *app) restore() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the place of the store, which is kept",
		Long: `Make a copy of FILE the store. FILE is checked first: it must be a sound store of woosync, and of no newer version; an older one is
brought up to date in the copy. No other program may have the store open. What was the store is kept beside it under a name with
the date, so that one more restore goes back.

Never copy a file over the store by other means: what lies beside the store in files that end in -wal and -shm belongs to it.

What was sent to the webshops after the backup was made is not known to it. Nothing is there twice all the same: the first
synchronization of each webshop compares it with what the store knows before it sends anything, and products that the store does not
know are looked up by SKU. "woosync preview --live" shows what differs, "woosync sync" puts it right.`,
		Example: `  woosync restore /mnt/backup/woosync.db`,
		Args:    args(cobra.ExactArgs(1), "one FILE"),
		RunE: func(cmd *cobra.Command, given []string) error {
			if a.readOnly {
				return store.ErrReadOnly
			}
			path, err := a.storeFile()
			if err != nil {
				return err
			}
			p := a.progress()
			done, err := store.Restore(cmd.Context(), store.RestoreOptions{File: given[0], Path: path, Now: a.env.Now, Progress: p.bytes})
			p.clear()
			if err != nil {
				return err
			}
			if path, err = filepath.Abs(path); err != nil {
				return err
			}
			if asJSON {
				file, err := filepath.Abs(given[0])
				if err != nil {
					return err
				}
				c := done.Contents
				return plaintext.WriteJSON(a.env.Out, restoreJSON{backupJSON{path, file, c.Bytes, c.Webshops, c.Products, c.Operations}, done.Kept})
			}
			fmt.Fprintf(a.env.Out, "%s: %s.\n", clean(path), contentsSentence(done.Contents))
			if done.Kept != "" {
				fmt.Fprintf(a.env.Err, "What was the store before is kept as %s; woosync restore %s goes back.\n", clean(done.Kept), clean(shellWord(done.Kept)))
			}
			if done.Webshops > 0 {
				fmt.Fprintln(a.env.Err, "The webshops may have changed since the backup was made: the first `woosync sync` compares each with the store before it sends anything; `woosync preview --live` shows what differs.")
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return cmd
}
