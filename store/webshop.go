package store

import (
	"encoding/json"
	"strings"
	"time"
)

// Removal is how a product leaves a webshop.
type Removal string

const (
	RemoveToTrash Removal = "trash"
	RemoveToDraft Removal = "draft"
	RemoveForGood Removal = "delete"
)

// Settings of a new webshop that says nothing else.
const (
	DefaultTimeout     = 200 * time.Second
	DefaultBatch       = 30
	DefaultConnections = 2
)

// Webshop is a WooCommerce site with its settings.
type Webshop struct {
	ID   int64
	Name string // unique but for case
	URL  string
	Keys Keys

	Auth       string // what was found to work: "", "basic", "query", "oauth"
	CanWrite   bool   // as the last connection test found; true until known
	WriteError string // why not, a sentence

	BatchSize        int           // items in a batch request, 1 to 100
	Timeout          time.Duration // of one request
	Connections      int           // at once, 1 to 4
	Removal          Removal
	Schedule         time.Duration // between scheduled synchronizations; 0: off
	Fields           []string      // groups of fields that are ours to send; empty: all (names, prices, stock, categories, images, status, seo, details)
	NewStatus        string        // status of products that are added: publish, draft, pending, private; "" as the catalogue says
	MirrorCategories bool          // every inventory category has its like in the webshop

	PlannedRevision int64 // products up to this revision have their wanted hash; 0: none
	CreatedOn       time.Time
}

// Keys are a webshop's REST API keys and, where image files are to be uploaded, a WordPress user with one of its application
// passwords. They print masked. Where they lie in the operating system's keyring, Entry names them there and the rest is empty.
type Keys struct{ ConsumerKey, ConsumerSecret, ApplicationUser, ApplicationPassword, Entry string }

// entryMark stands before the name of a keyring's entry, in the column that holds the consumer key otherwise.
const entryMark = "keyring:"

// columns are the keys as the store keeps them.
func (k Keys) columns() []any {
	if k.Entry != "" {
		return []any{entryMark + k.Entry, "", "", ""}
	}
	return []any{k.ConsumerKey, k.ConsumerSecret, k.ApplicationUser, k.ApplicationPassword}
}

// found turns what the columns hold into keys.
func (k *Keys) found() {
	if entry, ok := strings.CutPrefix(k.ConsumerKey, entryMark); ok {
		*k = Keys{Entry: entry}
	}
}

// String masks the keys, so that they reach no log.
func (k Keys) String() string {
	if k == (Keys{}) {
		return "no keys"
	}
	if k.Entry != "" {
		return "in the keyring"
	}
	tail := k.ConsumerKey
	if len(tail) > 4 {
		tail = tail[len(tail)-4:]
	}
	text := "ck_…" + tail
	if k.ApplicationPassword != "" {
		text += ", application password of " + k.ApplicationUser
	}
	return text
}

// GoString masks the keys in %#v too.
func (k Keys) GoString() string { return k.String() }

// MarshalJSON masks the keys in JSON, which logs are written in.
func (k Keys) MarshalJSON() ([]byte, error) { return json.Marshal(k.String()) }
