package sync

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"strconv"

	"woosync/store"
)

// payload is a product as a webshop takes it: WooCommerce's field names, with names in place of the webshop's own numbers, so
// that it can be planned without asking the webshop. The values are
//
//	string        every text, amount and size; an amount is a plain decimal with a dot
//	bool, int     flags and whole numbers; manage_stock may be the text "parent"
//	[]string      categories as paths; tags and brands as names; grouped_products, upsell_ids, cross_sell_ids as SKUs
//	[]payload     images {src, alt, and mark of a file on this computer}; attributes {name, global, visible, variation, position, options}, of a variation
//	              {name, global, option}; default_attributes {name, global, option}; downloads {name, file};
//	              meta_data {key, value}
//	payload       dimensions {length, width, height}; image like one of images; cost_of_goods_sold as WooCommerce takes it
//
// A payload holds only what the catalogue knows: a field without a value is left out, so that a column which the catalogue
// does not have never clears what the shop owner entered by hand. It is cleared only where the package says that we sent a
// value before (see changed).
//
// "type" and "parent" of a variation are kept for comparison; a webshop does not take them (see task.send).
type payload map[string]any

// hash identifies the payload. The nil payload stands for "not wanted" and has the zero Hash.
func (a payload) hash() (h store.Hash) {
	if a == nil {
		return h
	}
	sum := sha256.Sum256(a.canonical())
	copy(h[:], sum[:])
	return h
}

// decodePayload reads canonical JSON. What is no JSON object counts as nothing sent: everything then differs and is sent anew.
func decodePayload(b []byte) payload {
	var a payload
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if d.Decode(&a) != nil {
		return nil
	}
	return a
}

// plain is the payload as decodePayload would read it: the form in which two can be compared value by value.
func (a payload) plain() payload {
	if a == nil {
		return nil
	}
	return payload(plainObject(a))
}

func plainObject(m map[string]any) map[string]any {
	out := make(map[string]any, len(m))
	for key, v := range m {
		out[key] = plainValue(v)
	}
	return out
}

func plainValue(v any) any {
	switch v := v.(type) {
	case int:
		return json.Number(strconv.Itoa(v))
	case payload:
		return plainObject(v)
	case []string:
		return plainList(v)
	case []payload:
		return plainList(v)
	}
	return v
}

func plainList[T any](list []T) []any {
	out := make([]any, len(list))
	for i := range list {
		out[i] = plainValue(list[i])
	}
	return out
}

// changed is what has to be sent so that a webshop which confirmed old gets to new: the fields of ours that differ (or, when
// all, every one), and the clearing value of those that the catalogue no longer has.
func changed(old, new payload, own ownership, all bool) payload {
	out := payload{}
	plain := new.plain()
	for i := range fields {
		f := &fields[i]
		if !own[f.group] {
			continue
		}
		before, had := old[f.name]
		value, has := new[f.name]
		switch {
		case f.name == "meta_data":
			out.objects(f.name, changedMeta(metaOf(old).of(own), metaOf(plain).of(own), all))
		case has && (all || !had || !sameValue(before, plain[f.name])):
			out[f.name] = value
		case had && !has && f.clear != nil:
			out[f.name] = f.clear
		default:
			continue
		}
		switch {
		case f.name == "dimensions":
			sizes, _ := out[f.name].(payload)
			out[f.name] = completed(sizes, before)
		case f.name == "tax_class" && !has && new["type"] == string(store.Variation):
			out[f.name] = "parent"
		}
	}
	return out
}

// sameValue compares two values as decodePayload makes them.
func sameValue(a, b any) bool {
	return bytes.Equal(appendJSON(nil, a), appendJSON(nil, b))
}

// completed adds an empty text for each size that was sent before and is gone: WooCommerce merges dimensions.
func completed(sizes payload, before any) payload {
	old, _ := before.(map[string]any)
	out := payload{}
	for k := range old {
		out[k] = ""
	}
	for k, v := range sizes {
		out[k] = v
	}
	return out
}

// meta is the meta data of a payload, in order of the keys.
type meta []store.Meta

// metaOf reads the meta data of a plain payload.
func metaOf(a payload) (m meta) {
	list, _ := a["meta_data"].([]any)
	for _, e := range list {
		pair, _ := e.(map[string]any)
		key, _ := pair["key"].(string)
		value, _ := pair["value"].(string)
		m = append(m, store.Meta{Key: key, Value: value})
	}
	return m
}

func (m meta) get(key string) (string, bool) {
	for _, e := range m {
		if e.Key == key {
			return e.Value, true
		}
	}
	return "", false
}

// changedMeta sends the keys that differ; one that is gone is sent empty, since only an id that we do not know could delete it.
func changedMeta(old, new meta, all bool) (list []payload) {
	for _, e := range new {
		if v, had := old.get(e.Key); all || !had || v != e.Value {
			list = append(list, payload{"key": e.Key, "value": e.Value})
		}
	}
	for _, e := range old {
		if _, has := new.get(e.Key); !has {
			list = append(list, payload{"key": e.Key, "value": ""})
		}
	}
	return list
}
