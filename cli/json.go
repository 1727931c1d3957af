package cli

import (
	"woosync/store"
	"woosync/sync"
)

// operationJSON is an operation in every document.
type operationJSON struct {
	ID             int64      `json:"id"`
	Webshop        string     `json:"webshop"`
	WebshopURL     string     `json:"webshop_url"`
	SynchronizeAll bool       `json:"synchronize_all"`
	Scope          string     `json:"scope"` // webshop or products
	State          string     `json:"state"`
	Error          string     `json:"error"`
	CreatedOn      *string    `json:"created_on"`
	StartedOn      *string    `json:"started_on"`
	CompletedOn    *string    `json:"completed_on"`
	Counts         countsJSON `json:"counts"`
}

type countsJSON struct {
	Added     int `json:"added"`
	Updated   int `json:"updated"`
	Removed   int `json:"removed"`
	Unchanged int `json:"unchanged"`
	Skipped   int `json:"skipped"`
	Failed    int `json:"failed"`
}

// operationDocument shows an operation with its whole error text.
func operationDocument(op store.Operation, errorText string) operationJSON {
	return operationJSON{
		ID: op.ID, Webshop: op.Webshop, WebshopURL: op.WebshopURL, SynchronizeAll: op.Full, Scope: scopeWord(op.Scope), State: op.State.Key(),
		Error: errorText, CreatedOn: jsonTime(op.CreatedOn), StartedOn: jsonTime(op.StartedOn), CompletedOn: jsonTime(op.CompletedOn),
		Counts: countsJSON(op.Counts),
	}
}

func scopeWord(s store.Scope) string {
	if s == store.ScopeProducts {
		return "products"
	}
	return "webshop"
}

// operationDetailsJSON is the document of `operations show`: an operation with what the overview has no room for.
type operationDetailsJSON struct {
	operationJSON
	RequestedBy string      `json:"requested_by"`
	Attempts    int         `json:"attempts"`
	RetryOf     *int64      `json:"retry_of"`
	Note        string      `json:"note"`
	Total       int         `json:"total"`
	Done        int         `json:"done"`
	Traffic     trafficJSON `json:"traffic"`
	Products    []itemJSON  `json:"products"`
}

type trafficJSON struct {
	Requests int   `json:"requests"`
	Retries  int   `json:"retries"` // requests that failed and led to another one
	BytesOut int64 `json:"bytes_out"`
	BytesIn  int64 `json:"bytes_in"`
}

type itemJSON struct {
	SKU      string  `json:"sku"`
	Name     string  `json:"name"`
	Action   string  `json:"action"`
	Outcome  string  `json:"outcome"` // pending, done, unchanged, skipped, failed
	Error    string  `json:"error"`
	RemoteID *int64  `json:"remote_id"`
	DoneOn   *string `json:"done_on"`
}

func itemDocument(it store.Item) itemJSON {
	return itemJSON{SKU: it.SKU, Name: it.Name, Action: actionWord(it.Action), Outcome: outcomeWord(it.Outcome), Error: it.Error,
		RemoteID: jsonID(it.RemoteID), DoneOn: jsonTime(it.DoneOn)}
}

// previewJSON is one product in one webshop in the document of `preview`.
type previewJSON struct {
	SKU            string         `json:"sku"`
	Name           string         `json:"name"`
	Webshop        string         `json:"webshop"`
	Action         string         `json:"action"`
	Reasons        []string       `json:"reasons"`
	Categories     []categoryJSON `json:"categories"`
	Changes        []changeJSON   `json:"changes"`
	RemoteID       *int64         `json:"remote_id"`
	CanSynchronize bool           `json:"can_synchronize"`
}

type categoryJSON struct {
	WebshopCategory   string `json:"webshop_category"`
	InventoryCategory string `json:"inventory_category"`
	Rule              string `json:"rule"`
}

type changeJSON struct {
	Field string `json:"field"`
	From  string `json:"from"`
	To    string `json:"to"`
}

func previewDocument(p sync.Preview) previewJSON {
	doc := previewJSON{SKU: p.SKU, Name: p.Name, Webshop: p.Webshop, Action: actionWord(p.Action), Reasons: append([]string{}, p.Reasons...),
		Categories: []categoryJSON{}, Changes: []changeJSON{}, RemoteID: jsonID(p.RemoteID), CanSynchronize: p.CanSynchronize}
	for _, c := range p.Categories {
		doc.Categories = append(doc.Categories, categoryJSON(c))
	}
	for _, c := range p.Changes {
		doc.Changes = append(doc.Changes, changeJSON{Field: c.Field, From: c.From, To: c.To})
	}
	return doc
}

// The document of `import` is sync.ImportReport itself.

// jsonID is an id that may be missing.
func jsonID(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

func actionWord(a store.Action) string {
	return [...]string{store.ActionExcluded: "excluded", store.ActionAdd: "add", store.ActionUpdate: "update", store.ActionRemove: "remove", store.ActionUnchanged: "unchanged"}[a]
}

func outcomeWord(o store.Outcome) string {
	return [...]string{store.OutcomePending: "pending", store.OutcomeDone: "done", store.OutcomeUnchanged: "unchanged", store.OutcomeSkipped: "skipped", store.OutcomeFailed: "failed"}[o]
}
