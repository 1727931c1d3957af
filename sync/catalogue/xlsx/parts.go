package xlsx

import (
	"errors"
	"fmt"
	"io"
	"path"
	"strconv"
	"strings"
)

// walk reads a part tag by tag.
func (b *Book) walk(name string, limit int64, each func(s *scanner, kind token) error) error {
	part, err := b.open(name, limit)
	if err != nil {
		return err
	}
	defer part.Close()
	s := newScanner(part)
	for {
		kind, err := s.next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = each(s, kind)
		}
		if err != nil {
			return err
		}
	}
}

// relation is where a part names another.
type relation struct{ target, kind string }

// relations reads what the part at name refers to, by id. A part without relations has none.
func (b *Book) relations(name string) (map[string]relation, error) {
	dir, base := path.Split(name)
	list := dir + "_rels/" + base + ".rels"
	found := map[string]relation{}
	if b.parts[strings.ToLower(list)] == nil {
		return found, nil
	}
	err := b.walk(list, MaxPart, func(s *scanner, kind token) error {
		if kind == startTag && s.name == "Relationship" && s.value("TargetMode") != "External" {
			target := s.value("Target")
			if rooted, ok := strings.CutPrefix(target, "/"); ok {
				target = rooted
			} else {
				target = path.Join(dir, target)
			}
			found[s.value("Id")] = relation{path.Clean(target), s.value("Type")}
		}
		return nil
	})
	return found, err
}

// readWorkbook finds the sheets.
func (b *Book) readWorkbook() error {
	top, err := b.relations("")
	if err != nil {
		return err
	}
	workbook := "xl/workbook.xml"
	for _, r := range top {
		if strings.HasSuffix(r.kind, "/officeDocument") {
			workbook = r.target
		}
	}
	related, err := b.relations(workbook)
	if err != nil {
		return err
	}
	err = b.walk(workbook, MaxPart, func(s *scanner, kind token) error {
		if kind != startTag {
			return nil
		}
		switch s.name {
		case "workbookPr":
			v := s.value("date1904")
			b.date04 = v == "1" || v == "true"
		case "sheet":
			if r := related[s.value("id")]; strings.HasSuffix(r.kind, "/worksheet") {
				b.sheets = append(b.sheets, sheet{s.value("name"), r.target, strings.HasSuffix(strings.ToLower(s.value("state")), "hidden")})
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(b.sheets) == 0 {
		return wrong("the workbook has no sheet with cells")
	}
	for _, r := range related {
		switch {
		case strings.HasSuffix(r.kind, "/styles"):
			err = errors.Join(err, b.readStyles(r.target))
		case strings.HasSuffix(r.kind, "/sharedStrings"):
			b.strings.part = r.target
		}
	}
	return err
}

// Sheets are the names of the sheets that have cells, hidden ones too.
func (b *Book) Sheets() []string {
	var names []string
	for _, s := range b.sheets {
		names = append(names, s.name)
	}
	return names
}

// Find finds a sheet by its name, whatever its case; "" is the first that is not hidden.
func (b *Book) Find(name string) (at int, ok bool) {
	for i, s := range b.sheets {
		if name == "" && !s.hidden || s.name == name {
			return i, true
		}
	}
	for i, s := range b.sheets {
		if name != "" && strings.EqualFold(strings.TrimSpace(s.name), strings.TrimSpace(name)) {
			return i, true
		}
	}
	return 0, name == ""
}

// sharedStrings are the texts that cells refer to by number.
type sharedStrings struct {
	part string
	text []byte
	ends []uint32
}

func (t *sharedStrings) get(i int) ([]byte, bool) {
	if i < 0 || i >= len(t.ends) {
		return nil, false
	}
	from := uint32(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	return t.text[from:t.ends[i]], true
}

// readStrings reads the shared texts. Formatting within a text is dropped, and so is how it is pronounced (rPh).
func (b *Book) readStrings() error {
	if b.loaded || b.strings.part == "" {
		b.loaded = true
		return nil
	}
	t := &b.strings
	t.text, t.ends = nil, nil
	inText, spoken := false, false
	start := 0
	err := b.walk(t.part, MaxSheet, func(s *scanner, kind token) error {
		switch {
		case kind == charData:
			if inText && !spoken {
				t.text = append(t.text, s.text...)
			}
		case s.name == "t":
			inText = kind == startTag
		case s.name == "rPh":
			spoken = kind == startTag
		case s.name == "si" && kind == startTag:
			start, inText, spoken = len(t.text), false, false
		case s.name == "si":
			t.text = append(t.text[:start], unescapeRunes(t.text[start:])...)
			t.ends = append(t.ends, uint32(len(t.text)))
		}
		if len(t.text)+4*len(t.ends) > MaxStrings {
			return wrong("the texts of the workbook have more than %d MB; save the sheet as CSV", MaxStrings>>20)
		}
		return nil
	})
	if err != nil {
		return err
	}
	b.loaded = true
	return nil
}

// unescapeRunes decodes _x000D_ and its like, by which Excel writes what XML cannot hold.
func unescapeRunes(s []byte) []byte {
	text := string(s)
	if !strings.Contains(text, "_x") {
		return s
	}
	var out strings.Builder
	for {
		i := strings.Index(text, "_x")
		if i < 0 || len(text)-i < 7 {
			break
		}
		n, err := strconv.ParseUint(text[i+2:i+6], 16, 16)
		if err != nil || text[i+6] != '_' || n >= 0xD800 && n < 0xE000 {
			out.WriteString(text[:i+2])
			text = text[i+2:]
			continue
		}
		fmt.Fprintf(&out, "%s%c", text[:i], rune(n))
		text = text[i+7:]
	}
	out.WriteString(text)
	return []byte(out.String())
}
