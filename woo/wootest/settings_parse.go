package wootest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// setting is one word of ParseSettings.
type setting struct {
	name, help string
	set        func(s *Settings, value string) error
}

// settingWords are all words, in the order in which help lists them.
func settingWords() []setting {
	words := []setting{
		{"decimals", "decimals=N, 0 to 8", func(s *Settings, v string) error {
			n, err := wholeWord(v, 8)
			if s.Decimals = n; n == 0 {
				s.Decimals = -1
			}
			return err
		}},
		{"decimal-sign", "decimal-sign=dot or comma", func(s *Settings, v string) error { return signWord(&s.DecimalSign, v) }},
		{"thousand-sign", "thousand-sign=dot or comma", func(s *Settings, v string) error { return signWord(&s.ThousandSign, v) }},
		{"currency", "currency=EUR", func(s *Settings, v string) error {
			if s.Currency = strings.ToUpper(v); len(v) != 3 {
				return fmt.Errorf("%q is no currency of three letters", v)
			}
			return nil
		}},
		{"utc-offset", "utc-offset=1h30m, from -14h to 14h", func(s *Settings, v string) error {
			d, err := time.ParseDuration(v)
			if err != nil || d < -14*time.Hour || d > 14*time.Hour {
				return fmt.Errorf("%q is no time between -14h and 14h", v)
			}
			s.Location = time.FixedZone("UTC"+v, int(d.Seconds()))
			return nil
		}},
		{"permalinks", "permalinks=pretty or plain", func(s *Settings, v string) error { return choiceWord(&s.PlainPermalinks, v, "plain", "pretty") }},
		{"strip-authorization", "strip-authorization", func(s *Settings, v string) error { return choiceWord(&s.StripAuthorization, v, "yes", "no") }},
		{"redirect", "redirect=https or http://host", func(s *Settings, v string) error {
			if s.Redirect = v; v != "https" && !strings.Contains(v, "://") {
				return fmt.Errorf("%q is neither https nor an address with its scheme", v)
			}
			return nil
		}},
		{"stock", "stock=on or off", func(s *Settings, v string) error { return choiceWord(&s.StockOff, v, "off", "on") }},
		{"forwarded-proto", "forwarded-proto=trusted or ignored", func(s *Settings, v string) error { return choiceWord(&s.IgnoreForwardedProto, v, "ignored", "trusted") }},
		{"fail-images", "fail-images=PART of an address; may be repeated", func(s *Settings, v string) error {
			s.FailImages = append(s.FailImages, v)
			return nil
		}},
		{"max-body", "max-body=BYTES", func(s *Settings, v string) error {
			n, err := wholeWord(v, 1<<30)
			s.MaxBody = int64(n)
			return err
		}},
		{"workers", "workers=N, requests at a time", func(s *Settings, v string) (err error) {
			s.Workers, err = wholeWord(v, 1000)
			return err
		}},
		{"latency", "latency=real, or 40ms for each call", func(s *Settings, v string) error {
			if v == "real" {
				s.Latency = PresetReal
				return nil
			}
			return timeWord(&s.Latency.PerCall, v)
		}},
		{"latency-per-item", "latency-per-item=16ms for each item written", func(s *Settings, v string) error {
			err := timeWord(&s.Latency.PerCreate, v)
			s.Latency.PerUpdate, s.Latency.PerDelete = s.Latency.PerCreate, s.Latency.PerCreate
			return err
		}},
		{"latency-per-create", "latency-per-create=32ms", func(s *Settings, v string) error { return timeWord(&s.Latency.PerCreate, v) }},
		{"latency-per-update", "latency-per-update=16ms", func(s *Settings, v string) error { return timeWord(&s.Latency.PerUpdate, v) }},
		{"latency-per-row", "latency-per-row=2ms for each row of a list", func(s *Settings, v string) error { return timeWord(&s.Latency.PerRow, v) }},
		{"jitter", "jitter=0.3, the part by which a time varies", func(s *Settings, v string) (err error) {
			s.Latency.Jitter, err = rateWord(v)
			return err
		}},
		{"seed", "seed=N, the same luck each time", func(s *Settings, v string) (err error) {
			if s.Seed, err = strconv.ParseUint(v, 10, 64); err != nil {
				err = fmt.Errorf("%q is no whole number", v)
			}
			return err
		}},
	}
	for _, kind := range faultKinds {
		words = append(words, faultWord(Fault{Kind: kind}, ""))
		if f := (Fault{Kind: kind, AfterWork: true}); !f.spoils() && kind != FaultEmpty {
			words = append(words, faultWord(f, "-after"))
		}
	}
	return append(words, setting{"retry-after", "retry-after=SECONDS or none, of the faults 429 and 503 before it", func(s *Settings, v string) error {
		if _, err := wholeWord(v, 86400); err != nil && v != "none" {
			return err
		}
		for i := range s.Faults {
			s.Faults[i].RetryAfter = v
		}
		return nil
	}})
}

