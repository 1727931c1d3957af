package cli

import (
	"woosync/sync"
	"woosync/sync/export"
)

// operationDetailsJSON is the document of `operations show`: an operation with what the overview has no room for.
type operationDetailsJSON struct {
	export.Operation
	RequestedBy string          `json:"requested_by"`
	Attempts    int             `json:"attempts"`
	RetryOf     *int64          `json:"retry_of"`
	Note        string          `json:"note"`
	Total       int             `json:"total"`
	Done        int             `json:"done"`
	Traffic     trafficJSON     `json:"traffic"`
	Products    []export.Result `json:"products"`
}

type trafficJSON struct {
	Requests int   `json:"requests"`
	Retries  int   `json:"retries"` // requests that failed and led to another one
	BytesOut int64 `json:"bytes_out"`
	BytesIn  int64 `json:"bytes_in"`
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
	doc := previewJSON{SKU: p.SKU, Name: p.Name, Webshop: p.Webshop, Action: export.ActionWord(p.Action), Reasons: append([]string{}, p.Reasons...),
		Categories: []categoryJSON{}, Changes: []changeJSON{}, RemoteID: export.ID(p.RemoteID), CanSynchronize: p.CanSynchronize}
	for _, c := range p.Categories {
		doc.Categories = append(doc.Categories, categoryJSON(c))
	}
	for _, c := range p.Changes {
		doc.Changes = append(doc.Changes, changeJSON{Field: c.Field, From: c.From, To: c.To})
	}
	return doc
}

// The document of `import` is sync.ImportReport itself.
