// Licences writes docs/licences.md: every module that is part of the program on one of its systems, or of its tests, with its licence.
//
//	go run ./.ci/licences          write it
//	go run ./.ci/licences -check   fail where it is not up to date
//
// It exists so that a dependency cannot come in unseen: a module whose licence it does not know fails. It asks the go command and
// reads the files of the module cache; it uses no network of its own.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const file = "docs/licences.md"

func main() {
	check := flag.Bool("check", false, "fail where the list is not up to date")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(check bool) error {
	list, err := modules()
	if err != nil {
		return err
	}
	want, err := document(list)
	if err != nil {
		return err
	}
	if !check {
		return os.WriteFile(file, want, 0o644)
	}
	have, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	if !bytes.Equal(have, want) {
		return fmt.Errorf("%s is not up to date; write it: go run ./.ci/licences", file)
	}
	fmt.Printf("%s lists all %d modules.\n", file, len(list))
	return nil
}

// module is a dependency.
type module struct {
	path, version, folder string
	systems               []string // on which it is part of the program; none: of tests alone
}

// modules asks the go command what the program is built from on each system, and its tests on Linux.
func modules() ([]*module, error) {
	byPath := map[string]*module{}
	for _, system := range []string{"linux", "darwin", "windows", ""} {
		args := []string{"list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}"}
		if system == "" {
			args = append(args, "-test", "./...")
		} else {
			args = append(args, ".")
		}
		cmd := exec.Command("go", args...)
		cmd.Env, cmd.Stderr = append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
		if system != "" {
			cmd.Env = append(cmd.Env, "GOOS="+system, "GOARCH=amd64")
		}
		out, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
		}
		for line := range strings.Lines(string(out)) {
			parts := strings.SplitN(strings.TrimSpace(line), " ", 3)
			if len(parts) < 3 {
				continue
			}
			m := byPath[parts[0]]
			if m == nil {
				m = &module{path: parts[0], version: parts[1], folder: parts[2]}
				byPath[m.path] = m
			}
			if system != "" && !slices.Contains(m.systems, system) {
				m.systems = append(m.systems, system)
			}
		}
	}
	var list []*module
	for _, m := range byPath {
		list = append(list, m)
	}
	slices.SortFunc(list, func(a, b *module) int { return strings.Compare(a.path, b.path) })
	return list, nil
}

// licence is what a module's own files say.
type licence struct {
	kind, text string
	notices    string // a file of the module that lists what others wrote in it; "" for none
}

var licenceFile = regexp.MustCompile(`(?i)^(licen[cs]e|copying|unlicense)([-._].*)?$`)

func (m *module) licence() (licence, error) {
	entries, err := os.ReadDir(m.folder)
	if err != nil {
		return licence{}, err
	}
	var l licence
	for _, e := range entries {
		if !licenceFile.MatchString(e.Name()) || e.IsDir() || strings.Contains(e.Name(), "LOGO") { // no picture is part of the program
			continue
		}
		text, err := os.ReadFile(filepath.Join(m.folder, e.Name()))
		if err != nil {
			return l, err
		}
		if strings.Contains(e.Name(), "3RD-PARTY") { // a list of its own, with many
			l.notices = e.Name()
			continue
		}
		kind := kindOf(string(text))
		if kind == "" {
			return l, fmt.Errorf("%s of %s is a licence that this command does not know; read it, and add it where it suits the project", e.Name(), m.path)
		}
		if !strings.Contains(l.kind, kind) {
			l.kind = strings.TrimPrefix(l.kind+", "+kind, ", ")
		}
		l.text += strings.TrimSpace(strings.ReplaceAll(string(text), "\r\n", "\n")) + "\n"
	}
	if l.kind == "" {
		return l, fmt.Errorf("%s %s has no licence file", m.path, m.version)
	}
	return l, nil
}

// kindOf recognises a licence by what only it says. Those that bind what is built with them are unknown on purpose.
func kindOf(text string) string {
	flat := strings.ToLower(strings.Join(strings.Fields(text), " "))
	has := func(s string) bool { return strings.Contains(flat, s) }
	switch {
	case has("gnu general public") || has("gnu affero") || has("gnu lesser"):
		return ""
	case has("apache license") && has("version 2.0"):
		return "Apache-2.0"
	case has("mozilla public license") && has("2.0"):
		return "MPL-2.0"
	case has("redistribution and use in source and binary forms") && has("neither the name"):
		return "BSD-3-Clause"
	case has("redistribution and use in source and binary forms"):
		return "BSD-2-Clause"
	case has("permission is hereby granted, free of charge, to any person obtaining a copy"):
		return "MIT"
	case has("permission to use, copy, modify, and/or distribute this software for any purpose"):
		return "ISC"
	case has("released into the public domain") || has("dedicated to the public domain") || has("in the public domain"):
		return "public domain"
	}
	return ""
}

func document(list []*module) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("# Licences\n\nWhat woosync is built from, besides Go and its standard library (BSD-3-Clause). Written by `go run ./.ci/licences`; the checks fail where it\nis not up to date, or where a module has a licence that is not listed there.\n\n")
	b.WriteString("| module | version | licence | part of |\n|---|---|---|---|\n")
	type group struct {
		text string
		of   []string
	}
	var texts []*group
	for _, m := range list {
		l, err := m.licence()
		if err != nil {
			return nil, err
		}
		part := "the program"
		switch {
		case len(m.systems) == 0:
			part = "tests alone"
		case len(m.systems) < 3:
			part = "the program on " + strings.Join(m.systems, " and ")
		}
		kind := l.kind
		if l.notices != "" {
			kind += ", and what its " + l.notices + " lists"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", m.path, m.version, kind, part)
		if len(m.systems) == 0 {
			continue
		}
		at := slices.IndexFunc(texts, func(g *group) bool { return g.text == l.text })
		if at < 0 {
			at = len(texts)
			texts = append(texts, &group{text: l.text})
		}
		texts[at].of = append(texts[at].of, m.path)
	}
	b.WriteString("\n## Texts\n\nWhoever hands on the program hands on these with it.\n")
	for _, g := range texts {
		fmt.Fprintf(&b, "\n### %s\n\n~~~text\n%s~~~\n", strings.Join(g.of, ", "), g.text)
	}
	return b.Bytes(), nil
}
