// Package config is what a user can decide about the screen: keys, colours, columns, saved views, and what survives a restart.
//
// It exists so that a mistake in a configuration costs the user one setting and not the program: Load reads what is good, and says of
// each mistake in which line and column it stands and what to do. It knows no screen of its own; what there is to decide (Screen) is
// handed in by whoever draws, so a new key or column is configurable at once, and it deals in plain data only.
//
// Three files lie side by side:
//
//	config.toml   the user's: read, never written, so its comments and order stay. `woosync config` prints one to begin with.
//	views.toml    views saved on the screen. Written only then, whole and atomically, and never when it holds something not understood.
//	state.toml    filter, sort and columns as they were left. Written at the end of the program; losing it costs nothing.
//
// A saved view of the same name goes before the one in config.toml. Each file has a version; a newer one is used as far as it is
// understood and is never written. Load never fails: where nothing can be read, everything has its default.
package config
