package tui

import (
	"fmt"
	"strings"

	"woosync/sync"

	tea "charm.land/bubbletea/v2"
)

// order is a synchronization to ask for, with the words to speak of it.
type order struct {
	request sync.Request
	webshop string
	what    string // "Hoodie", "changes only", "everything"
}

// option is an entry of a chooser.
type option struct {
	sign, text, more string
	style            paint
	choose           func(*env) []action
	answerOf         int64  // operation whose webshop's answer it copies, while it is not known whether there is any
	why              string // why it does nothing; "" when it does something
}

// chooser asks for one of a few.
type chooser struct {
	title   string
	intro   []string
	options []option
	verb    string // what enter does; "" is "start"
	at      int
}

// chooseWebshops asks to which of the webshops that would take it a product goes; the one under the cursor comes first to hand.
func chooseWebshops(e *env, p *found, able []sync.Preview, focused int64) *chooser {
	c := &chooser{title: "Synchronize " + productName(p), intro: []string{"To which webshop?"}}
	var all []order
	for i, v := range able {
		o := productOrder(p, v)
		all = append(all, o)
		if v.WebshopID == focused {
			c.at = i
		}
		c.options = append(c.options, option{
			sign: e.glyphs.Action[v.Action], text: v.Webshop, more: actionWord(v.Action) + changeCount(v), style: e.styles.Action[v.Action],
			choose: func(*env) []action { return []action{closeDialog{}, synchronize{[]order{o}}} },
		})
	}
	c.options = append(c.options, option{
		sign: e.glyphs.Bullet, text: fmt.Sprintf("All %d webshops", len(able)), style: e.styles.Accent,
		choose: func(*env) []action { return []action{closeDialog{}, synchronize{all}} },
	})
	return c
}

func productOrder(p *found, v sync.Preview) order {
	return order{sync.Request{WebshopID: v.WebshopID, ProductIDs: []int64{p.id}}, v.Webshop, productName(p)}
}

func productName(p *found) string {
	if p.name == "" {
		return p.sku
	}
	return p.name
}

// changeCount says how many fields differ.
func changeCount(v sync.Preview) string {
	if len(v.Changes) == 0 || v.RemoteID == 0 {
		return ""
	}
	return ", " + plural(len(v.Changes), "field", "fields")
}

// take does what an entry is for, or says why it does nothing.
func (o *option) take(e *env) []action {
	if o.why != "" {
		return []action{sayText{warning, o.why}}
	}
	return o.choose(e)
}

func (c *chooser) update(e *env, msg tea.Msg) []action {
	switch msg := msg.(type) {
	case answerMsg:
		for i := range c.options {
			if o := &c.options[i]; o.answerOf == msg.id {
				if o.more = plural(msg.bytes, "byte", "bytes"); msg.bytes == 0 {
					o.more, o.why = "none", "The error holds nothing that the webshop answered."
				}
			}
		}
	case wheelMsg:
		c.at = max(0, min(c.at+msg.dy, len(c.options)-1))
	case clickMsg:
		if msg.id.kind == zoneEntry && msg.id.n < len(c.options) {
			c.at = msg.id.n
			return c.options[c.at].take(e)
		}
		if msg.id.kind == zoneClose {
			return []action{closeDialog{}}
		}
	case tea.KeyPressMsg:
		switch e.keys.command(msg.String()) {
		case CmdUp, CmdPrevTab, CmdLeft:
			c.at = (c.at + len(c.options) - 1) % len(c.options)
		case CmdDown, CmdNextTab, CmdRight:
			c.at = (c.at + 1) % len(c.options)
		case CmdHome, CmdPageUp:
			c.at = 0
		case CmdEnd, CmdPageDown:
			c.at = len(c.options) - 1
		case CmdDetails, CmdSynchronize:
			return c.options[c.at].take(e)
		case CmdBack, CmdQuit:
			return []action{closeDialog{}}
		default:
			if k := msg.String(); len(k) == 1 && k[0] >= '1' && int(k[0]-'1') < len(c.options) {
				return c.options[k[0]-'1'].take(e)
			}
		}
	}
	return nil
}

func (c *chooser) view(e *env) window {
	text, more := 0, 0
	for _, o := range c.options {
		text, more = max(text, width(o.text)), max(more, width(o.more))
	}
	w := max(text+more+14, width(c.title)+8, 48)
	for _, s := range c.intro {
		w = max(w, width(s)+4)
	}
	b := newBox(e, min(w, e.w-2), c.title, e.styles.Border)
	for _, s := range c.intro {
		d := wrapText(s, max(b.inner(), 1))
		for i := range d.len() {
			b.text("", d.line(i))
		}
	}
	if len(c.intro) > 0 {
		b.blank()
	}
	room := max(e.h-len(b.lines)-2, 1)
	top := max(0, min(c.at-room/2, len(c.options)-room))
	for i := top; i < min(top+room, len(c.options)); i++ {
		o, cursor := c.options[i], i == c.at
		mark := "  "
		if cursor {
			mark = e.glyphs.Cursor + " "
		}
		on := func(p paint) paint {
			if o.why != "" {
				p = e.styles.Disabled
			}
			return e.styles.chosen(cursor, p)
		}
		l := b.line().add(on(""), mark).add(on(o.style), o.sign).add(on(""), " ").cell(on(""), o.text, min(text, max(b.inner()-6, 1))).add(on(""), "   ").add(on(e.styles.Dim), o.more)
		l.to(on(""), l.limit)
		l.mark(0, zoneID{zoneEntry, i, 0})
		b.put(l)
	}
	verb := c.verb
	if verb == "" {
		verb = "start"
	}
	return b.done(hint{e.keys.pair(CmdUp, CmdDown, e.ascii), "move", zoneID{}}, hint{e.keys.key(CmdDetails, e.ascii), verb, zoneID{zoneEntry, c.at, 0}},
		hint{e.keys.key(CmdBack, e.ascii), "cancel", zoneID{kind: zoneClose}}).centred(e)
}

// words joins a list for a sentence.
func words(list []string) string {
	if len(list) < 2 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:len(list)-1], ", ") + " and " + list[len(list)-1]
}
