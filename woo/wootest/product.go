package wootest

// product is a product or a variation as the database holds it. Slices are never changed in place: an answer that
// is being written may still refer to them.
type product struct {
	id, parent         int
	variation          bool
	listed             bool // in the indexes of what a list shows
	ghost              bool // was in them, and is not swept out yet
	name, slug, status string
	kind               string // simple, grouped, external, variable; "variation" for a variation
	description, short string
	sku, gtin          string
	regular, sale      string
	created, modified  int64 // seconds, UTC
	stock              int
	hasStock           bool
	manageStock        bool
	stockStatus        string
	categories         []int
	tags, brands       []int
	menuOrder          int
	*details
}

// details are what few products of a large shop have.
type details struct {
	saleFrom, saleTo              int64 // seconds, UTC; 0 is none
	visibility                    string
	featured                      bool
	virtual, downloadable         bool
	downloads                     []download
	downloadLimit, downloadExpiry int
	externalURL, buttonText       string
	externalMeta                  [2]int // the meta ids that keep the two when the type is no longer external
	taxStatus, taxClass           string
	backorders                    string
	lowStock                      int
	hasLowStock                   bool
	soldIndividually              bool
	weight, length, width, height string
	shippingClass                 int
	reviewsOff                    bool
	upsells, crossSells, grouped  []int
	purchaseNote, password        string
	images                        []int
	attributes                    []productAttribute
	defaults                      []choice
	choices                       []choice // of a variation
	meta                          []metaEntry
	totalSales                    int
	wantedSlug                    string // what the slug was before the trash
}

type download struct{ id, name, file string }

// productAttribute is a row of a product's attribute list; id is that of the global attribute, or 0.
type productAttribute struct {
	id                 int
	name               string // of an attribute of this product alone
	position           int
	visible, variation bool
	options            []string // names; of a global attribute: unused
	terms              []int    // of a global attribute
}

// choice is the value of one attribute: for a global one the slug of the term.
type choice struct {
	id    int    // of the global attribute, or 0
	name  string // sanitised name of an attribute of the product alone
	value string
}

type metaEntry struct {
	id    int
	key   string
	value any
}

// unset is what a product without details has.
var unset = details{visibility: "visible", taxStatus: "taxable", backorders: "no", downloadLimit: -1, downloadExpiry: -1}

func newProduct() *product {
	return &product{kind: "simple", status: "publish", stockStatus: "instock"}
}

// d is for reading.
func (p *product) d() *details {
	if p.details == nil {
		return &unset
	}
	return p.details
}

// edit is for writing, on a clone.
func (p *product) edit() *details {
	if p.details == nil {
		d := unset
		if p.variation {
			d.taxClass = "parent"
		}
		p.details = &d
	}
	return p.details
}

// clone is what a request changes; it becomes the product when the request succeeds.
func (p *product) clone() *product {
	c := *p
	if p.details != nil {
		d := *p.details
		c.details = &d
	}
	return &c
}

func (p *product) inTrash() bool { return p.status == "trash" }

// shows tells whether a list without a status filter shows the product.
func (p *product) shows() bool {
	return !p.variation && p.status != "trash" && p.status != "auto-draft"
}

func (p *product) effectiveTaxClass() string {
	if p.variation && p.details == nil {
		return "parent"
	}
	return p.d().taxClass
}
