package demo

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"woosync/store"
	"woosync/sync"
)

// Options say what demo is set up.
type Options struct {
	// Path is the file of the store, which stays; "" makes one in a temporary folder that Close removes.
	Path string
	// Rows is how many operations the history has beside those of the last weeks.
	Rows int
	// Requester names who asks for what the demo itself does.
	Requester string
	// Now tells the time.
	Now func() time.Time
	// Progress is called while a long history is written; nil is allowed.
	Progress func(done, total int)
}

// Stage is a demo that is set up: a store, its service, and the two practice webshops.
type Stage struct {
	o         Options
	folder    string // temporary: the catalogue's file, and the store unless Options named one
	path      string
	made      bool // the store is new
	store     *store.Store
	service   *sync.Service
	pictures  *pictures
	nordlys   *practice
	sydkysten *practice
	shelves   map[string]int64
	items     []store.Item // of the history, without the ids of their products, which are known after the first import
}

// NotDemoError is a store that holds something else than a demo.
type NotDemoError struct{ Path, Holds string }

func (e *NotDemoError) Error() string {
	return fmt.Sprintf("%s is no store of a demo, it holds %s: the demo leaves it alone; name another file with --store", e.Path, e.Holds)
}

// Set sets the stage with everything that the first screen shows: the webshops and the history. The catalogue comes with Play or
// Rehearse. A store that holds anything but a demo fails with a *NotDemoError. With any error, a store that was made is gone again.
func Set(ctx context.Context, o Options) (s *Stage, err error) {
	s = &Stage{o: o, shelves: map[string]int64{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close(), s.unmake())
		}
	}()
	if s.folder, err = os.MkdirTemp("", "woosync-demo-"); err != nil {
		return s, fmt.Errorf("make a folder for the demo: %w", err)
	}
	if s.path = o.Path; s.path == "" {
		s.path = filepath.Join(s.folder, "store.db")
	}
	_, missing := os.Stat(s.path)
	s.made = errors.Is(missing, fs.ErrNotExist)
	if s.store, err = store.Open(ctx, store.Options{Path: s.path, Now: o.Now}); err != nil {
		return s, err
	}
	if err = s.store.SetRetention(ctx, 0); err != nil { // the history is made up, and there to be looked at
		return s, err
	}
	s.service = sync.New(sync.Options{Store: s.store, Now: o.Now, Requester: o.Requester})
	if err = s.clear(ctx); err != nil {
		return s, err
	}
	if s.pictures, err = servePictures(); err != nil {
		return s, err
	}
	if s.nordlys, err = open(ctx, s.service, nordlysName, true, o.Now); err != nil {
		return s, err
	}
	if s.sydkysten, err = open(ctx, s.service, sydkystenName, false, o.Now); err != nil {
		return s, err
	}
	return s, s.remember(ctx)
}

// Service is the demo's service.
func (s *Stage) Service() *sync.Service { return s.service }

// Folder is for what goes with the demo; Close removes it.
func (s *Stage) Folder() string { return s.folder }

// Path is the store's file.
func (s *Stage) Path() string { return s.path }

// Close ends the practice webshops, closes the store, and removes what is temporary.
func (s *Stage) Close() error {
	var errs []error
	for _, p := range []*practice{s.nordlys, s.sydkysten} {
		if p != nil {
			errs = append(errs, p.Shop.Close())
		}
	}
	if s.pictures != nil {
		errs = append(errs, s.pictures.close())
	}
	if s.store != nil {
		errs = append(errs, s.store.Close())
	}
	if s.folder != "" {
		errs = append(errs, os.RemoveAll(s.folder))
	}
	return errors.Join(errs...)
}

// unmake removes the store if it is new: half a history is of no use.
func (s *Stage) unmake() error {
	if !s.made {
		return nil
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(s.path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("remove the demo's store: %w", err)
		}
	}
	return nil
}

// clear makes sure that the store is empty or a demo's, and takes the webshops of the demo before away, whose sites are gone.
func (s *Stage) clear(ctx context.Context) error {
	shops, err := s.store.Webshops(ctx)
	if err != nil {
		return fmt.Errorf("read the webshops: %w", err)
	}
	products, err := s.store.CountProducts(ctx)
	if err != nil {
		return fmt.Errorf("count the products: %w", err)
	}
	if len(shops) == 0 && products > 0 {
		return &NotDemoError{s.path, "a catalogue"}
	}
	for _, w := range shops {
		if w.Name != nordlysName && w.Name != sydkystenName || !strings.HasPrefix(w.URL, "http://127.0.0.1:") {
			return &NotDemoError{s.path, "the webshop " + w.Name}
		}
	}
	for _, w := range shops {
		if err := s.service.RemoveWebshop(ctx, w.Name); err != nil {
			return err
		}
	}
	return nil
}

// importEdition writes an edition of the catalogue to a file and imports it as everybody does.
func (s *Stage) importEdition(ctx context.Context, e edition) (sync.ImportReport, error) {
	path := filepath.Join(s.folder, "catalogue.csv")
	f, err := os.Create(path)
	if err != nil {
		return sync.ImportReport{}, fmt.Errorf("write the demo's catalogue: %w", err)
	}
	if err := errors.Join(writeCatalogue(f, e, s.pictures.url), f.Close()); err != nil {
		return sync.ImportReport{}, fmt.Errorf("write the demo's catalogue: %w", err)
	}
	report, err := s.service.Import(ctx, sync.ImportRequest{Path: path, Replace: true})
	if err != nil {
		return report, fmt.Errorf("import the demo's catalogue: %w", err)
	}
	if len(report.Errors) > 0 {
		e := report.Errors[0]
		return report, fmt.Errorf("import the demo's catalogue: %d rows were refused, the first in line %d, %s: %s", len(report.Errors), e.Line, e.Column, e.Message)
	}
	return report, nil
}

// products is the catalogue.
func (s *Stage) products(ctx context.Context) ([]store.Product, error) {
	products, err := s.store.ProductsAfter(ctx, 0, 1000)
	if err != nil {
		return nil, fmt.Errorf("read the catalogue: %w", err)
	}
	return products, nil
}
