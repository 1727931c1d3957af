package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/spf13/cobra"

	"woosync/tui"
	"woosync/tui/config"
)

func (a *app) config() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Print the configuration of the screens: keys, colours, columns, views",
		Long: `Prints the whole configuration as a TOML file, with a comment for every setting and the values that are in use now. A file that is
wrong in parts is printed without them; what is wrong stands on standard error.

The file is the one of --config, else of WOOSYNC_CONFIG, else woosync/config.toml in the user's configuration folder. woosync never writes
it. To begin one, or to bring one up to date, print to another file first, because a shell empties the file that it prints to:

  woosync config > new.toml && mv new.toml "$(woosync config path)"`,
		Args: func(cmd *cobra.Command, given []string) error {
			if len(given) > 0 {
				return unknownCommand(cmd, given)
			}
			return nil
		},
		SuggestionsMinimumDistance: 2,
		RunE:                       func(*cobra.Command, []string) error { return a.printConfig() },
	}
	cmd.AddCommand(
		&cobra.Command{
			Use: "path", Short: "Print where the configuration file is looked for", Args: noArguments,
			RunE: func(*cobra.Command, []string) error {
				path, _, err := a.configFile()
				if err != nil {
					return err
				}
				_, err = fmt.Fprintln(a.env.Out, clean(path))
				return err
			},
		},
		&cobra.Command{
			Use: "check", Short: "Say what is wrong with the configuration", Args: noArguments,
			Long: `Checks the configuration file, and beside it the saved views and what is remembered of the screen. Each mistake stands on a line of its
own: the file, the line and the column, what is wrong, and what to do. The exit status is 1 when there are any; warnings leave it at 0.`,
			RunE: func(*cobra.Command, []string) error { return a.checkConfig() },
		},
	)
	return cmd
}

func (a *app) printConfig() error {
	c, problems, err := a.loadConfig()
	if err != nil {
		return err
	}
	a.tellProblems(a.env.Err, problems)
	_, err = io.WriteString(a.env.Out, c.Text())
	return err
}

func (a *app) checkConfig() error {
	c, problems, err := a.loadConfig()
	if err != nil {
		return err
	}
	_, more := c.Recall("")
	problems = append(problems, more...)
	a.tellProblems(a.env.Out, problems)
	mistakes := config.Mistakes(problems)
	path, _, _ := c.Files()
	switch _, err := os.Stat(path); {
	case mistakes > 0:
		return fmt.Errorf("%s in the configuration; the rest of it is used", count(mistakes, "mistake"))
	case errors.Is(err, fs.ErrNotExist):
		fmt.Fprintf(a.env.Out, "There is no %s: everything has its default.\n", clean(path))
	case len(problems) == 0:
		fmt.Fprintf(a.env.Out, "%s is right.\n", clean(path))
	}
	return nil
}

// loadConfig loads the configuration of the screens. A file that was asked for by name has to be there.
func (a *app) loadConfig() (config.Config, []config.Problem, error) {
	path, named, err := a.configFile()
	if err != nil {
		return config.Config{}, nil, err
	}
	if _, err := os.Stat(path); named && errors.Is(err, fs.ErrNotExist) {
		return config.Config{}, nil, fmt.Errorf("there is no configuration %s: `woosync config` prints one to begin with", path)
	}
	c, problems := config.Load(path, tui.Configurable())
	return c, problems, nil
}

// tellProblems prints what is wrong with the configuration, one problem a line.
func (a *app) tellProblems(w io.Writer, problems []config.Problem) {
	for _, p := range problems {
		fmt.Fprintln(w, clean(p.String()))
	}
}

// configFile is where the configuration lies: --config, else WOOSYNC_CONFIG, else woosync/config.toml in the user's configuration
// folder. named tells that somebody asked for this very file.
func (a *app) configFile() (path string, named bool, err error) {
	if a.configPath != "" {
		return a.configPath, true, nil
	}
	if path := a.env.Getenv("WOOSYNC_CONFIG"); path != "" {
		return path, true, nil
	}
	folder, err := configFolder(runtime.GOOS, a.env.Getenv)
	if err != nil {
		return "", false, err
	}
	return filepath.Join(folder, "woosync", "config.toml"), false, nil
}

// configFolder is the folder in which an operating system keeps what a user decides about programs. XDG_CONFIG_HOME goes before the
// system's own folder everywhere; a relative one is ignored, as its specification demands.
func configFolder(system string, getenv func(string) string) (string, error) {
	if folder := getenv("XDG_CONFIG_HOME"); filepath.IsAbs(folder) {
		return folder, nil
	}
	if system == "windows" {
		if folder := getenv("APPDATA"); folder != "" {
			return folder, nil
		}
	}
	home := getenv("HOME")
	if home == "" {
		var err error
		if home, err = os.UserHomeDir(); err != nil {
			return "", errors.New("there is no home folder to keep a configuration in: name its file with --config or WOOSYNC_CONFIG")
		}
	}
	switch system {
	case "windows":
		return filepath.Join(home, "AppData", "Roaming"), nil
	case "darwin":
		return filepath.Join(home, "Library", "Application Support"), nil
	}
	return filepath.Join(home, ".config"), nil
}
