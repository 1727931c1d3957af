//go:build !darwin && !windows

package keyring

import (
	"fmt"
	"os"
)

// unreachable says why there can be no Secret Service here. Asking D-Bus itself would start a new one of its own where there is none
// (dbus-launch), which has no keys and stays behind.
func unreachable() string {
	if a := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); a != "" && a != "autolaunch:" {
		return ""
	}
	for _, name := range []string{"bus", "dbus-session"} {
		if _, err := os.Stat(fmt.Sprintf("/run/user/%d/%s", os.Getuid(), name)); err == nil {
			return ""
		}
	}
	return "there is no D-Bus session here, as on a server, under cron or over SSH"
}
