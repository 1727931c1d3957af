package xlsx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// all reads the first sheet that is shown, a string a row: its number, then its cells.
func all(file []byte) ([]string, error) {
	b, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, err
	}
	at, _ := b.Find("")
	rows, err := b.Rows(at)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []string
	for {
		number, cells, err := rows.Next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		var line strings.Builder
		fmt.Fprint(&line, number)
		for _, c := range cells {
			fmt.Fprintf(&line, "|%s%s", []string{"", "#", "!"}[c.Kind], c.Text)
		}
		out = append(out, line.String())
	}
}

func TestCells(t *testing.T) {
	const texts = `<si><t>SKU</t></si><si><r><rPr><b/></rPr><t xml:space="preserve">Oak </t></r><r><t>desk</t></r><rPh><t>spoken</t></rPh></si><si><t/></si><si><t>line_x000D_end _x005F_x000D_ _x</t></si>`
	formats := []string{"00000", "dd\\/mm\\/yyyy;@", "[$-406]d. mmmm yyyy", "0.00&quot; days&quot;", "[h]:mm", "#,##0.00 [$kr.-406]", "0.00E+00", "hh:mm", "yyyy-mm-dd hh:mm"}
	for name, c := range map[string]struct{ cells, want string }{
		"shared texts":       {`<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c t="s"><v>2</v></c><c t="s"><v>3</v></c>`, "SKU|Oak desk||line\rend _x000D_ _x"},
		"a missing text":     {`<c t="s"><v>9</v></c><c t="s"><v>x</v></c>`, "!|!"},
		"texts in place":     {`<c t="inlineStr"><is><t>a &lt;b&gt; &amp; &#228;&#x1F600;</t></is></c><c t="str"><f>A1</f><v>calc</v></c><c t="inlineStr"><is><t><![CDATA[<&]]></t></is></c>`, "a <b> & ä😀|calc|<&"},
		"numbers":            {`<c><v>100000</v></c><c><v>1E+5</v></c><c><v>1.0000000000000001E+20</v></c><c><v>19.989999999999998</v></c><c><v>-0.5</v></c><c><v>5.7012345678904E+12</v></c><c><v>0.30000000000000004</v></c>`, "#100000|#100000|#100000000000000000000|#19.99|#-0.5|#5701234567890.4|#0.3"},
		"no numbers":         {`<c><v>NaN</v></c><c><v>1e999</v></c><c><v>twelve</v></c>`, "!|!|!"},
		"zeros in front":     {`<c s="2"><v>42</v></c><c s="2"><v>123456</v></c><c s="2"><v>1.5</v></c>`, "#00042|#123456|#1.5"},
		"dates":              {`<c s="1"><v>46349</v></c><c s="3"><v>46349</v></c><c s="4"><v>46349.5</v></c><c s="9"><v>0.25</v></c><c s="10"><v>46349.354166666664</v></c><c s="1"><v>1</v></c><c s="1"><v>-5</v></c>`, "2026-11-23|2026-11-23|2026-11-23 12:00:00|06:00:00|2026-11-23 08:30:00|1900-01-01|-5"},
		"formats of no date": {`<c s="5"><v>2</v></c><c s="6"><v>1.5</v></c><c s="7"><v>99.5</v></c><c s="8"><v>12</v></c><c s="77"><v>12</v></c>`, "#2|#1.5|#99.5|#12|#12"},
		"formulas":           {`<c><f>1+1</f><v>2</v></c><c><f>A9</f></c><c t="e"><f>1/0</f><v>#DIV/0!</v></c><c t="str"><f>""</f><v></v></c><c t="b"><f>TRUE()</f><v>1</v></c>`, "#2|!|!#DIV/0!||1"},
		"gaps":               {`<c r="C1"><v>3</v></c><c r="F1"/><c r="G1" s="1"/>`, "||#3"},
		"a > in a tag":       {`<c r="A1" x="1>0"><v>3</v></c><!-- <c><v>9</v></c> --><c t="inlineStr" y='"'><is><t>x</t></is></c>`, "#3|x"},
		"other prefixes":     {`<x:c r="A1" t="inlineStr"><x:is><x:t>x</x:t></x:is></x:c>`, "x"},
	} {
		w := typical(`<row r="7">`+c.cells+`</row>`, texts, formats...)
		got, err := all(w.file(t))
		if err != nil || len(got) != 1 || got[0] != "7|"+c.want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, "7|"+c.want)
		}
	}
	w := typical(`<row><c s="1"><v>44887</v></c></row><row r="5"><c><v>1</v></c></row><row><c><v>2</v></c></row>`, "")
	w["xl/workbook.xml"] = strings.Replace(w["xl/workbook.xml"], "<workbookPr/>", `<workbookPr date1904="1"/>`, 1)
	if got, err := all(w.file(t)); err != nil || !slices.Equal(got, []string{"1|2026-11-23", "5|#1", "6|#2"}) {
		t.Errorf("days from 1904, rows without a number: %q, %v", got, err)
	}
}

