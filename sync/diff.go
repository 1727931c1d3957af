package sync

import (
	"encoding/json"
	"strconv"
	"strings"
)

// diff lists the fields of ours in which the new payload differs from the confirmed one, in words and in a fixed order. Without a
// confirmed payload these are all fields that would be sent.
func diff(old []byte, new payload, own ownership) []Change {
	return changes(decodePayload(old), new.plain(), own)
}

// changes compares two plain payloads.
func changes(old, new payload, own ownership) (list []Change) {
	add := func(name, label, from, to string) {
		if from != to {
			list = append(list, Change{Field: name, Label: label, From: from, To: to})
		}
	}
	for i := range fields {
		f := &fields[i]
		if !own[f.group] {
			continue
		}
		before, had := old[f.name]
		after, has := new[f.name]
		switch f.name {
		case "dimensions":
			for _, size := range []string{"length", "width", "height"} {
				add("dimensions."+size, size, member(before, size), member(after, size))
			}
		case "meta_data":
			changedMetaWords(metaOf(old).of(own), metaOf(new).of(own), add)
		case "parent":
			add(f.name, f.label, words(f.name, before), words(f.name, after))
		default:
			if !has && had && f.clear == nil || has && had && sameValue(before, after) {
				continue
			}
			to := words(f.name, after)
			if had && !has {
				to = cleared(f.clear)
			}
			add(f.name, f.label, words(f.name, before), to)
		}
	}
	return list
}

func changedMetaWords(old, new meta, add func(name, label, from, to string)) {
	for _, e := range new {
		from, _ := old.get(e.Key)
		add("meta_data."+e.Key, "meta "+e.Key, from, e.Value)
	}
	for _, e := range old {
		if _, has := new.get(e.Key); !has {
			add("meta_data."+e.Key, "meta "+e.Key, e.Value, "")
		}
	}
}

// cleared is the value that empties a field, in words; lists and texts are just empty.
func cleared(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		return yesNo(v)
	case int:
		return strconv.Itoa(v)
	}
	return ""
}

// words puts a value of a plain payload into words for people. Long texts stay whole: whoever shows them shortens them.
func words(name string, v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case bool:
		return yesNo(v)
	case json.Number:
		return v.String()
	case string:
		if name == "regular_price" || name == "sale_price" {
			return money(v)
		}
		return v
	case []any:
		parts := make([]string, 0, len(v))
		for _, e := range v {
			if part := words(name, e); part != "" {
				parts = append(parts, part)
			}
		}
		if name == "attributes" || name == "default_attributes" {
			return strings.Join(parts, "; ")
		}
		return strings.Join(parts, ", ")
	case map[string]any:
		return objectWords(name, v)
	}
	return string(appendJSON(nil, v))
}

func objectWords(name string, v map[string]any) string {
	switch name {
	case "images", "image":
		return imageWords(v)
	case "downloads":
		return strings.TrimSpace(member(v, "name") + " " + member(v, "file"))
	case "attributes", "default_attributes":
		return attributeWords(v)
	case "cost_of_goods_sold":
		values, _ := v["values"].([]any)
		if len(values) > 0 {
			return member(values[0], "defined_value")
		}
		return ""
	}
	return string(appendJSON(nil, v))
}

// attributeWords is "Color: Blue, Green (hidden, own)"; only what is unusual is named beside the values.
func attributeWords(v map[string]any) string {
	text := member(v, "name") + ": "
	if option := member(v, "option"); option != "" {
		return text + option
	}
	text += words("options", v["options"])
	var notes []string
	if v["variation"] == true {
		notes = append(notes, "for variations")
	}
	if v["visible"] == false {
		notes = append(notes, "hidden")
	}
	if v["global"] == false {
		notes = append(notes, "of this product alone")
	}
	if len(notes) > 0 {
		text += " (" + strings.Join(notes, ", ") + ")"
	}
	return text
}

func member(v any, key string) string {
	m, _ := v.(map[string]any)
	return words(key, m[key])
}

func yesNo(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

// money shows a price with two decimals at least, as people write it.
func money(amount string) string {
	_, fraction, dotted := strings.Cut(amount, ".")
	switch {
	case amount == "":
		return ""
	case !dotted:
		return amount + ".00"
	case len(fraction) == 1:
		return amount + "0"
	}
	return amount
}
