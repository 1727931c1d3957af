package store

import "time"

// State is where an operation stands. Only NotProcessed and InProgress ever change; the other four are final and are exactly
// the states with a completion time.
type State uint8

const (
	NotProcessed    State = iota // on creation; whoever asked
	InProgress                   // claimed by a worker, StartedOn set
	Completed                    // everything confirmed; worker
	Aborted                      // superseded by another operation, which the error names; whoever created that one
	WebshopNotFound              // the webshop was removed before or during processing; worker
	Failed                       // could not finish, or some products failed; worker
)

// States lists all of them in the order in which they are shown and sorted.
var States = [...]State{NotProcessed, InProgress, Completed, Aborted, WebshopNotFound, Failed}

var stateWords = [...]struct{ title, key string }{
	{"Not processed", "not_processed"},
	{"In progress", "in_progress"},
	{"Completed", "completed"},
	{"Aborted by another synchronization", "aborted_by_another_synchronization"},
	{"Webshop not found", "webshop_not_found"},
	{"Failed", "failed"},
}

// String is the state in words for people.
func (s State) String() string {
	if int(s) < len(stateWords) {
		return stateWords[s].title
	}
	return "Unknown state"
}

// Key is the state in JSON and on the command line.
func (s State) Key() string {
	if int(s) < len(stateWords) {
		return stateWords[s].key
	}
	return "unknown"
}

// Final tells whether an operation in this state has ended.
func (s State) Final() bool { return s >= Completed }

// Scope is what an operation covers.
type Scope uint8

const (
	ScopeWebshop  Scope = iota // everything of the webshop that needs it
	ScopeProducts              // products asked for by name
)

// Counts are the six counters of an operation, in products (a variation counts as one).
type Counts struct {
	Added, Updated, Removed, Unchanged, Skipped, Failed int
}

// Sum is the number of products handled.
func (c Counts) Sum() int {
	return c.Added + c.Updated + c.Removed + c.Unchanged + c.Skipped + c.Failed
}

// ErrorHead is the most bytes of an error text that an Operation carries; Store.OperationError reads the whole.
const ErrorHead = 400

// Operation is one synchronization: a row of the overview.
type Operation struct {
	ID         int64
	WebshopID  int64
	Webshop    string // name when the operation was made
	WebshopURL string // address when the operation was made
	Full       bool   // Synchronize all
	Scope      Scope
	State      State
	Error      string // the first ErrorHead bytes, cut at a rune
	ErrorSize  int    // bytes of the whole error text

	// Zero: not yet. StartedOn is when it was first claimed; while it waits to go on it has none.
	CreatedOn, StartedOn, CompletedOn time.Time

	RequestedBy     string // "anna, screen", "schedule", "retry of 12"
	ConfirmRemovals bool   // removals beyond the removal guard were agreed to
	Attempts        int    // how often a worker has begun it
	RetryOf         int64  // the operation whose failed products this one repeats; 0: none
	SupersededBy    int64  // set on a running operation that must stop at the next batch; 0: none
	Note            string // what a running operation waits for ("paused until 14:05, the host asked for it"); "" when nothing
	Total, Done     int    // products to handle and handled; Total 0 until known
	Counts          Counts
	Traffic         Traffic
}

// Traffic is what went to a webshop and came from it.
type Traffic struct {
	Requests          int   // sent, retries included
	Retries           int   // requests that failed and led to another one
	BytesOut, BytesIn int64 // bodies, unpacked
}

// Column names what operations can be sorted by.
type Column uint8

const (
	ColumnCreated Column = iota
	ColumnStarted
	ColumnCompleted
	ColumnWebshop
	ColumnFull
	ColumnState
	ColumnError
	ColumnID
)

// OperationSort is one sort key. The id breaks ties, in the direction of the last key: newest first when that descends. Webshops are
// sorted by name, errors by their first 32 bytes; both blind for case and accents.
type OperationSort struct {
	Column Column
	Desc   bool
}

