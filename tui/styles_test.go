package tui

import (
	"reflect"
	"regexp"
	"strings"
	"testing"

	"woosync/sync/plaintext"
	"woosync/tui/config"

	"github.com/charmbracelet/colorprofile"
)

// TestStylesAreLegibleAnywhere checks that no style depends on the background being dark or light, unless that is known: none sets white or
// black, or a background at all.
func TestStylesAreLegibleAnywhere(t *testing.T) {
	usual, _ := config.Load("", Configurable())
	s := newStyles(usual, colorprofile.TrueColor, nil)
	forbidden := regexp.MustCompile(`^(30|37|40|47|9[0-7]|10[0-7]|4[0-7]|38|48)$`)
	each(reflect.ValueOf(s), func(name string, p paint) {
		for _, code := range strings.Split(strings.Trim(strings.ReplaceAll(string(p), "\x1b[", ";"), "m"), ";") {
			if forbidden.MatchString(strings.TrimSuffix(code, "m")) {
				t.Errorf("%s sets %q", name, p)
			}
		}
	})
	dark, light := true, false
	if newStyles(usual, colorprofile.ANSI256, &dark).Cursor == newStyles(usual, colorprofile.ANSI256, &light).Cursor {
		t.Error("a known background changes nothing")
	}
	if newStyles(usual, colorprofile.ANSI, &dark).Cursor != s.Cursor {
		t.Error("sixteen colours cannot shade a row")
	}
}

// TestQuietStylesForgetNothing checks that behind a dialog everything steps back.
func TestQuietStylesForgetNothing(t *testing.T) {
	each(reflect.ValueOf(quietStyles("x")), func(name string, p paint) {
		if p != "x" {
			t.Errorf("%s is %q", name, p)
		}
	})
}

// each visits every paint of the styles.
func each(v reflect.Value, visit func(string, paint)) {
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.String:
			visit(v.Type().Field(i).Name, paint(f.String()))
		case reflect.Array:
			for j := range f.Len() {
				visit(v.Type().Field(i).Name, paint(f.Index(j).String()))
			}
		}
	}
}

// TestGlyphsAreNarrow checks that a sign never pushes its neighbours, and that --ascii is ASCII.
func TestGlyphsAreNarrow(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		v := reflect.ValueOf(newGlyphs(ascii))
		for i := range v.NumField() {
			var signs []string
			if f := v.Field(i); f.Kind() == reflect.String {
				signs = []string{f.String()}
			} else {
				for j := range f.Len() {
					signs = append(signs, f.Index(j).String())
				}
			}
			for _, s := range signs {
				if s == "" || width(s) > 3 || plaintext.Line(s) != s || (ascii && !plaintext.IsPlain(s)) {
					t.Errorf("%s is %q", v.Type().Field(i).Name, s)
				}
			}
		}
	}
}
