package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"woosync/store"
)

const remedyRepair = "`woosync doctor --repair` puts it right"

// openForDoctor opens the store and looks at what lies in it. With repair it puts right what it can, and rescues a damaged store.
func (a *app) openForDoctor(ctx context.Context, path string, repair bool) (s *session, found []finding, err error) {
	found = a.checkPlace(path, repair)
	s, err = a.open(ctx, "command line")
	if errors.Is(err, store.ErrDamaged) && repair {
		return a.rescue(ctx, path, found)
	}
	if err != nil {
		return nil, found, err
	}
	flaws, err := a.flaws(ctx, s, repair)
	for _, f := range flaws {
		if !f.Damage {
			found = append(found, describe(f))
			continue
		}
		if repair {
			if err := s.close(); err != nil {
				return nil, found, err
			}
			return a.rescue(ctx, path, found)
		}
		found = append(found, finding{"store", failed, f.Found,
			"`woosync restore FILE` puts back a backup; `woosync doctor --repair` rescues what can be read"})
	}
	if err != nil {
		found = append(found, finding{"store", failed, "not everything could be examined: " + sentence(err), ""})
	}
	return s, found, nil
}

func (a *app) flaws(ctx context.Context, s *session, repair bool) ([]store.Flaw, error) {
	p := a.progress()
	defer p.clear()
	show := func(what string, done, total int64) { p.show(what, int(done), int(total)) }
	if repair {
		return s.store.Repair(ctx, show)
	}
	return s.store.Examine(ctx, show)
}

// describe turns a flaw into a finding.
func describe(f store.Flaw) finding {
	d := finding{"store", failed, f.Found, f.Remedy}
	switch {
	case f.Repaired:
		d.Status = repaired
	case f.Harmless:
		d.Status = warning
	}
	if d.Remedy == "" && !f.Repaired {
		d.Remedy = remedyRepair
	}
	return d
}

// checkPlace looks at where the store lies and who can read it.
func (a *app) checkPlace(path string, repair bool) (found []finding) {
	if what, remedy := onNetwork(path); what != "" {
		found = append(found, finding{"store", warning, what, remedy})
	}
	what, remedy := readableByOthers(path)
	if what == "" {
		return found
	}
	if !repair {
		return append(found, finding{"store", warning, what, remedy})
	}
	if err := hideFromOthers(path); err != nil {
		return append(found, finding{"store", failed, what, "that cannot be changed: " + err.Error()})
	}
	return append(found, finding{"store", repaired, what + "; now only you can", ""})
}

// rescue makes a new store of what can be read of a damaged one.
func (a *app) rescue(ctx context.Context, path string, found []finding) (*session, []finding, error) {
	p := a.progress()
	done, err := store.Recover(ctx, store.RecoverOptions{Path: path, Now: a.env.Now,
		Progress: func(what string, done, total int64) { p.show(what, int(done), int(total)) }})
	p.clear()
	if err != nil {
		return nil, found, err
	}
	f := finding{"store", repaired, fmt.Sprintf("it was damaged; everything could be read. The damaged file is kept as %s", done.Kept), ""}
	if len(done.Lost) > 0 {
		f.Status = warning
		f.Found = fmt.Sprintf("it was damaged; what could be read is in a new store: %s. Parts are lost of %s. The damaged file is kept as %s",
			contentsSentence(done.Contents), strings.Join(done.Lost, ", "), done.Kept)
		f.Remedy = "Import the catalogue again, look at `woosync preview`, then `woosync sync --all`; or put back a backup: `woosync restore FILE`"
	}
	s, err := a.open(ctx, "command line")
	return s, append(found, f), err
}
