// Package xlsx reads the rows of one sheet of an Excel workbook (.xlsx, .xlsm; Office Open XML), as text that is as it was typed.
//
// It exists because a catalogue needs other things of a workbook than the libraries give: the digits of a number instead of its
// display (100000, never 1.0E+05), zeros in front where the format shows them, dates as ISO dates, the stored value of a formula, the
// number of the row for messages; and because a workbook is a zip of XML from anybody: everything is read as a stream and bounded by
// Limits, so that a file of a few kilobytes cannot take memory or hours. It reads no DOCTYPE, resolves no entity of a document's own,
// follows no path out of the archive and writes nothing.
//
// It does not compute formulas, and reads no old .xls, .xlsb, .ods or encrypted file; it says which of these a file is. It fails with
// an *Error for what is wrong with the file, else with the system's error.
package xlsx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Limits of a workbook, beyond which it is refused.
const (
	MaxFile      = 512 << 20 // bytes of the file
	MaxDirectory = 4 << 20   // bytes of the zip's list of files
	MaxPart      = 16 << 20  // bytes of an unpacked part other than strings and sheets
	MaxSheet     = 4 << 30   // bytes of an unpacked sheet, and of the shared strings
	MaxStrings   = 256 << 20 // bytes of text that cells share
	MaxRow       = 9 << 20   // bytes of text of a row; what is beyond is cut off
	MaxText      = 2 << 30   // bytes of text of a sheet
	MaxRows      = 1 << 20   // that Excel has
	MaxColumns   = 1 << 14
	maxRatio     = 400      // unpacked to packed, of a part larger than fairSize
	fairSize     = 64 << 20 // bytes
)

// Error says why a file cannot be read as a workbook.
type Error struct {
	Row     int // of the sheet; 0: the workbook as a whole
	Message string
}

func (e *Error) Error() string { return e.Message }

func wrong(format string, args ...any) error { return &Error{Message: fmt.Sprintf(format, args...)} }

// Book is an open workbook.
type Book struct {
	parts   map[string]*zip.File // by path in lower case
	sheets  []sheet
	date04  bool // days are counted from 1904
	formats []format
	strings sharedStrings
	loaded  bool
}

type sheet struct {
	name, part string
	hidden     bool
}

// Is tells whether a file's first bytes are those of a zip, which a workbook is.
func Is(head []byte) bool { return bytes.HasPrefix(head, []byte("PK\x03\x04")) }

// Old says what a file is whose first bytes are those of an old or encrypted Excel file; "" for everything else.
func Old(r io.ReaderAt, size int64) string {
	head := make([]byte, min(size, 1<<20))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF || !bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return ""
	}
	if bytes.Contains(head, utf16("EncryptedPackage")) || bytes.Contains(head, utf16("EncryptionInfo")) {
		return "a workbook with a password; open it in the spreadsheet program and save it without one"
	}
	return "an old Excel file (.xls); open it in the spreadsheet program and save it as .xlsx or CSV"
}

func utf16(s string) []byte {
	var b []byte
	for _, c := range []byte(s) {
		b = append(b, c, 0)
	}
	return b
}

// Open reads the list of sheets.
func Open(r io.ReaderAt, size int64) (*Book, error) {
	if size > MaxFile {
		return nil, wrong("the workbook has more than %d MB; save the sheet as CSV", MaxFile>>20)
	}
	if err := checkDirectory(r, size); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(within{r}, size)
	if err != nil {
		if isFormat(err) {
			return nil, damaged(err)
		}
		return nil, err
	}
	b := &Book{parts: make(map[string]*zip.File, len(z.File))}
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if b.parts[name] == nil {
			b.parts[name] = f
		}
	}
	if err := b.refuseOthers(); err != nil {
		return nil, err
	}
	if err := b.readWorkbook(); err != nil {
		return nil, err
	}
	return b, nil
}

