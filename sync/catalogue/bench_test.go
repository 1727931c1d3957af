package catalogue

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
)

// shopExport writes n rows of about 300 bytes in the columns of WooCommerce, with a variable product and two variations among
// each ten.
func shopExport(n int) []byte {
	var b bytes.Buffer
	b.WriteString("ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,Is featured?,Visibility in catalog,Short description,Description,Tax status,In stock?,Stock,Backorders allowed?," +
		"Weight (kg),Sale price,Regular price,Categories,Tags,Images,Parent,Upsells,Position,Attribute 1 name,Attribute 1 value(s),Attribute 1 visible,Attribute 1 global,Meta: _origin\n")
	for i := range n {
		kind, parent, values, price := "simple", "", "", fmt.Sprintf("%d.50", 10+i%500)
		switch i % 10 {
		case 0:
			kind, values, price = "variable", `"Red, Blue"`, ""
		case 1, 2:
			kind, parent, values = "variation", fmt.Sprintf("SKU-%07d", i/10*10), []string{"Red", "Blue"}[i%10-1]
		}
		fmt.Fprintf(&b, "%d,%s,SKU-%07d,57%011d,Product number %d,1,0,visible,A short text.,\"A longer text, with a comma, about product %d.\",taxable,1,%d,0,1.25,,%s,\"Tools > Saws, Offers\",\"new, steel\",https://shop.example/img/%d.jpg,%s,,0,Color,%s,1,1,erp\n",
			i+1, kind, i, i, i, i, i%90, price, i, parent, values)
	}
	return b.Bytes()
}

func readAll(ctx context.Context, text []byte) (rows int, err error) {
	r, err := New(ctx, bytes.NewReader(text), int64(len(text)), Options{})
	if err != nil {
		return 0, err
	}
	for {
		_, err := r.Next(ctx)
		if err == io.EOF {
			if list, more := r.Problems(); len(list)+more > 0 {
				return 0, fmt.Errorf("%d problems: %v", len(list)+more, list[0])
			}
			return r.Rows(), nil
		}
		if err != nil {
			return 0, err
		}
	}
}

func BenchmarkReader(b *testing.B) {
	const n = 50_000
	export := shopExport(n)
	lines := strings.SplitAfter(string(export), "\n")
	upside := []byte(lines[0])
	for i := len(lines) - 1; i > 0; i-- {
		upside = append(upside, lines[i]...)
	}
	for _, c := range []struct {
		name string
		text []byte
	}{{"export", export}, {"variations-first", upside}, {"windows-1252", bytes.ReplaceAll(export, []byte("longer"), []byte("l\xe6ngre"))}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(int64(len(c.text)))
			b.ReportAllocs()
			for b.Loop() {
				if rows, err := readAll(b.Context(), c.text); err != nil || rows != n {
					b.Fatal(rows, err)
				}
			}
			b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(len(c.text))/n, "B/row")
		})
	}
}

// BenchmarkLook is the look over the whole file before it is read.
func BenchmarkLook(b *testing.B) {
	text := shopExport(100_000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := look(b.Context(), bytes.NewReader(text), 1<<20); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSmallFile is what every file costs.
func BenchmarkSmallFile(b *testing.B) {
	text := []byte("SKU,Name\na,A\n")
	for b.Loop() {
		if rows, err := readAll(b.Context(), text); err != nil || rows != 1 {
			b.Fatal(rows, err)
		}
	}
}
