package sync_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"woosync/woo/wootest"
)

// faultWords say what each fault is.
var faultWords = map[wootest.FaultKind]string{
	wootest.FaultFatal: "PHP dies: 500", wootest.FaultMemory: "PHP runs out of memory: 500", wootest.FaultBadGateway: "PHP is dead: 502 of the web server",
	wootest.FaultGatewayTimeout: "PHP takes too long: 504 of the web server", wootest.FaultMaintenance: "an update is running: 503, Retry-After: 600",
	wootest.FaultTooMany: "too many requests: 429, Retry-After: 30", wootest.FaultDatabase: "no connection to the database: 500",
	wootest.FaultHang: "no answer within the time limit", wootest.FaultHangUp: "the connection is cut instead of an answer",
	wootest.FaultTruncated: "half of the answer, then the connection is cut", wootest.FaultWarning: "200, a PHP warning before the JSON",
	wootest.FaultBOM: "200, a byte order mark before the JSON", wootest.FaultEmpty: "200 without a body", wootest.FaultHTML: "200, a page for people instead of JSON",
	wootest.FaultFirewall: "403, a page of a firewall", wootest.FaultSlow: "the answer comes in drops",
}

// faultsText is the page: a section for each fault, with what is read and a table of the phases.
func faultsText(kinds []wootest.FaultKind, once, lasting [][]cell) []byte {
	var b bytes.Buffer
	b.WriteString(`# What becomes of a synchronization when the webshop fails

Each fault happens in each phase of a synchronization: once, after the webshop did the work where that is possible, and for good. The
tables tell what people read of the operation (below follow request, status and the webshop's answer), how many of the phase's
products the webshop then has as the catalogue asks, of how many the store knows that ("in doubt" are writes of which nobody saw the
end), and how long it waited. After each of them one synchronization that nothing disturbs made everything as the catalogue asks,
nothing was there twice, and one more had nothing to send.

The table is what a test found, with the practice shop over real sockets: ` + "`go test ./sync -run FaultMatrix -update`" + ` writes it anew.
`)
	for i, kind := range kinds {
		fmt.Fprintf(&b, "\n## %s\n\n%s.\n\n", kind, capitalised(faultWords[kind]))
		var said []string
		letter := func(text string) string {
			at := slices.Index(said, text)
			if at < 0 {
				at = len(said)
				said = append(said, text)
			}
			return string(rune('A' + at))
		}
		var rows strings.Builder
		for n, p := range phases() {
			fmt.Fprintf(&rows, "| %s | %s | %s |\n", p.name, cellText(once[i][n], letter), cellText(lasting[i][n], letter))
		}
		for n, text := range said {
			fmt.Fprintf(&b, "- %c: %s\n", 'A'+n, text)
		}
		b.WriteString("\n| phase | once: read | webshop | store | waited | for good: read | webshop | store | waited |\n|---|---|---|---|---|---|---|---|---|\n" + rows.String())
	}
	return b.Bytes()
}

func cellText(c cell, letter func(string) string) string {
	return fmt.Sprintf("%s | %s | %s | %s", letter(c.text), c.shop, c.store, pauseText(c.waited))
}

func pauseText(d time.Duration) string {
	switch {
	case d == 0:
		return "–"
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s", d/time.Second)
	}
	return fmt.Sprintf("%d min", d/time.Minute)
}

func capitalised(s string) string { return strings.ToUpper(s[:1]) + s[1:] }
