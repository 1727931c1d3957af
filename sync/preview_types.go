package sync

import "woosync/store"

// Preview is what a synchronization would do to one product in one webshop, and why.
type Preview struct {
	ProductID int64
	SKU, Name string
	WebshopID int64
	Webshop   string
	Action    store.Action
	// Reasons are the criteria that are not met, one sentence each; empty when the product is wanted.
	Reasons []string
	// Categories are the webshop categories that show the product, with the rule that put it there.
	Categories []CategoryMatch
	// Changes are the fields that differ from the package, in a fixed order; for an add, the fields that would be sent (From "").
	Changes  []Change
	RemoteID int64
	// CanSynchronize is true where Synchronize would send something; otherwise Inactive says why not, in one sentence.
	CanSynchronize bool
	Inactive       string
}

// CategoryMatch is a webshop category with the way by which the product came to it.
type CategoryMatch struct {
	WebshopCategory   string // path
	InventoryCategory string // path
	Rule              string // "whole category" or "selected product"
}

// Change is one field that a synchronization would change, in words for people.
type Change struct {
	Field string // WooCommerce's field name, "regular_price"
	Label string // "regular price"
	From  string // "" when the webshop has none
	To    string
}

// SearchHit is a product with what would become of it in each webshop, in the order of the webshops.
type SearchHit struct {
	Product  store.Product
	Previews []Preview
}

// Request asks for a synchronization.
type Request struct {
	WebshopID       int64
	ProductIDs      []int64 // empty: the whole webshop
	Full            bool
	ConfirmRemovals bool
}
