package catalogue

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// encoding is how the bytes of a file mean letters.
type encoding uint8

const (
	utf8Text   encoding = iota // valid from end to end
	brokenText                 // UTF-8 with invalid places: the rows that hold them are refused
	windows                    // Windows-1252, of which Latin-1 is a part
	utf16Text                  // with a byte order mark
)

// nature is what one look over the whole file tells before it is read row by row. A decision for the whole file is what keeps
// letters right: the first 50,000 rows of an export may be plain ASCII and the next one "Bl\xe5b\xe6r".
type nature struct {
	encoding   encoding
	eol        byte
	sheet      bool // it is one of a workbook
	hasNUL     bool // some text holds a NUL
	hasLost    bool // some text holds U+FFFD, what an earlier program put for a letter that it could not read
	hasRefs    bool // "id:" occurs, which may refer to a row by its id
	multibyte  int  // valid UTF-8 sequences of more than one byte
	doubled    int  // places such as "Ã¥": text that was encoded twice
	doubleLine int  // line of the first such place
}

const binaryHint = "; save it as CSV (in Excel: “CSV UTF-8”)"

// magics are beginnings of files that people take for CSV.
var magics = []struct{ begin, what string }{
	{"\xd0\xcf\x11\xe0", "an old Excel file, not CSV"},
	{"%PDF", "a PDF file, not CSV"},
	{"\x1f\x8b", "a compressed file; unpack it first"},
	{"SQLite format 3", "a database, not CSV"},
}

// look reads the whole file once, in pieces of so many bytes.
func look(ctx context.Context, f io.Reader, piece int) (n nature, err error) {
	s := scan{line: 1}
	buf := make([]byte, piece)
	kept := 0
	for first, more := true, true; more; first = false {
		if err := ctx.Err(); err != nil {
			return n, err
		}
		read, err := io.ReadFull(f, buf[kept:])
		more = err == nil
		if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
			return n, err
		}
		data := buf[:kept+read]
		if first {
			if len(data) == 0 {
				return n, &FileError{Line: 1, Message: "the file is empty"}
			}
			if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
				return nature{encoding: utf16Text, eol: '\n', hasNUL: true, hasLost: true, hasRefs: true}, nil
			}
			if what := binaryFile(data[:min(len(data), 4096)]); what != "" {
				return n, &FileError{Line: 1, Message: "this is " + what}
			}
		}
		kept = copy(buf, data[s.block(data, !more):])
	}
	return s.verdict(), nil
}

// binaryFile says what a file is that is no text, by its first bytes; "" for text.
func binaryFile(head []byte) string {
	for _, m := range magics {
		if bytes.HasPrefix(head, []byte(m.begin)) {
			if strings.HasSuffix(m.what, "CSV") {
				return m.what + binaryHint
			}
			return m.what
		}
	}
	nuls, controls := 0, 0
	for _, c := range head {
		if c == 0 {
			nuls++
		} else if c < ' ' && c != '\t' && c != '\n' && c != '\r' || c == 0x7f {
			controls++
		}
	}
	switch {
	case nuls*4 > len(head) && nuls*4 < len(head)*3 && controls*20 < len(head):
		return "text in UTF-16 without a byte order mark" + binaryHint
	case (nuls+controls)*50 > len(head):
		return "no text file" + binaryHint
	}
	return ""
}

// scan gathers what look finds.
type scan struct {
	nature
	line    int
	lf, cr  bool
	invalid int
	// What the invalid bytes would be in Windows-1252:
	letters int // å, ø, Ü: the usual letters of western Europe
	rare    int // Š, œ, Ž: letters too, but few languages have them, and other code pages have vowels there
	odd     int // not defined, or a sign within a word, as when å is † because the file is from DOS
}

// block looks at data and returns how much of it is dealt with; a few bytes at its end may need what follows.
func (s *scan) block(data []byte, last bool) int {
	limit := len(data)
	if !last {
		limit -= 4
	}
	s.hasNUL = s.hasNUL || bytes.IndexByte(data, 0) >= 0
	s.hasRefs = s.hasRefs || bytes.Contains(data, []byte("id:")) || bytes.Contains(data, []byte("ID:"))
	s.lf = s.lf || bytes.IndexByte(data, '\n') >= 0
	s.cr = s.cr || bytes.IndexByte(data, '\r') >= 0
	i := 0
	for i < limit {
		if i+8 <= limit && binary.LittleEndian.Uint64(data[i:])&0x8080808080808080 == 0 {
			i += 8
			continue
		}
		if data[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			s.foreign(data, i)
			i++
			continue
		}
		s.multibyte++
		switch {
		case r == utf8.RuneError:
			s.hasLost = true
		case r == 'Ã' || r == 'Â':
			if next, _ := utf8.DecodeRune(data[i+size:]); next >= 0xa0 && next <= 0xbf {
				if s.doubled == 0 {
					s.doubleLine = s.line + bytes.Count(data[:i], []byte{'\n'})
				}
				s.doubled++
			}
		}
		i += size
	}
	s.line += bytes.Count(data[:i], []byte{'\n'})
	return i
}

