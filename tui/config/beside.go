package config

import "slices"

// Beside is the configuration for something that is only tried out: views are saved in a folder of its own, which is new, and nothing is
// written where the configuration lies.
func (c Config) Beside(folder string) Config {
	if c.place == nil || c.place.path == "" {
		return c
	}
	p := *c.place
	p.folder = folder
	c.place, c.Views = &p, slices.Clone(p.own)
	return c
}
