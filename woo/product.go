package woo

import (
	"encoding/json"
	"time"
)

// Product is a product or a variation as the shop has it, read leniently: a field
// that is missing or of another type is empty, and never costs the product.
//
// Texts are as WooCommerce gives them: it stores "Salt & Pepper" as
// "Salt &amp; Pepper". A read without context=edit renders the descriptions.
type Product struct {
	ID               int64  `json:"id"`
	ParentID         int64  `json:"parent_id"` // the variable product of a variation, else 0
	Name             string `json:"name"`      // of a variation: its options, "M, Red"
	Slug             string `json:"slug"`
	Permalink        string `json:"permalink"`
	Type             string `json:"type"`   // simple, variable, grouped, external, variation, or a plugin's own
	Status           string `json:"status"` // draft, pending, private, publish, future, trash
	Featured         bool   `json:"featured"`
	Visibility       string `json:"catalog_visibility"` // visible, catalog, search, hidden
	Description      string `json:"description"`
	ShortDescription string `json:"short_description"`
	SKU              string `json:"sku"`
	GlobalUniqueID   string `json:"global_unique_id"` // GTIN, UPC, EAN or ISBN

	Price             string `json:"price"` // the active one; decimal with a dot, or ""
	RegularPrice      string `json:"regular_price"`
	SalePrice         string `json:"sale_price"`
	DateOnSaleFrom    string `json:"date_on_sale_from"`     // shop's time, "2026-11-23T00:00:00", or ""
	DateOnSaleFromGMT string `json:"date_on_sale_from_gmt"` // the same in UTC
	DateOnSaleTo      string `json:"date_on_sale_to"`
	DateOnSaleToGMT   string `json:"date_on_sale_to_gmt"`
	TotalSales        int64  `json:"total_sales"`
	CostOfGoods       string `json:"cost_of_goods"` // "" where none is set, or the shop does not use that feature

	Virtual        bool       `json:"virtual"`
	Downloadable   bool       `json:"downloadable"`
	Downloads      []Download `json:"downloads"`
	DownloadLimit  int        `json:"download_limit"`  // -1 means none
	DownloadExpiry int        `json:"download_expiry"` // days, -1 means never
	ExternalURL    string     `json:"external_url"`
	ButtonText     string     `json:"button_text"`

	TaxStatus string `json:"tax_status"` // taxable, shipping, none
	TaxClass  string `json:"tax_class"`  // a slug; "" means standard

	// ManageStock is true where the product or variation counts its own stock. A
	// variation may leave that to its parent: then StockOfParent is true and this
	// false (WooCommerce answers the word "parent").
	ManageStock      bool   `json:"manage_stock"`
	StockOfParent    bool   `json:"stock_of_parent"`
	StockQuantity    *int   `json:"stock_quantity"`   // nil where stock is not managed; may be negative
	StockStatus      string `json:"stock_status"`     // instock, outofstock, onbackorder
	Backorders       string `json:"backorders"`       // no, notify, yes
	LowStockAmount   *int   `json:"low_stock_amount"` // nil: the shop's own
	SoldIndividually bool   `json:"sold_individually"`

	Weight          string     `json:"weight"` // in the shop's unit, or ""
	Dimensions      Dimensions `json:"dimensions"`
	ShippingClass   string     `json:"shipping_class"` // a slug
	ShippingClassID int64      `json:"shipping_class_id"`

	ReviewsAllowed bool   `json:"reviews_allowed"`
	PurchaseNote   string `json:"purchase_note"`
	MenuOrder      int    `json:"menu_order"`

	Categories []Ref `json:"categories"`
	Tags       []Ref `json:"tags"`
	Brands     []Ref `json:"brands"`
	// Images holds the product's images in order, or the one of a variation.
	Images            []Image     `json:"images"`
	Attributes        []Attribute `json:"attributes"`
	DefaultAttributes []Attribute `json:"default_attributes"`
	Variations        []int64     `json:"variations"`
	GroupedProducts   []int64     `json:"grouped_products"`
	UpsellIDs         []int64     `json:"upsell_ids"`
	CrossSellIDs      []int64     `json:"cross_sell_ids"`
	MetaData          []Meta      `json:"meta_data"`

	DateCreatedGMT time.Time `json:"date_created_gmt"` // UTC, whole seconds; zero if the shop did not say
	// DateModifiedGMT moves with every accepted update, even an empty one, and
	// misses stock changes made by some orders. It lies in the future for
	// products with the status "future".
	DateModifiedGMT time.Time `json:"date_modified_gmt"`

	// Raw is the answer itself, of GetProduct and GetVariation only, where it is no
	// longer than 64 KB; else nil.
	Raw json.RawMessage `json:"-"`
}

// Ref names a category, a tag or a brand.
type Ref struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
	Slug string `json:"slug"`
}

// Image is one image of a product or category. Sending Src makes the shop
// download it again; send the ID of one that is there already.
type Image struct {
	ID   int64  `json:"id"`
	Src  string `json:"src"`
	Name string `json:"name"`
	Alt  string `json:"alt"`
}

// Attribute is an attribute of a product (Options), or the chosen value of a
// variation or of the default (Option; "" means any).
type Attribute struct {
	ID        int64    `json:"id"` // 0: the product's own, not a global one
	Name      string   `json:"name"`
	Slug      string   `json:"slug"`
	Position  int      `json:"position"`
	Visible   bool     `json:"visible"`
	Variation bool     `json:"variation"`
	Options   []string `json:"options"`
	Option    string   `json:"option"`
}

// Dimensions are in the shop's unit; "" where not set.
type Dimensions struct {
	Length string `json:"length"`
	Width  string `json:"width"`
	Height string `json:"height"`
}

// Download is a file that a customer gets.
type Download struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	File string `json:"file"`
}

// Meta is one custom field. Scalars come back as strings; lists and objects stay.
type Meta struct {
	ID    int64           `json:"id"`
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

// Text is the value where it is a string or a number, else "".
func (m Meta) Text() string { return text(m.Value) }
