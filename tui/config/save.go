package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const viewsHead = `# Views that were saved on the screen of woosync. It writes this file anew whenever a view is saved or removed, and leaves it alone
# while something in it cannot be read. ` + "`woosync config`" + ` says what may stand in it.

version = 1
`

// saved reads the views that were saved on the screen; problems are those of their file. newer: the file is of a newer version.
func (p *place) saved() (views []View, problems []Problem, newer bool) {
	c := defaults(p.screen)
	r := &reader{screen: &p.screen, config: &c, file: p.views()}
	for _, s := range sections(&p.screen) {
		if s.name == "view" {
			r.sections = append(r.sections, s)
		}
	}
	if data, ok := r.open(); ok {
		r.take(parse(r.file, data))
	}
	return c.Views, r.problems, r.newer
}

// SaveView keeps a view in the file of saved views, in the place of one of the same name, and returns all views there are now. It
// changes nothing when the view, or the file as it is, is not right; its error is a sentence.
func (c Config) SaveView(v View) ([]View, error) {
	v.Name, v.Filter = strings.TrimSpace(v.Name), strings.TrimSpace(v.Filter)
	if why := wrongName(v.Name); why != "" {
		return nil, errors.New(why)
	}
	return c.changeViews(func(views []View) ([]View, error) {
		if err := c.place.check(v); err != nil {
			return nil, err
		}
		columns, sort := c.look(v)
		if all, hidden := shown(columns, sort); len(hidden) > 0 {
			v.Columns = all
		}
		if i := slices.IndexFunc(views, sameName(v.Name)); i >= 0 {
			views[i] = v
			return views, nil
		}
		if len(merge(c.place.own, append(views, v))) > maxViews {
			return nil, fmt.Errorf("there are %d views already: remove one first", maxViews)
		}
		return append(views, v), nil
	})
}

// RemoveView takes a saved view away and returns all views there are now. One that stands in config.toml is the user's to remove.
func (c Config) RemoveView(name string) ([]View, error) {
	return c.changeViews(func(views []View) ([]View, error) {
		i := slices.IndexFunc(views, sameName(name))
		switch {
		case i >= 0:
			return slices.Delete(views, i, i+1), nil
		case slices.ContainsFunc(c.place.own, sameName(name)):
			return nil, fmt.Errorf("the view %s stands in %s: remove it there", quoted(name), c.place.path)
		}
		return nil, fmt.Errorf("there is no view %s", quoted(name))
	})
}

// changeViews rewrites the file of saved views.
func (c Config) changeViews(change func([]View) ([]View, error)) ([]View, error) {
	if c.place == nil || c.place.path == "" {
		return nil, errors.New("views are not kept: the program runs without a configuration")
	}
	p := c.place
	if p.frozen != "" {
		return nil, errors.New("nothing is saved: " + p.frozen)
	}
	views, problems, newer := p.saved()
	switch {
	case newer:
		return nil, errors.New("nothing is saved: " + p.views() + " is of a newer version")
	case Mistakes(problems) > 0:
		return nil, fmt.Errorf("nothing is saved, or what cannot be read would be lost: %s", problems[0])
	}
	views, err := change(views)
	if err != nil {
		return nil, err
	}
	var b strings.Builder
	b.WriteString(viewsHead)
	for _, v := range views {
		b.WriteString("\n" + formatView(v))
	}
	if err := writeFile(p.views(), b.String()); err != nil {
		return nil, fmt.Errorf("save the view: %w", err)
	}
	return merge(p.own, views), nil
}

// check makes sure that a view will be read as it is written.
func (p *place) check(v View) error {
	if err := p.screen.checkFilter(v.Filter); err != nil {
		return err
	}
	c := defaults(p.screen)
	r := &reader{screen: &p.screen, config: &c, file: p.views()}
	for _, s := range sections(&p.screen) {
		if s.name == "view" {
			r.sections = append(r.sections, s)
		}
	}
	r.take(parse(r.file, []byte(formatView(v))))
	if Mistakes(r.problems) > 0 {
		return errors.New(r.problems[0].Text)
	}
	return nil
}

// writeFile replaces a file as a whole: whoever reads it sees the old one or the new one. Only its owner may read it. Where the path is a
// link, what it points to is replaced.
func writeFile(path, content string) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	folder := filepath.Dir(path)
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, ".woosync-*") // 0600
	if err != nil {
		return err
	}
	_, err = f.WriteString(content)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, removed(f.Name()))
	}
	return nil
}

// removed removes a file that may be gone.
func removed(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
