package woo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Explanation is a failure in words for the shop's owner.
type Explanation struct {
	What    string // what happened
	Meaning string // what that means; "" where What says it all
	Remedy  string // what to do
	Detail  string // request line, status and the first 2 KB of the answer, keys masked; "" without a request
}

// String is the explanation as a text of several lines.
func (x Explanation) String() string {
	text := joinSentences(x.What, x.Meaning, x.Remedy)
	if x.Detail != "" {
		text += "\n\n" + x.Detail
	}
	return text
}

// Explain turns any error into words; it is the one place where that happens. It
// looks through wrapped errors, and takes errors of other packages as they are.
func Explain(err error) Explanation {
	if err == nil {
		return Explanation{}
	}
	if e, ok := errors.AsType[*Error](err); ok {
		return explainError(e, err)
	}
	if e, ok := errors.AsType[*AddressError](err); ok {
		return Explanation{
			What:    fmt.Sprintf("The address %q %s.", e.URL, e.Problem),
			Meaning: "No shop can be reached with it.",
			Remedy:  sentence(e.Remedy),
		}
	}
	switch {
	case errors.Is(err, context.Canceled):
		return Explanation{What: "It was stopped before it was done.", Remedy: "Start it again when it suits."}
	case errors.Is(err, context.DeadlineExceeded):
		return Explanation{What: "It took longer than it may.", Remedy: "Try again."}
	}
	return Explanation{What: sentence(clean(err.Error(), 1000))}
}

func explainError(e *Error, whole error) Explanation {
	w := wordsFor(e)
	fill := strings.NewReplacer(
		"{shop}", orElse(clean(e.Host, 200), "the shop"),
		"{location}", orElse(shopAddress(e.Location), "another address"),
		"{by}", orElse(e.By, "A firewall or a security plugin"),
		"{message}", messageWords(e),
		"{file}", fileAndLine(e),
		"{id}", strconv.FormatInt(e.ResourceID, 10),
		"{pause}", pauseWords(e.RetryAfter),
		"{params}", paramWords(e),
	)
	x := Explanation{What: fill.Replace(w.what), Meaning: fill.Replace(w.meaning), Remedy: fill.Replace(w.remedy), Detail: detail(e, whole)}
	if e.Unsure {
		x.Meaning = joinSentences(x.Meaning, "Whether the change was made is not known: the shop has to be looked at before it is sent again.")
	}
	x.What, x.Meaning, x.Remedy = tidy(x.What), tidy(x.Meaning), tidy(x.Remedy)
	return x
}

// detail is what a supporter wants to see.
func detail(e *Error, whole error) string {
	var b strings.Builder
	if text := clean(whole.Error(), keptLimit); text != e.Error() && !strings.HasSuffix(text, e.Error()) {
		b.WriteString(text + "\n")
	} else if context := strings.TrimSuffix(strings.TrimSpace(strings.TrimSuffix(text, e.Error())), ":"); context != "" {
		b.WriteString(context + "\n")
	}
	switch {
	case e.Method == "":
	case e.Path == "" || e.Path == mediaPath:
		fmt.Fprintf(&b, "%s /wp-json/%s to %s\n", e.Method, e.Path, e.Host)
	default:
		fmt.Fprintf(&b, "%s /wp-json/wc/v3/%s to %s\n", e.Method, e.Path, e.Host)
	}
	if e.Status != 0 {
		fmt.Fprintf(&b, "Status %d %s\n", e.Status, e.Code)
	}
	if e.Message != "" {
		b.WriteString(e.Message + "\n")
	}
	if e.Body != "" {
		b.WriteString("\n" + strings.TrimSpace(e.Body) + "\n")
	}
	return strings.TrimSpace(b.String())
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// sentence gives s a capital at its beginning and a full stop at its end.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	s = string(unicode.ToUpper(first)) + s[size:]
	if !strings.HasSuffix(s, ".") && !strings.HasSuffix(s, "!") && !strings.HasSuffix(s, "?") {
		s += "."
	}
	return s
}

func joinSentences(parts ...string) string {
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, " ")
}

// tidy closes the gaps that empty placeholders leave.
func tidy(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "  ", " ")) }

// shopAddress is the address to save after a redirect: without what the request added to it.
func shopAddress(location string) string {
	if address, err := ParseAddress(location); err == nil {
		return address
	}
	return location
}

// messageWords quotes the shop, or makes a sentence of our own message.
func messageWords(e *Error) string {
	own := e.Message
	for _, prefix := range []string{"tls: ", "failed to verify certificate: ", "x509: "} {
		own = strings.TrimPrefix(own, prefix)
	}
	switch {
	case own == "" || e.Kind == KindTruncated && e.Err != nil: // what the network says of it tells people nothing more
		return ""
	case e.Status == 0 || e.Kind == KindBadJSON || e.Kind == KindTruncated:
		return sentence(own)
	}
	return "It says: “" + strings.TrimSuffix(own, ".") + "”."
}

func fileAndLine(e *Error) string {
	if e.File == "" {
		return ""
	}
	if e.Line == 0 {
		return "It happened in " + e.File + "."
	}
	return fmt.Sprintf("It happened in %s, line %d.", e.File, e.Line)
}

func pauseWords(d time.Duration) string {
	switch {
	case d <= 0:
		return ""
	case d < 90*time.Second:
		return fmt.Sprintf("The host asks for a pause of %d seconds.", int(d.Seconds()+0.5))
	case d < 90*time.Minute:
		return fmt.Sprintf("The host asks for a pause of %d minutes.", int(d.Minutes()+0.5))
	}
	return fmt.Sprintf("The host asks for a pause of %d hours.", int(d.Hours()+0.5))
}

// paramWords lists what is wrong with which parameter.
func paramWords(e *Error) string {
	var all []string
	for name, text := range e.Params {
		if !strings.HasPrefix(text, name) {
			text = name + " " + text
		}
		all = append(all, strings.TrimSuffix(text, ".")+".")
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
