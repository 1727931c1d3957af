package config

import (
	"bytes"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// document is a TOML file as a list of its settings, each with its place. It is read line by line as far as that goes: a line that is no
// TOML is reported and left out, and does not take the lines behind it along.
type document struct {
	entries  []entry
	headers  []header
	problems []Problem

	file  string
	text  []byte
	lines []int // where each line begins
	table []word
	group int  // counts the [[tables]]
	lost  bool // below a header that could not be read: nobody knows to what the lines belong
	apart bool // below a [[table]]
}

// pos is a place in the file, in lines and characters from 1.
type pos struct{ line, column int }

// word is a part of a key.
type word struct {
	text string
	at   pos
}

// header is a [table] or [[table]].
type header struct {
	path  []word
	group int // which of the [[tables]], from 1; 0 for a [table]
}

// entry is a setting: screen.mouse = true.
type entry struct {
	path  []word
	group int // the [[table]] that it belongs to, from 1; 0 for none
	value value
}

type kind uint8

const (
	other kind = iota // a date, a fraction: nothing that a setting takes
	text
	number
	flag
	list
	table
)

// value is what a setting is set to.
type value struct {
	at     pos
	kind   kind
	text   string
	number int64
	flag   bool
	list   []value
	fields []entry
}

// mostRepairs bounds how often reading goes on behind something that is no TOML.
const mostRepairs = 200

// parse reads a file. It never fails: what is no TOML is among the problems.
func parse(file string, data []byte) *document {
	d := &document{file: file, text: bytes.TrimPrefix(data, []byte("\ufeff"))}
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		d.mistake(pos{1, 1}, "this is no UTF-8 text but UTF-16", "Save the file as UTF-8.")
		return d
	}
	d.lines = append(d.lines, 0)
	for i, c := range d.text {
		if c == '\n' {
			d.lines = append(d.lines, i+1)
		}
	}
	from, bad, open := 0, -1, false
	for range mostRepairs {
		done, err := d.read(from)
		if err == nil {
			d.checkWhole()
			return d
		}
		first := d.beginning(done, err.offset)
		if !open || first != bad+1 { // the lines of a list that was not closed are one mistake
			open = d.broken(first, err)
		}
		if bytes.HasPrefix(bytes.TrimLeft(d.line(first), " \t"), []byte("[")) {
			d.lost = true
		}
		if bad = first; first+1 >= len(d.lines) {
			return d
		}
		from = d.lines[first+1]
	}
	d.mistake(d.position(from), "there are too many mistakes; what stands from here on is not read", "Correct those above first.")
	return d
}

// syntaxError is where reading stopped and why.
type syntaxError struct {
	offset int
	text   string
}

// read takes in what stands from an offset on, and returns behind what it came to.
func (d *document) read(from int) (done int, failed *syntaxError) {
	var p unstable.Parser
	data := d.text[from:len(d.text):len(d.text)]
	p.Reset(data)
	done = from
	end := func(r unstable.Range) int { return from + int(r.Offset) + int(r.Length) }
	for p.NextExpression() {
		n := p.Expression()
		switch n.Kind {
		case unstable.Table, unstable.ArrayTable:
			d.table, done = d.path(n.Key(), from, end)
			d.lost, d.apart = false, n.Kind == unstable.ArrayTable
			h := header{path: d.table}
			if d.apart {
				d.group++
				h.group = d.group
			}
			d.headers = append(d.headers, h)
		case unstable.KeyValue:
			e := d.entry(n, from, end)
			done = end(n.Raw)
			if d.lost {
				continue
			}
			if d.apart {
				e.group = d.group
			}
			e.path = append(slices.Clone(d.table), e.path...)
			d.entries = append(d.entries, e)
		}
	}
	err := p.Error()
	if err == nil {
		return done, nil
	}
	failed = &syntaxError{offset: len(d.text), text: err.Error()}
	if parsed, ok := errors.AsType[*unstable.ParserError](err); ok && len(parsed.Highlight) > 0 {
		failed.offset = from + int(p.Range(parsed.Highlight).Offset)
	}
	return done, failed
}