// within is a file of which nothing before its beginning is read, as the offsets of a broken zip ask for.
type within struct{ io.ReaderAt }

func (w within) ReadAt(p []byte, at int64) (int, error) {
	if at < 0 {
		return 0, zip.ErrFormat
	}
	return w.ReaderAt.ReadAt(p, at)
}

func damaged(err error) error { return wrong("the workbook is damaged (%v); save it anew", err) }

func isFormat(err error) bool {
	return errors.Is(err, zip.ErrFormat) || errors.Is(err, zip.ErrAlgorithm) || errors.Is(err, zip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.Is(err, io.EOF) || strings.HasPrefix(err.Error(), "flate:") || strings.HasPrefix(err.Error(), "zip:")
}

// checkDirectory bounds the list of files of a zip before it is read: archive/zip keeps all of it in memory.
func checkDirectory(r io.ReaderAt, size int64) error {
	tail := make([]byte, min(size, 22+1<<16))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return err
	}
	for i := len(tail) - 22; i >= 0; i-- {
		if !bytes.HasPrefix(tail[i:], []byte("PK\x05\x06")) {
			continue
		}
		length, at := int64(binary.LittleEndian.Uint32(tail[i+12:])), int64(binary.LittleEndian.Uint32(tail[i+16:]))
		end := size - int64(len(tail)-i)
		if length > MaxDirectory || at > end || end-at > MaxDirectory {
			return wrong("the workbook is a zip with a list of more than %d MB of files, which no spreadsheet program writes", MaxDirectory>>20)
		}
		return nil
	}
	return wrong("the workbook is cut off: its end is missing; copy it again")
}

// refuseOthers says what else is in a zip.
func (b *Book) refuseOthers() error {
	has := func(name string) bool { return b.parts[name] != nil }
	switch {
	case has("xl/workbook.bin"):
		return wrong("this is a binary workbook (.xlsb); save it as .xlsx or CSV")
	case has("content.xml") && has("mimetype"):
		return wrong("this is an OpenDocument file (.ods); save it as .xlsx or CSV")
	case has("word/document.xml"):
		return wrong("this is a text document (.docx), not a workbook")
	case has("index/document.iwa") || has("index.zip"):
		return wrong("this is a Numbers file; export it as .xlsx or CSV")
	case !has("[content_types].xml"):
		return wrong("this is a zip file, not a workbook; unpack it first")
	}
	return nil
}

// open opens a part for reading. The reader fails once the part has unpacked to more than limit bytes, or to so many times its size
// that nobody has written it.
func (b *Book) open(name string, limit int64) (io.ReadCloser, error) {
	f := b.parts[strings.ToLower(name)]
	if f == nil {
		return nil, wrong("the workbook is damaged: its part %q is missing; save it anew", clip(name))
	}
	if f.Flags&1 != 0 {
		return nil, wrong("the workbook is encrypted; save it without a password")
	}
	part, err := f.Open()
	if err != nil {
		if isFormat(err) {
			return nil, damaged(err)
		}
		return nil, err
	}
	return &bounded{part: part, name: name, limit: limit, packed: max(int64(f.CompressedSize64), 1)}, nil
}

// bounded is a part that is being unpacked.
type bounded struct {
	part          io.ReadCloser
	name          string
	read          int64
	limit, packed int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.part.Read(p)
	b.read += int64(n)
	switch {
	case b.read > b.limit:
		return 0, wrong("the part %q of the workbook unpacks to more than %d MB; save the sheet as CSV", clip(b.name), b.limit>>20)
	case b.read > fairSize && b.read/b.packed > maxRatio:
		return 0, wrong("the part %q of the workbook unpacks to more than %d times its size, as only a zip bomb does", clip(b.name), maxRatio)
	case err != nil && err != io.EOF && isFormat(err):
		return n, damaged(err)
	}
	return n, err
}

func (b *bounded) Close() error { return b.part.Close() }

// clip shortens what stands in the file for a message.
func clip(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}
