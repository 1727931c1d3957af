package config

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// parseKey reads a key as people write it and spells it as Bubble Tea reports it: "Ctrl+S" is "ctrl+s", "shift+s" is "S", " " is "space".
// When it is none, why is what is wrong and remedy what to write instead.
func parseKey(s string) (key, why, remedy string) {
	s = norm.NFC.String(s)
	if s == " " {
		return "space", "", ""
	}
	if utf8.RuneCountInString(s) == 1 {
		if r, _ := utf8.DecodeRuneInString(s); !unicode.IsPrint(r) {
			return "", quoted(s) + " is no key", "Write what is printed on the key, or its name, such as \"enter\"."
		}
		return s, "", ""
	}
	held, base, why, remedy := splitKey(s)
	if why != "" {
		return "", why, remedy
	}
	r, size := utf8.DecodeRuneInString(base)
	switch {
	case size < len(base): // a name
		if base, why, remedy = keyName(base); why != "" {
			return "", why, remedy
		}
	case !unicode.IsPrint(r):
		return "", quoted(s) + " is no key", "Write what is printed on the key, or its name, such as \"enter\"."
	case slices.Equal(held, []string{"shift"}):
		if upper := unicode.ToUpper(r); upper != r || unicode.IsUpper(r) {
			return string(upper), "", ""
		}
		return "", "terminals report " + quoted(s) + " as the character that is typed", "Write that character."
	default:
		base = strings.ToLower(base)
	}
	if len(held) == 0 {
		return base, "", ""
	}
	return strings.Join(held, "+") + "+" + base, "", ""
}

// splitKey parts what is held from what is pressed; what is held comes in the order in which Bubble Tea reports it.
func splitKey(s string) (held []string, base, why, remedy string) {
	parts := strings.Split(s, "+")
	if n := len(parts); n > 2 && parts[n-1] == "" && parts[n-2] == "" { // "ctrl++"
		parts = append(parts[:n-2], "+")
	}
	modifiers := []string{"ctrl", "alt", "shift", "meta", "hyper", "super"}
	synonyms := map[string]string{"control": "ctrl", "option": "alt", "opt": "alt", "cmd": "super", "command": "super", "win": "super"}
	on := map[string]bool{}
	for _, p := range parts[:len(parts)-1] {
		m := strings.ToLower(strings.TrimSpace(p))
		if other, ok := synonyms[m]; ok {
			m = other
		}
		if !slices.Contains(modifiers, m) {
			return nil, "", quoted(s) + " is no key: " + quoted(p) + " cannot be held", perhaps(m, modifiers)
		}
		on[m] = true
	}
	for _, m := range modifiers {
		if on[m] {
			held = append(held, m)
		}
	}
	if base = strings.TrimSpace(parts[len(parts)-1]); base == "" {
		if base = "space"; parts[len(parts)-1] == "" {
			return nil, "", quoted(s) + " is no key", "Write what is printed on the key, or its name, such as \"ctrl+s\" or \"enter\"."
		}
	}
	return held, base, "", ""
}

// keyNames are the keys that have a name instead of a character.
func keyNames() []string {
	names := []string{"up", "down", "left", "right", "pgup", "pgdown", "home", "end", "enter", "esc", "tab", "space", "backspace", "delete", "insert",
		"begin", "find", "select", "menu", "pause", "printscreen"}
	for i := range 63 {
		names = append(names, "f"+itoa(i+1))
	}
	return names
}

// keyName is a named key as Bubble Tea spells it.
func keyName(s string) (name, why, remedy string) {
	name = strings.ToLower(s)
	plain := strings.NewReplacer("-", "", "_", "", " ", "", "arrow", "", "key", "").Replace(name)
	synonyms := map[string]string{"escape": "esc", "return": "enter", "pageup": "pgup", "pagedown": "pgdown", "pgdn": "pgdown", "del": "delete", "ins": "insert",
		"bs": "backspace", "bksp": "backspace", "spacebar": "space"}
	if other, ok := synonyms[plain]; ok {
		plain = other
	}
	if slices.Contains(keyNames(), plain) {
		return plain, "", ""
	}
	remedy = "Write what is printed on the key, or its name, such as \"enter\", \"pgdown\" or \"ctrl+s\"."
	if near := nearest(name, keyNames()[:21]); near != "" {
		remedy = "Perhaps \"" + near + "\" is meant."
	}
	return "", quoted(s) + " is no key", remedy
}

// twin is the key that most terminals report instead of this one; "" when they tell it apart.
func twin(key string) string {
	return map[string]string{"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+[": "esc", "ctrl+?": "backspace"}[key]
}

// special tells whether a key reaches its command while a text is typed.
func (s *Screen) special(key string) bool {
	return utf8.RuneCountInString(key) > 1 && key != "space" && !slices.Contains(s.Editing, key)
}

// bound is a key that the file binds.
type bound struct {
	key string
	at  pos
}

// binding is what the file binds to a command.
type binding struct {
	command Command
	at      pos // of its name
	keys    []bound
	lost    bool // all of them to others: the defaults hold
}

