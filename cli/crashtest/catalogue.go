//go:build linux

package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// article is a row of the catalogue, and what a webshop must have of it.
type article struct {
	kind, sku, name string
	published       int // as WooCommerce's files have it: 1 published, 0 private, -1 a draft, which is not for the web
	regular, sale   string
	stock           int // -1: not managed
	category        string
	tags, brands    []string
	picture         string // "": none
	parent          string // SKU, of a variation
	axis            string // of a variable product: the attribute by which its variations differ, shared by all products
	colour          string // of a variation: what it is there
	size            string // a second attribute, not shared by products; "": none

	members, upsells, crossSells []string
}

// wanted tells whether the webshop is to have it. What it depends on is the catalogue's care: a variation has its variable product,
// and a variable product a variation with a price.
func (a *article) wanted() bool { return a.published >= 0 }

// catalogue is the one source of truth, as a shop owner keeps it.
type catalogue struct {
	articles map[string]*article
	gone     map[string]*article // what was in it before
	made     int                 // articles that were ever made, for SKUs
	pictures string              // address below which pictures are
}

var (
	colours = []string{"Red", "Blue", "Green", "Black", "Sand"}
	words   = []string{"Saw", "Hammer", "Wrench", "Plane", "Chisel", "File", "Drill", "Vice", "Gauge", "Mallet"}
	marks   = []string{"handy", "sturdy", "new", "sale", "blåbær", "R&D"}
	makers  = []string{"Nordværk", "Holt", "Ek & Co"}
	shelves = []string{"Tools", "Tools > Saws", "Tools > Saws > Fine", "Tools > Hammers", "Garden", "Garden > Shears", "House", "House > Hooks & Eyes"}
)

func newCatalogue(rng *rand.Rand, simples, families int, pictures string) *catalogue {
	c := &catalogue{articles: map[string]*article{}, gone: map[string]*article{}, pictures: pictures}
	for range simples {
		c.addSimple(rng)
	}
	for range families {
		c.addFamily(rng)
	}
	for range max(2, simples/40) {
		c.addGroup(rng)
	}
	return c
}

func pick[T any](rng *rand.Rand, list []T) T { return list[rng.IntN(len(list))] }

// some gives up to most different elements.
func some[T any](rng *rand.Rand, list []T, most int) []T {
	list = slices.Clone(list)
	rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list[:min(len(list), rng.IntN(most+1))]
}

// nextSKU is as long as one may be in one of eight.
func (c *catalogue) nextSKU(rng *rand.Rand, letter string) string {
	c.made++
	sku := fmt.Sprintf("%s-%04d", letter, c.made)
	if rng.IntN(8) == 0 {
		sku += "-" + strings.Repeat("x", 93)
	}
	return sku
}

func price(rng *rand.Rand) string { return fmt.Sprintf("%d.%02d", 5+rng.IntN(200), rng.IntN(100)) }

func (c *catalogue) newSimple(rng *rand.Rand) *article {
	a := &article{kind: "simple", sku: c.nextSKU(rng, "S"), published: 1, regular: price(rng), stock: rng.IntN(60) - 10}
	a.name = fmt.Sprintf("%s %d", pick(rng, words), c.made)
	a.stock = max(a.stock, -1)
	c.place(rng, a)
	if rng.IntN(8) == 0 {
		a.picture = fmt.Sprintf("p%d.png", rng.IntN(20))
	}
	if rng.IntN(15) == 0 {
		a.kind, a.stock = "external", -1
	}
	return a
}

// place gives a product its category, tags and brand: now and then some that no product has had.
func (c *catalogue) place(rng *rand.Rand, a *article) {
	a.category, a.tags, a.brands = pick(rng, shelves), some(rng, marks, 3), some(rng, makers, 1)
	switch rng.IntN(7) {
	case 0:
		a.category = fmt.Sprintf("Tools > Shelf %d", rng.IntN(100))
	case 1:
		a.tags = append(a.tags, fmt.Sprintf("week %d", rng.IntN(100)))
	case 2:
		a.brands = []string{fmt.Sprintf("Maker %d", rng.IntN(100))}
	}
}

func (c *catalogue) addSimple(rng *rand.Rand) *article {
	a := c.newSimple(rng)
	if others := c.skus(func(a *article) bool { return a.parent == "" && a.kind != "grouped" }); len(others) > 3 && rng.IntN(4) == 0 {
		a.upsells, a.crossSells = some(rng, others, 2), some(rng, others, 2)
	}
	c.articles[a.sku] = a
	return a
}

