package config

import (
	"strings"
	"testing"
)

func TestStyles(t *testing.T) {
	for written, want := range map[string]string{
		"": "plain", "plain": "plain", "default": "plain", "on default": "plain", "Bold RED": "bold red", "red bold": "bold red", "on 236": "on 236", "9": "bright-red", "208 on 0": "208 on black",
		"#FC0": "#ffcc00", "faint italic underline reverse crossed bold": "bold faint italic underline reverse crossed", "grey": "bright-black", "black on #ffcc00": "black on #ffcc00", "  blue\ton  white ": "blue on white",
	} {
		s, err := ParseStyle(written)
		if err != nil || s.String() != want {
			t.Errorf("%q is read as %q, %v, want %q", written, s, err, want)
		}
		if again, err := ParseStyle(s.String()); err != nil || again != s {
			t.Errorf("%q is read as %+v, %v, want %+v", s, again, err, s)
		}
	}
	for written, says := range map[string]string{
		"reed": `perhaps "red"`, "red green": "second colour", "on": `behind "on"`, "256": "0 to 255", "-1": "0 to 255", "#12345": "#rrggbb", "#12x": "#rrggbb", "#+12345": "#rrggbb", "plain red": "no colour", "\x1b[31m": "no colour", "é": "no colour",
	} {
		if _, err := ParseStyle(written); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q gives %v, want %q", written, err, says)
		}
	}
}
