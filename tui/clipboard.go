package tui

import (
	"errors"
	"fmt"
	"time"

	"woosync/sync/plaintext"

	tea "charm.land/bubbletea/v2"
	"github.com/atotto/clipboard"
	"github.com/dustin/go-humanize"
)

const (
	// clipboardDeadline is how long a clipboard helper may take; some hang without a display.
	clipboardDeadline = 2 * time.Second
	// terminalCopyBytes is the most that is sent to the terminal's clipboard: terminals drop or choke on more.
	terminalCopyBytes = 1 << 20
	// safeCopyBytes is what every terminal that takes copies takes: some stop at 100,000 characters of base64.
	safeCopyBytes = 74_994
)

var (
	errClipboardSlow = errors.New("the clipboard helper does not answer")
	errClipboardHung = errors.New("the clipboard helper still hangs from the last copy")
	errNothingThere  = errors.New("there is none")
)

// systemClipboard puts a text on the clipboard of the machine that the program runs on.
func systemClipboard(text string) error {
	if clipboard.Unsupported {
		return errors.New("no clipboard helper is installed")
	}
	return clipboard.WriteAll(text)
}

// oneAtATime starts no second helper while one hangs, or they would pile up.
func oneAtATime(put func(string) error) func(string) error {
	free := make(chan struct{}, 1)
	free <- struct{}{}
	return func(text string) error {
		select {
		case <-free:
		default:
			return errClipboardHung
		}
		defer func() { free <- struct{}{} }()
		return put(text)
	}
}

// copiedMsg tells what became of a copy. osc is the text for the terminal's own clipboard; "" when it is not to have it.
type copiedMsg struct {
	what   string
	size   int
	system bool  // it is on the system's clipboard
	why    error // why it is not
	osc    string
	err    error // the text could not be read
}

// copyOut copies a text, fetched whole when it is an operation's error: to the system's clipboard and to the terminal's, and over SSH,
// where the system's clipboard is another machine's, to the terminal's alone.
func (m *Model) copyOut(c copyText) tea.Cmd {
	ctx, backend, put, ssh, terminal := m.ctx, m.backend, m.copy, m.ssh, m.noCopy == ""
	return func() tea.Msg {
		text := c.text
		if c.id != 0 {
			whole, err := backend.OperationError(ctx, c.id)
			if err != nil {
				return copiedMsg{what: c.what, err: err}
			}
			text = whole
		}
		if c.part != nil {
			text = c.part(text)
		}
		if text == "" {
			return copiedMsg{what: c.what, err: errNothingThere}
		}
		text = plaintext.Copy(text)
		msg := copiedMsg{what: c.what, size: len(text)}
		if !ssh {
			msg.why = putWithin(put, text, clipboardDeadline)
			msg.system = msg.why == nil
		}
		if terminal && len(text) <= terminalCopyBytes {
			msg.osc = text
		}
		return msg
	}
}

// putWithin waits for a clipboard helper no longer than the deadline. A helper that hangs is left behind.
func putWithin(put func(string) error, text string, deadline time.Duration) error {
	done := make(chan error, 1)
	go func() { done <- put(text) }()
	select {
	case err := <-done:
		return err
	case <-time.After(deadline):
		return errClipboardSlow
	}
}

// copied says what was done. What the terminal makes of its part, it does not tell.
func (m *Model) copied(msg copiedMsg) tea.Cmd {
	if msg.err != nil {
		return m.say(failure, fmt.Sprintf("%s was not copied: %v.", msg.what, msg.err))
	}
	size := humanize.Comma(int64(msg.size)) + " bytes"
	hint, l := "", success
	switch {
	case m.tmux:
		hint = " In tmux this needs “set-clipboard on”."
	case msg.size > safeCopyBytes:
		hint, l = " Some terminals take no more than 75 kB: should nothing arrive, “woosync operations show” prints it.", warning
	}
	switch {
	case msg.system:
		done := m.say(success, fmt.Sprintf("%s copied to the clipboard, %s.", msg.what, size))
		if msg.osc == "" {
			return done
		}
		return tea.Batch(tea.SetClipboard(msg.osc), done)
	case msg.osc != "" && m.ssh:
		return tea.Batch(tea.SetClipboard(msg.osc), m.say(l, fmt.Sprintf("%s sent to your terminal's clipboard, %s.%s", msg.what, size, hint)))
	case msg.osc != "":
		return tea.Batch(tea.SetClipboard(msg.osc), m.say(warning, fmt.Sprintf("%s sent to the terminal's clipboard only, %s: %v.%s", msg.what, size, msg.why, hint)))
	case m.noCopy != "":
		return m.say(failure, fmt.Sprintf("%s was not copied: %s. “woosync operations show” prints it.", msg.what, m.noCopy))
	case m.ssh:
		return m.say(failure, fmt.Sprintf("%s is too long for a terminal's clipboard, %s. On the server “woosync operations show” prints it.", msg.what, size))
	}
	return m.say(failure, fmt.Sprintf("%s was not copied, %s: %v.", msg.what, size, msg.why))
}