// path is the parts of a key and where it ends.
func (d *document) path(key unstable.Iterator, from int, end func(unstable.Range) int) (path []word, last int) {
	for key.Next() {
		n := key.Node()
		path = append(path, word{string(n.Data), d.position(from + int(n.Raw.Offset))})
		last = end(n.Raw)
	}
	return path, last
}

func (d *document) entry(n *unstable.Node, from int, end func(unstable.Range) int) entry {
	path, at := d.path(n.Key(), from, end)
	for at < len(d.text) && strings.IndexByte(" \t=", d.text[at]) >= 0 { // a list does not tell where it begins
		at++
	}
	return entry{path: path, value: d.value(n.Value(), d.position(at), from, end)}
}

// value takes in a value; at is where it stands unless it tells itself.
func (d *document) value(n *unstable.Node, at pos, from int, end func(unstable.Range) int) value {
	if n.Raw.Length > 0 {
		at = d.position(from + int(n.Raw.Offset))
	}
	v := value{at: at}
	switch n.Kind {
	case unstable.String:
		v.kind, v.text = text, string(n.Data)
	case unstable.Bool:
		v.kind, v.flag = flag, string(n.Data) == "true"
	case unstable.Integer:
		i, err := strconv.ParseInt(strings.ReplaceAll(string(n.Data), "_", ""), 0, 64)
		if err == nil {
			v.kind, v.number = number, i
		}
	case unstable.Array:
		v.kind = list
		for children := n.Children(); children.Next(); {
			v.list = append(v.list, d.value(children.Node(), at, from, end))
		}
	case unstable.InlineTable:
		v.kind = table
		for children := n.Children(); children.Next(); {
			v.fields = append(v.fields, d.entry(children.Node(), from, end))
		}
	}
	return v
}

// checkWhole asks the TOML decoder about what line by line looks right, such as a table that is defined in two ways.
func (d *document) checkWhole() {
	if len(d.problems) > 0 {
		return
	}
	var all map[string]any
	if err, ok := errors.AsType[*toml.DecodeError](toml.Unmarshal(d.text, &all)); ok {
		line, column := err.Position()
		begin := d.lines[min(max(line, 1), len(d.lines))-1]
		d.mistake(d.position(min(begin+max(column, 1)-1, len(d.text))), strings.TrimPrefix(err.Error(), "toml: "), "Name every table and every key once.")
	}
}

// beginning is the line, from 0, on which that begins which could not be read, when everything before done was.
func (d *document) beginning(done, failed int) int {
	line, last := d.lineOf(done), d.lineOf(min(failed, len(d.text)))
	if done > d.lines[line] && line < last {
		line++ // what ended at done stands alone on its line
	}
	for line < last {
		if l := bytes.TrimSpace(d.line(line)); len(l) > 0 && l[0] != '#' {
			break
		}
		line++
	}
	return line
}

func (d *document) mistake(at pos, text, remedy string) {
	d.problems = append(d.problems, Problem{File: d.file, Line: at.line, Column: at.column, Text: text, Remedy: remedy})
}

// lineOf is the line, from 0, that an offset is on.
func (d *document) lineOf(offset int) int {
	i, found := slices.BinarySearch(d.lines, offset)
	if !found {
		i--
	}
	return i
}

// line is the text of a line, counted from 0.
func (d *document) line(i int) []byte {
	to := len(d.text)
	if i+1 < len(d.lines) {
		to = d.lines[i+1]
	}
	return bytes.TrimRight(d.text[d.lines[i]:to], "\r\n")
}

func (d *document) position(offset int) pos {
	i := d.lineOf(offset)
	return pos{i + 1, utf8.RuneCount(d.text[d.lines[i]:offset]) + 1}
}
