package tui

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"woosync/store"
	"woosync/sync/plaintext"
)

// The filter line is a sentence of words and tokens:
//
//	state:failed,aborted webshop:nordlys all:yes error:"timed out" created:7d started:.. completed:.. any other words
//
// Values may be quoted; a comma separates several. String and parseFilter are each other's inverse.

// tokenKeys are the words before a colon, in the order in which String writes them.
func tokenKeys() []string {
	return []string{"state", "webshop", "all", "error", "created", "started", "completed"}
}

// String writes the filter as it would be typed.
func (f filter) String() string {
	var parts []string
	if len(f.states) > 0 {
		keys := make([]string, len(f.states))
		for i, s := range f.states {
			keys[i] = s.Key()
		}
		parts = append(parts, "state:"+strings.Join(keys, ","))
	}
	if len(f.webshops) > 0 {
		names := make([]string, len(f.webshops))
		for i, w := range f.webshops {
			names[i] = quote(w, ",")
		}
		parts = append(parts, "webshop:"+strings.Join(names, ","))
	}
	switch f.full {
	case yes:
		parts = append(parts, "all:yes")
	case no:
		parts = append(parts, "all:no")
	}
	for _, t := range [][2]string{{"error:", f.problem}, {"created:", f.created}, {"started:", f.started}, {"completed:", f.completed}} {
		if t[1] != "" {
			parts = append(parts, t[0]+quote(t[1], ""))
		}
	}
	if f.text != "" {
		parts = append(parts, quoteText(f.text))
	}
	return strings.Join(parts, " ")
}

// quote puts a value in quotes when it needs them.
func quote(s, also string) string {
	if s == "" || strings.ContainsAny(s, ` "\`+also) {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	}
	return s
}

// quoteText leaves free text as it is unless it would be read as a token.
func quoteText(s string) string {
	if f, err := parseFilter(s, time.Time{}, time.UTC); err == nil && f.text == s && f.onlyText() {
		return s
	}
	return quote(s, ":")
}

func (f filter) onlyText() bool { f.text = ""; return len(f.states) == 0 && f.String() == "" }

// piece is a word or token of the line as typed.
type piece struct {
	key      string   // "" for free text
	values   []string // parts between commas that are not quoted
	raw      string   // value with its commas, for tokens that take one value
	from, to int      // bytes of the line
}

// splitFilter cuts the line into words and tokens.
func splitFilter(s string) []piece {
	var pieces []piece
	for i := 0; i < len(s); {
		if s[i] == ' ' {
			i++
			continue
		}
		p := piece{from: i}
		var value, whole strings.Builder
		quoted, keyed := false, false
		for ; i < len(s) && (quoted || s[i] != ' '); i++ {
			c := s[i]
			switch {
			case c == '\\' && quoted && i+1 < len(s):
				i++
				value.WriteByte(s[i])
				whole.WriteByte(s[i])
			case c == '"':
				quoted = !quoted
				keyed = keyed || p.key == "" && value.Len() == 0 // a quoted word is no key
			case c == ':' && !quoted && !keyed && p.key == "" && slices.Contains(tokenKeys(), strings.ToLower(value.String())):
				p.key = strings.ToLower(value.String())
				value.Reset()
				whole.Reset()
			case c == ',' && !quoted && p.key != "":
				p.values = append(p.values, value.String())
				value.Reset()
				whole.WriteByte(c)
			default:
				value.WriteByte(c)
				whole.WriteByte(c)
			}
		}
		p.values = append(p.values, value.String())
		p.raw, p.to = whole.String(), i
		pieces = append(pieces, p)
	}
	return pieces
}

// lineError is what is wrong with a part of the line, for the person who types it.
type lineError struct {
	from, to int // bytes of the line
	text     string
}

func (e *lineError) Error() string { return e.text }

// parseFilter reads the line. Its error, a *lineError, is about the first part that cannot be read; the filter then holds all that can.
func parseFilter(s string, now time.Time, loc *time.Location) (f filter, err error) {
	var words []string
	var p piece
	fail := func(e error) {
		if err == nil {
			from := p.from
			if p.key != "" {
				from += len(p.key) + 1
			}
			err = &lineError{from, p.to, e.Error()}
		}
	}
	date := func(key string, p piece, to *string) {
		if _, e := parseRange(p.raw, now, loc); e != nil {
			fail(fmt.Errorf("%s: %w", key, e))
			return
		}
		*to = strings.ToLower(strings.Join(strings.Fields(p.raw), " "))
	}
	for _, p = range splitFilter(s) {
		if p.key != "" && p.raw == "" {
			continue // still being typed
		}
		switch p.key {
		case "":
			words = append(words, p.raw)
		case "state":
			for _, v := range p.values {
				st, e := parseState(v)
				if e != nil {
					fail(e)
				} else if v != "" && !slices.Contains(f.states, st) {
					f.states = append(f.states, st)
				}
			}
			slices.Sort(f.states)
		case "webshop":
			for _, v := range p.values {
				if v != "" && !f.hasWebshop(v) {
					f.webshops = append(f.webshops, v)
				}
			}
		case "all":
			switch v := strings.ToLower(p.raw); {
			case strings.HasPrefix("yes", v):
				f.full = yes
			case strings.HasPrefix("no", v):
				f.full = no
			default:
				fail(fmt.Errorf("all: is yes or no"))
			}
		case "error":
			f.problem = p.raw
		case "created":
			date(p.key, p, &f.created)
		case "started":
			date(p.key, p, &f.started)
		case "completed":
			date(p.key, p, &f.completed)
		}
	}
	f.text = strings.Join(words, " ")
	return f, err
}

// parseState reads a state by its name, its key or the beginning of either.
func parseState(v string) (store.State, error) {
	want := strings.ToLower(strings.ReplaceAll(v, "_", " "))
	var found []store.State
	for _, s := range store.States {
		name := strings.ToLower(s.String())
		if name == want {
			return s, nil
		}
		if strings.HasPrefix(name, want) {
			found = append(found, s)
		}
	}
	if len(found) == 1 || (len(found) > 0 && want == "") {
		return found[0], nil
	}
	names := make([]string, len(store.States))
	for i, s := range store.States {
		names[i] = strings.ToLower(stateShortName(s))
	}
	return 0, fmt.Errorf("there is no state “%s”: %s", plaintext.Cut(v, 40), strings.Join(names, ", "))
}
