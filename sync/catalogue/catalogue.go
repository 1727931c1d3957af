// Package catalogue reads catalogue files into products: WooCommerce's own product CSV with every column, and the exports of
// ERP programs and spreadsheets, whose columns it recognises by their names in several languages.
//
// It exists because such files are made by people and by forty years of software: in four encodings, with three delimiters and
// two decimal signs, with quotes that never end and prices that are none. It takes what is right, refuses what is not with the
// line, the column and a remedy, and never guesses where a wrong guess would cost money: 1,234 is refused where nothing tells
// whether it is a thousand.
//
// It knows no store and no network, keeps no product, and reads a file of any size in bounded memory: fields, rows, columns and
// problems have limits, and beside them it keeps fifty to a hundred bytes a row, to know each SKU again.
//
// It fails in three ways. A Problem is about one row, which is left out; the good rows go on. A *FileError is about the file
// as a whole. A *MapError is about the wishes of the user. Everything else is the system's error, or the context's.
package catalogue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"woosync/store"
)

// Options says how to read a file.
type Options struct {
	// Map gives a field (sku, name, regular_price, …) the column of that header, before the columns are recognised by themselves.
	Map map[string]string
	// Parents answers which of the SKUs are active products outside the file, with their types, by store.FoldSKU. It is asked for
	// the parents of variations that the file does not have, 500 at a time. Nil: there are none.
	Parents func(ctx context.Context, skus []string) (map[string]store.ProductType, error)
	// Sheet is the name of the sheet to read of a workbook; "" is the first that is not hidden.
	Sheet string
	// Folder is where image files lie: below it, and nowhere else, are those that may be uploaded. Open takes the file's own folder
	// where none is given.
	Folder string
}

// Next returns so many products at most, and no more once their rows have so many bytes.
const (
	batchSize  = 1000
	batchBytes = 4 << 20
)

// Reader reads one file. It is not safe for concurrent use.
type Reader struct {
	file     io.ReadSeeker
	book     *book // nil: the file is text
	size     int64
	close    func() error
	changed  func() error // says that the file changed since it was opened
	parents  func(ctx context.Context, skus []string) (map[string]store.ProductType, error)
	nature   nature
	delim    byte
	columns  *columns
	builder  builder
	problems problems
	index    index

	records *records
	pass    int   // 1 is the first
	waiting []int // lines of rows that have to wait for rows below them
	again   []int // the same, for the pass after this one
	done    bool
	failed  error // found while a batch was being filled, told after it

	rows, products int
	refused        map[string]string // SKUs of refused rows by their fold, see Refused
	unidentified   int
	settled        int64 // bytes of the rows that are dealt with
	passed         int64 // bytes of the text read in the first pass
}

// Open opens a file and reads its header line.
func Open(ctx context.Context, path string, o Options) (*Reader, error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, fmt.Errorf("open the catalogue: %w", err)
	case info.IsDir():
		return nil, &FileError{Message: fmt.Sprintf("%s is a folder; name the CSV file in it", show(path))}
	case !info.Mode().IsRegular():
		return nil, &FileError{Message: fmt.Sprintf("%s is no file but a pipe or device; a catalogue is read more than once, so save it to a file first", show(path))}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the catalogue: %w", err)
	}
	if o.Folder == "" {
		if o.Folder, err = filepath.Abs(filepath.Dir(path)); err != nil {
			o.Folder = ""
		}
	}
	r, err := New(ctx, f, info.Size(), o)
	if err != nil {
		f.Close()
		return nil, err
	}
	r.close = f.Close
	r.changed = func() error {
		now, err := f.Stat()
		if err != nil {
			return fmt.Errorf("read the catalogue: %w", err)
		}
		if now.Size() != info.Size() || !now.ModTime().Equal(info.ModTime()) {
			return &FileError{Message: "the file changed while it was read; import it again once it is complete"}
		}
		return nil
	}
	return r, nil
}

// File is what a Reader reads: an open file, or bytes in memory.
type File interface {
	io.ReadSeeker
	io.ReaderAt
}

// New reads from what is open already; size is its length in bytes.
func New(ctx context.Context, file File, size int64, o Options) (_ *Reader, err error) {
	r := &Reader{file: file, size: size, parents: o.Parents, index: newIndex(), refused: map[string]string{},
		close: func() error { return nil }, changed: func() error { return nil }}
	if r.book, err = openBook(file, size, o.Sheet); err != nil {
		return nil, err
	}
	defer func() {
		if wrong, ok := errors.AsType[*FileError](err); ok && r.book != nil {
			wrong.Workbook = true
		}
	}()
	if r.book != nil {
		r.nature = r.book.nature()
	} else if r.nature, err = look(ctx, file, piece(size)); err != nil {
		return nil, reading(err)
	}
	if err = r.rewind(ctx); err != nil {
		return nil, err
	}
	words := newDictionary()
	sample, err := r.sample(piece(size), words)
	if err != nil {
		return nil, err
	}
	r.delim = sample.delim
	if err = r.rewind(ctx); err != nil {
		return nil, err
	}
	if err = r.header(sample.skip, words, o.Map); err != nil {
		return nil, r.book.hint(err)
	}
	if r.book != nil {
		r.book.notes = &r.columns.notes
	}
	r.builder = builder{columns: r.columns, word: r.nature.word(), sign: sample.decimalSign(ctx, r.columns), problems: &r.problems, notes: &r.columns.notes, folder: openFolder(o.Folder)}
	r.noteNature()
	r.pass = 1
	return r, nil
}

