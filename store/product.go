package store

import "time"

// ProductType is WooCommerce's word for the kind of a product.
type ProductType string

const (
	Simple    ProductType = "simple"
	Variable  ProductType = "variable"
	Variation ProductType = "variation"
	Grouped   ProductType = "grouped"
	External  ProductType = "external"
)

// Product is one article of the catalogue, identified by its SKU (compared with FoldSKU, as a webshop compares).
type Product struct {
	ID       int64
	SKU      string
	Type     ProductType
	ParentID int64 // of a variation; 0 otherwise
	Name     string
	Barcode  string // GTIN, UPC, EAN or ISBN
	Active   bool   // false once it is gone from the catalogue
	Web      bool   // marked for the web
	Revision int64  // grows with every change of anything in the store that concerns products
	Fields   ProductFields
}

// ProductFields is the rest of a product: what no query asks for. It is stored as one JSON document.
// Amounts and sizes are decimal strings with a dot, "" when not given.
type ProductFields struct {
	SourceID         string `json:",omitempty"` // id in the file it came from, for references like "id:123"
	ParentSKU        string `json:",omitempty"`
	Status           string `json:",omitempty"` // publish, private, draft, pending
	Featured         bool   `json:",omitempty"`
	Visibility       string `json:",omitempty"` // visible, catalog, search, hidden
	ShortDescription string `json:",omitempty"`
	Description      string `json:",omitempty"`
	RegularPrice     string `json:",omitempty"`
	SalePrice        string `json:",omitempty"`
	SaleFrom, SaleTo string `json:",omitempty"` // YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS in the shop's time
	TaxStatus        string `json:",omitempty"` // taxable, shipping, none
	TaxClass         string `json:",omitempty"`
	Virtual          bool   `json:",omitempty"`
	Downloadable     bool   `json:",omitempty"`

	ManageStock      bool   `json:",omitempty"`
	StockFromParent  bool   `json:",omitempty"` // a variation whose stock is its parent's
	Stock            string `json:",omitempty"` // decimal; a webshop gets it rounded down
	StockStatus      string `json:",omitempty"` // instock, outofstock, onbackorder
	LowStock         string `json:",omitempty"`
	Backorders       string `json:",omitempty"` // no, notify, yes
	SoldIndividually bool   `json:",omitempty"`

	Weight, Length, Width, Height string `json:",omitempty"`
	ShippingClass                 string `json:",omitempty"`
	ReviewsAllowed                bool   `json:",omitempty"`
	PurchaseNote                  string `json:",omitempty"`

	Categories []string `json:",omitempty"` // paths of inventory categories, "Clothing > Hoodies"
	Tags       []string `json:",omitempty"`
	Brands     []string `json:",omitempty"` // manufacturers
	Images     []Image  `json:",omitempty"`

	Downloads      []Download `json:",omitempty"`
	DownloadLimit  *int       `json:",omitempty"` // -1: unlimited
	DownloadExpiry *int       `json:",omitempty"` // days; -1: never

	Grouped     []string    `json:",omitempty"` // SKUs of the members of a grouped product
	Upsells     []string    `json:",omitempty"` // SKUs
	CrossSells  []string    `json:",omitempty"` // SKUs
	ExternalURL string      `json:",omitempty"`
	ButtonText  string      `json:",omitempty"`
	Position    int         `json:",omitempty"` // menu order
	Attributes  []Attribute `json:",omitempty"`
	CostOfGoods string      `json:",omitempty"`

	Meta  []Meta            `json:",omitempty"`
	Extra map[string]string `json:",omitempty"` // columns of the file that mean nothing to a webshop, by header; kept, never sent
}

// Image is a picture by address: of the web, or file:///… for a file on this computer, which is uploaded.
type Image struct {
	Src  string
	Alt  string `json:",omitempty"`
	Mark string `json:",omitempty"` // size and time of a file when it was imported, so that a new version is noticed
}

// Download is a file that a customer gets.
type Download struct {
	ID   string `json:",omitempty"`
	Name string `json:",omitempty"`
	URL  string
}

// Attribute of a product. On a variation it holds one value, or none for "any".
type Attribute struct {
	Name    string
	Values  []string `json:",omitempty"`
	Visible bool     `json:",omitempty"`
	Global  bool     `json:",omitempty"` // shared by all products of the webshop, with terms
	Default string   `json:",omitempty"` // value chosen beforehand on a variable product
}

// Meta is a key of the shop's own with its value, sent as it is.
type Meta struct{ Key, Value string }

// ProductHit is a product found by a search, best first.
type ProductHit struct {
	Product
	Rank int // 0 exact SKU, 1 SKU prefix, 2 barcode, 3 name prefix, 4 name substring
}

// PutResult tells what became of a product that was put into the catalogue.
type PutResult uint8

const (
	PutUnchanged PutResult = iota
	PutAdded
	PutUpdated
)

// Category is a node of the tree of inventory categories.
type Category struct {
	ID, ParentID int64
	Name         string
	Path         string // "Clothing > Hoodies"; unique but for case
}

// WebshopCategory is a node of the tree that customers of one webshop see.
type WebshopCategory struct {
	ID, WebshopID, ParentID int64
	Name                    string
	Path                    string
	RemoteID                int64    // id in the webshop; 0: not there yet
	Tags                    []string // filter: a product needs one of these tags; empty: any
	Manufacturers           []string // filter: a product needs one of these brands; empty: any
}

// Link puts products of an inventory category under a webshop category.
type Link struct {
	ID                int64
	WebshopID         int64
	CategoryID        int64   // inventory category
	WebshopCategoryID int64   //
	Whole             bool    // with everything below; otherwise the selected products only
	ProductIDs        []int64 // selected products, when not Whole
}

// Hash identifies a payload: the first 16 bytes of its SHA-256. The zero Hash stands for "nothing".
type Hash [16]byte

// Package is what was last sent, and confirmed, for one product to one webshop.
type Package struct {
	WebshopID, ProductID int64
	Wanted               Hash   // payload that the catalogue asks for; zero: not wanted
	Sent                 Hash   // payload that the webshop confirmed; zero: none
	Payload              []byte // the confirmed payload as canonical JSON; where Sent is zero, one that the product had before it left
	RemoteID             int64
	RemoteParentID       int64 // of a variation
	SentOn               time.Time
}

// Wanted is the payload hash that the catalogue asks for.
type Wanted struct {
	ProductID int64
	Hash      Hash
}

// PlanCounts says how many products of a webshop a synchronization would touch.
type PlanCounts struct{ Add, Update, Remove, Unchanged int }
