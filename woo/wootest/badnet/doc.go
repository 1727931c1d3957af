// Package badnet is a network that misbehaves, for tests: a proxy on a real socket of this machine that stands between a client and
// a shop, certificates that are wrong, and a name server that lies.
//
// The proxy reads whole requests, so that it can strike at one that writes, before the shop has it or after the shop has done the
// work, and it writes the answer byte by byte, so that it can send what no HTTP server would. It never speaks to anything but the shop it
// was made for, and listens on loopback only. It fails as a network does: by what the client sees; only New and the name server
// return errors.
package badnet