func TestSheets(t *testing.T) {
	file := typical("", "").file(t)
	b, err := Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if names := b.Sheets(); !slices.Equal(names, []string{"Hidden", "Products & more"}) {
		t.Errorf("%q", names)
	}
	for name, want := range map[string]int{"": 1, "Products & more": 1, " products & MORE": 1, "Hidden": 0, "Chart": -1, "x": -1} {
		if at, ok := b.Find(name); ok != (want >= 0) || ok && at != want {
			t.Errorf("%q is sheet %d, %v", name, at, ok)
		}
	}
}

// What is wrong with a file is said in a sentence, and costs no memory.
func TestBadFiles(t *testing.T) {
	with := func(part, text string) []byte {
		w := typical(`<row r="3"><c><v>1</v></c></row>`, "")
		w[part] = text
		return w.file(t)
	}
	const sheet = "xl/worksheets/sheet2.xml"
	good := typical(`<row><c><v>1</v></c></row>`, "").file(t)
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"a zip":                   {workbook{"a.txt": "x"}.file(t), "a zip file, not a workbook"},
		"ods":                     {workbook{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}.file(t), "OpenDocument"},
		"xlsb":                    {workbook{"[Content_Types].xml": "", "xl/workbook.bin": ""}.file(t), ".xlsb"},
		"docx":                    {workbook{"[Content_Types].xml": "", "word/document.xml": ""}.file(t), ".docx"},
		"half":                    {good[:len(good)/2], "cut off"},
		"no sheets":               {with("xl/workbook.xml", "<workbook/>"), "no sheet with cells"},
		"a lost sheet":            {with("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId2" Type="x/worksheet" Target="worksheets/none.xml"/></Relationships>`), "missing"},
		"a way out":               {with("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId2" Type="x/worksheet" Target="../../../../etc/passwd"/></Relationships>`), "missing"},
		"an address":              {with("xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId2" Type="x/worksheet" TargetMode="External" Target="https://x.example/"/></Relationships>`), "no sheet with cells"},
		"a document type":         {with(sheet, `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>`), "document type"},
		"an entity":               {with(sheet, `<worksheet><sheetData><row><c t="inlineStr"><is><t>&xxe;</t></is></c></row></sheetData></worksheet>`), "entity"},
		"an entity without end":   {with(sheet, `<worksheet><sheetData><row><c t="inlineStr"><is><t>a &`+strings.Repeat("x", 200_000)+`</t></is></c></row></sheetData></worksheet>`), "'&'"},
		"an endless tag":          {with(sheet, `<worksheet><sheetData><row `+strings.Repeat("x", 200_000)), "tag of more than"},
		"an endless comment":      {with(sheet, `<worksheet><!-- `+strings.Repeat("x", 200_000)), "cut off"},
		"rows out of order":       {with(sheet, `<worksheet><sheetData><row r="5"/><row r="4"/></sheetData></worksheet>`), "not in order"},
		"a row beyond":            {with(sheet, `<worksheet><sheetData><row r="99999999"/></sheetData></worksheet>`), "Excel has 1048576"},
		"a column beyond":         {with(sheet, `<worksheet><sheetData><row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row></sheetData></worksheet>`), "columns"},
		"a cell of nowhere":       {with(sheet, `<worksheet><sheetData><row r="1"><c r="!!"><v>1</v></c></row></sheetData></worksheet>`), "does not have"},
		"a sheet that breaks off": {with(sheet, `<worksheet><sheetData><row r="1"><c r="A1"><v>1`), "ends within a cell"},
	} {
		_, err := all(c.file)
		if _, ok := errors.AsType[*Error](err); !ok || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	encrypted := slices.Clone(good)
	for i := range encrypted { // the flag in each local header and in the list
		if bytes.HasPrefix(encrypted[i:], []byte("PK\x03\x04")) {
			encrypted[i+6] |= 1
		} else if bytes.HasPrefix(encrypted[i:], []byte("PK\x01\x02")) {
			encrypted[i+8] |= 1
		}
	}
	if _, err := all(encrypted); err == nil || !strings.Contains(err.Error(), "encrypted") {
		t.Error(err)
	}
	old := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 5000)...)
	if text := Old(bytes.NewReader(old), int64(len(old))); !strings.Contains(text, ".xls") {
		t.Error(text)
	}
	old = append(old, utf16("EncryptedPackage")...)
	if text := Old(bytes.NewReader(old), int64(len(old))); !strings.Contains(text, "password") {
		t.Error(text)
	}
	if text := Old(strings.NewReader("SKU,Name\n"), 9); text != "" {
		t.Error(text)
	}
}

// A bomb is refused before it takes memory.
func TestBombs(t *testing.T) {
	zeros := strings.Repeat(" ", 1<<20)
	repeat := func(n int) string { return strings.Repeat(zeros, n) }
	row := func(text string) workbook {
		return typical(`<row r="1"><c t="s"><v>0</v></c>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 1_000)+`</row>`, "<si><t>"+text+"</t></si>")
	}
	bomb := typical("", "")
	bomb["xl/worksheets/sheet2.xml"] = "<worksheet><sheetData>" + repeat(70) + "</sheetData></worksheet>"
	styles := typical("", "")
	styles["xl/styles.xml"] = "<styleSheet>" + repeat(17) + "</styleSheet>"
	many := workbook{}
	for i := range 42_000 {
		many[fmt.Sprintf("xl/%060d.xml", i)] = ""
	}
	for name, c := range map[string]struct {
		file []byte
		want string // "" is none: the row is cut off
	}{
		"a zip bomb":                     {bomb.file(t), "zip bomb"},
		"a bomb in the styles":           {styles.file(t), "unpacks to more than 16 MB"},
		"a text that many cells share":   {row(strings.Repeat("x", 30_000)).file(t), ""},
		"a list of very many files":      {many.file(t), "list of more than 4 MB"},
		"shared texts that are too many": {typical("", "<si><t>"+repeat(3)+"</t></si>").file(t), ""},
	} {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		rows, err := all(c.file)
		runtime.ReadMemStats(&after)
		switch {
		case c.want == "" && err != nil, c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%s: %v, want %q", name, err, c.want)
		case len(rows) > 0 && len(rows[0]) > MaxRow+20_000:
			t.Errorf("%s: a row of %d bytes", name, len(rows[0]))
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 200<<20 {
			t.Errorf("%s took %d MB", name, grown>>20)
		}
	}
}

