package sync

import (
	"context"
	"fmt"
	"html"
	"strings"

	"woosync/store"
	"woosync/woo"
)

// termKind is a kind of things that a webshop numbers and a payload names; the word is the kind in the store.
type termKind string

const (
	kindCategory  termKind = "category" // kept with the webshop categories
	kindTag       termKind = "tag"
	kindBrand     termKind = "brand"
	kindAttribute termKind = "attribute"
	kindShipping  termKind = "shipping_class"
	kindMedia     termKind = "media"
	kindOption    termKind = "option" // a value of a global attribute
)

func (k termKind) words() string {
	switch k {
	case kindCategory:
		return "categories"
	case kindTag:
		return "tags"
	case kindBrand:
		return "brands"
	case kindShipping:
		return "shipping classes"
	}
	return "attributes"
}

// field is the one of a product that refers to things of this kind.
func (k termKind) field() string {
	return map[termKind]string{kindCategory: "categories", kindTag: "tags", kindBrand: "brands", kindAttribute: "attributes"}[k]
}

func (k termKind) endpoint() woo.TermKind {
	switch k {
	case kindTag:
		return woo.TermTags
	case kindBrand:
		return woo.TermBrands
	case kindShipping:
		return woo.TermShippingClasses
	}
	return woo.TermCategories
}

// lostTerm is one that the webshop no longer has.
type lostTerm struct {
	kind termKind
	id   int64
}

// caller does one request with all patience that is due.
type caller func(func(context.Context) error) error

// terms knows the webshop's numbers of categories, tags, brands, attributes, shipping classes and images. What is missing is
// looked for by name and made, so that nothing is there twice. It is used by one goroutine.
type terms struct {
	st      *store.Store
	token   int64
	webshop int64
	client  *woo.Client

	paths    map[string]*store.WebshopCategory // nil: not read yet
	existing map[string]int64                  // categories that the webshop has, by parent and name; nil: not read yet
	numbers  map[termKind]map[string]int64     // nil: not read yet
	classes  map[string]string                 // slugs of shipping classes by name and slug
	taxes    map[string]string                 // slugs of tax classes by name and slug; nil: not read yet

	deadImages map[int64]bool    // numbers of images that the webshop has no more
	settled    map[option]bool   // values that this operation has looked at
	spelt      map[option]string // those that the webshop calls otherwise
	said       map[string]bool   // what was remarked of, by kind and name

	without map[termKind]bool // kinds that the webshop does not know at all
	faults  map[string]string // why something could not be made, by kind and name
	gone    map[string]bool   // what the webshop had deleted, by kind and name
	revived []lostPlace       // what of that was made anew
}

func newTerms(st *store.Store, token, webshop int64, client *woo.Client) *terms {
	return &terms{st: st, token: token, webshop: webshop, client: client,
		numbers: map[termKind]map[string]int64{}, deadImages: map[int64]bool{}, settled: map[option]bool{}, spelt: map[option]string{}, said: map[string]bool{},
		without: map[termKind]bool{}, faults: map[string]string{}, gone: map[string]bool{}}
}

// termKey makes names comparable as WordPress compares them: without regard to case, with its escapes undone.
func termKey(name string) string {
	return strings.ToLower(strings.Join(strings.Fields(html.UnescapeString(name)), " "))
}