// readKeys takes in the keys of one command.
func (r *reader) readKeys(e entry) {
	name := e.path[1]
	cmd, ok := r.screen.command(name.text)
	if !ok {
		var known []string
		for _, c := range r.screen.Commands {
			known = append(known, c.Name)
		}
		r.unknown(name.at, "there is no action "+quoted(name.text), perhaps(name.text, known))
		return
	}
	b := binding{command: cmd, at: name.at}
	values := e.value.list
	if e.value.kind == text {
		values = []value{e.value}
	} else if e.value.kind != list {
		r.mistake(e.value.at, "keys are a list of texts", `Write for example `+cmd.Name+` = ["ctrl+x", "F"], or [] for none.`)
		return
	}
	good := true
	for _, v := range values {
		key, ok := r.key(cmd, v)
		good = good && ok
		if ok && !slices.ContainsFunc(b.keys, func(k bound) bool { return k.key == key }) {
			b.keys = append(b.keys, bound{key, v.at})
		}
	}
	if len(b.keys) > 0 || good { // of nothing but mistakes nothing is left: the defaults hold
		r.bindings = append(r.bindings, b)
	}
}

// key reads one key of a command.
func (r *reader) key(cmd Command, v value) (string, bool) {
	if v.kind != text {
		r.mistake(v.at, "a key is a text in quotes", "")
		return "", false
	}
	key, why, remedy := parseKey(v.text)
	switch {
	case why != "":
		r.mistake(v.at, why, remedy)
		return "", false
	case slices.Contains(r.screen.Reserved, key):
		r.mistake(v.at, quoted(key)+" cannot be bound: the program keeps it for itself", "Choose another key.")
		return "", false
	case cmd.OnlySpecial && !r.screen.special(key):
		r.mistake(v.at, quoted(key)+" cannot be bound to "+quoted(cmd.Name)+": it is typed into texts", `Choose one that is held with others, such as "ctrl+x".`)
		return "", false
	case twin(key) != "":
		r.warn(v.at, "most terminals report "+quoted(twin(key))+" when "+quoted(key)+" is pressed", "Bind another key besides.")
	}
	return key, true
}

// bind gives every key to one command: of those that the file gives to two, to the first; and what the file says goes before defaults.
func (r *reader) bind() {
	owners := map[string]string{}
	written := map[string]pos{}
	for i := range r.bindings {
		b := &r.bindings[i]
		before := len(b.keys)
		b.keys = slices.DeleteFunc(b.keys, func(k bound) bool {
			owner, taken := owners[k.key]
			if taken {
				r.mistake(k.at, quoted(k.key)+" is bound to "+quoted(owner)+" in line "+itoa(written[k.key].line)+" already", "Choose another key for "+quoted(b.command.Name)+".")
				return true
			}
			owners[k.key], written[k.key] = b.command.Name, k.at
			return false
		})
		r.config.Keys[b.command.Name] = keysOf(b.keys)
		b.lost = len(b.keys) == 0 && before > 0
	}
	for _, cmd := range r.screen.Commands {
		i := slices.IndexFunc(r.bindings, func(b binding) bool { return b.command.Name == cmd.Name })
		if i >= 0 && !r.bindings[i].lost {
			continue
		}
		var left []string
		for _, k := range cmd.Keys {
			if owners[k] == "" {
				left = append(left, k)
			}
		}
		r.config.Keys[cmd.Name] = append([]string{}, left...)
		if i < 0 && len(left) == 0 && len(cmd.Keys) > 0 && !cmd.NeedsSpecial {
			k := cmd.Keys[0]
			r.mistake(written[k], quoted(k)+" is bound to "+quoted(owners[k])+" here and to "+quoted(cmd.Name)+" by default, which is left without a key",
				"Bind another key to "+quoted(cmd.Name)+" as well, or write "+cmd.Name+" = [].")
		}
	}
	for again := true; again; { // a key that is kept may be taken from another such command
		again = false
		for _, cmd := range r.screen.Commands {
			again = r.rescue(cmd, owners) || again
		}
	}
}

// rescue keeps a key for a command without which the user would be stuck, and tells whether it had to.
func (r *reader) rescue(cmd Command, owners map[string]string) bool {
	if !cmd.NeedsSpecial || slices.ContainsFunc(r.config.Keys[cmd.Name], r.screen.special) {
		return false
	}
	for _, k := range cmd.Keys {
		if !r.screen.special(k) {
			continue
		}
		at := pos{}
		for _, b := range r.bindings {
			if b.command.Name == cmd.Name || at == (pos{}) && slices.ContainsFunc(b.keys, func(x bound) bool { return x.key == k }) {
				at = b.at
			}
		}
		if owner := owners[k]; owner != "" {
			r.config.Keys[owner] = slices.DeleteFunc(r.config.Keys[owner], func(x string) bool { return x == k })
		}
		owners[k] = cmd.Name
		r.config.Keys[cmd.Name] = append(r.config.Keys[cmd.Name], k)
		r.mistake(at, quoted(cmd.Name)+" has no key that works while a text is typed; "+quoted(k)+" stays bound to it", `Bind one such as "`+k+`" or "ctrl+x" to it.`)
		return true
	}
	return false
}

func keysOf(keys []bound) []string {
	out := []string{}
	for _, k := range keys {
		out = append(out, k.key)
	}
	return out
}
