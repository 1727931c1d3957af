package store

import (
	"fmt"
	"strings"
)

// ParseState reads a state by its key ("not_processed"), its title ("Not processed"), or a beginning of these that means one state
// alone ("aborted").
func ParseState(s string) (State, error) {
	word := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.TrimSpace(Fold(s)))
	var hits []State
	for _, state := range States {
		if state.Key() == word {
			return state, nil
		}
		if word != "" && strings.HasPrefix(state.Key(), word) {
			hits = append(hits, state)
		}
	}
	if len(hits) == 1 {
		return hits[0], nil
	}
	keys := make([]string, len(States))
	for i, state := range States {
		keys[i] = state.Key()
	}
	return 0, fmt.Errorf("%q is no state; the states are %s", head(s, 80), strings.Join(keys, ", "))
}
