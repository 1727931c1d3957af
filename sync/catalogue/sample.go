package catalogue

import (
	"bytes"
	"context"
	"io"
	"strings"
)

// sample is the beginning of the text with what it shows.
type sample struct {
	text  []byte
	whole bool // it is the whole file
	eol   byte
	delim byte
	skip  bool // the first line is Excel's "sep=;" and no header
}

// sample reads so many bytes of the text, which decide the delimiter and the decimal sign.
func (r *Reader) sample(size int, d dictionary) (sample, error) {
	s := sample{text: make([]byte, size), eol: r.nature.eol, delim: ','}
	n, err := io.ReadFull(r.records.src, s.text)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return s, reading(err)
	}
	s.text, s.whole = s.text[:n], err != nil
	if r.nature.sheet {
		s.delim = cellEnd
		return s, nil
	}
	if bytes.HasPrefix(s.text, []byte("sep=")) && len(s.text) > 5 && (s.text[5] == '\n' || s.text[5] == '\r') {
		s.delim, s.skip = s.text[4], true
		return s, nil
	}
	best := -1
	for _, delim := range []byte{',', ';', '\t'} {
		if score := s.score(delim, d); score > best {
			best, s.delim = score, delim
		}
	}
	return s, nil
}

// score tells how well a delimiter fits the header line: by the columns that are recognised, then by their number.
func (s sample) score(delim byte, d dictionary) int {
	rec, f, err := newRecords(context.Background(), bytes.NewReader(s.text), delim, s.eol).next()
	if err != nil {
		return 0
	}
	if f != nil && len(rec.fields) == 0 { // a broken quote; it will be told with the right delimiter
		line, _, _ := bytes.Cut(s.text, []byte{s.eol})
		rec.fields = strings.SplitN(string(line), string(rune(delim)), MaxColumns)
	}
	known := 0
	for _, h := range rec.fields {
		if _, ok := d.find(strings.TrimSpace(h)); ok {
			known++
		}
	}
	return known*(2*MaxColumns) + len(rec.fields)
}

// decimalSign learns from the numbers of the sample which decimal sign the file has.
func (s sample) decimalSign(ctx context.Context, c *columns) (sign decimalSign) {
	var numeric []int
	for _, t := range c.targets {
		switch t.field {
		case regularPrice, salePrice, costOfGoods, weight, length, width, height, stock, lowStock:
			numeric = append(numeric, t.column)
		}
	}
	r := newRecords(ctx, bytes.NewReader(s.text), s.delim, s.eol)
	r.width = len(c.headers)
	for sign != both && len(numeric) > 0 {
		rec, f, err := r.next()
		if err != nil || !s.whole && r.pos == r.end && r.eof {
			break // at the end, where the last row may be cut off
		}
		if f != nil {
			continue
		}
		for _, i := range numeric {
			if v := rec.fields[i]; v != "" && (rec.kinds == nil || rec.kinds[i] == 0) {
				sign = sign.learn(v)
			}
		}
	}
	return sign
}
