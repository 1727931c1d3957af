package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// dropSecondNames takes away the names of a former store that are names of the store itself: a restore or a rescue was killed after it
// had kept the store under such a name, and before it put another one in its place. Through two names SQLite keeps two logs, which
// would damage the file. The store is open, so nobody is about to replace it.
func (s *Store) dropSecondNames() error {
	folder, ext := filepath.Dir(s.path), filepath.Ext(s.path)
	base := filepath.Base(strings.TrimSuffix(s.path, ext))
	own, err := os.Stat(s.path)
	if err != nil {
		return err
	}
	files, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, f := range files {
		if !strings.HasPrefix(f.Name(), base+"-"+whyReplaced+"-") && !strings.HasPrefix(f.Name(), base+"-"+whyDamaged+"-") {
			continue
		}
		name := filepath.Join(folder, f.Name())
		if info, err := os.Lstat(name); err != nil || !os.SameFile(own, info) {
			continue
		}
		if err := os.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Why a former store is kept, as its name says.
const (
	whyReplaced = "replaced"
	whyDamaged  = "damaged"
)
