package config

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// Style is a look: two colours and attributes. The zero Style is the terminal's own.
type Style struct {
	Foreground, Background                           Colour
	Bold, Faint, Italic, Underline, Reverse, Crossed bool
}

// Colour is one of the terminal's own 16, one of the 256 of its palette, or a mixture.
type Colour struct {
	Kind    ColourKind
	Index   uint8 // of Basic (0 to 15) and Indexed
	R, G, B uint8 // of Mixed
}

// ColourKind tells what a Colour is.
type ColourKind uint8

const (
	NoColour ColourKind = iota // the terminal's own text or background
	Basic                      // one of 16, which the terminal's theme decides
	Indexed                    // one of the 256 of the palette, 16 to 255
	Mixed                      // red, green and blue
)

// colourNames are the terminal's own colours, in order.
func colourNames() []string {
	return []string{"black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black", "bright-red", "bright-green", "bright-yellow",
		"bright-blue", "bright-magenta", "bright-cyan", "bright-white"}
}

// attribute is a name for an attribute.
type attribute struct {
	name string
	of   func(*Style) *bool
}

func attributes() []attribute {
	return []attribute{
		{"bold", func(s *Style) *bool { return &s.Bold }},
		{"faint", func(s *Style) *bool { return &s.Faint }},
		{"italic", func(s *Style) *bool { return &s.Italic }},
		{"underline", func(s *Style) *bool { return &s.Underline }},
		{"reverse", func(s *Style) *bool { return &s.Reverse }},
		{"crossed", func(s *Style) *bool { return &s.Crossed }},
	}
}

// ParseStyle reads a style in words: "bold red", "on 236", "black on #ffcc00", "faint". "plain" and "" are the terminal's own look. Its
// error is a sentence.
func ParseStyle(s string) (Style, error) {
	var style Style
	words := strings.Fields(strings.ToLower(s))
	if len(words) == 1 && words[0] == "plain" {
		return style, nil
	}
	colours := 0
next:
	for i := 0; i < len(words); i++ {
		for _, a := range attributes() {
			if words[i] == a.name {
				*a.of(&style) = true
				continue next
			}
		}
		to := &style.Foreground
		if words[i] == "on" {
			if i++; i == len(words) {
				return style, errors.New(`there is no colour behind "on"`)
			}
			to = &style.Background
		} else if colours++; colours > 1 {
			return style, fmt.Errorf("%s is a second colour: a background follows \"on\"", quoted(words[i]))
		}
		c, err := parseColour(words[i])
		if err != nil {
			return style, err
		}
		*to = c
	}
	return style, nil
}

func parseColour(s string) (Colour, error) {
	if s == "default" {
		return Colour{}, nil
	}
	for i, name := range colourNames() {
		if s == name {
			return Colour{Kind: Basic, Index: uint8(i)}, nil
		}
	}
	if s == "grey" || s == "gray" {
		return Colour{Kind: Basic, Index: 8}, nil
	}
	if n, err := strconv.Atoi(s); err == nil {
		switch {
		case n < 0 || n > 255:
			return Colour{}, fmt.Errorf("%s is no colour: the palette goes from 0 to 255", quoted(s))
		case n < 16:
			return Colour{Kind: Basic, Index: uint8(n)}, nil
		}
		return Colour{Kind: Indexed, Index: uint8(n)}, nil
	}
	if hex, ok := strings.CutPrefix(s, "#"); ok {
		if len(hex) == 3 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		n, err := strconv.ParseUint(hex, 16, 32)
		if err != nil || len(hex) != 6 {
			return Colour{}, fmt.Errorf("%s is no colour: a mixture is written #rrggbb", quoted(s))
		}
		return Colour{Kind: Mixed, R: uint8(n >> 16), G: uint8(n >> 8), B: uint8(n)}, nil
	}
	known := append(colourNames(), "on", "default")
	for _, a := range attributes() {
		known = append(known, a.name)
	}
	if near := nearest(s, known); near != "" {
		return Colour{}, fmt.Errorf("%s is no colour; perhaps %q is meant", quoted(s), near)
	}
	return Colour{}, fmt.Errorf("%s is no colour", quoted(s))
}

// String is the style in the words that ParseStyle reads.
func (s Style) String() string {
	var words []string
	for _, a := range attributes() {
		if *a.of(&s) {
			words = append(words, a.name)
		}
	}
	if s.Foreground.Kind != NoColour {
		words = append(words, s.Foreground.String())
	}
	if s.Background.Kind != NoColour {
		words = append(words, "on", s.Background.String())
	}
	if len(words) == 0 {
		return "plain"
	}
	return strings.Join(words, " ")
}

// String is the colour as ParseStyle reads it.
func (c Colour) String() string {
	switch c.Kind {
	case Basic:
		return colourNames()[c.Index&15]
	case Indexed:
		return strconv.Itoa(int(c.Index))
	case Mixed:
		return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B)
	}
	return "default"
}

func itoa(n int) string { return strconv.Itoa(n) }
