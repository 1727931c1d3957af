package tui_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"woosync/tui"
	"woosync/tui/config"
)

func theme(t *testing.T, name string) config.Theme {
	t.Helper()
	for _, th := range tui.Configurable().Themes {
		if th.Name == name {
			return th
		}
	}
	t.Fatalf("there is no theme %q", name)
	return config.Theme{}
}

// Every line of a theme is a role that the screen has, in words that can be read.
func TestThemesAreWhole(t *testing.T) {
	s := tui.Configurable()
	var known []string
	for _, r := range s.Styles {
		known = append(known, r.Name)
	}
	for name, text := range tui.ThemeTexts() {
		for line := range strings.Lines(strings.TrimSpace(text)) {
			role, words, _ := strings.Cut(strings.TrimSpace(line), " ")
			style, err := config.ParseStyle(words)
			if err != nil || !slices.Contains(known, role) || style == (config.Style{}) {
				t.Errorf("%s: %q: %v", name, line, err)
			}
			if theme(t, name).Styles[role] != style {
				t.Errorf("%s: %s is %v", name, role, theme(t, name).Styles[role])
			}
		}
	}
}

// rgb is a colour of the usual palette of 256, 0 to 1.
func rgb(c config.Colour) [3]float64 {
	f := func(r, g, b int) [3]float64 { return [3]float64{float64(r) / 255, float64(g) / 255, float64(b) / 255} }
	i := int(c.Index)
	switch {
	case c.Kind == config.Mixed:
		return f(int(c.R), int(c.G), int(c.B))
	case i >= 232:
		return f(8+10*(i-232), 8+10*(i-232), 8+10*(i-232))
	}
	level := func(n int) int { return []int{0, 95, 135, 175, 215, 255}[n] }
	return f(level((i-16)/36), level((i-16)/6%6), level((i-16)%6))
}

func linear(c [3]float64) (l [3]float64) {
	for i, v := range c {
		if l[i] = v / 12.92; v > 0.04045 {
			l[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return l
}

// contrast is that of two colours by WCAG, 1 to 21.
func contrast(a, b [3]float64) float64 {
	light := func(c [3]float64) float64 { l := linear(c); return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2] }
	x, y := light(a), light(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestThemesAreLegible measures the contrast of every text of the themes that bring colours of their own, on the backgrounds that
// terminals come with and on the row under the cursor. The terminal's own sixteen colours are the terminal's to make legible.
func TestThemesAreLegible(t *testing.T) {
	grey := func(n float64) [3]float64 { return [3]float64{n / 255, n / 255, n / 255} }
	for _, c := range []struct {
		theme       string
		backgrounds [][3]float64
		least       float64
	}{
		{"dark", [][3]float64{grey(0), grey(30), {0, 43. / 255, 54. / 255}}, 4.5},
		{"light", [][3]float64{grey(255), grey(250), {253. / 255, 246. / 255, 227. / 255}}, 4.5},
		{"colour-blind", [][3]float64{grey(0), grey(255)}, 4.5},
	} {
		th := theme(t, c.theme)
		if band := th.Styles["cursor"].Background; band.Kind == config.Indexed {
			c.backgrounds = append(c.backgrounds, rgb(band))
		}
		for role, s := range th.Styles {
			quiet := role == "rule" || role == "bar-rest" // lines, no text
			if s.Foreground.Kind == config.NoColour || quiet {
				continue
			}
			on := c.backgrounds
			if s.Background.Kind != config.NoColour {
				on = [][3]float64{rgb(s.Background)}
			}
			for _, b := range on {
				if got := contrast(rgb(s.Foreground), b); got < c.least {
					t.Errorf("%s: %s (%v) has a contrast of %.2f on %.2v, want %.1f", c.theme, role, s, got, b, c.least)
				}
			}
		}
	}
	for role, s := range theme(t, "default").Styles {
		if f := s.Foreground; f.Kind > config.Basic || f.Kind == config.Basic && slices.Contains([]uint8{0, 3, 7, 11, 15}, f.Index) || s.Background.Kind != config.NoColour {
			t.Errorf("default: %s (%v) is not legible on every background", role, s)
		}
	}
	for role, s := range theme(t, "high-contrast").Styles {
		if s.Foreground.Kind != config.NoColour || s.Background.Kind != config.NoColour || s.Faint {
			t.Errorf("high-contrast: %s (%v) has less contrast than the terminal's own text", role, s)
		}
	}
}

// TestGoodAndBadForTheColourBlind looks at what went well and badly through the eyes of people who lack one kind of cones.
func TestGoodAndBadForTheColourBlind(t *testing.T) {
	eyes := map[string][3][3]float64{ // Machado, Oliveira and Fernandes 2009, severity 1
		"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
		"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
		"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
	}
	th := theme(t, "colour-blind")
	for name, m := range eyes {
		see := func(role string) (out [3]float64) {
			l := linear(rgb(th.Styles[role].Foreground))
			for i := range out {
				out[i] = m[i][0]*l[0] + m[i][1]*l[1] + m[i][2]*l[2]
			}
			return out
		}
		for _, pair := range [][2]string{{"good", "bad"}, {"completed", "failed"}, {"add", "remove"}} {
			a, b := see(pair[0]), see(pair[1])
			if d := math.Hypot(math.Hypot(a[0]-b[0], a[1]-b[1]), a[2]-b[2]); d < 0.35 {
				t.Errorf("with %s, %s and %s look alike: %.2f", name, pair[0], pair[1], d)
			}
		}
	}
}