// faultWord is the word of one fault: fault-504 fails before the work is done, fault-504-after after it.
func faultWord(f Fault, suffix string) setting {
	name := "fault-" + string(f.Kind) + suffix
	return setting{name, name + "=0.01, or always without a rate", func(s *Settings, v string) error {
		if v != "" {
			rate, err := rateWord(v)
			if err != nil || rate == 0 {
				return err
			}
			f.Rate = rate
		}
		s.Faults = append(s.Faults, f)
		return nil
	}}
}

// ParseSettings reads settings as a command line gives them: "decimals=0,decimal-sign=comma,permalinks=plain,
// strip-authorization,latency=40ms,latency-per-item=16ms,fault-502=0.01". An error names the wrong word and, where
// there is no such word, those that there are.
func ParseSettings(text string) (Settings, error) {
	var s Settings
	words := settingWords()
	for _, part := range strings.Split(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		if name == "" && value == "" {
			continue
		}
		at := slices.IndexFunc(words, func(w setting) bool { return w.name == name })
		if at < 0 {
			return Settings{}, fmt.Errorf("there is no setting %q; the settings are %s", name, strings.Join(settingNames(words), ", "))
		}
		if err := words[at].set(&s, strings.TrimSpace(value)); err != nil {
			return Settings{}, fmt.Errorf("setting %s: %w (it is %s)", name, err, words[at].help)
		}
	}
	return s, nil
}

// SettingsHelp lists the words of ParseSettings, one a line.
func SettingsHelp() []string {
	var out []string
	for _, w := range settingWords() {
		out = append(out, w.help)
	}
	return out
}

func settingNames(words []setting) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = w.name
	}
	return out
}

func wholeWord(v string, most int) (int, error) {
	n, err := strconv.Atoi(v)
	if err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("%q is no whole number from 0 to %d", v, most)
	}
	return n, nil
}

func rateWord(v string) (float64, error) {
	f, err := strconv.ParseFloat(v, 64)
	if err != nil || !(f >= 0 && f <= 1) {
		return 0, fmt.Errorf("%q is no rate from 0 to 1", v)
	}
	return f, nil
}

func timeWord(to *time.Duration, v string) error {
	d, err := time.ParseDuration(v)
	if err != nil || d < 0 || d > time.Hour {
		return fmt.Errorf("%q is no time like 40ms or 2s, up to 1h", v)
	}
	*to = d
	return nil
}

func signWord(to *string, v string) error {
	sign, ok := map[string]string{"dot": ".", "comma": ",", ".": "."}[v]
	if !ok {
		return fmt.Errorf("%q is neither dot nor comma", v)
	}
	*to = sign
	return nil
}

// choiceWord takes the word that means yes, which may be left out, or the one that means no.
func choiceWord(to *bool, v, yes, no string) error {
	switch v {
	case yes, "":
		*to = true
	case no:
		*to = false
	default:
		return fmt.Errorf("%q is neither %s nor %s", v, yes, no)
	}
	return nil
}
