package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"strings"

	"github.com/atotto/clipboard"
	"golang.org/x/term"
)

// checkFile says what is wrong with the store's file before anything opens, and so makes, it.
func (a *app) checkFile(path string) (f finding, exists bool) {
	_, err := os.Stat(path)
	switch {
	case err == nil:
		return finding{}, true
	case errors.Is(err, fs.ErrNotExist):
		return finding{"store", warning, path + " does not exist yet", "the first command that needs it makes it, for example `woosync import FILE`"}, false
	}
	return finding{"store", failed, err.Error(), "name another file with --store, or make this one readable"}, false
}

func (a *app) checkTerminal() finding {
	f := finding{Check: "terminal", Status: fine}
	out, ok := a.env.Out.(*os.File)
	if !ok || !isTerminal(out) {
		f.Found = "the output is no terminal; the screens need one"
		return f
	}
	width, height, err := term.GetSize(int(out.Fd()))
	if err != nil {
		f.Status, f.Found = warning, "the terminal does not tell its size: "+err.Error()
		return f
	}
	name := a.env.Getenv("TERM")
	f.Found = fmt.Sprintf("%s, %d × %d", orNone(name), width, height)
	switch {
	case name == "dumb" || name == "":
		f.Status, f.Found, f.Remedy = warning, f.Found+", no colours and no mouse", "set TERM, for example TERM=xterm-256color"
	case width < 40 || height < 10:
		f.Status, f.Found, f.Remedy = warning, f.Found+", which is small", "80 × 24 shows everything"
	case a.env.Getenv("NO_COLOR") != "":
		f.Found += ", without colours because NO_COLOR is set"
	}
	if runtime.GOOS != "windows" && !speaksUTF8(a.env.Getenv) && !a.ascii {
		f.Status, f.Remedy = warning, joined(f.Remedy, "The locale is not UTF-8: set LANG, for example LANG=C.UTF-8, or use --ascii.")
	}
	return f
}

func speaksUTF8(getenv func(string) string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if v := getenv(name); v != "" {
			v = strings.ToLower(strings.ReplaceAll(v, "-", ""))
			return strings.Contains(v, "utf8")
		}
	}
	return false
}

func (a *app) checkConfiguration() finding {
	f := finding{Check: "configuration", Status: fine}
	c, problems, err := a.loadConfig()
	if err != nil {
		f.Status, f.Found = warning, err.Error()
		return f
	}
	f.Found, _, _ = c.Files()
	if _, err := os.Stat(f.Found); errors.Is(err, fs.ErrNotExist) {
		f.Found = "everything has its default; there is no " + f.Found
	}
	if len(problems) > 0 {
		f.Status, f.Found, f.Remedy = warning, problems[0].String(), "`woosync config check` tells all that is wrong"
	}
	return f
}

func (a *app) checkClipboard() finding {
	f := finding{Check: "clipboard", Status: fine}
	switch {
	case a.env.Getenv("SSH_TTY") != "" || a.env.Getenv("SSH_CONNECTION") != "":
		f.Found = "over SSH copied text goes to your own terminal (OSC 52)"
	case clipboard.Unsupported:
		f.Status, f.Found, f.Remedy = warning, "no clipboard program was found; copied text goes to the terminal (OSC 52), which may ignore it", "install wl-clipboard, xclip or xsel"
	default:
		f.Found = "copied text goes to the system's clipboard and to the terminal (OSC 52)"
	}
	if a.env.Getenv("TMUX") != "" {
		f.Status, f.Remedy = warning, joined(f.Remedy, "In tmux, OSC 52 works after: tmux set -g set-clipboard on")
	}
	return f
}
