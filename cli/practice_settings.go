package cli

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"woosync/woo/wootest"
)

const practiceSettingsHelp = `
  decimals=N             decimals of totals, 0 to 8
  decimal-sign=comma     "12,50" is read as 12.50; or dot
  permalinks=plain       /wp-json/ answers the front page; or pretty
  strip-authorization    the Authorization header never arrives
  redirect=TARGET        every request is sent to TARGET (https, or http://host) with 301
  stock=off              stock management is off
  workers=N              N requests at a time, the others wait
  latency=real           as slow as a WooCommerce on two cores; or a time for each call: latency=200ms
  per-item=TIME          the time that each product written takes
  fault=KIND:RATE        goes wrong so often, 0 to 1: fatal, memory, 502, 504, 503, 429, database, hang, hangup, truncated,
                         warning, bom, empty, html, firewall, slow; may be given several times
  seed=N                 the same luck each time`

// practiceFaults are the faults that --settings knows.
var practiceFaults = []wootest.FaultKind{wootest.FaultFatal, wootest.FaultMemory, wootest.FaultBadGateway, wootest.FaultGatewayTimeout, wootest.FaultMaintenance,
	wootest.FaultTooMany, wootest.FaultDatabase, wootest.FaultHang, wootest.FaultHangUp, wootest.FaultTruncated, wootest.FaultWarning, wootest.FaultBOM, wootest.FaultEmpty,
	wootest.FaultHTML, wootest.FaultFirewall, wootest.FaultSlow}

// practiceSettings reads --settings.
func practiceSettings(o *wootest.Options, pairs []string) error {
	for _, pair := range pairs {
		key, value, _ := strings.Cut(pair, "=")
		if err := practiceSetting(o, strings.TrimSpace(key), strings.TrimSpace(value)); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

func practiceSetting(o *wootest.Options, key, value string) (err error) {
	set := &o.Settings
	switch key {
	case "decimals":
		if set.Decimals, err = number(value, 8); set.Decimals == 0 {
			set.Decimals = -1 // the practice shop's word for none
		}
	case "decimal-sign":
		set.DecimalSign, err = oneOf(value, map[string]string{"comma": ",", "dot": "."})
	case "permalinks":
		set.PlainPermalinks, err = oneOf(value, map[string]bool{"plain": true, "pretty": false})
	case "strip-authorization":
		set.StripAuthorization, err = oneOf(value, map[string]bool{"": true, "yes": true, "no": false})
	case "stock":
		set.StockOff, err = oneOf(value, map[string]bool{"off": true, "on": false})
	case "redirect":
		set.Redirect = value
	case "workers":
		set.Workers, err = number(value, 1000)
	case "latency":
		if value == "real" {
			set.Latency = wootest.PresetReal
			return nil
		}
		set.Latency.PerCall, err = span(value)
	case "per-item":
		set.Latency.PerCreate, err = span(value)
		set.Latency.PerUpdate, set.Latency.PerDelete = set.Latency.PerCreate, set.Latency.PerCreate
	case "fault":
		var f wootest.Fault
		if f, err = fault(value); err == nil {
			set.Faults = append(set.Faults, f)
		}
	case "seed":
		set.Seed, err = strconv.ParseUint(value, 10, 64)
	default:
		err = errors.New("there is no such setting")
	}
	return err
}

func fault(value string) (wootest.Fault, error) {
	kind, rate, hasRate := strings.Cut(value, ":")
	f := wootest.Fault{Kind: wootest.FaultKind(kind)}
	if !slices.Contains(practiceFaults, f.Kind) {
		return f, fmt.Errorf("there is no fault %q", kind)
	}
	if !hasRate {
		return f, nil
	}
	r, err := strconv.ParseFloat(rate, 64)
	if err != nil || r <= 0 || r > 1 {
		return f, fmt.Errorf("%q is no rate between 0 and 1", rate)
	}
	f.Rate = r
	return f, nil
}

func number(value string, most int) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("%q is no number from 0 to %d", value, most)
	}
	return n, nil
}

func span(value string) (time.Duration, error) {
	d, err := time.ParseDuration(value)
	if err != nil || d < 0 || d > time.Hour {
		return 0, fmt.Errorf("%q is no time like 200ms or 2s", value)
	}
	return d, nil
}

func oneOf[T any](value string, words map[string]T) (T, error) {
	v, ok := words[value]
	if !ok {
		return v, fmt.Errorf("%q is not known here", value)
	}
	return v, nil
}
