package tui

import (
	"fmt"

	"woosync/store"
	"woosync/sync"

	tea "charm.land/bubbletea/v2"
)

// openNew begins a synchronization of a webshop: which one, if there are several, then what.
func (m *Model) openNew() tea.Cmd {
	shops := m.status.webshops
	if len(shops) == 0 {
		return m.say(warning, "The webshops are not known yet: try again in a moment.")
	}
	if len(shops) == 1 {
		return m.openPlan(shops[0])
	}
	c := &chooser{title: "New synchronization", intro: []string{"Of which webshop?"}, verb: "choose"}
	for i, s := range shops {
		if r := m.selected(); r != nil && r.WebshopID == s.id {
			c.at = i
		}
		c.options = append(c.options, option{sign: m.glyphs.Bullet, text: m.clean(s.name), more: m.clean(s.address), style: m.styles.Accent,
			choose: func(e *env) []action {
				d, actions := newPlan(e, s)
				if d == nil {
					return actions
				}
				return append([]action{closeDialog{}, openDialog{d}}, actions...)
			}})
	}
	return m.open(c, nil)
}

func (m *Model) openPlan(s shop) tea.Cmd {
	d, actions := newPlan(&m.env, s)
	if d == nil {
		return m.act(nil, actions)
	}
	return m.open(d, m.act(d, actions))
}

// planChooser asks what to synchronize of a webshop: what changed, or everything. It counts meanwhile what either would do, and asks for
// a yes with the number before more is removed than the removal guard allows.
type planChooser struct {
	chooser
	shop   shop
	req    request
	counts store.PlanCounts
	guard  sync.RemovalGuard
	known  bool
	wanted *bool // chosen while it was still being counted: Synchronize all or not
}

type planMsg struct {
	n      int
	counts store.PlanCounts
	guard  sync.RemovalGuard
	err    error
}

// newPlan makes the dialog and asks for its numbers; nil when the webshop cannot be written to, with the reason.
func newPlan(e *env, s shop) (*planChooser, []action) {
	if !s.canWrite {
		reason := s.reason
		if reason == "" {
			reason = "its key may not write"
		}
		return nil, []action{sayText{failure, sentence(s.name + " cannot be synchronized: " + reason)}}
	}
	d := &planChooser{shop: s}
	d.title = "New synchronization of " + e.clean(s.name)
	d.intro = []string{"What shall be sent?"}
	counting := "counting" + e.glyphs.Ellipsis
	for i, text := range []string{"Changes only", "Everything (Synchronize all)"} {
		d.options = append(d.options, option{sign: e.glyphs.Bullet, text: text, more: counting, style: e.styles.Accent,
			choose: func(e *env) []action { return d.choose(e, i == 1) }})
	}
	ctx, n := d.req.next(e.ctx)
	backend := e.backend
	return d, []action{runCommand{func() tea.Msg {
		counts, err := backend.PlanCounts(ctx, s.id)
		if err != nil {
			return planMsg{n: n, err: err}
		}
		guard, err := backend.RemovalGuard(ctx, s.id)
		return planMsg{n, counts, guard, err}
	}}}
}

func (d *planChooser) update(e *env, msg tea.Msg) []action {
	p, ok := msg.(planMsg)
	if !ok {
		return d.chooser.update(e, msg)
	}
	if !d.req.answers(p.n) {
		return nil
	}
	if p.err != nil {
		for i := range d.options {
			d.options[i].more = ""
		}
		return []action{sayText{failure, sentence(p.err.Error())}}
	}
	d.counts, d.guard, d.known = p.counts, p.guard, true
	d.options[0].more = changesWords(p.counts)
	d.options[1].more = everythingWords(p.counts)
	if d.wanted != nil {
		return d.choose(e, *d.wanted)
	}
	return nil
}

// changesWords says what an incremental synchronization would do.
func changesWords(c store.PlanCounts) string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{c.Add, "to add"}, {c.Update, "to update"}, {c.Remove, "to remove"}} {
		if p.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", p.n, p.word))
		}
	}
	if len(parts) == 0 {
		return "nothing differs"
	}
	return words(parts)
}

// everythingWords says what a full synchronization would do.
func everythingWords(c store.PlanCounts) string {
	s := plural(c.Add+c.Update+c.Unchanged, "product anew", "products anew")
	if c.Remove > 0 {
		s += fmt.Sprintf(", %d to remove", c.Remove)
	}
	return s
}

// choose starts the synchronization, after a yes where the removal guard wants one.
func (d *planChooser) choose(e *env, full bool) []action {
	if !d.known && d.req.busy {
		d.wanted = &full
		d.intro = []string{"Counting what would be removed" + e.glyphs.Ellipsis}
		return nil
	}
	what := "changes only"
	if full {
		what = "everything"
	}
	o := order{sync.Request{WebshopID: d.shop.id, Full: full}, d.shop.name, what}
	if !d.guard.Stops() {
		return []action{closeDialog{}, synchronize{[]order{o}}}
	}
	o.request.ConfirmRemovals = true
	return []action{closeDialog{}, openDialog{confirmRemovals(e, d.guard, o)}}
}

// confirmRemovals asks for an explicit yes that names the number. No is chosen beforehand.
func confirmRemovals(e *env, g sync.RemovalGuard, o order) *confirm {
	why := fmt.Sprintf("More than %d are removed only after a yes: is the catalogue complete?", g.Limit)
	if g.Limit == 0 {
		why = "The catalogue has lost much at once: is it complete?"
	}
	if g.Swapped() {
		why = fmt.Sprintf("%d would be added: %s.", g.Added, sync.WrongSKUs)
	}
	return &confirm{
		title: "Remove products from " + e.clean(o.webshop), danger: true, at: 1,
		text: []string{
			fmt.Sprintf("%d of the %d products in %s would be removed.", g.Removals, g.Products, e.clean(o.webshop)),
			why,
		},
		yes: fmt.Sprintf("Remove %d products", g.Removals), no: "No",
		agree: []action{closeDialog{}, synchronize{[]order{o}}},
	}
}
