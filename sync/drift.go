package sync

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"woosync/store"
	"woosync/woo"
)

// DriftKind is in which way a webshop is no longer as it was left.
type DriftKind uint8

const (
	DriftChanged DriftKind = iota + 1 // fields that are ours to send were changed there
	DriftMissing                      // the product was deleted there for good
	DriftTrashed                      // the product is in the trash there
	DriftUnknown                      // the webshop has a product that is not in the catalogue
)

// Key is the word of documents.
func (k DriftKind) Key() string {
	return [...]string{"", "changed", "missing", "trashed", "unknown_to_catalogue"}[min(k, DriftUnknown)]
}

// Drifted is one product in which a webshop differs from what was sent and confirmed.
type Drifted struct {
	ProductID      int64  // 0 where the catalogue does not have it
	SKU, Name      string // the catalogue's, or the webshop's where the catalogue does not have it
	Webshop        string
	Kind           DriftKind
	Changes        []Change // of DriftChanged: From is what was sent, To what the webshop has
	RemoteID       int64
	RemoteParentID int64 // of a variation
	// Noted tells that the next synchronization repairs it.
	Noted bool
}

// DriftRequest says where to look for drift.
type DriftRequest struct {
	Webshop string
	SKUs    []string // empty: everything, also what the catalogue does not have; a variable product brings its variations
	// Progress, when not nil, is told how far it is.
	Progress func(WebshopProgress)
}

// DriftReport counts what was found.
type DriftReport struct {
	Compared                           int // products and variations with a package that the webshop was asked about
	Changed, Missing, Trashed, Unknown int
	Noted                              int // drifts that the next synchronization repairs
}

// Drift compares the packages of a webshop with what it has now and yields what differs: what was changed there by hand, what is
// missing or in the trash, and what is there and not in the catalogue. Only fields that were sent and are still ours count, in the
// form in which WooCommerce keeps them. The webshop gets reading requests alone, at most two at a time.
//
// Unless the store is read-only, packages are corrected to what the webshop has, and forgotten where it has nothing: the preview then
// shows what a synchronization would send, and the next one repairs it. That needs no lease; a package that a worker writes
// meanwhile is left alone. Stock that was sold since it was sent is a difference like any other.
//
// It stops at the first error of yield. A webshop or SKU that the store does not know gives an *UnknownError.
func (s *Service) Drift(ctx context.Context, r DriftRequest, yield func(Drifted) error) (DriftReport, error) {
	var report DriftReport
	w, err := s.webshopNamed(ctx, r.Webshop)
	if err != nil {
		return report, err
	}
	var only []int64
	if len(r.SKUs) > 0 {
		products, err := s.named(ctx, r.SKUs)
		if err != nil {
			return report, err
		}
		for i := range products {
			only = append(only, products[i].ID)
		}
	}
	l, err := s.openLive(w)
	if err != nil {
		return report, err
	}
	defer l.close()
	d := s.newDrift(l, w, &report)
	d.yield = yield
	if err := d.run(ctx, only, r.Progress); err != nil {
		return report, fmt.Errorf("comparing with %s: %w", w.Name, err)
	}
	return report, nil
}

func (s *Service) newDrift(l *live, w store.Webshop, report *DriftReport) *drift {
	return &drift{s: s, st: s.store, live: l, webshop: w, own: ours(w.Fields), report: report, targets: newTargets(l), gone: map[int64]DriftKind{},
		yield: func(Drifted) error { return nil }}
}

// drift is one comparison of a webshop.
type drift struct {
	s       *Service
	st      *store.Store
	live    *live
	webshop store.Webshop
	own     ownership
	yield   func(Drifted) error
	report  *DriftReport
	targets *targets
	words   *dictionary
	token   int64 // of a worker's lease; 0 without one
	// rivals, when not nil, finds what the webshop has under SKUs: a product whose SKU another one has there by now is no longer ours.
	rivals func(context.Context, []string) ([]woo.Product, error)

	placed []placed            // by the webshop's id
	gone   map[int64]DriftKind // products that the webshop no longer has, by its id
}

// placed is a package: which product is which in the webshop.
type placed struct {
	remote, product int64
	seen            bool
}

func (d *drift) run(ctx context.Context, only []int64, progress func(WebshopProgress)) (err error) {
	if err := d.load(ctx, only); err != nil {
		return err
	}
	if d.words, err = d.loadDictionary(ctx); err != nil {
		return err
	}
	if only == nil {
		n := 0
		w := &walk{live: d.live}
		err := w.all(ctx, func(step liveStep) error {
			n += len(step.products)
			var list []*woo.Product
			for i := range step.products {
				list = append(list, &step.products[i])
				for j := range step.variations[step.products[i].ID] {
					list = append(list, &step.variations[step.products[i].ID][j])
				}
			}
			if progress != nil {
				progress(WebshopProgress{n, max(step.total, n)})
			}
			return d.compare(ctx, list, step.asked)
		})
		if err != nil {
			return err
		}
	}
	return d.lookForRest(ctx)
}

