package tui

import (
	"fmt"
	"strings"

	"woosync/store"
	"woosync/sync"

	tea "charm.land/bubbletea/v2"
)

// confirm asks before something is done. What cannot be taken back defaults to No.
type confirm struct {
	title   string
	text    []string
	yes, no string
	danger  bool
	at      int // 0: yes, 1: no
	agree   []action
}

// confirmProduct asks before one product is synchronized to one webshop.
func confirmProduct(e *env, p *found, v sync.Preview) *confirm {
	c := &confirm{title: "Synchronize to " + v.Webshop, yes: "Synchronize", no: "Cancel"}
	c.text = append(c.text, fmt.Sprintf("%s (%s)", productName(p), p.sku))
	switch v.Action {
	case store.ActionAdd:
		c.text = append(c.text, e.glyphs.Action[v.Action]+" would be added to "+v.Webshop)
	case store.ActionUpdate:
		var labels []string
		for i, ch := range v.Changes {
			if i == 4 && len(v.Changes) > 5 {
				labels = append(labels, fmt.Sprintf("%d more", len(v.Changes)-4))
				break
			}
			labels = append(labels, changeLabel(ch))
		}
		c.text = append(c.text, e.glyphs.Action[v.Action]+" would be updated: "+words(labels))
	}
	c.agree = []action{closeDialog{}, synchronize{[]order{productOrder(p, v)}}}
	return c
}

func (c *confirm) update(e *env, msg tea.Msg) []action {
	switch msg := msg.(type) {
	case clickMsg:
		switch {
		case msg.id.kind == zoneButton && msg.id.n == 0:
			return c.agree
		case msg.id.kind == zoneButton, msg.id.kind == zoneClose:
			return []action{closeDialog{}}
		}
	case tea.KeyPressMsg:
		switch key := msg.String(); {
		case strings.EqualFold(key, "y"):
			return c.agree
		case strings.EqualFold(key, "n"):
			return []action{closeDialog{}}
		}
		switch e.keys.command(msg.String()) {
		case CmdLeft, CmdRight, CmdNextTab, CmdPrevTab, CmdUp, CmdDown:
			c.at = 1 - c.at
		case CmdSynchronize:
			if !c.danger {
				return c.agree
			}
		case CmdDetails:
			if c.at == 0 {
				return c.agree
			}
			return []action{closeDialog{}}
		case CmdBack, CmdQuit:
			return []action{closeDialog{}}
		}
	}
	return nil
}

func (c *confirm) view(e *env) window {
	w := max(width(c.title)+8, width(c.yes)+width(c.no)+20, 44)
	for _, s := range c.text {
		w = max(w, min(width(s)+4, 76))
	}
	border := e.styles.Border
	if c.danger {
		border = e.styles.Bad
	}
	b := newBox(e, min(w, e.w-min(2, e.w/10)), c.title, border)
	b.blank()
	for _, s := range c.text {
		if s == "" {
			b.blank()
		}
		d := wrapText(s, max(b.inner(), 1))
		for i := range d.len() {
			b.text("", d.line(i))
		}
	}
	b.blank()
	l := b.line()
	l.to("", max(0, b.inner()-width(c.yes)-width(c.no)-10))
	for i, label := range []string{c.yes, c.no} {
		p, text := e.styles.Button, "  "+label+"  "
		if i == c.at {
			p = e.styles.ButtonActive
			text = e.glyphs.Cursor + " " + label + "  "
		}
		l.button(p, text, zoneID{zoneButton, i, 0}).add("", "  ")
	}
	b.put(l)
	return b.done(hint{"y", c.yes, zoneID{zoneButton, 0, 0}}, hint{"n", c.no, zoneID{zoneButton, 1, 0}}, hint{e.keys.key(CmdBack, e.ascii), "back", zoneID{kind: zoneClose}}).centred(e)
}
