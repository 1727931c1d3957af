// Package cli is woosync's command line: one file a command, each of which reads its flags, asks the synchronization service and
// writes the answer. It decides nothing about synchronization and keeps nothing.
//
// Results go to standard output, everything else to standard error: progress, hints, and errors, which become sentences in one
// place (errors.go). The names of commands, flags and JSON keys and the exit statuses (exit.go) are a contract with scripts.
// Keys of a webshop are never taken from the command line and never printed.
package cli

import (
	"context"
	"io"
	"os"
	"time"

	"woosync/sync/keyring"
)

// Env is what a run of the program has around it.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	// Getenv reads an environment variable, "" when it is not set.
	Getenv func(string) string
	// Now tells the time.
	Now func() time.Time
	// Keyring is the operating system's key store; nil: there is none.
	Keyring *keyring.Ring
	// Version is what --version prints.
	Version string
}

// secretVariables hold the keys of a webshop.
var secretVariables = [...]string{"WOOSYNC_CONSUMER_KEY", "WOOSYNC_CONSUMER_SECRET", "WOOSYNC_APPLICATION_PASSWORD"}

// withoutSecrets takes the keys out of the environment, so that the programs which this one starts (for the clipboard, for the key
// store) do not inherit them, and gives a function that still knows them.
func withoutSecrets() func(string) string {
	kept := map[string]string{}
	for _, name := range secretVariables {
		if value, ok := os.LookupEnv(name); ok {
			kept[name] = value
			os.Unsetenv(name)
		}
	}
	return func(name string) string {
		if value, ok := kept[name]; ok {
			return value
		}
		return os.Getenv(name)
	}
}

// System is the environment of a real process.
func System(version string) Env {
	off := ""
	if os.Getenv("WOOSYNC_KEYRING") == "off" {
		off = "WOOSYNC_KEYRING=off switches it off"
	}
	return Env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: withoutSecrets(), Now: time.Now, Keyring: keyring.System(off), Version: version}
}

// Run executes one command line, without the program's name, until it ends or ctx does, and returns the exit status: 0 done, 1 the
// work failed, 2 wrong usage. What went wrong stands on env.Err.
func Run(ctx context.Context, args []string, env Env) int {
	a := &app{env: env}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(env.In)
	root.SetOut(env.Out)
	root.SetErr(env.Err)
	return a.exit(root.ExecuteContext(ctx))
}

// app is one run: its environment and the flags that every command has.
type app struct {
	env        Env
	storePath  string
	configPath string
	readOnly   bool
	ascii      bool
	cautioned  bool        // what is risky about the store was said already
	asciiSaid  func() bool // tells whether --ascii was given, which goes before the configuration
}