// undefined are the bytes that Windows-1252 has no sign for.
const undefined = "\x81\x8d\x8f\x90\x9d"

// foreign weighs a byte that is no UTF-8 as a letter of Windows-1252.
func (s *scan) foreign(data []byte, i int) {
	s.invalid++
	letter := func(j int) bool {
		return j >= 0 && j < len(data) && (data[j]|0x20 >= 'a' && data[j]|0x20 <= 'z')
	}
	switch c := data[i]; {
	case c >= 0xc0 && c != 0xd7 && c != 0xf7:
		s.letters++
	case strings.IndexByte("\x8a\x8c\x8e\x9a\x9c\x9e\x9f", c) >= 0:
		s.rare++
	case strings.IndexByte(undefined, c) >= 0:
		s.odd++
	case strings.IndexByte("\x91\x92\x96\x97\xa0\xad\xb4\xb7", c) >= 0: // quotes, dashes and the like do stand within words
	case letter(i-1) && letter(i+1):
		s.odd++
	}
}

// verdict decides the encoding. Windows-1252 is taken when the text makes sense in it as a whole; a file in which both kinds
// occur was joined from two and is read as UTF-8, so that its other rows are refused one by one.
func (s *scan) verdict() nature {
	n := s.nature
	n.eol = '\n'
	if s.cr && !s.lf {
		n.eol = '\r'
	}
	switch {
	case s.invalid == 0:
		n.encoding = utf8Text
	case s.invalid > 20*s.multibyte && s.odd*10 <= s.letters && s.rare <= s.letters:
		n.encoding = windows
	default:
		n.encoding = brokenText
	}
	return n
}

// word is what a line of the file is called.
func (n nature) word() string {
	if n.sheet {
		return "row"
	}
	return "line"
}

// text is the file as UTF-8 where that can be had for the file as a whole; Windows-1252 stays as it is, since its commas,
// quotes and line ends are ASCII too: its fields are decoded one by one.
func (n nature) text(f io.Reader) (io.Reader, error) {
	if n.encoding == utf16Text {
		return unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Reader(f), nil
	}
	var mark [3]byte
	k, err := io.ReadFull(f, mark[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, err
	}
	if string(mark[:k]) == "\xef\xbb\xbf" {
		return f, nil
	}
	return io.MultiReader(bytes.NewReader(mark[:k]), f), nil
}

// clean tells whether every field is right as it stands.
func (n nature) clean() bool { return n.encoding == utf8Text && !n.hasNUL && !n.hasLost }

// decode makes the fields of a record UTF-8, in place. Where one cannot be trusted it says which and why.
func (n nature) decode(fields []string) (field int, wrong string) {
	for i, s := range fields {
		if strings.IndexByte(s, 0) >= 0 {
			return i, fmt.Sprintf("%s holds a NUL; no text has one, so something went wrong when the file was written", show(s))
		}
		if n.encoding == windows {
			if ascii(s) {
				continue
			}
			text := fromWindows(s)
			if strings.ContainsAny(text, "\u0081\u008d\u008f\u0090\u009d\ufffd") {
				return i, fmt.Sprintf("%s holds a byte that Windows-1252, which the file is in, has no letter for; save the file as UTF-8", show(s))
			}
			if n.multibyte > 0 && utf8.ValidString(s) {
				return i, fmt.Sprintf("%s is UTF-8 while the rest of the file is Windows-1252; save the whole file as UTF-8", show(s))
			}
			fields[i] = text
			continue
		}
		if !utf8.ValidString(s) {
			at := 0
			for _, r := range s {
				if r == utf8.RuneError {
					break
				}
				at++
			}
			return i, fmt.Sprintf("%s is not UTF-8 at its character %d, and the file makes no sense as Windows-1252 either; save it as UTF-8", show(s), at+1)
		}
		if strings.ContainsRune(s, utf8.RuneError) {
			return i, fmt.Sprintf("%s holds �, the mark of a letter that was lost when the file was written; write it again as UTF-8", show(s))
		}
	}
	return 0, ""
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func fromWindows(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 8)
	for i := range len(s) {
		b.WriteRune(charmap.Windows1252.DecodeByte(s[i]))
	}
	return b.String()
}
