// Package wootest is the practice shop: an in-memory WooCommerce REST v3 server that answers as a real
// WooCommerce 10.5 on WordPress 6.9 was recorded to answer, including what is silly there (a batch without
// validation, mangled prices, a PUT that obeys the id in its body, plain permalinks that answer HTML with 200).
//
// Tests of the client and of the worker, the demo and whoever wants to practise without a shop at risk use it. It
// can be slow, broken and hostile on demand: see Settings, Latency and Fault.
//
// It never talks to the internet: pictures are downloaded from loopback addresses only, and everything lives in
// memory until Close. It fails as the recorded shop did, with the same status, code and message; what the
// recordings do not show follows the rules that WooCommerce applies elsewhere.
package wootest
