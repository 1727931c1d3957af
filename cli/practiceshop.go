package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"woosync/woo/wootest"
)

// keptRequests is how many requests the practice shop remembers; they are printed long before it forgets them.
const keptRequests = 1000

func (a *app) practiceShop() *cobra.Command {
	var (
		addr     string
		empty    bool
		settings []string
		options  wootest.Options
	)
	cmd := &cobra.Command{
		Use:   "practice-shop",
		Short: "Serve a practice webshop on this machine",
		Long: `Serve a webshop that answers as a WooCommerce 10.5 does, to practise on without risk. It keeps everything in memory and forgets it
when it ends (ctrl+c). It listens on this machine only, and writes each request that it answers to standard error.

The keys are made anew each time unless they are given; they open nothing but this shop. As a real shop does over http, it wants
requests signed with OAuth 1.0a.

--settings makes it as a shop's owner or host may have it:
  ` + strings.Join(wootest.SettingsHelp(), "\n  "),
		Example: `  woosync practice-shop --addr 127.0.0.1:8089
  woosync practice-shop --addr 127.0.0.1:8089 --empty --consumer-key ck_practice --consumer-secret cs_practice
  woosync practice-shop --settings latency=real,fault-502=0.05`,
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if (options.ConsumerKey == "") != (options.ConsumerSecret == "") {
				return usage(cmd, "--consumer-key and --consumer-secret belong together")
			}
			if (options.ReadOnlyKey == "") != (options.ReadOnlySecret == "") || (options.WriteOnlyKey == "") != (options.WriteOnlySecret == "") {
				return usage(cmd, "a key and its secret belong together")
			}
			if (options.ApplicationUser == "") != (options.ApplicationPassword == "") {
				return usage(cmd, "--application-user and --application-password belong together")
			}
			var err error
			if options.Settings, err = wootest.ParseSettings(strings.Join(settings, ",")); err != nil {
				return usage(cmd, "--settings: %s", err)
			}
			options.Sample, options.KeepRequests, options.Now = !empty, keptRequests, a.env.Now
			return a.servePractice(cmd.Context(), options, addr)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&addr, "addr", "127.0.0.1:8089", "listen on `ADDRESS` of this machine; port 0 takes a free one")
	flags.StringVar(&options.Name, "name", "", "the shop's `TITLE`")
	flags.StringVar(&options.ConsumerKey, "consumer-key", "", "the key that may read and write")
	flags.StringVar(&options.ConsumerSecret, "consumer-secret", "", "its secret")
	flags.StringVar(&options.ReadOnlyKey, "read-only-key", "", "a key that may only read")
	flags.StringVar(&options.ReadOnlySecret, "read-only-secret", "", "its secret")
	flags.StringVar(&options.WriteOnlyKey, "write-only-key", "", "a key that may only write")
	flags.StringVar(&options.WriteOnlySecret, "write-only-secret", "", "its secret")
	flags.StringVar(&options.ApplicationUser, "application-user", "", "a WordPress user who may upload images")
	flags.StringVar(&options.ApplicationPassword, "application-password", "", "that user's application password")
	flags.BoolVar(&empty, "empty", false, "begin without products; else with those of WooCommerce's sample file")
	flags.StringSliceVar(&settings, "settings", nil, "settings of the shop, `KEY=VALUE,…`")
	return cmd
}

// servePractice serves until ctx ends.
func (a *app) servePractice(ctx context.Context, o wootest.Options, addr string) error {
	shop := wootest.New(o)
	url, err := shop.Start(addr)
	if err != nil {
		return err
	}
	key, secret := shop.Keys()
	user, password := shop.Login()
	fmt.Fprintf(a.env.Out, "%s serves %s (a browser shows what it has)\n\nConsumer key:    %s\nConsumer secret: %s\n", clean(shop.Name()), url, clean(key), clean(secret))
	fmt.Fprintf(a.env.Out, "Application password of the user %s, for image files: %s\n\n", clean(user), clean(password))
	fmt.Fprintf(a.env.Out, "In another terminal:\n  export WOOSYNC_CONSUMER_KEY=%s WOOSYNC_CONSUMER_SECRET=%s\n  export WOOSYNC_APPLICATION_USER=%s WOOSYNC_APPLICATION_PASSWORD=%s\n  woosync webshop add Practice %s --mirror-categories\n\n",
		shellWord(key), shellWord(secret), shellWord(user), shellWord(password), url)
	log := requestLog{app: a, shop: shop}
	ticks := time.NewTicker(100 * time.Millisecond)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			log.print()
			if err := shop.Close(); err != nil {
				return err
			}
			fmt.Fprintln(a.env.Err, "The practice shop has ended.")
			return nil
		case <-ticks.C:
			log.print()
		}
	}
}

// requestLog prints the requests that came in since the last time.
type requestLog struct {
	app  *app
	shop *wootest.Shop
	last wootest.Request
}

func (l *requestLog) print() {
	requests := l.shop.Requests()
	begin := 0
	for i := len(requests) - 1; i >= 0; i-- {
		if requests[i] == l.last {
			begin = i + 1
			break
		}
	}
	for _, r := range requests[begin:] {
		fmt.Fprintln(l.app.env.Err, requestLine(r))
		l.last = r
	}
}

func requestLine(r wootest.Request) string {
	line := fmt.Sprintf("%s %s %s", r.Time.Local().Format("15:04:05.000"), r.Method, clean(r.Path))
	if query := withoutSignature(r.Query); query != "" {
		line += "?" + clean(query)
	}
	line += fmt.Sprintf(" → %d, ", r.Status)
	if r.Items > 0 {
		line += count(r.Items, "item") + ", "
	}
	line += r.Duration.Round(time.Millisecond).String()
	if r.Fault != "" {
		line += ", fault " + string(r.Fault)
	}
	return line
}

// withoutSignature leaves out what every signed request has.
func withoutSignature(query string) string {
	kept := slices.DeleteFunc(strings.Split(query, "&"), func(pair string) bool { return strings.HasPrefix(pair, "oauth_") })
	return strings.Join(kept, "&")
}
