package tui

import (
	"fmt"
	"slices"
	"strings"

	"woosync/store"
	"woosync/sync/plaintext"
)

// offer is a completion: what to show, and the whole line once it is taken.
type offer struct{ show, line string }

const maxOffers = 8

// turn chooses another offer.
func (t *filterLine) turn(by int) {
	if n := len(t.offers); n > 0 {
		if t.at < 0 && by < 0 {
			t.at = 0
		}
		t.at = (t.at + by + n) % n
	}
}

// accept takes the chosen offer.
func (t *filterLine) accept() {
	if len(t.offers) > 0 {
		t.field.set(t.offers[max(t.at, 0)].line)
	}
}

// complete finds what may follow the cursor: names of tokens, or values of the one being typed.
func (t *filterLine) complete() {
	text := t.field.value()
	from := lastPiece(text)
	t.offers, t.at, t.from = nil, -1, from
	head, word := text[:from], text[from:]
	key, value, hasKey := strings.Cut(word, ":")
	if !hasKey || !slices.Contains(tokenKeys(), strings.ToLower(key)) {
		t.completeWord(head, word)
		return
	}
	key = strings.ToLower(key)
	head += key + ":"
	var taken []string
	if key == "state" || key == "webshop" {
		if i := strings.LastIndexByte(value, ','); i >= 0 {
			taken = strings.Split(strings.ToLower(value[:i]), ",")
			head, value = head+value[:i+1], value[i+1:]
		}
	}
	t.from = len(head)
	value = strings.ToLower(strings.Trim(value, `"`))
	for _, v := range t.values(key) {
		if name := strings.ToLower(v[0]); strings.Contains(name, value) && name != value && v[1] != value && !slices.Contains(taken, strings.ToLower(quote(v[1], ","))) {
			t.offer(v[0], head+quote(v[1], ",")+" ")
		}
	}
}

// completeWord offers the tokens that begin with a word, and the states and webshops that are called so.
func (t *filterLine) completeWord(head, word string) {
	want := strings.ToLower(word)
	for _, k := range tokenKeys() {
		if strings.HasPrefix(k, want) && !strings.Contains(" "+head, " "+k+":") {
			t.offer(k+":", head+k+":")
		}
	}
	if len(want) < 2 {
		return
	}
	for _, key := range []string{"state", "webshop"} {
		if strings.Contains(" "+head, " "+key+":") {
			continue
		}
		for _, v := range t.values(key) {
			if strings.HasPrefix(strings.ToLower(v[0]), want) {
				t.offer(key+":"+v[0], head+key+":"+quote(v[1], ",")+" ")
			}
		}
	}
}

// offer adds a completion while there is room.
func (t *filterLine) offer(show, line string) {
	if len(t.offers) < maxOffers {
		t.offers = append(t.offers, offer{show, line})
	}
}

// values are what a token can hold: in words, and as typed.
func (t *filterLine) values(key string) (v [][2]string) {
	switch key {
	case "state":
		for _, s := range store.States {
			v = append(v, [2]string{s.String(), s.Key()})
		}
	case "webshop":
		for _, n := range t.names {
			v = append(v, [2]string{cleanLine(n), n})
		}
	case "all":
		v = [][2]string{{"yes", "yes"}, {"no", "no"}}
	case "created", "started", "completed":
		for _, p := range append(datePresets()[1:], datePreset{"this week", "this week"}, datePreset{"last month", "last month"}, datePreset{"24h", "last 24 hours"}) {
			v = append(v, [2]string{p.title, p.spec})
		}
	}
	return v
}

// doubts says what can be read but is hardly meant so: a word before a colon that is nearly a token, a webshop that there is not.
func (t *filterLine) doubts() string {
	text := t.field.value()
	for _, p := range splitFilter(text) {
		if p.key == "" {
			word, _, colon := strings.Cut(text[p.from:p.to], ":")
			if near := nearToken(word); colon && near != "" {
				return fmt.Sprintf("“%s:” is searched for as text; %s: is a token", plaintext.Cut(word, 20), near)
			}
		}
		if p.key == "webshop" && p.to < len(text) && len(t.names) > 0 { // behind it something else was typed: it is done
			for _, v := range p.values {
				if v != "" && !slices.ContainsFunc(t.names, func(n string) bool { return store.Fold(n) == store.Fold(v) }) {
					return fmt.Sprintf("there is no webshop “%s”", plaintext.Cut(v, 40))
				}
			}
		}
	}
	return ""
}

// nearToken is the token that a word was likely meant to be; "" when it is one, or nowhere near one.
func nearToken(word string) string {
	word = strings.ToLower(word)
	others := map[string]string{"status": "state", "states": "state", "shop": "webshop", "site": "webshop", "store": "webshop", "full": "all", "err": "error", "errors": "error",
		"message": "error", "date": "created", "create": "created", "start": "started", "end": "completed", "ended": "completed", "finished": "completed", "done": "completed"}
	if key, ok := others[word]; ok {
		return key
	}
	for _, k := range tokenKeys() {
		if word != k && len(word) > 2 && (strings.HasPrefix(k, word) || oneOff(word, k)) {
			return k
		}
	}
	return ""
}

// oneOff tells whether one letter more, less, changed or swapped makes one word of the other.
func oneOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		return i == len(a) || a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	case 1:
		return a[i:] == b[i+1:]
	}
	return false
}

// lastPiece is where the last word or token of the line begins: at its end, when that was ended by a blank.
func lastPiece(s string) int {
	pieces := splitFilter(s)
	if n := len(pieces); n > 0 && pieces[n-1].to == len(s) {
		return pieces[n-1].from
	}
	return len(s)
}

// offersWindow shows the completions below the line.
func (t *filterLine) offersWindow(e *env, y int) (window, bool) {
	if len(t.offers) == 0 {
		return t.noteWindow(e, y)
	}
	w := 0
	for _, o := range t.offers {
		w = max(w, width(e.clean(o.show)))
	}
	b := newBox(e, min(w+6, e.w), "", e.styles.BorderQuiet)
	for i, o := range t.offers {
		p, mark := e.styles.chosen(i == t.at, ""), "  "
		if i == t.at {
			mark = e.glyphs.Cursor + " "
		}
		l := b.line().add(p, mark+e.clean(o.show))
		b.put(l.to(p, l.limit).mark(0, zoneID{zoneEntry, i, 0}))
	}
	win := b.done()
	x := 3 + width(e.clean(t.field.value()[:t.from])) - 4 // what is offered stands below what it replaces
	return win.at(beside(e.w, e.h, rect{x: max(x, 0), y: y, w: 1, h: 1}, win.w, win.h)), true
}
