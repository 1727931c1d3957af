package sync

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"woosync/store"
	"woosync/woo"
)

// The error text of an operation is what a person reads, in a row of a table, in full, and in a message to whoever is asked for
// help. Its first line says how bad it is; then comes each product that failed, then what else there is to know.

// mostListed is how many failed products an error text lists; all of them are among the operation's results.
const mostListed = 3000

// verdict says how an operation ended whose every product has a result.
func (r *run) verdict(ctx context.Context) (store.State, string, error) {
	op, err := r.st.Operation(ctx, r.op.ID)
	if err != nil {
		return 0, "", err
	}
	if done := op.Counts.Sum(); !r.stopsRemovals() && done != op.Total {
		if err := r.st.SetTotal(ctx, r.t.token, op.ID, done); err != nil {
			return 0, "", err
		}
		op.Total = done
	}
	guard := r.guardText()
	if op.Counts.Failed == 0 && guard == "" {
		return store.Completed, "", nil
	}
	failed, err := r.reportFailed(ctx, op)
	return store.Failed, paragraphs(failed, guard), err
}

// reportGivenUp is the error text of an operation that had to end before everything was done.
func (r *run) reportGivenUp(ctx context.Context, cause error) (string, error) {
	op, err := r.st.Operation(ctx, r.op.ID)
	if err != nil {
		return "", err
	}
	x := woo.Explain(cause)
	progress := ""
	if n := r.failuresInARow(); n > 1 {
		progress = fmt.Sprintf("It was given up after %d failures in a row. ", n)
	}
	if op.Done > 0 {
		progress += fmt.Sprintf("%d of %s were handled before; the next synchronization goes on with the others.", op.Done, count(max(op.Total, op.Done), "product"))
	}
	failed, err := r.reportFailed(ctx, op)
	return paragraphs(lines(x.What, x.Meaning, x.Remedy), progress, failed, x.Detail), err
}

func (r *run) failuresInARow() int {
	if r.shop == nil {
		return 0
	}
	r.shop.mu.Lock()
	defer r.shop.mu.Unlock()
	return r.shop.streak
}

// reportFailed lists the products that failed: "3 of 812 products failed", then one line for each, then what the webshop answered.
func (r *run) reportFailed(ctx context.Context, op store.Operation) (string, error) {
	if op.Counts.Failed == 0 {
		return "", nil
	}
	items, total, err := r.st.Items(ctx, op.ID, store.ItemQuery{Outcomes: []store.Outcome{store.OutcomeFailed}, Limit: mostListed})
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d of %s failed", op.Counts.Failed, count(max(op.Total, op.Counts.Sum()), "product"))
	for _, i := range items {
		why, _ := splitAnswer(i.Error)
		b.WriteString("\n" + oneLine(i.SKU) + "  " + oneLine(i.Name) + ": " + why)
	}
	if more := total - len(items); more > 0 {
		fmt.Fprintf(&b, "\nand %d more", more)
	}
	return paragraphs(b.String(), answersOf(items)), nil
}

// guardText says what the removal guard stopped and how to let it happen.
func (r *run) guardText() string {
	g := r.guard
	if !r.stopsRemovals() {
		return ""
	}
	why := fmt.Sprintf("more than the %d that may go without a confirmation", g.Limit)
	if g.Limit == 0 {
		why = "and the catalogue has lost much at once"
	}
	return fmt.Sprintf("Nothing was removed: %d of the %d products in %s would have gone, %s.\n"+
		"Look whether the catalogue is complete. If they are to go, confirm it: synchronize with --confirm-removals, or press y when the screen asks.",
		g.Removals, g.Products, r.op.Webshop, why)
}

func count(n int, noun string) string {
	if n == 1 {
		return fmt.Sprintf("%d %s", n, noun)
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// paragraphs joins texts by empty lines, without those that say nothing.
func paragraphs(texts ...string) string { return joinTexts("\n\n", texts) }

func lines(texts ...string) string { return joinTexts("\n", texts) }

func joinTexts(with string, texts []string) string {
	said := texts[:0]
	for _, text := range texts {
		if text = strings.TrimSpace(text); text != "" {
			said = append(said, text)
		}
	}
	return strings.Join(said, with)
}

// sentence is a failure of one product, as one line.
func sentence(err error) string {
	x := woo.Explain(err)
	return oneLine(strings.Join([]string{x.What, x.Meaning, x.Remedy}, " "))
}

// oneLine keeps a text in its line.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if n == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[n:]
}

// isShopFailure tells a failure of a webshop from one of the store.
func isShopFailure(err error) bool {
	if _, ok := errors.AsType[*woo.Error](err); ok {
		return true
	}
	_, ok := errors.AsType[*woo.AddressError](err)
	return ok
}
