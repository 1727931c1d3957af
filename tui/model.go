package tui

import (
	"context"
	"io"
	gosync "sync"
	"time"

	"woosync/store"
	"woosync/tui/config"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// Options says what the screens show and how.
type Options struct {
	Backend Backend
	// Config is what the user decided; the zero Config is the defaults. What else is said here goes before it.
	Config   config.Config
	Problems []config.Problem    // what is wrong with it
	Memory   config.Memory       // how the screen was left
	Leave    func(config.Memory) // is told by Run how it is left; nil tells nobody
	ASCII    bool                // no character beyond ASCII, in borders and texts alike
	NoMouse  bool                // begin with the mouse off
	ReadOnly bool                // show everything, change nothing
	// Reopen opens the store that lies in the place of the one under Backend. Until it succeeds Backend goes on, and not after. It may be
	// called from any goroutine; nil: the screens stay with the store that they began with.
	Reopen   func(context.Context) (Backend, error)
	Location *time.Location // zone of all times; nil is that of Config
	Now      func() time.Time
	Keys     Keymap // nil is that of Config
	// Copy puts a text on the system's clipboard; nil uses the helpers of the operating system.
	Copy func(text string) error
	// ExportFolder is where exports go unless the user names another place; "" is the working folder.
	ExportFolder string
	// Context ends all queries; nil never does. Run sets it.
	Context context.Context
	// Input, Output, Environ, Width and Height are for terminals other than the process's own; Run uses them.
	Input         io.Reader
	Output        io.Writer
	Environ       []string
	Width, Height int
}

// Model is the whole screen: one state, from which View draws.
type Model struct {
	env
	table   table
	marks   marks
	filter  filter
	layout  []config.Column // of the table
	views   views
	counts  store.StateCounts // of what the filter leaves, its states left out
	names   []string          // of webshops that occur in operations
	status  status
	follow  bool // live
	mouse   bool
	focused bool // the terminal has the focus
	step    int  // turns the sign of work at each change

	page      request // the rows
	tally     request // the counts
	overview  request // the status
	dirty     bool    // something changed while not following
	refreshed bool    // the user asked to load again, and is to be told when it is done
	failure   string  // the last thing that the backend could not do; "" once it works again
	reopen    reopen

	dialogs  []dialog
	hover    hover
	toasts   toasts
	typing   *filterLine // while the filter is typed; nil otherwise
	choosing *stateRow   // while states are chosen; nil otherwise
	changes  changes

	problems []config.Problem // of the configuration, to tell at the beginning

	clicks    int    // counts the clicks
	lastClick [2]int // cell of the last click, counted from 1, while a second one would be a double click
}

// env is what every part of the screen may read: how to draw, what time it is, whom to ask.
type env struct {
	ctx      context.Context
	backend  Backend
	clock    func() time.Time // for commands only
	now      time.Time        // as last heard
	loc      *time.Location
	keys     Keymap
	settings config.Config
	styles   Styles
	glyphs   Glyphs
	ascii    bool
	plain    bool // the terminal shows no attributes: what they would say is written
	readOnly bool
	ssh      bool
	tmux     bool
	noCopy   string // why nothing can be sent to the terminal's clipboard; "" when it can
	w, h     int
	profile  colorprofile.Profile
	dark     *bool
	copy     func(string) error
	folder   string
	jobs     *gosync.WaitGroup // writing of files that must end before the program does
}

// request numbers what is asked, so that an answer that was overtaken is dropped and its query ended.
type request struct {
	n      int
	busy   bool
	cancel context.CancelFunc
}

// forget ends the request that is waited for; its answer is dropped.
func (r *request) forget() {
	if r.cancel != nil {
		r.cancel()
		r.cancel = nil
	}
	r.n++
	r.busy = false
}

// next begins a new request and ends the one before.
func (r *request) next(ctx context.Context) (context.Context, int) {
	if r.cancel != nil {
		r.cancel()
	}
	r.n++
	r.busy = true
	ctx, r.cancel = context.WithCancel(ctx)
	return ctx, r.n
}

// answers tells whether n is the request that is waited for, and ends it.
func (r *request) answers(n int) bool {
	if n != r.n {
		return false
	}
	r.busy = false
	if r.cancel != nil {
		r.cancel()
		r.cancel = nil
	}
	return true
}

// New makes the screen. It asks nothing yet; Init does.
func New(o Options) Model {
	if o.Config.Keys == nil {
		o.Config, _ = config.Load("", Configurable())
	}
	c := o.Config
	m := Model{
		env: env{
			ctx: o.Context, backend: o.Backend, clock: o.Now, loc: o.Location, keys: o.Keys, ascii: o.ASCII || c.ASCII, settings: c,
			readOnly: o.ReadOnly || o.Backend.ReadOnly(), profile: colorprofile.ANSI, copy: o.Copy, folder: o.ExportFolder, jobs: &gosync.WaitGroup{},
		},
		table: newTable(), follow: c.Live, mouse: c.Mouse && !o.NoMouse, focused: true, problems: o.Problems,
	}
	if m.ctx == nil {
		m.ctx = context.Background()
	}
	if m.clock == nil {
		m.clock = time.Now
	}
	if m.loc == nil {
		m.loc = c.Location()
	}
	if m.keys == nil {
		m.keys = DefaultKeymap().configured(c.Keys)
	}
	if m.copy == nil {
		m.copy = systemClipboard
	}
	m.copy = oneAtATime(m.copy)
	m.now = m.clock()
	m.glyphs = newGlyphs(m.ascii)
	m.restyle()
	m.recall(o.Memory)
	m.reopen = reopen{with: o.Reopen, readOnly: o.ReadOnly}
	m.changes = listen(m.ctx, m.backend)
	return m
}

// restyle makes the styles anew after something became known about the terminal.
func (m *Model) restyle() {
	m.plain = m.profile <= colorprofile.NoTTY
	m.styles = newStyles(m.settings, m.profile, m.dark)
}

// Init asks for the first page and begins to listen.
func (m Model) Init() tea.Cmd {
	return tea.Batch(
		func() tea.Msg { return startMsg{} },
		m.changes.wait(0),
		waitMinute(m.ctx, m.clock),
		tea.RequestBackgroundColor,
	)
}
