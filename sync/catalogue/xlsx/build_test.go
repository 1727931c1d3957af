package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"testing"
)

// workbook is what a test puts into a file, by the path of the part.
type workbook map[string]string

// typical is a workbook as a spreadsheet program writes it, with these rows, shared texts and number formats.
func typical(rows, texts string, formats ...string) workbook {
	styles := ""
	for i, code := range formats {
		styles += fmt.Sprintf(`<numFmt numFmtId="%d" formatCode="%s"/>`, 164+i, code)
	}
	styles = "<styleSheet><numFmts>" + styles + `</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>`
	for i := range formats {
		styles += fmt.Sprintf(`<xf numFmtId="%d" xfId="0"/>`, 164+i)
	}
	return workbook{
		"[Content_Types].xml": "<Types/>",
		"_rels/.rels":         `<Relationships><Relationship Id="a" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml": `<?xml version="1.0"?><workbook xmlns:r="x"><workbookPr/><sheets><sheet name="Hidden" sheetId="1" state="hidden" r:id="rId1"/>` +
			`<sheet name="Products &amp; more" sheetId="2" r:id="rId2"/><sheet name="Chart" sheetId="3" r:id="rId3"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/worksheet" Target="/xl/worksheets/sheet2.xml"/>` +
			`<Relationship Id="rId3" Type="x/chartsheet" Target="chartsheets/sheet1.xml"/><Relationship Id="rId4" Type="x/styles" Target="styles.xml"/><Relationship Id="rId5" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/styles.xml":            styles + "</cellXfs></styleSheet>",
		"xl/sharedStrings.xml":     "<sst>" + texts + "</sst>",
		"xl/worksheets/sheet1.xml": "<worksheet><sheetData/></worksheet>",
		"xl/worksheets/sheet2.xml": `<worksheet xmlns="m"><dimension ref="A1:C3"/><sheetData>` + rows + `</sheetData><mergeCells><row r="1"/></mergeCells></worksheet>`,
	}
}

// file packs a workbook.
func (w workbook) file(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range w {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
