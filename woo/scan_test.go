package woo

import (
	"bytes"
	"encoding/json"
	"reflect"
	"testing"
)

func FuzzScan(f *testing.F) {
	for _, s := range []string{`{"a":[1,{"b":"\"}"}],"a":null, "c" : -1.5e3 }`, ` [1,"x,]",[],{},true , null]`, `{"\u00e5\\":"\ud83d"}`, `{`, `["`, `{"a"`, `[}`, `{"a":`, `"\`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		o, err := parseObject(b)
		list := elements(b)
		if !json.Valid(b) {
			return // nothing is promised but an end
		}
		var wantObject map[string]json.RawMessage
		if json.Unmarshal(b, &wantObject) == nil && wantObject != nil {
			if err != nil || len(o) != len(wantObject) {
				t.Fatalf("object %q: %d fields, %v; want %d", b, len(o), err, len(wantObject))
			}
			for name, want := range wantObject {
				if !bytes.Equal(o[name], want) {
					t.Fatalf("field %q of %q: %q, want %q", name, b, o[name], want)
				}
			}
		}
		var wantList []json.RawMessage
		if json.Unmarshal(b, &wantList) == nil && len(wantList) > 0 && !reflect.DeepEqual(list, wantList) {
			t.Fatalf("list %q: %q, want %q", b, list, wantList)
		}
		var wantText string
		if json.Unmarshal(b, &wantText) == nil && string(bytes.TrimSpace(b)) != "null" && text(b) != wantText {
			t.Fatalf("text %q: %q, want %q", b, text(b), wantText)
		}
	})
}