// load reads which product is which in the webshop.
func (d *drift) load(ctx context.Context, only []int64) error {
	add := func(pk store.Package) {
		if pk.Sent != (store.Hash{}) && pk.RemoteID != 0 {
			d.placed = append(d.placed, placed{remote: pk.RemoteID, product: pk.ProductID})
		}
	}
	if only != nil {
		packages, err := d.st.Packages(ctx, d.webshop.ID, only)
		if err != nil {
			return err
		}
		for _, pk := range packages {
			add(pk)
		}
	}
	for after := int64(0); only == nil; {
		packages, err := d.st.PackagesAfter(ctx, d.webshop.ID, after, planChunk)
		if err != nil {
			return err
		}
		if len(packages) == 0 {
			break
		}
		after = packages[len(packages)-1].ProductID
		for _, pk := range packages {
			add(pk)
		}
	}
	slices.SortFunc(d.placed, func(a, b placed) int { return cmp.Compare(a.remote, b.remote) })
	return nil
}

func (d *drift) find(remote int64) *placed {
	i, ok := slices.BinarySearchFunc(d.placed, remote, func(p placed, id int64) int { return cmp.Compare(p.remote, id) })
	if !ok {
		return nil
	}
	return &d.placed[i]
}

// compare holds products of the webshop against their packages. What was sent after the webshop was asked is passed over.
func (d *drift) compare(ctx context.Context, list []*woo.Product, asked time.Time) error {
	var ids []int64
	var strangers []*woo.Product
	parents := map[int64]*woo.Product{}
	for _, p := range list {
		parents[p.ID] = p
		if at := d.find(p.ID); at != nil {
			at.seen = true
			ids = append(ids, at.product)
		} else {
			strangers = append(strangers, p)
		}
	}
	packages, err := d.st.Packages(ctx, d.webshop.ID, ids)
	if err != nil {
		return err
	}
	sides := make([]*side, 0, len(ids))
	for _, p := range list {
		at := d.find(p.ID)
		if at == nil {
			continue
		}
		pk := packages[at.product]
		if pk.RemoteID != p.ID || pk.Sent == (store.Hash{}) || d.token == 0 && pk.SentOn.After(asked) { // nobody sends beside who holds the lease
			continue
		}
		sides = append(sides, &side{dictionary: d.words, p: p, parent: parents[p.ParentID], pk: pk, ours: decodePayload(pk.Payload)})
	}
	if err := d.learnLinks(ctx, sides); err != nil {
		return err
	}
	replaced, err := d.replaced(ctx, sides)
	if err != nil {
		return err
	}
	var found []Drifted
	var corrections []store.Drift
	for _, x := range sides {
		d.report.Compared++
		if replaced[x.p.ID] {
			d.gone[x.p.ID] = DriftMissing // and with a variable product its variations
			found = append(found, Drifted{ProductID: x.pk.ProductID, Kind: DriftMissing, RemoteID: x.p.ID, RemoteParentID: x.pk.RemoteParentID})
			corrections = append(corrections, store.Drift{Compared: x.pk})
			continue
		}
		theirs := x.theirs()
		list := changes(x.ours, theirs, d.own)
		if len(list) == 0 {
			continue
		}
		found = append(found, Drifted{ProductID: x.pk.ProductID, Kind: DriftChanged, Changes: list, RemoteID: x.p.ID, RemoteParentID: x.pk.RemoteParentID})
		now := packed(x.pk, x.confirmed(theirs), x.pk.RemoteID, x.pk.RemoteParentID, x.pk.SentOn)
		corrections = append(corrections, store.Drift{Compared: x.pk, Now: &now})
	}
	if err := d.tell(ctx, found, corrections); err != nil {
		return err
	}
	return d.tellStrangers(ctx, strangers, parents)
}

// name gives drifted products the names that the catalogue has for them.
func (d *drift) name(ctx context.Context, found []Drifted) error {
	var ids []int64
	for i := range found {
		if found[i].ProductID != 0 {
			ids = append(ids, found[i].ProductID)
		}
	}
	products, err := d.st.Products(ctx, ids)
	if err != nil {
		return err
	}
	byID := make(map[int64]*store.Product, len(products))
	for i := range products {
		byID[products[i].ID] = &products[i]
	}
	for i := range found {
		if pr := byID[found[i].ProductID]; pr != nil {
			found[i].SKU, found[i].Name = pr.SKU, pr.Name
		}
	}
	return nil
}

// tell notes drifts and yields them. A package that could not be corrected was written by a worker since it was read: what it said
// then is no drift any more.
func (d *drift) tell(ctx context.Context, found []Drifted, corrections []store.Drift) error {
	if len(found) == 0 {
		return nil
	}
	if err := d.name(ctx, found); err != nil {
		return err
	}
	if !d.s.readOnly && len(corrections) > 0 {
		noted, err := d.st.NoteDrift(ctx, d.token, d.webshop.ID, corrections)
		if err != nil {
			return err
		}
		d.report.Noted += len(noted)
		still := make(map[int64]bool, len(noted))
		for _, id := range noted {
			still[id] = true
		}
		found = slices.DeleteFunc(found, func(x Drifted) bool { return x.ProductID != 0 && !still[x.ProductID] })
		for i := range found {
			found[i].Noted = found[i].ProductID != 0
		}
	}
	for _, x := range found {
		x.Webshop = d.webshop.Name
		switch x.Kind {
		case DriftChanged:
			d.report.Changed++
		case DriftMissing:
			d.report.Missing++
		case DriftTrashed:
			d.report.Trashed++
		case DriftUnknown:
			d.report.Unknown++
		}
		if err := d.yield(x); err != nil {
			return err
		}
	}
	return nil
}