func (c *catalogue) addFamily(rng *rand.Rand) *article {
	head := c.newSimple(rng)
	head.kind, head.sku, head.regular, head.stock = "variable", c.nextSKU(rng, "V"), "", -1
	head.axis = pick(rng, []string{"Colour", "Colour", "Shade", "Tint", "Hue", "Paint", "Finish", "Glaze"})
	if rng.IntN(2) == 0 {
		head.size = pick(rng, []string{"S", "M", "L"})
	}
	c.articles[head.sku] = head
	for range 2 + rng.IntN(3) {
		c.addVariation(rng, head)
	}
	return head
}

func (c *catalogue) addVariation(rng *rand.Rand, head *article) *article {
	v := &article{kind: "variation", sku: c.nextSKU(rng, "W"), published: 1, regular: price(rng), stock: rng.IntN(20) - 1, parent: head.sku,
		colour: pick(rng, colours), size: head.size}
	v.name = head.name + " - " + v.colour
	if rng.IntN(10) == 0 {
		v.picture = fmt.Sprintf("p%d.png", rng.IntN(20))
	}
	c.articles[v.sku] = v
	return v
}

func (c *catalogue) addGroup(rng *rand.Rand) *article {
	g := c.newSimple(rng)
	g.kind, g.sku, g.regular, g.stock, g.picture = "grouped", c.nextSKU(rng, "G"), "", -1, ""
	g.members = some(rng, c.skus(func(a *article) bool { return a.kind == "simple" }), 4)
	c.articles[g.sku] = g
	return g
}

// skus lists, in order, the articles that fit.
func (c *catalogue) skus(fits func(*article) bool) (out []string) {
	for _, sku := range slices.Sorted(maps.Keys(c.articles)) {
		if fits(c.articles[sku]) {
			out = append(out, sku)
		}
	}
	return out
}

func (c *catalogue) variations(head string) []string {
	return c.skus(func(a *article) bool { return a.parent == head })
}

// leads lists those of the SKUs that lead to something which the webshop is to have.
func (c *catalogue) leads(skus []string) (out []string) {
	for _, sku := range skus {
		if a := c.articles[sku]; a != nil && a.wanted() {
			out = append(out, sku)
		}
	}
	return out
}

var header = []string{"Type", "SKU", "Name", "Published", "Regular price", "Sale price", "Stock", "In stock?", "Categories", "Tags", "Brands", "Images", "Parent",
	"Grouped products", "Upsells", "Cross-sells", "External URL", "Button text", "Attribute 1 name", "Attribute 1 value(s)", "Attribute 1 visible", "Attribute 1 global",
	"Attribute 2 name", "Attribute 2 value(s)", "Attribute 2 visible", "Attribute 2 global"}

// file is the catalogue as a shop's export has it, variations anywhere.
func (c *catalogue) file(rng *rand.Rand) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(header) // a buffer takes everything
	skus := c.skus(func(*article) bool { return true })
	rng.Shuffle(len(skus), func(i, j int) { skus[i], skus[j] = skus[j], skus[i] })
	for _, sku := range skus {
		_ = w.Write(c.row(c.articles[sku]))
	}
	w.Flush()
	return b.Bytes()
}

func (c *catalogue) row(a *article) []string {
	stock, url, button := "", "", ""
	if a.stock >= 0 {
		stock = strconv.Itoa(a.stock)
	}
	if a.kind == "external" {
		url, button = "https://elsewhere.example/"+a.sku, "Buy elsewhere"
	}
	picture := ""
	if a.picture != "" {
		picture = c.pictures + a.picture
	}
	row := []string{a.kind, a.sku, a.name, strconv.Itoa(a.published), a.regular, a.sale, stock, "1", a.category, strings.Join(a.tags, ", "), strings.Join(a.brands, ", "),
		picture, a.parent, strings.Join(a.members, ", "), strings.Join(a.upsells, ", "), strings.Join(a.crossSells, ", "), url, button}
	switch a.kind {
	case "variable":
		row = append(row, a.axis, strings.Join(colours, ", "), "1", "1")
		if a.size != "" {
			row = append(row, "Fit", "S, M, L", "1", "0")
		}
	case "variation":
		row = append(row, c.articles[a.parent].axis, a.colour, "", "1")
		if a.size != "" {
			row = append(row, "Fit", a.size, "", "0")
		}
	}
	return append(row, make([]string, len(header)-len(row))...)
}
