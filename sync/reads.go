package sync

import (
	"context"
	"errors"

	"woosync/woo"
)

// readTries is how often a question is asked that the webshop dies of, or that takes it too long.
const readTries = 3

// read is call for a request that changes nothing: a failure that halving or splitting would cure in a batch is asked again as it is.
func (r *run) read(do func(context.Context) error) error { return asking(r.call)(do) }

// asking makes of a caller one for requests that change nothing.
func asking(call caller) caller {
	return func(do func(context.Context) error) error {
		for tries := 1; ; tries++ {
			err := call(do)
			e, ok := errors.AsType[*woo.Error](err)
			_, ends := errors.AsType[*giveUpError](err)
			if !ok || ends || refused(e) || tries == readTries {
				return err
			}
			if cure := cureOf(err, true); cure != cureSplit && cure != cureHalve {
				return err
			}
		}
	}
}
