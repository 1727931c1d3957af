package tui

import (
	"github.com/charmbracelet/x/ansi"
)

// overlay lays a window over the lines of a screen of n cells. Only the lines under it are touched, which makes a frame with a dialog cost little
// more than one without; a canvas of cells would cost ten times as much.
func overlay(lines []string, w window, n int) {
	room := max(n-w.x, 0)
	for i, top := range w.lines {
		if y := w.y + i; y >= 0 && y < len(lines) {
			if w.w > room { // a window narrower than any box
				top = ansi.Truncate(top, room, "")
			}
			lines[y] = splice(lines[y], top, w.x, min(w.w, room))
		}
	}
}

// splice puts a styled text of n cells into a styled line at column x. A wide character that is cut in half becomes a blank.
func splice(under, top string, x, n int) string {
	left := ansi.Truncate(under, x, "")
	if pad := x - ansi.StringWidth(left); pad > 0 {
		left += spaces(pad)
	}
	right := ""
	if rest := ansi.StringWidth(under) - x - n; rest > 0 {
		right = ansi.TruncateLeft(under, x+n, "")
		if pad := rest - ansi.StringWidth(right); pad > 0 {
			right = spaces(pad) + right
		}
	}
	return left + reset + top + right
}
