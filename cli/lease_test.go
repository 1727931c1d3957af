package cli

import "testing"

func TestLeaseFromTheEnvironment(t *testing.T) {
	for _, wrong := range []string{"soon", "-1s", "1ms", "48h"} {
		m := stocked(t)
		m.env["WOOSYNC_LEASE"] = wrong
		m.run("sync").ends(2).tells("WOOSYNC_LEASE="+wrong, "100ms to 1h")
		delete(m.env, "WOOSYNC_LEASE")
		m.run("operations").ends(0).tells("No operations.")
	}
	m := stocked(t)
	m.env["WOOSYNC_LEASE"] = "500ms"
	m.run("sync", "woo-cap").ends(0).tells("1 added")
	m.run("worker", "--help").ends(0).tells("WOOSYNC_LEASE")
}
