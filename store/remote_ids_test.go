package store

import (
	"fmt"
	"maps"
	"testing"
)

func TestRemoteIDsOfSomeNames(t *testing.T) {
	f := newFixture(t)
	w, other := f.webshop("Nordlys"), f.webshop("Sydkysten")
	token := f.lease("worker")
	all, asked := map[string]int64{}, []string{"https://x/\"quoted\".jpg", "not there"}
	for i := range 2*maxPage + 7 {
		name := fmt.Sprintf("https://x/%d.jpg", i)
		all[name], asked = int64(i+1), append(asked, name)
	}
	all[asked[0]] = 1 << 40
	check(t, f.SetRemoteIDs(t.Context(), token, w.ID, "media", all))
	check(t, f.SetRemoteIDs(t.Context(), token, w.ID, "tag", map[string]int64{"not there": 3}))
	if got := must[map[string]int64](t)(f.RemoteIDsOf(t.Context(), w.ID, "media", asked)); !maps.Equal(got, all) {
		t.Errorf("%d of %d ids are read", len(got), len(all))
	}
	if got := must[map[string]int64](t)(f.RemoteIDsOf(t.Context(), w.ID, "media", asked[:1])); !maps.Equal(got, map[string]int64{asked[0]: 1 << 40}) {
		t.Errorf("of one name %v is read", got)
	}
	if got := must[map[string]int64](t)(f.RemoteIDsOf(t.Context(), other.ID, "media", asked)); len(got) != 0 {
		t.Errorf("of another webshop %d are read", len(got))
	}
}
