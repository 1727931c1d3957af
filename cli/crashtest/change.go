//go:build linux

package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
)

// change alters the catalogue as a day at the shop does, and tells how. Few articles leave at a time, so that the removal guard has
// nothing to say.
func (c *catalogue) change(rng *rand.Rand) string {
	var told []string
	tell := func(n int, what string) {
		if n > 0 {
			told = append(told, fmt.Sprintf("%d %s", n, what))
		}
	}
	tell(c.reprice(rng, 3+rng.IntN(40)), "priced")
	tell(c.touch(rng, rng.IntN(6)), "changed")
	tell(c.add(rng, rng.IntN(8)), "added")
	tell(c.remove(rng, rng.IntN(5)), "removed")
	if rng.IntN(3) == 0 {
		tell(c.bringBack(rng, 1+rng.IntN(3)), "brought back")
	}
	if rng.IntN(2) == 0 {
		tell(c.move(rng), "moved")
	}
	return strings.Join(told, ", ")
}

func (c *catalogue) reprice(rng *rand.Rand, n int) (done int) {
	priced := c.skus(func(a *article) bool { return a.regular != "" })
	for _, sku := range some(rng, priced, n) {
		a := c.articles[sku]
		a.regular, a.sale = price(rng), ""
		if rng.IntN(4) == 0 {
			a.sale = "1." + fmt.Sprintf("%02d", rng.IntN(100))
		}
		done++
	}
	return done
}

// touch changes names, stocks, places and links.
func (c *catalogue) touch(rng *rand.Rand, n int) (done int) {
	for _, sku := range some(rng, c.skus(func(a *article) bool { return a.parent == "" }), n) {
		a := c.articles[sku]
		switch rng.IntN(6) {
		case 0:
			a.name += "’"
		case 1:
			a.category = pick(rng, shelves)
		case 2:
			c.place(rng, a)
		case 3:
			if a.kind == "grouped" {
				a.members = some(rng, c.skus(func(a *article) bool { return a.kind == "simple" }), 4)
				break
			}
			others := c.skus(func(o *article) bool { return o.parent == "" && o != a && o.kind != "grouped" })
			a.upsells, a.crossSells = some(rng, others, 2), some(rng, others, 2)
		case 4:
			if a.kind == "simple" {
				a.stock = rng.IntN(40) - 1
			}
		case 5:
			if a.kind == "simple" {
				a.published = pick(rng, []int{1, 1, 0, -1})
			}
		}
		done++
	}
	return done
}

func (c *catalogue) add(rng *rand.Rand, n int) int {
	for range n {
		switch heads := c.skus(func(a *article) bool { return a.kind == "variable" }); {
		case rng.IntN(8) == 0:
			c.addFamily(rng)
		case rng.IntN(4) == 0 && len(heads) > 0:
			c.addVariation(rng, c.articles[pick(rng, heads)])
		case rng.IntN(10) == 0:
			c.addGroup(rng)
		default:
			c.addSimple(rng)
		}
	}
	return n
}

func (c *catalogue) remove(rng *rand.Rand, n int) (done int) {
	for _, sku := range some(rng, c.skus(func(*article) bool { return true }), n) {
		a := c.articles[sku]
		switch {
		case a == nil: // went with its variable product
			continue
		case a.parent != "" && len(c.variations(a.parent)) < 2:
			continue
		case a.kind == "variable":
			for _, v := range c.variations(sku) {
				c.drop(v)
				done++
			}
		}
		c.drop(sku)
		done++
	}
	return done
}

func (c *catalogue) drop(sku string) {
	c.gone[sku] = c.articles[sku]
	delete(c.articles, sku)
}

// bringBack puts articles into the catalogue that were taken out of it, under the SKU that they had.
func (c *catalogue) bringBack(rng *rand.Rand, n int) (done int) {
	var skus []string
	for sku := range c.gone {
		skus = append(skus, sku)
	}
	slices.Sort(skus)
	for _, sku := range some(rng, skus, n) {
		if a := c.gone[sku]; a != nil {
			done += c.restore(a)
		}
	}
	return done
}

// restore takes a variable product back with all variations that it had, and a variation only to the product that it hung on.
func (c *catalogue) restore(a *article) (done int) {
	if head := c.articles[a.parent]; a.parent != "" && (head == nil || head.kind != "variable") {
		return 0
	} else if head != nil {
		a.size = head.size
	}
	delete(c.gone, a.sku)
	c.articles[a.sku] = a
	a.published = 1
	done = 1
	if a.kind == "variable" {
		for _, v := range c.gone {
			if v.parent == a.sku {
				done += c.restore(v)
			}
		}
		if done == 1 { // it would have nothing to sell
			c.drop(a.sku)
			return 0
		}
	}
	return done
}

// move makes an article something that WooCommerce cannot turn it into: a variation of another product, or a product of its own.
func (c *catalogue) move(rng *rand.Rand) int {
	heads := c.skus(func(a *article) bool { return a.kind == "variable" })
	movable := c.skus(func(a *article) bool {
		return a.kind == "simple" && a.wanted() || a.parent != "" && len(c.variations(a.parent)) > 1
	})
	if len(heads) == 0 || len(movable) == 0 {
		return 0
	}
	a, head := c.articles[pick(rng, movable)], c.articles[pick(rng, heads)]
	if a.parent != "" && (a.parent == head.sku || rng.IntN(2) == 0) {
		a.kind, a.parent, a.colour, a.size, a.category = "simple", "", "", "", pick(rng, shelves)
		return 1
	}
	a.kind, a.parent, a.colour, a.size, a.published = "variation", head.sku, pick(rng, colours), head.size, 1
	a.category, a.tags, a.brands, a.upsells, a.crossSells = "", nil, nil, nil, nil
	return 1
}