// TimeRange is half open: From ≤ t < To. A zero bound is open; a time that is not set lies in no bounded range.
type TimeRange struct{ From, To time.Time }

// Bounded tells whether the range restricts anything.
func (r TimeRange) Bounded() bool { return !r.From.IsZero() || !r.To.IsZero() }

// OperationFilter restricts operations; its zero value takes all. Parts are combined by "and", the members of a list by "or". Of texts
// that are searched for, the first 300 bytes count.
type OperationFilter struct {
	States                      []State
	Webshops                    []string // names, exact but for case and accents
	Full                        *bool
	Created, Started, Completed TimeRange
	Error                       string // substring of the error text (of its first SearchedError bytes), blind for case and accents
	Text                        string // substring of webshop name, URL or error text, likewise
	IDs                         []int64
}

// OperationQuery asks for one screenful.
type OperationQuery struct {
	Filter OperationFilter
	Sort   []OperationSort // empty: newest first
	Offset int             // first row wanted, from 0; beyond the end shows the last page
	Limit  int             // rows wanted, 1 to 10,000
	// Anchor, when not 0, keeps the reader's place: the page is moved so that this operation stands at row AnchorRow, as far as the
	// ends allow. When the operation does not match any more, Offset holds.
	Anchor    int64
	AnchorRow int
}

// OperationPage is a screenful with the exact number of all that match.
type OperationPage struct {
	Rows        []Operation
	Offset      int // of the first row among all that match
	Total       int // all that match, exact
	AnchorFound bool
}

// StateCounts holds the exact number of operations in each state, indexed by State.
type StateCounts [len(stateWords)]int

// Sum is the number of operations in all states.
func (c StateCounts) Sum() (n int) {
	for _, v := range c {
		n += v
	}
	return n
}

// NewOperation asks for a synchronization.
type NewOperation struct {
	WebshopID       int64
	Full            bool
	ProductIDs      []int64 // empty: the whole webshop
	ConfirmRemovals bool
	RequestedBy     string
	RetryOf         int64
}

// Action is what a synchronization does to a product in a webshop.
type Action uint8

const (
	ActionExcluded  Action = iota // not wanted, no package
	ActionAdd                     // wanted, no package
	ActionUpdate                  // wanted, payload differs
	ActionRemove                  // has a package, no longer wanted
	ActionUnchanged               // wanted and sent as wanted
)

// Outcome is how one product of an operation ended.
type Outcome uint8

const (
	OutcomePending   Outcome = iota // named in the operation, not handled yet
	OutcomeDone                     // confirmed by the webshop
	OutcomeUnchanged                // nothing to send
	OutcomeSkipped                  // not sent, Error says why (criteria not met, key without write permission, …)
	OutcomeFailed                   // refused or impossible, Error says why
)

// Item is the result for one product of an operation.
type Item struct {
	OperationID int64
	ProductID   int64
	SKU, Name   string // as they were
	Action      Action
	Outcome     Outcome
	Error       string
	RemoteID    int64
	DoneOn      time.Time
}

// Result is an Item to be recorded together with what became of the product's package.
type Result struct {
	Item
	// Sent, when not nil, becomes the package: payload, hash and remote id as confirmed.
	Sent *Package
	// Forget deletes the package: the product is no longer in the webshop.
	Forget bool
	// Former, with Forget, keeps the package's payload: the webshop may have the product still, out of sight, and show it again
	// with all that it has.
	Former bool
}

// ItemQuery asks for some of the per-product results of an operation.
type ItemQuery struct {
	Outcomes []Outcome // empty: all
	Actions  []Action  // empty: all
	Text     string    // substring of SKU, name or error, blind for case and accents
	// More says that more will be asked of this operation: its results are made ready for that.
	More   bool
	Offset int
	Limit  int // 1 to 10,000
}
