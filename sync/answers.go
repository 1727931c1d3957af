package sync

import (
	"errors"
	"strings"

	"woosync/store"
	"woosync/woo"
)

// What a product's failure is called tells its owner what to do. Whoever is asked for help wants to see what the webshop answered: the
// request, the status and the first 2 KB. Thousands of products mostly fail for one reason, so the answer is kept with the first product
// of each kind of failure, below the sentence, and with so many at most.

// mostAnswers is how many answers an operation keeps and its error text shows.
const mostAnswers = 20

// answers remembers which failures have their answer kept already.
type answers struct{ kept map[failure]bool }

// failure is what two failures have in common that need not both be shown.
type failure struct {
	kind   woo.Kind
	status int
	code   string
	file   string
	line   int
}

// below puts under the sentence about a failed job what the webshop answered, where nothing like it was kept before.
func (k *answers) below(why string, j *job) string {
	e, ok := errors.AsType[*woo.Error](j.cause)
	if !ok || len(k.kept) >= mostAnswers {
		return why
	}
	f := failure{e.Kind, e.Status, e.Code, e.File, e.Line}
	detail := woo.Explain(j.cause).Detail
	if k.kept[f] || detail == "" {
		return why
	}
	if k.kept == nil {
		k.kept = map[failure]bool{}
	}
	k.kept[f] = true
	return why + "\n\n" + detail
}

// splitAnswer takes the sentence of an item apart from what stands below it.
func splitAnswer(text string) (why, answer string) {
	why, answer, _ = strings.Cut(text, "\n\n")
	return oneLine(why), strings.TrimSpace(answer)
}

// answersOf gathers the answers that were kept with failed products.
func answersOf(items []store.Item) string {
	var all []string
	for _, i := range items {
		if _, answer := splitAnswer(i.Error); answer != "" && len(all) < mostAnswers {
			all = append(all, "The webshop's answer for "+oneLine(i.SKU)+":\n"+answer)
		}
	}
	return strings.Join(all, "\n\n")
}
