package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// maxFile is the most bytes that a file is read of; a longer one is none of ours.
const maxFile = 256 << 10

// Load reads the configuration at path, and the views that were saved beside it, and checks both against what the screen offers. A file
// that is not there says nothing; path "" reads none. What is wrong is among the problems, in order; the good rest is used.
func Load(path string, screen Screen) (Config, []Problem) {
	c := defaults(screen)
	c.place = &place{screen: screen, path: path, folder: filepath.Dir(path)}
	if path == "" {
		return c, nil
	}
	r := &reader{screen: &c.place.screen, config: &c, file: path, sections: sections(&c.place.screen)}
	if data, ok := r.open(); ok {
		r.take(parse(path, data))
	}
	if r.newer {
		c.place.frozen = path + " is of a newer version"
	} else if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		c.place.frozen = path + " is no file that others could stand beside"
	}
	problems := r.problems
	c.place.own = slices.Clone(c.Views)
	saved, more, _ := c.place.saved()
	c.Views = merge(c.Views, saved)
	return c, append(problems, more...)
}

// Files are the paths of the three files; "" where there are none.
func (c Config) Files() (config, views, state string) {
	if c.place == nil || c.place.path == "" {
		return "", "", ""
	}
	return c.place.path, c.place.views(), c.place.state()
}

func (p *place) views() string { return filepath.Join(p.folder, "views.toml") }
func (p *place) state() string { return filepath.Join(p.folder, "state.toml") }

// reader takes the settings of one file into a configuration.
type reader struct {
	screen   *Screen
	config   *Config
	file     string
	sections []section
	problems []Problem
	newer    bool // the file is of a newer version: what is not understood may be right
	bindings []binding
	drafts   map[int]*draft // by the number of the [[view]]
	memory   memory         // of state.toml

	columnsAt, sortAt pos // of the table
}

// open reads the file, as far as there is one.
func (r *reader) open() ([]byte, bool) {
	data, err := readFile(r.file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, false
	case err != nil:
		r.problems = append(r.problems, Problem{File: r.file, Text: err.Error(), Remedy: "Make it a text file that you may read."})
		return nil, false
	}
	return data, true
}

// readFile reads a file that may be anything.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		if failed, ok := errors.AsType[*fs.PathError](err); ok {
			return nil, fmt.Errorf("it cannot be read: %w", failed.Err)
		}
		return nil, fmt.Errorf("it cannot be read: %w", err)
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return nil, errors.New("it is a folder")
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("it cannot be read: %w", err)
	}
	if len(data) > maxFile {
		return nil, fmt.Errorf("it has more than %d bytes", maxFile)
	}
	return data, nil
}

// take takes the settings in.
func (r *reader) take(d *document) {
	r.problems = append(r.problems, d.problems...)
	r.version(d)
	seen := map[string]pos{}
	for _, h := range d.headers {
		r.header(h, seen)
	}
	for _, e := range d.entries {
		r.spread(e, seen)
	}
	r.finish()
	inOrder(r.problems)
	if r.newer {
		for i := range r.problems { // it may be right as it is
			r.problems[i].Warning = true
		}
	}
}

// version finds out whether the file can be understood at all.
func (r *reader) version(d *document) {
	for _, e := range d.entries {
		if len(e.path) != 1 || e.path[0].text != "version" {
			continue
		}
		switch {
		case e.value.kind != number || e.value.number < 1:
			r.mistake(e.value.at, "the version of the file is a number", "Write version = "+itoa(Version)+".")
		case e.value.number > Version:
			r.newer = true
			r.warn(e.value.at, fmt.Sprintf("the file is of version %d and this woosync understands version %d: what it knows is used, and it writes no files", e.value.number, Version),
				"Use a newer woosync.")
		}
	}
}

// header checks the name of a section.
func (r *reader) header(h header, seen map[string]pos) {
	name := h.path[0]
	s := r.section(name.text)
	key := ""
	for _, w := range h.path {
		key += "." + w.text
	}
	before, twice := seen["["+key]
	seen["["+key] = name.at
	switch {
	case s == nil || len(h.path) > 1:
		r.unknown(name.at, "there is no section "+quoted(key[1:]), perhaps(name.text, r.sectionNames()))
	case s.many && h.group == 0:
		r.mistake(name.at, "each "+s.name+" begins with two brackets", "Write [["+s.name+"]].")
	case !s.many && h.group > 0:
		r.mistake(name.at, "there is one section "+quoted(s.name), "Write ["+s.name+"].")
	case !s.many && twice:
		r.mistake(name.at, "the section "+quoted(s.name)+" begins in line "+itoa(before.line)+" already", "Put its settings together.")
	}
}

