package wootest

import (
	"slices"
	"strings"
)

// readAttributes reads a product's attribute list. Options of a global attribute that do not exist become terms.
func (c *call) readAttributes() []productAttribute {
	s := c.shop.store
	var out []productAttribute
	list, _ := c.params["attributes"].([]any)
	for _, x := range list {
		m, _ := x.(map[string]any)
		a := productAttribute{position: absInt(m["position"]), visible: !isEmpty(m["visible"]), variation: !isEmpty(m["variation"])}
		options := optionNames(m["options"])
		switch {
		case !isEmpty(m["id"]):
			g := s.attributes[absInt(m["id"])]
			if g == nil || len(options) == 0 {
				continue
			}
			a.id = g.id
			a.terms = s.optionTerms(g, options)
		case !isEmpty(m["name"]) && m["options"] != nil:
			a.name = sanitizeText(phpString(m["name"]))
			a.options = options
		default:
			continue
		}
		out = slices.DeleteFunc(out, func(b productAttribute) bool { return s.attributeKey(b) == s.attributeKey(a) })
		out = append(out, a)
	}
	slices.SortStableFunc(out, func(a, b productAttribute) int { return a.position - b.position })
	return out
}

// optionNames takes a list, or a text with "|" between the options.
func optionNames(v any) []string {
	var raw []string
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			raw = append(raw, phpString(x))
		}
	case nil, map[string]any:
	default:
		raw = []string{phpString(v)}
	}
	var out []string
	for _, r := range raw {
		for _, o := range strings.Split(r, "|") {
			if o = strings.TrimSpace(o); o != "" {
				out = append(out, o)
			}
		}
	}
	return out
}

func (s *store) optionTerms(g *globalAttribute, options []string) []int {
	var out []int
	for _, o := range options {
		t := g.terms.termByName(o)
		if t == nil {
			t, _ = s.addTerm(g.terms, termArgs{name: &o}) // a name that is none makes no option
		}
		if t != nil && !slices.Contains(out, t.id) {
			out = append(out, t.id)
		}
	}
	return out
}

// attributeKey is the name under which an attribute of a product is found: "pa_size" or "colour".
func (s *store) attributeKey(a productAttribute) string {
	if g := s.attributes[a.id]; g != nil {
		return "pa_" + g.slug
	}
	return slugify(a.name)
}

func (s *store) choiceKey(c choice) string {
	if g := s.attributes[c.id]; g != nil {
		return "pa_" + g.slug
	}
	return c.name
}

func (s *store) findAttribute(d *details, id int, name string) *productAttribute {
	for i := range d.attributes {
		a := &d.attributes[i]
		if id > 0 && a.id == id || id == 0 && s.attributeKey(*a) == slugify(name) {
			return a
		}
	}
	return nil
}

// readChoices reads the attributes of a variation, or the defaults of its parent: attributes that the parent does
// not have, or not for variations, are dropped.
func (s *store) readChoices(parent *details, list []any) []choice {
	var out []choice
	for _, x := range list {
		m, _ := x.(map[string]any)
		id, name := absInt(m["id"]), phpString(m["name"])
		if id == 0 && name == "" {
			continue
		}
		a := s.findAttribute(parent, id, name)
		if a == nil || !a.variation {
			continue
		}
		ch := choice{id: a.id, value: sanitizeText(stripSlashes(phpString(m["option"])))}
		if g := s.attributes[a.id]; g != nil {
			ch.value = g.optionSlug(ch.value)
		} else {
			ch.name = s.attributeKey(*a)
		}
		out = slices.DeleteFunc(out, func(b choice) bool { return b.id == ch.id && b.name == ch.name })
		out = append(out, ch)
	}
	return out
}

func (g *globalAttribute) optionSlug(name string) string {
	if name == "" {
		return ""
	}
	if t := g.terms.termByName(name); t != nil {
		return t.slug
	}
	return slugify(name)
}

func (c *call) readDefaults(p *product, list []any) []choice {
	return slices.DeleteFunc(c.shop.store.readChoices(p.edit(), list), func(ch choice) bool { return isEmpty(ch.value) })
}

// attributeObjects shows a product's attributes.
func (c *call) attributeObjects(d *details) []object {
	s := c.shop.store
	out := []object{}
	for _, a := range d.attributes {
		name, slug, options := a.name, a.name, nonNil(a.options)
		if g := s.attributes[a.id]; g != nil {
			name, slug, options = g.name, "pa_"+g.slug, s.termNames(g, a.terms)
		} else if a.id > 0 {
			continue // the global attribute was deleted
		}
		out = append(out, object{{"id", a.id}, {"name", name}, {"slug", slug}, {"position", a.position},
			{"visible", a.visible}, {"variation", a.variation}, {"options", options}})
	}
	return out
}

// termNames are the options in the order that the attribute asks for.
func (s *store) termNames(g *globalAttribute, ids []int) []string {
	terms := make([]*term, 0, len(ids))
	for _, id := range ids {
		if t := s.terms[id]; t != nil {
			terms = append(terms, t)
		}
	}
	sortTerms(terms, g.orderBy, nil)
	out := make([]string, len(terms))
	for i, t := range terms {
		out[i] = t.name
	}
	return out
}

func (s *store) defaultObjects(p *product) []object {
	out := []object{}
	if p.kind != "variable" {
		return out
	}
	d := p.d()
	for _, ch := range d.defaults {
		out = append(out, object{{"id", ch.id}, {"name", s.choiceLabel(d, ch)}, {"option", ch.value}})
	}
	return out
}

// choiceLabel is the attribute's name as the parent writes it.
func (s *store) choiceLabel(parent *details, ch choice) string {
	if g := s.attributes[ch.id]; g != nil {
		return g.name
	}
	if a := s.findAttribute(parent, 0, ch.name); a != nil {
		return a.name
	}
	return ch.name
}

// choiceText is the option's name.
func (s *store) choiceText(ch choice) string {
	if g := s.attributes[ch.id]; g != nil {
		if t := g.terms.bySlug[ch.value]; t != nil {
			return t.name
		}
		return unescapeSlug(ch.value)
	}
	return ch.value
}
