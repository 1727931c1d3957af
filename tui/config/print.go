package config

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

const fileHead = `# The configuration of woosync, with every setting and its value now. What is left out has its default.
#
#   woosync config > FILE     prints this file; its FILE must be another one than the file in use, which the shell empties first
#   woosync config path       says where the file is looked for: --config, else WOOSYNC_CONFIG, else the user's configuration folder
#   woosync config check      says what is wrong with it
#
# woosync never writes this file. What it keeps itself lies beside it: views.toml has the views that were saved on the screen, state.toml
# how the screen was left.
`

// Text is the whole file, with a comment for every setting and the values that are in use. What it says is read back as this
// configuration.
func (c Config) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nversion = %d\n", fileHead, Version)
	for _, s := range sections(&c.place.screen) {
		b.WriteString("\n")
		writeComment(&b, s.help)
		switch s.name {
		case "keys":
			b.WriteString("[keys]\n")
			c.writeKeys(&b)
		case "colours":
			b.WriteString("[colours]\n")
			c.writeColours(&b)
		case "view":
			for _, v := range c.Views {
				b.WriteString("\n" + formatView(v))
			}
		default:
			fmt.Fprintf(&b, "[%s]\n", s.name)
			for i, x := range s.settings {
				if i > 0 {
					b.WriteString("\n")
				}
				writeComment(&b, x.help)
				fmt.Fprintf(&b, "%s = %s\n", x.name, x.show(c))
			}
		}
	}
	return b.String()
}

// writeKeys prints the bindings under the headings of the help.
func (c Config) writeKeys(b *strings.Builder) {
	screen := &c.place.screen
	names, lists := 0, 0
	for _, cmd := range screen.Commands {
		names = max(names, len(cmd.Name))
		lists = max(lists, min(utf8.RuneCountInString(formatList(c.Keys[cmd.Name])), 30))
	}
	group := ""
	for _, cmd := range screen.Commands {
		if cmd.Group != group {
			group = cmd.Group
			fmt.Fprintf(b, "\n# %s\n", group)
		}
		fmt.Fprintf(b, "%-*s = %-*s # %s\n", names, cmd.Name, lists, formatList(c.Keys[cmd.Name]), cmd.Help)
	}
}

// writeColours prints the styles: own ones as they are, those of the theme as comments, so that they change with the theme.
func (c Config) writeColours(b *strings.Builder) {
	names := 0
	for _, role := range c.place.screen.Styles {
		names = max(names, len(role.Name))
	}
	for _, role := range c.place.screen.Styles {
		line := "# " + role.Name
		if _, own := c.Colours[role.Name]; own {
			line = role.Name
		}
		fmt.Fprintf(b, "%-*s = %-22s # %s\n", names+2, line, formatText(c.Style(role.Name).String()), role.Help)
	}
}

// writeComment prints a text behind #.
func writeComment(b *strings.Builder, s string) {
	if s == "" {
		return
	}
	for line := range strings.SplitSeq(s, "\n") {
		b.WriteString("# " + line + "\n")
	}
}

func formatList(words []string) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = formatText(w)
	}
	return "[" + strings.Join(all, ", ") + "]"
}

// formatText is a text in TOML's quotes. What could act on a terminal that shows the file is escaped.
func formatText(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range strings.ToValidUTF8(s, "\ufffd") {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case unicode.IsPrint(r):
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