// ids are the numbers of names that were ensured before.
func (m *terms) ids(kind termKind, names []string) ([]int64, error) {
	ids := make([]int64, 0, len(names))
	for _, n := range names {
		id := m.numbers[kind][termKey(n)]
		if id == 0 {
			return nil, m.fault(kind, n)
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (m *terms) fault(kind termKind, name string) error {
	why := m.faults[faultKey(kind, name)]
	if why == "" {
		why = "the webshop does not have it"
	}
	return fmt.Errorf("%s %q could not be made in the webshop: %s", kind.one(), name, strings.TrimSuffix(why, "."))
}

func (k termKind) one() string {
	switch k {
	case kindShipping:
		return "shipping class"
	case kindOption:
		return "attribute value"
	default:
		return string(k)
	}
}

func faultKey(kind termKind, name string) string { return string(kind) + "\x00" + name }

func (m *terms) blame(kind termKind, name string, err error) {
	m.faults[faultKey(kind, name)] = sentence(err)
}

// ensure makes in the webshop what the fields of these jobs need and it does not have. An error is one of the webshop or the
// store as a whole; what could not be made is told by resolve, product by product.
func (m *terms) ensure(ctx context.Context, call caller, jobs []*job) error {
	var categories, tags, brands, attributes, classes, taxes []string
	for _, j := range jobs {
		out := j.out
		if j.follow != nil {
			out = j.follow
		}
		categories = appendNames(categories, out["categories"])
		tags = appendNames(tags, out["tags"])
		brands = appendNames(brands, out["brands"])
		for _, at := range j.globals() {
			attributes = append(attributes, at["name"].(string))
		}
		if class, _ := out["shipping_class"].(string); class != "" {
			classes = append(classes, class)
		}
		if class, _ := out["tax_class"].(string); class != "" {
			taxes = append(taxes, class)
		}
	}
	if err := m.ensureCategories(ctx, call, categories); err != nil {
		return err
	}
	if err := m.ensureTerms(ctx, call, kindTag, tags); err != nil {
		return err
	}
	if err := m.ensureTerms(ctx, call, kindBrand, brands); err != nil {
		return err
	}
	if err := m.ensureAttributes(ctx, call, attributes); err != nil {
		return err
	}
	if err := m.ensureOptions(ctx, call, jobs); err != nil {
		return err
	}
	if err := m.ensureClasses(call, classes); err != nil {
		return err
	}
	return m.readTaxClasses(call, taxes)
}

func appendNames(list []string, value any) []string {
	more, _ := value.([]string)
	return append(list, more...)
}

// load reads the numbers of a kind from the store once.
func (m *terms) load(ctx context.Context, kind termKind) error {
	if m.numbers[kind] != nil {
		return nil
	}
	known, err := m.st.RemoteIDs(ctx, m.webshop, string(kind))
	if err != nil {
		return fmt.Errorf("reading what is known of the webshop's %s: %w", kind.words(), err)
	}
	if known == nil {
		known = map[string]int64{}
	}
	m.numbers[kind] = known
	return nil
}

// missing are the names without a number, each once.
func (m *terms) missing(kind termKind, names []string) (out []string) {
	seen := map[string]bool{}
	for _, n := range names {
		key := termKey(n)
		if m.numbers[kind][key] == 0 && !seen[key] && m.faults[faultKey(kind, n)] == "" {
			seen[key] = true
			out = append(out, n)
		}
	}
	return out
}

func (m *terms) save(ctx context.Context, kind termKind, found map[string]int64) error {
	if len(found) == 0 {
		return nil
	}
	for key, id := range found {
		m.numbers[kind][key] = id
	}
	if err := m.st.SetRemoteIDs(ctx, m.token, m.webshop, string(kind), found); err != nil {
		return fmt.Errorf("storing the webshop's %s: %w", kind.words(), err)
	}
	return nil
}

// ensureTerms makes tags or brands. There is no need to look first: for one that exists the webshop answers with its number.
func (m *terms) ensureTerms(ctx context.Context, call caller, kind termKind, names []string) error {
	if len(names) == 0 || m.without[kind] {
		return nil
	}
	if err := m.load(ctx, kind); err != nil {
		return err
	}
	todo := m.missing(kind, names)
	for len(todo) > 0 {
		chunk := todo[:min(len(todo), woo.BatchLimit)]
		todo = todo[len(chunk):]
		fields := make([]woo.Fields, len(chunk))
		for i, n := range chunk {
			fields[i] = woo.Fields{"name": n}
		}
		results, err := createTerms(call, m.client, kind.endpoint(), fields)
		if woo.KindOf(err) == woo.KindWooOld {
			m.without[kind] = true
			return nil
		}
		if err != nil {
			return err
		}
		found := map[string]int64{}
		for i, n := range chunk {
			if id := termID(results[i]); id != 0 {
				found[termKey(n)] = id
				m.made(kind, n, results[i].Err == nil)
			} else {
				m.blame(kind, n, results[i].Err)
			}
		}
		if err := m.save(ctx, kind, found); err != nil {
			return err
		}
	}
	return nil
}

// createTerms makes terms in one request. It may be repeated after an unknown outcome: WordPress refuses a name that is there.
func createTerms(call caller, client *woo.Client, kind woo.TermKind, fields []woo.Fields) ([]woo.TermResult, error) {
	var results []woo.TermResult
	for tries := 0; ; tries++ {
		err := call(func(ctx context.Context) error {
			answer, err := client.BatchTerms(ctx, kind, woo.Batch{Create: fields})
			results = answer.Create
			return err
		})
		if err == nil || !woo.Unknown(err) || tries == 2 {
			return results, err
		}
	}
}

func termID(r woo.TermResult) int64 {
	switch {
	case r.Err == nil:
		return r.ID
	case r.Err.Kind == woo.KindTermExists:
		return r.Err.ResourceID
	}
	return 0
}

// itemFault tells the refusal of one thing from a failure of the webshop.
func itemFault(err error) bool {
	switch woo.KindOf(err) {
	case woo.KindInvalid, woo.KindTermExists, woo.KindNotFound, woo.KindImage:
		return true
	}
	return false
}

// forget drops numbers that the webshop no longer knows, so that ensure makes the things anew.
func (m *terms) forget(lost []lostTerm) {
	for _, l := range lost {
		if l.kind == kindCategory {
			m.forgetCategory(l.id)
			continue
		}
		for key, id := range m.numbers[l.kind] {
			if id == l.id {
				delete(m.numbers[l.kind], key)
				m.gone[faultKey(l.kind, key)] = true
			}
		}
	}
}

// made notes that the webshop has something; where it had been deleted and is new, other products have lost it too.
func (m *terms) made(kind termKind, name string, anew bool) {
	key := faultKey(kind, termKey(name))
	if kind == kindCategory {
		key = faultKey(kind, name)
	}
	if m.gone[key] && anew {
		m.revived = append(m.revived, lostPlace{kind.field(), name})
	}
	delete(m.gone, key)
}
