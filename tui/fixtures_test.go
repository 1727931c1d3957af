package tui_test

import (
	"fmt"
	"strings"
	"time"

	"woosync/store"
	"woosync/sync"
)

// history makes n operations, the newest last, in all states with errors as webshops give them.
func history(n int) []store.Operation {
	shops := []struct {
		id        int64
		name, url string
	}{{1, "Nordlys", "https://nordlys.example"}, {2, "Sydkysten", "https://sydkysten.example/shop"}, {3, "Gamle Butik", "https://gammel.example"}}
	failures := []string{
		"3 of 812 products failed\nWH-1042 Hoodie with Zipper: the price 1.200,00 is not a number (product_invalid_price)\nWH-2201 Beanie: SKU already present in the lookup table (product_invalid_sku)\nWH-3310 Logo Collection: 504 Gateway Time-out after 3 attempts",
		"Connection refused: https://nordlys.example did not answer on port 443. Is the webshop up? Nothing was sent.",
		"401: Consumer key is invalid (woocommerce_rest_authentication_error). Make a new key in WooCommerce > Settings > Advanced > REST API.",
		"1 of 27 products failed\nwoo-vneck-tee-blue: an image could not be fetched from https://cdn.example/woo-vneck-tee-blue-2.jpg: 404 Not Found",
		"The answer was no JSON but HTML: “Briefly unavailable for scheduled maintenance. Check back in a minute.” (503)",
	}
	ops := make([]store.Operation, n)
	for i := range ops {
		s := shops[i%7%3%2]
		if i%17 == 3 {
			s = shops[2]
		}
		age := time.Duration(n - 1 - i)
		created := noon().Add(-age*29*time.Minute - 6*time.Minute)
		op := store.Operation{ID: int64(i + 1), WebshopID: s.id, Webshop: s.name, WebshopURL: s.url, Full: i%5 == 1, State: store.Completed, CreatedOn: created,
			StartedOn: created.Add(4 * time.Second), CompletedOn: created.Add(217 * time.Second), RequestedBy: "schedule", Attempts: 1, Total: 812, Done: 812,
			Counts: store.Counts{Added: i % 4, Updated: 3 + i%40, Unchanged: 809 - i%4 - i%40}}
		switch {
		case i%9 == 4:
			op.State, op.Error = store.Failed, failures[i/9%len(failures)]
			op.Counts.Failed = 3
		case i%13 == 6:
			op.State, op.Error = store.Aborted, fmt.Sprintf("Aborted by operation %d: a full synchronization of %s was asked for.", i+2, s.name)
			op.StartedOn = time.Time{}
		case s.id == 3:
			op.State, op.Error = store.WebshopNotFound, "The webshop Gamle Butik was removed before this operation began."
			op.StartedOn = time.Time{}
		}
		ops[i] = op
	}
	if n > 3 {
		ops[n-1].State, ops[n-1].StartedOn, ops[n-1].CompletedOn, ops[n-1].RequestedBy, ops[n-1].Scope = store.NotProcessed, time.Time{}, time.Time{}, "anna, screen", store.ScopeProducts
		ops[n-1].Error, ops[n-1].Counts, ops[n-1].Total, ops[n-1].Done = "", store.Counts{}, 0, 0
		ops[n-2].State, ops[n-2].CompletedOn, ops[n-2].Error = store.InProgress, time.Time{}, ""
		ops[n-2].Total, ops[n-2].Done, ops[n-2].Counts = 903, 512, store.Counts{Added: 12, Updated: 500}
	}
	return ops
}

// products makes search hits with every kind of preview.
func products() []sync.SearchHit {
	hit := func(id int64, sku, name string, previews ...sync.Preview) sync.SearchHit {
		for i := range previews {
			p := &previews[i]
			p.ProductID, p.SKU, p.Name, p.WebshopID, p.Webshop = id, sku, name, int64(i+1), []string{"Nordlys", "Sydkysten"}[i]
		}
		return sync.SearchHit{Product: store.Product{ID: id, SKU: sku, Name: name, Barcode: fmt.Sprintf("57012%08d", id)}, Previews: previews}
	}
	hoodies := []sync.CategoryMatch{{WebshopCategory: "Tøj > Hættetrøjer", InventoryCategory: "Clothing > Hoodies", Rule: "whole category"}, {WebshopCategory: "Udsalg", InventoryCategory: "Clothing > Hoodies", Rule: "selected product"}}
	long := strings.Repeat("A soft hoodie of heavy cotton for cold evenings by the sea. ", 3)
	return []sync.SearchHit{
		hit(11, "woo-hoodie", "Hoodie",
			sync.Preview{Action: store.ActionUpdate, CanSynchronize: true, RemoteID: 1204, Categories: hoodies, Changes: []sync.Change{
				{Field: "regular_price", Label: "regular price", From: "45.00", To: "42.00"}, {Field: "stock_quantity", Label: "stock", From: "10", To: "3"},
				{Field: "description", Label: "description", From: long + "Machine wash at 30 °C.", To: long + "Machine wash at 40 °C, no tumble dryer."}}},
			sync.Preview{Action: store.ActionAdd, CanSynchronize: true, Categories: hoodies[:1], Changes: []sync.Change{
				{Field: "name", Label: "name", To: "Hoodie"}, {Field: "regular_price", Label: "regular price", To: "42.00"}, {Field: "stock_quantity", Label: "stock", To: "3"}, {Field: "categories", Label: "categories", To: "Tøj > Hættetrøjer"}}}),
		hit(12, "woo-hoodie-with-zip", "Hoodie with Zipper",
			sync.Preview{Action: store.ActionUnchanged, RemoteID: 1205, Inactive: "Nordlys already has it as the catalogue says.", Categories: hoodies[:1]},
			sync.Preview{Action: store.ActionRemove, RemoteID: 88, Inactive: "It would be removed from Sydkysten: synchronize the webshop to do so.", Reasons: []string{"The product is not marked for the web.", "Inventory category “Clothing > Hoodies” is not linked to any category of Sydkysten."}}),
		hit(13, "woo-hoodie-with-logo", "Hoodie with Logo",
			sync.Preview{Action: store.ActionExcluded, Inactive: "The product has no regular price.", Reasons: []string{"The product has no regular price.", "Inventory category “Tools > Saws” is not linked to any category of Nordlys."}},
			sync.Preview{Action: store.ActionUpdate, CanSynchronize: true, RemoteID: 91, Categories: hoodies[:1], Changes: []sync.Change{{Field: "stock_quantity", Label: "stock", From: "0", To: "25"}}}),
	}
}

// results makes per-product results of an operation.
func results(n int) []store.Item {
	items := make([]store.Item, n)
	for i := range items {
		items[i] = store.Item{ProductID: int64(i + 1), SKU: fmt.Sprintf("WH-%04d", 1000+i*7), Name: []string{"Hoodie", "Beanie", "V-Neck T-Shirt", "Belt", "Sunglasses"}[i%5],
			Action: store.ActionUpdate, Outcome: store.OutcomeDone, RemoteID: int64(200 + i), DoneOn: noon().Add(-time.Duration(i) * time.Second)}
		switch {
		case i%13 == 5:
			items[i].Outcome, items[i].Error, items[i].DoneOn = store.OutcomeFailed, "the price 1.200,00 is not a number (product_invalid_price)", noon()
		case i%11 == 7:
			items[i].Outcome, items[i].Action = store.OutcomeUnchanged, store.ActionUnchanged
		case i%17 == 9:
			items[i].Outcome, items[i].Error = store.OutcomeSkipped, "the product is not marked for the web"
		}
	}
	return items
}