// spread takes in a setting; a table in braces is the settings in it.
func (r *reader) spread(e entry, seen map[string]pos) {
	if s := r.section(e.path[0].text); s != nil && s.many && len(e.path) == 1 && e.value.kind == list {
		for i, v := range e.value.list {
			r.spread(entry{path: e.path, group: -1 - i, value: v}, seen)
		}
		return
	}
	if e.value.kind == table {
		for _, f := range e.value.fields {
			f.path, f.group = append(slices.Clone(e.path), f.path...), e.group
			r.spread(f, seen)
		}
		return
	}
	key := itoa(e.group)
	for _, w := range e.path {
		key += "." + w.text
	}
	last := e.path[len(e.path)-1]
	if before, twice := seen[key]; twice {
		r.mistake(last.at, quoted(last.text)+" is set in line "+itoa(before.line)+" already", "Remove one of them.")
		return
	}
	seen[key] = last.at
	r.setting(e)
}

// setting takes in one setting.
func (r *reader) setting(e entry) {
	name := e.path[0]
	if len(e.path) == 1 {
		if name.text != "version" {
			r.topLevel(name)
		}
		return
	}
	s := r.section(name.text)
	if s == nil {
		if e.path[0].at.line == e.path[1].at.line { // else its section was reported
			r.unknown(name.at, "there is no section "+quoted(name.text), perhaps(name.text, r.sectionNames()))
		}
		return
	}
	if len(e.path) > 2 {
		if e.path[1].at.line != e.path[2].at.line {
			return // its section was reported
		}
		r.unknown(e.path[2].at, "there is no setting "+quoted(e.path[1].text+"."+e.path[2].text)+" in ["+s.name+"]", "`woosync config` prints all there are.")
		return
	}
	s.read(r, e)
}

// topLevel says where a setting belongs that stands in no section.
func (r *reader) topLevel(name word) {
	for _, s := range r.sections {
		if slices.ContainsFunc(s.settings, func(x setting) bool { return x.name == name.text }) {
			r.unknown(name.at, quoted(name.text)+" stands in no section", "It belongs below ["+s.name+"].")
			return
		}
	}
	known := append(r.sectionNames(), "version")
	r.unknown(name.at, "there is no setting "+quoted(name.text)+" outside the sections", perhaps(name.text, known))
}

// finish does what needs all settings.
func (r *reader) finish() {
	if r.section("keys") != nil {
		r.bind()
	}
	if r.section("table") != nil {
		var hidden []string
		r.config.Columns, hidden = shown(r.config.Columns, r.config.Sort)
		at := r.sortAt
		if at == (pos{}) {
			at = r.columnsAt
		}
		r.warnHidden(at, "the table", hidden)
	}
	r.finishViews()
}

func (r *reader) section(name string) *section {
	for i := range r.sections {
		if r.sections[i].name == name {
			return &r.sections[i]
		}
	}
	return nil
}

func (r *reader) sectionNames() []string {
	var names []string
	for _, s := range r.sections {
		names = append(names, s.name)
	}
	return names
}

func (r *reader) mistake(at pos, text, remedy string) {
	r.problems = append(r.problems, Problem{File: r.file, Line: at.line, Column: at.column, Text: text, Remedy: remedy})
}

func (r *reader) warn(at pos, text, remedy string) {
	r.problems = append(r.problems, Problem{File: r.file, Line: at.line, Column: at.column, Warning: true, Text: text, Remedy: remedy})
}

// unknown reports a name that nothing has. In a file of a newer version it may have one.
func (r *reader) unknown(at pos, text, remedy string) {
	said := slices.ContainsFunc(r.problems, func(p Problem) bool { return p.Line == at.line && p.Column == at.column && p.Text == text })
	if !r.newer && !said {
		r.mistake(at, text, remedy)
	}
}
