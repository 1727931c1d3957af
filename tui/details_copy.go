package tui

import (
	"fmt"
	"strings"

	"woosync/store"

	tea "charm.land/bubbletea/v2"
)

// copy copies the error that is shown: of the product or the attempt under the cursor, or of the operation.
func (d *details) copy() []action {
	if it := d.items.current(); d.tab == tabProducts && it != nil && it.Error != "" {
		return []action{copyError(it)}
	}
	r := &d.row
	if at := d.attempts.current(); d.tab == tabAttempts && at != nil {
		r = at
	}
	if r.ErrorSize == 0 {
		return []action{sayText{warning, fmt.Sprintf("Operation %d has no error.", r.ID)}}
	}
	return []action{copyText{what: fmt.Sprintf("Error of operation %d", r.ID), id: r.ID}}
}

// copyError copies the error of a product. It may be long: it is put together beside the screen.
func copyError(it *item) copyText {
	sku := it.SKU
	return copyText{what: "Error of " + it.sku, text: it.Error, part: func(whole string) string { return sku + ": " + whole }}
}

// copyMenu offers every part of what is shown, the one that is likely wanted first. What is known to be empty is left out.
func (d *details) copyMenu(e *env) []action {
	c := &chooser{title: "Copy", verb: "copy"}
	offer := func(text, more string, copy copyText) {
		c.options = append(c.options, option{sign: e.glyphs.Bullet, style: e.styles.Accent, text: text, more: more,
			choose: func(*env) []action { return []action{closeDialog{}, copy} }})
	}
	if it := d.items.current(); d.tab == tabProducts && it != nil {
		d.offerResult(e, it, offer)
	}
	r := &d.row
	if at := d.attempts.current(); d.tab == tabAttempts && at != nil {
		r = at
	}
	of := fmt.Sprintf(" of operation %d", r.ID)
	everything := func() {
		offer("Everything about the operation", "", copyText{what: "Everything" + of, id: r.ID, part: func(whole string) string { return d.sheet(e, r) + "\n" + whole }})
	}
	var look tea.Cmd
	if r.ErrorSize > 0 {
		offer("Error of the operation", plural(r.ErrorSize, "byte", "bytes"), copyText{what: "Error" + of, id: r.ID})
		known := r.ErrorSize <= len(r.Error) || r.ID == d.ID && !d.loading
		if !known || r.ID == d.ID && d.answer || answerIn(r.Error) != "" {
			offer("What the webshop answered", "", copyText{what: "Answer" + of, id: r.ID, part: answerIn})
		}
		if !known {
			c.options[len(c.options)-1].answerOf = r.ID
			look = e.lookForAnswer(r.ID)
		}
	} else { // of what went well, nobody asks for one part more often than for all
		everything()
	}
	offer("What was asked", "", copyText{what: "What was asked" + of, text: d.asked(e, r)})
	if r.ErrorSize > 0 {
		everything()
	}
	offer("Number of the operation", fmt.Sprint(r.ID), copyText{what: "Number" + of, text: fmt.Sprint(r.ID)})
	if r.WebshopURL != "" {
		offer("Address of the webshop", r.address, copyText{what: "Address of " + r.Webshop, text: r.WebshopURL})
	}
	return []action{openDialog{c}, runCommand{look}}
}

// answerMsg tells how many bytes of the error of an operation are what the webshop answered.
type answerMsg struct {
	id    int64
	bytes int
}

// lookForAnswer looks into the whole error of an operation, of which the table knows the beginning. Where it cannot be read, copying says why.
func (e *env) lookForAnswer(id int64) tea.Cmd {
	ctx, backend := e.ctx, e.backend
	return func() tea.Msg {
		whole, err := backend.OperationError(ctx, id)
		if err != nil {
			return nil
		}
		return answerMsg{id, len(answerIn(whole))}
	}
}

// offerResult offers the parts of the result of a product.
func (d *details) offerResult(e *env, it *item, offer func(text, more string, copy copyText)) {
	result := it.Item
	offer("Result of "+it.sku, "one line", copyText{what: "Result of " + it.sku, text: it.SKU, part: func(string) string { return resultLine(&result) }})
	if it.Error != "" {
		offer("Error of "+it.sku, "", copyError(it))
	}
	if it.answer > 0 {
		offer("What the webshop answered for "+it.sku, plural(it.answer, "byte", "bytes"), copyText{what: "Answer for " + it.sku, text: it.Error, part: func(whole string) string {
			_, answer := splitError(whole)
			return answer
		}})
	}
	offer("SKU", it.sku, copyText{what: "SKU", text: it.SKU})
	if it.Name != "" {
		offer("Name", fit(it.name, 30, e.glyphs.Ellipsis), copyText{what: "Name of " + it.sku, text: it.Name})
	}
	if it.RemoteID != 0 {
		offer("Id in the webshop", fmt.Sprint(it.RemoteID), copyText{what: "Id of " + it.sku, text: fmt.Sprint(it.RemoteID)})
	}
}

// resultLine is a result as one line, for a message.
func resultLine(i *store.Item) string {
	why, _ := splitError(i.Error)
	text := i.SKU + " " + i.Name + ": " + outcomeOf(i)
	if i.RemoteID != 0 {
		text += fmt.Sprintf(", id %d", i.RemoteID)
	}
	if why != "" {
		text += ": " + why
	}
	return strings.Join(strings.Fields(text), " ")
}

// asked says what an operation was asked for, by whom and when.
func (d *details) asked(e *env, r *row) string {
	text := r.Webshop + ": " + scopeWords(&r.Operation)
	if r.ID == d.ID {
		text = r.Webshop + ": " + d.scope()
	}
	if words := fmt.Sprintf("retry of %d", r.RetryOf); r.RetryOf != 0 && !strings.Contains(r.RequestedBy, words) {
		text += ", " + words
	}
	if r.ConfirmRemovals {
		text += ", removals confirmed"
	}
	if r.RequestedBy != "" {
		text += ", asked by " + r.RequestedBy
	}
	return text + ", " + r.CreatedOn.In(e.loc).Format("2006-01-02 15:04:05 MST")
}

// sheet is everything about an operation but its error, for whoever is asked for help.
func (d *details) sheet(e *env, r *row) string {
	lines := []string{fmt.Sprintf("Operation %d, %s", r.ID, r.State), d.asked(e, r), r.WebshopURL}
	if !r.StartedOn.IsZero() {
		lines = append(lines, "Started on "+r.StartedOn.In(e.loc).Format("2006-01-02 15:04:05 MST")+", "+tookWords(&r.Operation, e.now))
	}
	for _, words := range []string{begunWords(&r.Operation), countWords(r.Counts)} {
		if words != "" {
			lines = append(lines, words)
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// splitError takes the sentence of a failed product apart from what the webshop answered, which stands below it.
func splitError(text string) (why, answer string) {
	why, answer, _ = strings.Cut(text, "\n\n")
	return why, strings.TrimSpace(answer)
}

// answerIn is what the webshop answered, out of the error text of an operation; "" when that has none. The answer stands last: below a
// line that says for which product it was, or from the request on that it answers.
func answerIn(whole string) string {
	if i := strings.Index(whole, "\n\nThe webshop's answer for "); i >= 0 {
		return strings.TrimSpace(whole[i:])
	}
	i := strings.Index(whole, " /wp-json/")
	if i < 0 {
		return ""
	}
	if from := strings.LastIndex(whole[:i], "\n\n"); from >= 0 { // with what was tried, above the request
		return strings.TrimSpace(whole[from:])
	}
	return strings.TrimSpace(whole[strings.LastIndexByte(whole[:i], '\n')+1:])
}
