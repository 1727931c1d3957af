package catalogue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// split reads a text with small reads too, since a record must come out the same wherever the reads break it.
func split(t *testing.T, text string, width int) []string {
	t.Helper()
	var got []string
	for _, src := range []io.Reader{strings.NewReader(text), iotest.OneByteReader(strings.NewReader(text)), iotest.DataErrReader(strings.NewReader(text))} {
		r := newRecords(t.Context(), src, ',', '\n')
		r.width = width
		var out []string
		size := 0
		for {
			rec, f, err := r.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			size += rec.size
			switch {
			case f != nil && f.width:
				out = append(out, fmt.Sprintf("%d: %d fields", f.line, len(rec.fields)))
			case f != nil:
				out = append(out, fmt.Sprintf("%d.%d: %s", f.line, f.field, f.text))
			default:
				out = append(out, fmt.Sprintf("%d %q", rec.line, rec.fields))
			}
		}
		if got != nil && strings.Join(got, "\n") != strings.Join(out, "\n") {
			t.Fatalf("the same text in other reads:\n%s\ninstead of\n%s", strings.Join(out, "\n"), strings.Join(got, "\n"))
		}
		got = out
	}
	return got
}

func TestRecords(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      int
		want       []string
	}{
		{"plain", "a,b\nc,d\n", 2, []string{`1 ["a" "b"]`, `2 ["c" "d"]`}},
		{"no last line end", "a,b\nc,d", 2, []string{`1 ["a" "b"]`, `2 ["c" "d"]`}},
		{"no last line end, quoted", "a,b\n\"c\",\"d\"", 2, []string{`1 ["a" "b"]`, `2 ["c" "d"]`}},
		{"Windows line ends", "a,b\r\n\"c\",\"d\"\r\ne,\"f\"\r\n\"g\",h\r\n", 2, []string{`1 ["a" "b"]`, `2 ["c" "d"]`, `3 ["e" "f"]`, `4 ["g" "h"]`}},
		{"last line with half a Windows line end", "\"a\",b\r\n\"c\",d\r", 2, []string{`1 ["a" "b"]`, `2 ["c" "d"]`}},
		{"the same behind a quote", "\"a\",\"b\"\r", 2, []string{`1 ["a" "b"]`}},
		{"blank lines", "\na,b\n\r\n\n\"c\",d\n\n", 2, []string{`2 ["a" "b"]`, `5 ["c" "d"]`}},
		{"quotes", `"a ""b"" c",","` + "\n", 2, []string{`1 ["a \"b\" c" ","]`}},
		{"empty", ",\n\"\",\"\"\n\"\",\n", 2, []string{`1 ["" ""]`, `2 ["" ""]`, `3 ["" ""]`}},
		{"lines in a field", "\"a\nb\r\n\",c\nd,\"e\n\"\nf,g\n", 2, []string{`1 ["a\nb\r\n" "c"]`, `4 ["d" "e\n"]`, `6 ["f" "g"]`}},
		{"plain fields behind a field of lines", "\"a\nb\",c,d\ne,f,g\n", 3, []string{`1 ["a\nb" "c" "d"]`, `3 ["e" "f" "g"]`}},
		{"quotes in a field that begins without", "3/4\" pipe,5\" nail\n", 2, []string{`1 ["3/4\" pipe" "5\" nail"]`}},
		{"empty fields too many", "a,b,,\n\"c\",d,\n", 2, []string{`1 ["a" "b"]`, `2 ["c" "d"]`}},
		{"too many, too few", "a,b,c\na\nd,e\n", 2, []string{`1: 3 fields`, `2: 1 fields`, `3 ["d" "e"]`}},
		{"too few of several lines", "\"a\nb\"\nd,e\n", 2, []string{`1: 1 fields`, `3 ["d" "e"]`}},
		{"quote in the middle", "a,b\n\"c\"x,d\ne,f\n", 2, []string{`1 ["a" "b"]`, `2.0: ` + wrongQuote, `3 ["e" "f"]`}},
		{"quote without end, the rows below are found", "a,b\nc,\"d\ne,f\ng,h\n", 2, []string{`1 ["a" "b"]`, `2.1: ` + openQuote, `3 ["e" "f"]`, `4 ["g" "h"]`}},
		{"quote that the next row's ends", "a,\"b\nc,\"d\"\ne,f\n", 2, []string{`1.1: ` + wrongQuote, `2 ["c" "d"]`, `3 ["e" "f"]`}},
		{"the lines of a damaged field go with it", "a,\"b \"x\" \nmore\nand \"more\" text\ne,f\n", 2,
			[]string{`1.1: ` + wrongQuote + `; lines 2 to 3 were skipped with it`, `4 ["e" "f"]`}},
		{"one line goes with it", "a,\"b\nc\n", 2, []string{`1.1: ` + openQuote + `; line 2 was skipped with it`}},
		{"nothing but a quote", "\"", 2, []string{`1.0: ` + openQuote}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := split(t, c.text, c.width)
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

func TestRecordsOfTheOldMac(t *testing.T) {
	r := newRecords(t.Context(), strings.NewReader("a,b\r\"c\",\"d\re\"\rf,g"), ',', '\r')
	var got []string
	for {
		rec, f, err := r.next()
		if err == io.EOF {
			break
		}
		if err != nil || f != nil {
			t.Fatal(f, err)
		}
		got = append(got, fmt.Sprintf("%d %q", rec.line, rec.fields))
	}
	if want := `1 ["a" "b"]|2 ["c" "d\re"]|4 ["f" "g"]`; strings.Join(got, "|") != want {
		t.Errorf("got %s, want %s", strings.Join(got, "|"), want)
	}
}

// filler is a reader of n times the same block, with a head and a tail.
func filler(head, block string, n int, tail string) io.Reader {
	parts := []io.Reader{strings.NewReader(head)}
	for range n {
		parts = append(parts, strings.NewReader(block))
	}
	return io.MultiReader(append(parts, strings.NewReader(tail))...)
}

func TestRecordsStayBounded(t *testing.T) {
	const blocks = 2048
	block := strings.Repeat("x", 1<<20)
	lines := strings.Repeat(strings.Repeat("y", 99)+"\n", 10<<10)
	for _, c := range []struct {
		name string
		src  io.Reader
		want string
	}{
		{"a line of 2 GB", filler("a,b\nc,", block, blocks, "\nd,e\n"), "the line is longer than 8 MB"},
		{"a quoted line of 64 MB", filler("a,b\nc,\"", block, 64, "\"\nd,e\n"), "the line is longer than 8 MB"},
		{"a quote without end in a file of 64 MB", filler("a,b\nc,\"", lines, 64, "d,e\n"), "does not end within 1 MB"},
		{"a million columns", filler("a,b\n", strings.Repeat(",", 1<<20), 1, "\nd,e\n"), "more than 5000 columns"},
		{"a million quoted columns", filler("a,b\n", strings.Repeat(`"",`, 1<<20), 1, "\nd,e\n"), "more than 5000 columns"},
		{"a field of 2 MB", filler("a,b\nc,", block, 2, "\nd,e\n"), "the value is longer than 1 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRecords(t.Context(), c.src, ',', '\n')
			r.width = 2
			var faults []*fault
			var rows [][]string
			for {
				rec, f, err := r.next()
				if err == io.EOF {
					break
				}
				if err != nil {
					t.Fatal(err)
				}
				if f != nil {
					faults = append(faults, f)
				} else {
					rows = append(rows, append([]string(nil), rec.fields...))
				}
			}
			if len(faults) != 1 || faults[0].line != 2 || !strings.Contains(faults[0].text, c.want) {
				t.Fatalf("faults: %+v", faults)
			}
			if got := fmt.Sprint(rows); got != "[[a b] [d e]]" {
				t.Errorf("rows: %.100s", got)
			}
			if len(r.buf) > 4*MaxRecord {
				t.Errorf("the buffer grew to %d bytes", len(r.buf))
			}
		})
	}
}

// TestBatchesStayBounded has rows of a megabyte.
func TestBatchesStayBounded(t *testing.T) {
	row := "," + strings.Repeat("x", 1<<20-100) + "\n"
	var b strings.Builder
	b.WriteString("SKU,Name,Description\n")
	for i := range 20 {
		fmt.Fprintf(&b, "sku-%d,A%s", i, row)
	}
	r, err := New(t.Context(), strings.NewReader(b.String()), int64(b.Len()), Options{})
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for {
		batch, err := r.Next(t.Context())
		if err == io.EOF {
			break
		}
		if err != nil || len(batch) > 5 {
			t.Fatal(len(batch), err)
		}
		total += len(batch)
	}
	if total != 20 {
		t.Errorf("%d products", total)
	}
}

func TestRecordsPassOnErrors(t *testing.T) {
	broken := errors.New("the disk is gone")
	for _, text := range []string{"a,b\nc,d\ne", "a,b\nc,d\ne,\"f"} {
		r := newRecords(t.Context(), io.MultiReader(strings.NewReader(text), iotest.ErrReader(broken)), ',', '\n')
		rows := 0
		for {
			_, _, err := r.next()
			if err != nil {
				if err != broken || rows != 2 {
					t.Errorf("%q: after %d rows: %v", text, rows, err)
				}
				break
			}
			rows++
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := newRecords(ctx, strings.NewReader("a"), ',', '\n').next(); err != context.Canceled {
		t.Errorf("cancelled: %v", err)
	}
}
