package catalogue

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
)

// hugeFile is a text file of any size that exists nowhere: head, then body again and again.
type hugeFile struct {
	head, body string
	size, at   int64
	reads      int
	most       uint64 // bytes of the heap in use, where it was looked at
}

func (f *hugeFile) Seek(offset int64, _ int) (int64, error) {
	f.at = offset
	return offset, nil
}

func (f *hugeFile) ReadAt(p []byte, at int64) (int, error) {
	n := 0
	for n < len(p) && at < f.size {
		text := f.head
		from := at
		if at >= int64(len(f.head)) {
			text, from = f.body, (at-int64(len(f.head)))%int64(len(f.body))
		}
		k := copy(p[n:], text[from:])
		n, at = n+k, at+int64(k)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

func (f *hugeFile) Read(p []byte) (int, error) {
	if f.reads++; f.reads%64 == 0 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		f.most = max(f.most, m.HeapInuse)
	}
	n, err := f.ReadAt(p, f.at)
	if n = int(min(int64(n), f.size-f.at)); n == 0 {
		return 0, io.EOF
	}
	f.at += int64(n)
	if err == io.EOF {
		err = nil
	}
	return n, err
}

// What never ends costs time, not memory, and is told.
func TestTextBombs(t *testing.T) {
	kilobyte := strings.Repeat("x", 1023)
	for name, c := range map[string]struct{ head, body, want string }{
		"a quote without end":            {"SKU,Name\na,\"", kilobyte + "\n", "a quote opens here"},
		"a quote without end in a line":  {"SKU,Name\na,\"", kilobyte + "y", "longer than 8 MB"},
		"a line without end":             {"SKU,Name\na,", kilobyte + "y", "longer than 8 MB"},
		"a header without end":           {"SKU,Name,", kilobyte + "y", "longer than 8 MB"},
		"a header of a million columns":  {"SKU,Name", ",c", "longer than 8 MB"},
		"rows of a million columns":      {"SKU,Name\n", strings.Repeat("a,", 1<<20) + "\n", "more than 5000 columns"},
		"nothing but quotes":             {"SKU,Name\n", "\"", "longer than 8 MB"},
		"NUL bytes far down":             {"SKU,Name\na,b\n" + strings.Repeat("\n", 4000), "c\x00,d\n", "NUL"},
		"a mix of encodings":             {"SKU,Name\na,Bl\xc3\xa5b\xc3\xa6r\n", "b,Bl\xe5b\xe6r\nc,\x8d\x90\n", "UTF-8"},
		"very many bad rows":             {"SKU,Name\n", "a\n", "fields"},
		"very many separators of nobody": {"SKU,Name\na,b\n", "\u2028\u0085", "longer than 8 MB"},
	} {
		size := int64(48 << 20)
		if len(c.body) < 40 && strings.HasSuffix(c.body, "\n") { // rows take longer than what is no row
			size = 2 << 20
		}
		f := &hugeFile{head: c.head, body: c.body, size: size}
		runtime.GC()
		var before runtime.MemStats
		runtime.ReadMemStats(&before)
		var said []string
		r, err := New(t.Context(), f, size, Options{})
		for err == nil {
			_, err = r.Next(context.Background())
		}
		if err != io.EOF {
			if _, ok := errors.AsType[*FileError](err); !ok {
				t.Errorf("%s: %v", name, err)
			}
			said = append(said, err.Error())
		}
		if r != nil {
			list, _ := r.Problems()
			for _, p := range list {
				said = append(said, p.Message)
			}
		}
		if all := strings.Join(said, "\n"); !strings.Contains(all, c.want) {
			t.Errorf("%s is told as %.300q, want %q", name, all, c.want)
		}
		if grown := int64(f.most) - int64(before.HeapInuse); grown > 100<<20 {
			t.Errorf("%s took %d MB", name, grown>>20)
		}
	}
}
