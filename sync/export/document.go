// Package export writes operations and their results for spreadsheets and scripts: CSV that no spreadsheet takes for formulas, and JSON
// whose keys are a contract. Screens and commands write the same here, element by element, so that a million of them need no memory.
//
// It reads a store through an interface and writes to any writer; it makes no files and changes nothing. It fails where reading or writing
// does, and what it wrote until then is not complete.
package export

import (
	"time"

	"woosync/store"
)

// Operation is an operation in every document.
type Operation struct {
	ID             int64   `json:"id"`
	Webshop        string  `json:"webshop"`
	WebshopURL     string  `json:"webshop_url"`
	SynchronizeAll bool    `json:"synchronize_all"`
	Scope          string  `json:"scope"` // webshop or products
	State          string  `json:"state"`
	Error          string  `json:"error"`
	CreatedOn      *string `json:"created_on"`
	StartedOn      *string `json:"started_on"`
	CompletedOn    *string `json:"completed_on"`
	Counts         Counts  `json:"counts"`
}

// Counts are the counters of an operation, in products.
type Counts struct {
	Added     int `json:"added"`
	Updated   int `json:"updated"`
	Removed   int `json:"removed"`
	Unchanged int `json:"unchanged"`
	Skipped   int `json:"skipped"`
	Failed    int `json:"failed"`
}

// NewOperation makes the document of an operation with its whole error text.
func NewOperation(op store.Operation, errorText string) Operation {
	scope := "webshop"
	if op.Scope == store.ScopeProducts {
		scope = "products"
	}
	return Operation{
		ID: op.ID, Webshop: op.Webshop, WebshopURL: op.WebshopURL, SynchronizeAll: op.Full, Scope: scope, State: op.State.Key(),
		Error: errorText, CreatedOn: Time(op.CreatedOn), StartedOn: Time(op.StartedOn), CompletedOn: Time(op.CompletedOn),
		Counts: Counts(op.Counts),
	}
}

// Result is what an operation did to one product.
type Result struct {
	SKU      string  `json:"sku"`
	Name     string  `json:"name"`
	Action   string  `json:"action"`
	Outcome  string  `json:"outcome"` // pending, done, unchanged, skipped, failed
	Error    string  `json:"error"`
	RemoteID *int64  `json:"remote_id"`
	DoneOn   *string `json:"done_on"`
}

// NewResult makes the document of a result.
func NewResult(i store.Item) Result {
	return Result{SKU: i.SKU, Name: i.Name, Action: ActionWord(i.Action), Outcome: OutcomeWord(i.Outcome), Error: i.Error, RemoteID: ID(i.RemoteID), DoneOn: Time(i.DoneOn)}
}

// Time is a time as it is in every document: RFC 3339 in UTC, or null when it has not come.
func Time(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format(time.RFC3339)
	return &s
}

// ID is an id that may be missing.
func ID(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

// ActionWord is an action in documents and on the command line.
func ActionWord(a store.Action) string {
	return [...]string{store.ActionExcluded: "excluded", store.ActionAdd: "add", store.ActionUpdate: "update", store.ActionRemove: "remove", store.ActionUnchanged: "unchanged"}[a]
}

// OutcomeWord is an outcome in documents and on the command line.
func OutcomeWord(o store.Outcome) string {
	return [...]string{store.OutcomePending: "pending", store.OutcomeDone: "done", store.OutcomeUnchanged: "unchanged", store.OutcomeSkipped: "skipped", store.OutcomeFailed: "failed"}[o]
}
