package tui

// flow sets facts one after another, with a dot between them, and begins a new line where the next one does not fit.
type flow struct {
	e     *env
	n     int // cells of a line
	lines []*line
}

// fact is a stretch of text with its role.
type fact struct {
	p    paint
	text string
}

// with puts a value behind a label.
func (f fact) with(value string) []fact { return []fact{f, {"", value}} }

// line is the line that is being filled.
func (f *flow) line() *line {
	if len(f.lines) == 0 {
		f.newLine()
	}
	return f.lines[len(f.lines)-1]
}

// newLine begins a line, unless the one before is still empty.
func (f *flow) newLine() {
	if n := len(f.lines); n > 0 && f.lines[n-1].w == 0 {
		return
	}
	f.lines = append(f.lines, newLine(f.n, f.e.glyphs.Ellipsis))
}

// add sets facts: a label and its value stay together.
func (f *flow) add(facts ...fact) {
	need := 0
	for _, x := range facts {
		need += width(x.text)
	}
	l := f.line()
	if l.w > 0 && l.w+3+need > f.n {
		f.newLine()
		l = f.line()
	}
	if l.w > 0 {
		l.add(f.e.styles.Dim, " "+f.e.glyphs.Dot+" ")
	}
	for _, x := range facts {
		l.add(x.p, x.text)
	}
}

// done is all lines but an empty one at the end.
func (f *flow) done() []*line {
	if n := len(f.lines); n > 0 && f.lines[n-1].w == 0 {
		return f.lines[:n-1]
	}
	return f.lines
}
