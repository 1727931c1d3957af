// Package docs holds documents; its test looks after what they name.
package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	testCommand = regexp.MustCompile("`go test \\./([a-z/]+) -(?:run|fuzz) '?([A-Za-z0-9|]+)'?`")
	anyCommand  = regexp.MustCompile("`go test \\./[a-z][^`]*`")
	runCommand  = regexp.MustCompile("`go run \\./([a-z./]+)[^`]*`")
	link        = regexp.MustCompile(`\]\(([a-z.]+)\)`)
	declared    = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
)

// Every test, command and document that the page of promises names is there.
func TestPromisesAreKept(t *testing.T) {
	text, err := os.ReadFile("promises.md")
	if err != nil {
		t.Fatal(err)
	}
	page := strings.ReplaceAll(string(text), `\|`, "|") // as tables are written
	commands := testCommand.FindAllStringSubmatch(page, -1)
	if whole := anyCommand.FindAllString(page, -1); len(whole) != len(commands) || len(commands) < 40 {
		t.Errorf("%d commands run tests, of which %d are understood: %q", len(whole), len(commands), whole)
	}
	for _, c := range commands {
		have := testsIn(t, filepath.Join("..", c[1]))
		for name := range strings.SplitSeq(c[2], "|") {
			if !slices.Contains(have, name) {
				t.Errorf("%s names %s, which is not in %s", c[0], name, c[1])
			}
		}
	}
	for _, c := range runCommand.FindAllStringSubmatch(page, -1) {
		if found, err := filepath.Glob(filepath.Join("..", c[1], "main*.go")); err != nil || len(found) == 0 {
			t.Errorf("%s: there is no such command", c[0])
		}
	}
	for _, l := range link.FindAllStringSubmatch(page, -1) {
		if _, err := os.Stat(l[1]); err != nil {
			t.Error(err)
		}
	}
}

// testsIn lists the tests and fuzzers of a folder.
func testsIn(t *testing.T, folder string) (names []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declared.FindAllStringSubmatch(string(text), -1) {
			names = append(names, m[1])
		}
	}
	return names
}