// FuzzBook changes the parts of a workbook: whatever comes, the reader ends with rows or with an error of the file.
func FuzzBook(f *testing.F) {
	w := typical(`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>46349.5</v></c></row><row><c t="inlineStr"><is><t>x &amp; y</t></is></c><c><f>1+1</f><v>2</v></c></row>`, "<si><t>SKU</t></si>", "00000", "dd/mm/yyyy")
	const sheet, texts, styles, book = "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"
	f.Add(w[sheet], w[texts], w[styles], w[book])
	f.Add("<worksheet><sheetData><row><c><v>1", "<!DOCTYPE x>", "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='[h'/>", "<workbook><!-- ")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		w := typical("", "")
		w[sheet], w[texts], w[styles], w[book] = a, b, c, d
		rows, err := all(w.file(t))
		if _, ok := errors.AsType[*Error](err); err != nil && !ok {
			t.Errorf("an error of no file: %v", err)
		}
		last := 0
		for _, line := range rows {
			n := 0
			if _, err := fmt.Sscan(line, &n); err != nil || n <= last {
				t.Errorf("row %q after %d", line, last)
			}
			last = n
		}
	})
}

// FuzzFile changes the bytes of the file.
func FuzzFile(f *testing.F) {
	f.Add(typical(`<row><c t="s"><v>0</v></c></row>`, "<si><t>x</t></si>").file(f))
	f.Fuzz(func(t *testing.T, file []byte) {
		if _, err := all(file); err != nil {
			if _, ok := errors.AsType[*Error](err); !ok {
				t.Errorf("an error of no file: %v", err)
			}
		}
	})
}

// BenchmarkRows reads a sheet of 100,000 products with 12 columns.
func BenchmarkRows(b *testing.B) {
	var rows, texts strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&rows, `<row r="%d" spans="1:12"><c r="A%d" s="1" t="s"><v>%d</v></c>`, i+1, i+1, i)
		for c := 'B'; c <= 'L'; c++ {
			fmt.Fprintf(&rows, `<c r="%c%d"><v>%d.25</v></c>`, c, i+1, i)
		}
		rows.WriteString("</row>")
		fmt.Fprintf(&texts, "<si><t>Product number %d</t></si>", i)
	}
	path := filepath.Join(b.TempDir(), "b.xlsx")
	if err := os.WriteFile(path, typical(rows.String(), texts.String()).file(b), 0o600); err != nil {
		b.Fatal(err)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		book, err := Open(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			b.Fatal(err)
		}
		r, err := book.Rows(1)
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for ; err == nil; n++ {
			_, _, err = r.Next()
		}
		if n != 100_001 || err != io.EOF {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
