package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"woosync/store"
)

// readKeys takes the keys of a webshop from the environment, or asks for them without echo.
func (a *app) readKeys(cmd *cobra.Command) (store.Keys, error) {
	keys := store.Keys{ConsumerKey: strings.TrimSpace(a.env.Getenv("WOOSYNC_CONSUMER_KEY")), ConsumerSecret: strings.TrimSpace(a.env.Getenv("WOOSYNC_CONSUMER_SECRET"))}
	keys.ApplicationUser, keys.ApplicationPassword = a.givenLogin()
	if (keys.ApplicationUser == "") != (keys.ApplicationPassword == "") {
		return keys, usage(cmd, "WOOSYNC_APPLICATION_USER and WOOSYNC_APPLICATION_PASSWORD belong together")
	}
	if keys.ConsumerKey != "" && keys.ConsumerSecret != "" {
		return keys, nil
	}
	if !isTerminal(a.env.In) {
		return keys, usage(cmd, "the keys of the webshop are missing: set WOOSYNC_CONSUMER_KEY and WOOSYNC_CONSUMER_SECRET, or run the command in a terminal, where they are asked for")
	}
	err := a.withoutEcho(func(ask func(prompt string) (string, error)) (err error) {
		if keys.ConsumerKey == "" {
			if keys.ConsumerKey, err = ask("Consumer key (ck_…): "); err != nil {
				return err
			}
		}
		if keys.ConsumerSecret == "" {
			keys.ConsumerSecret, err = ask("Consumer secret (cs_…): ")
		}
		return err
	})
	return keys, err
}

// givenLogin is the WordPress user with an application password that the environment names.
func (a *app) givenLogin() (user, password string) {
	return strings.TrimSpace(a.env.Getenv("WOOSYNC_APPLICATION_USER")), strings.TrimSpace(a.env.Getenv("WOOSYNC_APPLICATION_PASSWORD"))
}

// readLogin takes a WordPress user with an application password from the environment, or asks for both. Two empty answers forget them.
func (a *app) readLogin(cmd *cobra.Command) (user, password string, err error) {
	if user, password = a.givenLogin(); user != "" && password != "" {
		return user, password, nil
	}
	if !isTerminal(a.env.In) {
		return "", "", usage(cmd, "set WOOSYNC_APPLICATION_USER and WOOSYNC_APPLICATION_PASSWORD, or run the command in a terminal, where they are asked for")
	}
	err = a.withoutEcho(func(ask func(prompt string) (string, error)) (err error) {
		if user, err = ask("WordPress user (not shown; empty to forget the password): "); err != nil || user == "" {
			return err
		}
		password, err = ask("Application password: ")
		return err
	})
	if err == nil && (user == "") != (password == "") {
		err = usage(cmd, "a user and an application password belong together")
	}
	return user, password, err
}

// withoutEcho asks for secrets. The terminal's echo is off before the first prompt stands there and until the last answer is in: what
// is pasted quickly would be shown otherwise.
func (a *app) withoutEcho(questions func(ask func(prompt string) (string, error)) error) error {
	f, ok := a.env.In.(*os.File)
	if !ok {
		return errors.New("secrets are asked for on a terminal only")
	}
	before, err := term.MakeRaw(int(f.Fd()))
	if err != nil {
		return fmt.Errorf("switch off the echo of the terminal: %w", err)
	}
	defer term.Restore(int(f.Fd()), before)
	screen := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{f, a.env.Err}, "")
	return questions(func(prompt string) (string, error) {
		line, err := screen.ReadPassword(prompt)
		if errors.Is(err, io.EOF) {
			return "", errors.New("no keys were given; nothing was changed")
		}
		if err != nil {
			return "", fmt.Errorf("read from the terminal: %w", err)
		}
		return strings.TrimSpace(line), nil
	})
}

// confirm asks a question that defaults to no. Without a terminal it wants --yes.
func (a *app) confirm(cmd *cobra.Command, question string, yes bool) (bool, error) {
	if yes {
		return true, nil
	}
	if !isTerminal(a.env.In) {
		return false, usage(cmd, "there is no terminal to ask on: --yes says that you are sure")
	}
	agreed, err := a.ask(question)
	if err == nil && !agreed {
		fmt.Fprintln(a.env.Err, "Nothing was changed.")
	}
	return agreed, err
}

// ask asks on the terminal; everything but a yes is a no.
func (a *app) ask(question string) (bool, error) {
	fmt.Fprintf(a.env.Err, "%s [y/N] ", clean(question))
	line, err := bufio.NewReader(a.env.In).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("read from the terminal: %w", err)
	}
	switch strings.ToLower(strings.TrimSpace(line)) {
	case "y", "yes":
		return true, nil
	}
	return false, nil
}
