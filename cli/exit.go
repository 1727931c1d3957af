package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"woosync/sync"
	"woosync/sync/catalogue"
)

// The exit statuses of every command.
const (
	exitDone   = 0
	exitFailed = 1 // the work failed: an operation, a connection, rows of a file
	exitUsage  = 2 // the command line was wrong
)

// usageError says that the command line itself was wrong.
type usageError struct {
	command string // "woosync sync", for the hint; "" for none
	text    string
}

func (e *usageError) Error() string { return e.text }

// usage makes a usageError of cmd.
func usage(cmd *cobra.Command, format string, args ...any) error {
	return &usageError{command: cmd.CommandPath(), text: fmt.Sprintf(format, args...)}
}

// errReported ends a command with status 1 when the result that was printed already tells what failed.
var errReported = errors.New("the result tells what failed")

// exit prints what a command failed with and turns it into the exit status.
func (a *app) exit(err error) int {
	if err == nil {
		return exitDone
	}
	if err == errReported {
		return exitFailed
	}
	if wrong := misused(err); wrong != nil {
		err = &usageError{text: wrong.Error()}
	}
	if wrong, ok := errors.AsType[*usageError](err); ok {
		fmt.Fprintf(a.env.Err, "woosync: %s\n", cleanText(wrong.text))
		if wrong.command != "" {
			fmt.Fprintf(a.env.Err, "See: %s --help\n", wrong.command)
		}
		return exitUsage
	}
	fmt.Fprintf(a.env.Err, "woosync: %s\n", cleanText(sentence(err)))
	return exitFailed
}

// misused finds what other packages say of the words on the command line: a setting, a field or a column that does not exist.
func misused(err error) error {
	if wrong, ok := errors.AsType[*sync.SettingError](err); ok {
		return wrong
	}
	if wrong, ok := errors.AsType[*catalogue.MapError](err); ok {
		return wrong
	}
	return nil
}

// args turns cobra's complaints about positional arguments into usage errors that name what is expected.
func args(check cobra.PositionalArgs, expected string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, given []string) error {
		if err := check(cmd, given); err != nil {
			return usage(cmd, "%s expects %s", cmd.CommandPath(), expected)
		}
		if slices.ContainsFunc(given, func(s string) bool { return strings.TrimSpace(s) == "" }) { // a variable of a script that is not set
			return usage(cmd, "%s expects %s, and one that was given is empty", cmd.CommandPath(), expected)
		}
		return nil
	}
}

var noArguments = args(cobra.NoArgs, "no arguments beside its flags")

// group makes a command that only carries others; calling it alone, or with a word that it does not know, is wrong usage.
func group(cmd *cobra.Command, children ...*cobra.Command) *cobra.Command {
	cmd.AddCommand(children...)
	cmd.Args = cobra.ArbitraryArgs
	cmd.RunE = func(cmd *cobra.Command, given []string) error { return unknownCommand(cmd, given) }
	return cmd
}

// unknownCommand says what stands where the name of a command was expected, and which ones there are that look like it.
func unknownCommand(cmd *cobra.Command, given []string) error {
	if len(given) == 0 {
		var names []string
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() {
				names = append(names, c.Name())
			}
		}
		return usage(cmd, "%s needs one of %s", cmd.CommandPath(), list(names))
	}
	text := fmt.Sprintf("%s knows no command %q", cmd.CommandPath(), given[0])
	if near := cmd.SuggestionsFor(given[0]); len(near) > 0 {
		text += ", perhaps " + list(near)
	}
	return &usageError{command: cmd.CommandPath(), text: text}
}