// piece is how much of a file of that size is looked at in one go.
func piece(size int64) int { return int(min(max(size, 4<<10)+1, 1<<20)) }

// reading says what was tried, for an error of the system.
func reading(err error) error {
	var wrong *FileError
	if errors.As(err, &wrong) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("read the catalogue: %w", err)
}

// rewind goes back to the beginning of the text.
func (r *Reader) rewind(ctx context.Context) error {
	text, err := r.text()
	if err != nil {
		return err
	}
	width := 0
	if r.columns != nil {
		width = len(r.columns.headers)
	}
	r.records = newRecords(ctx, text, r.delim, r.nature.eol)
	r.records.width = width
	return nil
}

// text is the content of the file from its beginning, as UTF-8 or Windows-1252.
func (r *Reader) text() (io.Reader, error) {
	if r.book != nil {
		return r.book.text()
	}
	if _, err := r.file.Seek(0, io.SeekStart); err != nil {
		return nil, reading(err)
	}
	text, err := r.nature.text(r.file)
	if err != nil {
		return nil, reading(err)
	}
	return text, nil
}

// header reads the header line; skip is a line before it that only names the delimiter.
func (r *Reader) header(skip bool, words dictionary, wishes map[string]string) error {
	rec, err := r.headerRecord(skip)
	if err != nil {
		return err
	}
	if field, wrong := r.nature.decode(rec.fields); wrong != "" {
		return &FileError{Line: rec.line, Column: fmt.Sprintf("column %d", field+1), Message: wrong, Workbook: r.nature.sheet}
	}
	if r.columns, err = understand(rec.line, rec.fields, words, wishes); err != nil {
		return err
	}
	r.records.width = len(r.columns.headers)
	r.settled, r.passed = int64(rec.size), int64(rec.size)
	return nil
}

func (r *Reader) headerRecord(skip bool) (record, error) {
	for {
		rec, f, err := r.records.next()
		switch {
		case err == io.EOF:
			what := "file"
			if r.nature.sheet {
				what = "sheet"
			}
			return rec, &FileError{Line: 1, Message: "the " + what + " is empty"}
		case err != nil:
			return rec, reading(err)
		case f != nil:
			wrong := &FileError{Line: f.line, Message: f.text}
			if f.field >= 0 {
				wrong.Column = fmt.Sprintf("column %d", f.field+1)
			}
			return rec, wrong
		case skip:
			skip = false
			continue
		}
		return rec, nil
	}
}

// noteNature tells how the text was read where that is not plain UTF-8.
func (r *Reader) noteNature() {
	notes := &r.columns.notes
	switch r.nature.encoding {
	case windows:
		notes.add("encoding", "the file is not UTF-8; it was read as Windows-1252 (Latin-1)")
	case utf16Text:
		notes.add("encoding", "the file was read as UTF-16")
	}
	if r.nature.doubled > 0 {
		notes.add("doubled", fmt.Sprintf("line %d: 'Ã' and 'Â' stand where a letter such as å, ä or é should, as if the text was encoded twice, in %d places; look at the names before you synchronize",
			r.nature.doubleLine, r.nature.doubled))
	}
}

// Close closes the file.
func (r *Reader) Close() error {
	err := r.builder.folder.close()
	if r.book != nil {
		err = errors.Join(err, r.book.close())
	}
	return errors.Join(err, r.close())
}

// Sheet is the name of the sheet that is read, "" where the file is no workbook. Lines are its rows then.
func (r *Reader) Sheet() string {
	if r.book == nil {
		return ""
	}
	return r.book.name
}

// Rows is how many rows with content were read so far, the header not counted.
func (r *Reader) Rows() int { return r.rows }

// Products is how many of them were returned as products.
func (r *Reader) Products() int { return r.products }

// Progress is how much of the file is dealt with, in bytes; it never goes back.
func (r *Reader) Progress() (bytes, size int64) {
	if r.done || r.passed == 0 {
		return r.size, r.size
	}
	if r.nature.sheet { // its text is about a third of what it is in the workbook, unpacked
		return min(r.settled/2, r.size-1), r.size
	}
	if r.nature.encoding == utf16Text { // the text is UTF-8 by now, about half as long
		return min(2*r.settled, r.size), r.size
	}
	return min(r.settled, r.size), r.size
}

// Problems are what kept rows out, by line, and how many more there were than are kept.
func (r *Reader) Problems() (list []Problem, more int) { return r.problems.sorted(), r.problems.more }

// Notes are sentences about what was read differently from how it stands in the file.
func (r *Reader) Notes() []string { return r.columns.notes.list() }

// Refused are the SKUs of refused rows that no other row of the file gives, and how many refused rows have no SKU that could be
// read (all of them beyond a bound): whoever takes missing products out of the catalogue must spare these.
func (r *Reader) Refused() (skus []string, unidentified int) {
	for fold, sku := range r.refused {
		if s, ok := r.index.find(fold); !ok || s.state != good {
			skus = append(skus, sku)
		}
	}
	slices.Sort(skus)
	return skus, r.unidentified
}
