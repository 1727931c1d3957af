package main

import (
	"encoding/xml"
	"fmt"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Sizes of a cell and of the frame around the screen, in pixels.
const (
	cellWidth, cellHeight = 8.4, 17
	fontSize              = 14
	margin                = 14
)

// The colours of the picture: a terminal's sixteen, on a dark ground.
var (
	ground  = "#16181d"
	letters = "#d5d8df"
	palette = [16]string{
		"#2b2f38", "#e8626c", "#7fc27a", "#dcb35c", "#6ea8ef", "#c587e0", "#5fbfc4", "#c3c8d2",
		"#7a8291", "#ff8189", "#9bdb95", "#f2cc7a", "#8ec1ff", "#dba2f2", "#82dade", "#ffffff",
	}
)

// svg draws a screen: rectangles where the ground is another one, and a text for each run of cells that look alike.
func svg(rows [][]uv.Cell, title string) string {
	w, h := 2*margin+cellWidth*float64(len(rows[0])), 2*margin+cellHeight*float64(len(rows))
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" height="%.0f" role="img">`+"\n", w, h, w, h)
	fmt.Fprintf(&b, "<title>%s</title>\n", escape(title))
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" rx="8" fill="%s"/>`+"\n", ground)
	fmt.Fprintf(&b, `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="%d" fill="%s" xml:space="preserve">`+"\n", fontSize, letters)
	for y, cells := range rows {
		drawRow(&b, y, cells)
	}
	b.WriteString("</g>\n</svg>\n")
	return b.String()
}

func drawRow(b *strings.Builder, y int, cells []uv.Cell) {
	top := margin + cellHeight*float64(y)
	for x := 0; x < len(cells); {
		end := x + 1
		for end < len(cells) && look(cells[end]) == look(cells[x]) {
			end++
		}
		drawRun(b, margin+cellWidth*float64(x), top, look(cells[x]), cells[x:end])
		x = end
	}
}

func drawRun(b *strings.Builder, left, top float64, l appearance, cells []uv.Cell) {
	wide := cellWidth * float64(len(cells))
	if l.ground != ground {
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%d" fill="%s"/>`+"\n", left, top, wide, cellHeight, l.ground)
	}
	var text strings.Builder
	for _, c := range cells {
		switch {
		case c.Width > 0 && c.Content != "":
			text.WriteString(c.Content)
		case c.Width > 0 || c.Content == "" && c.Width == 0:
			text.WriteByte(' ')
		}
	}
	shown := strings.TrimRight(text.String(), " ")
	skipped := len(shown) - len(strings.TrimLeft(shown, " "))
	shown = shown[skipped:]
	if shown == "" {
		return
	}
	attrs := ""
	if l.letters != letters {
		attrs += fmt.Sprintf(` fill="%s"`, l.letters)
	}
	if l.bold {
		attrs += ` font-weight="bold"`
	}
	if l.faint {
		attrs += ` opacity="0.65"`
	}
	if l.italic {
		attrs += ` font-style="italic"`
	}
	if l.underline {
		attrs += ` text-decoration="underline"`
	}
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" textLength="%.1f"%s>%s</text>`+"\n", left+cellWidth*float64(skipped), top+cellHeight*0.76,
		cellWidth*float64(ansi.StringWidth(shown)), attrs, escape(shown))
}

// appearance is how cells look; neighbours of one appearance are drawn together.
type appearance struct {
	letters, ground                string
	bold, faint, italic, underline bool
}

func look(c uv.Cell) appearance {
	l := appearance{letters: hex(c.Style.Fg, letters), ground: hex(c.Style.Bg, ground), bold: c.Style.Attrs&uv.AttrBold != 0, faint: c.Style.Attrs&uv.AttrFaint != 0,
		italic: c.Style.Attrs&uv.AttrItalic != 0, underline: c.Style.Underline != 0}
	if c.Style.Attrs&uv.AttrReverse != 0 {
		l.letters, l.ground = l.ground, l.letters
	}
	return l
}

// hex gives a colour of the terminal as it is in the picture.
func hex(c color.Color, otherwise string) string {
	switch c := c.(type) {
	case nil:
		return otherwise
	case ansi.BasicColor:
		return palette[c%16]
	case ansi.IndexedColor:
		if c < 16 {
			return palette[c]
		}
	}
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}

func escape(s string) string {
	var b strings.Builder
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a strings.Builder takes everything
	}
	return b.String()
}
