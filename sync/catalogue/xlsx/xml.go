package xlsx

import (
	"bytes"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Limits of XML, beyond which it is nothing that a spreadsheet program writes.
const (
	maxTag  = 64 << 10
	readNow = 64 << 10
)

// token is a kind of piece of XML.
type token int

const (
	startTag token = iota
	endTag
	charData
)

// scanner splits XML into tags and texts. It is encoding/xml's job, done by hand because that one takes a text of any length into
// memory and the tenfold time. It knows the five entities of XML and characters by number; a document that declares its own is refused.
type scanner struct {
	src      io.Reader
	buf      []byte
	pos, end int
	eof      bool

	name  string // local name of the tag
	tag   []byte // the tag without < and >, valid until the next token
	empty bool   // <tag/>: an end follows
	text  []byte // a piece of text, decoded, valid until the next token
	names map[string]string
}

func newScanner(r io.Reader) *scanner {
	return &scanner{src: r, buf: make([]byte, readNow+maxTag), names: map[string]string{}}
}

// fill reads on, keeping what is at pos. It answers io.EOF where nothing more comes.
func (s *scanner) fill() error {
	if s.eof {
		return io.EOF
	}
	if s.pos > 0 {
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if s.end == len(s.buf) {
		return wrong("the workbook holds XML with a tag of more than %d kB, which no spreadsheet program writes", maxTag>>10)
	}
	for range 100 {
		n, err := s.src.Read(s.buf[s.end:])
		s.end += n
		if err == io.EOF {
			s.eof = true
			if n == 0 {
				return io.EOF
			}
			return nil
		}
		if n > 0 || err != nil {
			return err
		}
	}
	return io.ErrNoProgress
}

// next finds the next token; io.EOF at the end.
func (s *scanner) next() (token, error) {
	if s.empty {
		s.empty = false
		return endTag, nil
	}
	for {
		if s.pos == s.end {
			if err := s.fill(); err != nil {
				return 0, err
			}
			continue
		}
		if s.buf[s.pos] != '<' {
			return charData, s.characters()
		}
		kind, again, err := s.markup()
		if err != nil || !again {
			return kind, err
		}
	}
}

// characters takes the text up to the next tag, or as much of it as is there.
func (s *scanner) characters() error {
	data := s.buf[s.pos:s.end]
	if i := bytes.IndexByte(data, '<'); i >= 0 {
		data = data[:i]
	} else if amp := bytes.LastIndexByte(data, '&'); amp >= 0 && len(data)-amp < 12 && bytes.IndexByte(data[amp:], ';') < 0 && !s.eof {
		if amp == 0 { // an entity that is not all there
			if err := s.fill(); err != nil && err != io.EOF {
				return err
			}
			return s.characters()
		}
		data = data[:amp]
	}
	s.pos += len(data)
	var err error
	s.text, err = unescape(data)
	return err
}

// cutOff says what an end in the wrong place means.
func cutOff(err error) error {
	if err == io.EOF {
		return wrong("the workbook is damaged: its XML is cut off; save it anew")
	}
	return err
}

// until takes everything up to an end mark and past it.
func (s *scanner) until(mark string) ([]byte, error) {
	for from := 0; ; {
		data := s.buf[s.pos:s.end]
		if i := bytes.Index(data[from:], []byte(mark)); i >= 0 {
			s.pos += from + i + len(mark)
			return data[:from+i], nil
		}
		from = max(len(data)-len(mark)+1, 0)
		if err := s.fill(); err != nil {
			return nil, cutOff(err)
		}
	}
}

// wholeTag takes a tag up to its >, which may also stand within a value, and past it.
func (s *scanner) wholeTag() ([]byte, error) {
	data := s.buf[s.pos:s.end]
	if i := bytes.IndexByte(data, '>'); i >= 0 && bytes.Count(data[:i], []byte{'"'})%2 == 0 && bytes.IndexByte(data[:i], '\'') < 0 {
		s.pos += i + 1
		return data[:i], nil
	}
	var quote byte
	for from := 0; ; {
		data := s.buf[s.pos:s.end]
		for ; from < len(data); from++ {
			switch c := data[from]; {
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '>':
				s.pos += from + 1
				return data[:from], nil
			}
		}
		if err := s.fill(); err != nil {
			return nil, cutOff(err)
		}
	}
}

// skip passes over everything up to an end mark, however long.
func (s *scanner) skip(mark string) error {
	for {
		data := s.buf[s.pos:s.end]
		if i := bytes.Index(data, []byte(mark)); i >= 0 {
			s.pos += i + len(mark)
			return nil
		}
		s.pos = max(s.end-len(mark)+1, s.pos)
		if err := s.fill(); err != nil {
			return cutOff(err)
		}
	}
}

// markup reads what begins with <. again says that it was nothing to tell of.
func (s *scanner) markup() (kind token, again bool, err error) {
	for s.end-s.pos < 9 {
		if err := s.fill(); err == io.EOF {
			break
		} else if err != nil {
			return 0, false, err
		}
	}
	head := s.buf[s.pos:s.end]
	switch {
	case bytes.HasPrefix(head, []byte("<!--")):
		s.pos += 4
		return 0, true, s.skip("-->")
	case bytes.HasPrefix(head, []byte("<?")):
		return 0, true, s.skip("?>")
	case bytes.HasPrefix(head, []byte("<![CDATA[")):
		s.pos += 9
		data, err := s.until("]]>")
		s.text = data
		return charData, false, err
	case bytes.HasPrefix(head, []byte("<!")):
		return 0, false, wrong("the workbook holds a document type, which no spreadsheet program writes and which can be used for an attack")
	}
	s.pos++
	data, err := s.wholeTag()
	if err != nil {
		return 0, false, err
	}
	kind = startTag
	switch {
	case len(data) > 0 && data[0] == '/':
		kind, data = endTag, data[1:]
	case len(data) > 0 && data[len(data)-1] == '/':
		s.empty, data = true, data[:len(data)-1]
	}
	s.tag = data
	name := data
	if i := bytes.IndexAny(name, " \t\r\n"); i >= 0 {
		name = name[:i]
	}
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	s.name = s.intern(name)
	return kind, false, nil
}

// intern keeps the few names that there are as strings.
func (s *scanner) intern(name []byte) string {
	if known, ok := s.names[string(name)]; ok {
		return known
	}
	text := string(name)
	if len(s.names) < 1000 && len(text) < 100 {
		s.names[text] = text
	}
	return text
}

// attr is the value of an attribute of the tag by its local name, still escaped; nil when it has none.
func (s *scanner) attr(name string) []byte {
	rest := s.tag
	for {
		eq := bytes.IndexByte(rest, '=')
		if eq < 0 {
			return nil
		}
		key := bytes.TrimSpace(rest[:eq])
		if i := bytes.LastIndexAny(key, " \t\r\n:"); i >= 0 {
			key = key[i+1:]
		}
		rest = bytes.TrimLeft(rest[eq+1:], " \t\r\n")
		if len(rest) == 0 || rest[0] != '"' && rest[0] != '\'' {
			return nil
		}
		last := bytes.IndexByte(rest[1:], rest[0])
		if last < 0 {
			return nil
		}
		if string(key) == name {
			return rest[1 : 1+last]
		}
		rest = rest[last+2:]
	}
}

// value is an attribute as text.
func (s *scanner) value(name string) string {
	text, err := unescape(s.attr(name))
	if err != nil {
		return ""
	}
	return string(text)
}

// unescape decodes entities. Where there are none it returns data itself.
func unescape(data []byte) ([]byte, error) {
	i := bytes.IndexByte(data, '&')
	if i < 0 {
		return data, nil
	}
	out := append(make([]byte, 0, len(data)), data[:i]...)
	for data = data[i:]; len(data) > 0; {
		if data[0] != '&' {
			n := bytes.IndexByte(data, '&')
			if n < 0 {
				n = len(data)
			}
			out, data = append(out, data[:n]...), data[n:]
			continue
		}
		semi := bytes.IndexByte(data[:min(len(data), 12)], ';')
		if semi < 0 {
			return nil, wrong("the workbook holds a '&' that is no part of XML; save it anew")
		}
		r, ok := entity(string(data[1:semi]))
		if !ok {
			return nil, wrong("the workbook holds the entity %q, which XML does not have", data[:semi+1])
		}
		out, data = utf8.AppendRune(out, r), data[semi+1:]
	}
	return out, nil
}

func entity(name string) (rune, bool) {
	switch name {
	case "amp":
		return '&', true
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	digits, base := strings.TrimPrefix(name, "#"), 10
	if hex := strings.TrimPrefix(digits, "x"); hex != digits {
		digits, base = hex, 16
	}
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil || !strings.HasPrefix(name, "#") || !utf8.ValidRune(rune(n)) || n == 0 {
		return 0, false
	}
	return rune(n), true
}
