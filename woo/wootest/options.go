package wootest

import (
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"strings"
	"time"
)

// Options say what shop is made. The zero value is an empty shop with the settings of the recorded one and
// generated keys.
type Options struct {
	// Name is the shop's title; "Practice shop" if empty.
	Name string
	// ConsumerKey and ConsumerSecret may read and write. If both are empty, practice keys are generated: see Keys.
	ConsumerKey, ConsumerSecret string
	// The read-only and the write-only pair exist only if they are given.
	ReadOnlyKey, ReadOnlySecret   string
	WriteOnlyKey, WriteOnlySecret string

	// ApplicationUser and ApplicationPassword open the media library (wp/v2/media). If both are empty, they are generated: see Login.
	ApplicationUser, ApplicationPassword string

	Settings Settings
	// Latency is how slow the shop is; where it is set it stands for Settings.Latency.
	Latency Latency
	// Faults go wrong besides those of Settings.Faults.
	Faults []Fault
	// Seed makes what happens by chance (fault rates, jitter) repeatable; it stands for Settings.Seed if that is 0.
	Seed uint64

	// DuplicateSKUs lets products share a SKU, as a plugin can; else the shop refuses that.
	DuplicateSKUs bool
	// Sample fills the shop with the products of WooCommerce's own sample file; else it is empty but for the
	// category Uncategorized.
	Sample bool
	// KeepRequests is how many requests the log remembers: 0 means 500, less than 0 none.
	KeepRequests int
	// Now is the shop's clock; time.Now if nil.
	Now func() time.Time
}

// Settings are what a shop's owner, or the host, has configured. The zero value is the recorded shop: EUR, two
// decimals with a dot, UTC+1, pretty permalinks, stock management on.
type Settings struct {
	// Decimals of an order's totals, 0 to 8; below 0 stands for 0, and 0 for the usual 2.
	Decimals int
	// DecimalSign and ThousandSign are "." and "," if empty. With a "," as decimal sign "12,50" is read as 12.50,
	// else as 1250.
	DecimalSign, ThousandSign string
	// Currency is a code of three letters; EUR if empty.
	Currency string
	// Location is the shop's time zone; a fixed UTC+1 called Europe/Oslo if nil.
	Location *time.Location
	// PlainPermalinks makes /wp-json/… answer the front page in HTML, as WordPress does with plain permalinks.
	PlainPermalinks bool
	// StripAuthorization drops the Authorization header, as many a shared host does.
	StripAuthorization bool
	// Redirect sends every request elsewhere with 301: "https" keeps the host, anything else is the new
	// scheme://host.
	Redirect string
	// StockOff turns the shop's stock management off: quantities are ignored.
	StockOff bool
	// IgnoreForwardedProto makes X-Forwarded-Proto: https count for nothing; the recorded shop trusted it.
	IgnoreForwardedProto bool
	// FailImages lists parts of image addresses whose download fails.
	FailImages []string
	// MaxBody is how many bytes a request body may have before nginx answers 413; 10 MiB if 0.
	MaxBody int64
	// Workers is how many requests are worked on at a time, the others wait; no limit if 0.
	Workers int

	Latency Latency
	Faults  []Fault
	// Seed makes what happens by chance repeatable.
	Seed uint64
}

// oslo is the recorded shop's time zone in winter: an hour ahead the year round, so that a test in July answers
// as one in November.
var oslo = time.FixedZone("Europe/Oslo", 3600)

func (set Settings) withDefaults() Settings {
	if set.Decimals == 0 {
		set.Decimals = 2
	}
	set.Decimals = min(max(set.Decimals, -1), 8)
	set.DecimalSign = cmp.Or(set.DecimalSign, ".")
	if set.ThousandSign == "" {
		set.ThousandSign = ","
		if set.DecimalSign == "," {
			set.ThousandSign = "."
		}
	}
	set.Currency = cmp.Or(set.Currency, "EUR")
	if set.Location == nil {
		set.Location = oslo
	}
	set.MaxBody = cmp.Or(set.MaxBody, 10<<20)
	return set
}

// places is the number of decimals.
func (set *Settings) places() int { return max(set.Decimals, 0) }

// apiKey is one row of the shop's keys.
type apiKey struct {
	key, secret string
	read, write bool
}

func (o *Options) keys() []*apiKey {
	if o.ConsumerKey == "" && o.ConsumerSecret == "" {
		o.ConsumerKey, o.ConsumerSecret = "ck_"+randomHex(20), "cs_"+randomHex(20)
	}
	keys := []*apiKey{{o.ConsumerKey, o.ConsumerSecret, true, true}}
	if o.ReadOnlyKey != "" {
		keys = append(keys, &apiKey{o.ReadOnlyKey, o.ReadOnlySecret, true, false})
	}
	if o.WriteOnlyKey != "" {
		keys = append(keys, &apiKey{o.WriteOnlyKey, o.WriteOnlySecret, false, true})
	}
	return keys
}

func (o *Options) login() (user, password string) {
	if o.ApplicationUser == "" && o.ApplicationPassword == "" {
		b := randomHex(12)
		return "practice", strings.Join([]string{b[:4], b[4:8], b[8:12], b[12:16], b[16:20], b[20:24]}, " ")
	}
	return o.ApplicationUser, o.ApplicationPassword
}

func randomHex(bytes int) string {
	b := make([]byte, bytes)
	rand.Read(b) // never fails: crypto/rand ends the program rather than return an error
	return hex.EncodeToString(b)
}
