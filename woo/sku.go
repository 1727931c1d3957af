package woo

import (
	"context"
	"fmt"
	"html"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	skusPerCall = 50   // a real shop takes 2.4 ms each
	skuURLLimit = 3000 // bytes of the encoded list; web servers take 4 to 8 KB in all
)

// ProductsBySKU finds the products and variations that hold one of the SKUs, of
// any status but trash, with the texts as they are stored. Compare with SameSKU:
// the shop may hold an SKU in another case. Several products may hold one SKU,
// because WooCommerce does not check those of more than 100 characters.
//
// Empty SKUs are passed over: WooCommerce would list everything for them.
func (c *Client) ProductsBySKU(ctx context.Context, skus []string) ([]Product, error) {
	return c.bySKU(ctx, skus, "")
}

// TrashedBySKU finds the products in the trash that hold one of the SKUs. Such a
// product makes a create fail with KindSKUInTrash.
func (c *Client) TrashedBySKU(ctx context.Context, skus []string) ([]Product, error) {
	return c.bySKU(ctx, skus, "trash")
}

func (c *Client) bySKU(ctx context.Context, skus []string, status string) ([]Product, error) {
	var all []Product
	seen := map[int64]bool{}
	for _, chunk := range skuChunks(skus) {
		found, err := c.skuChunk(ctx, chunk, status)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			if !seen[p.ID] {
				seen[p.ID] = true
				all = append(all, p)
			}
		}
	}
	return all, nil
}

// skuChunk asks for one chunk and keeps the hits that are real.
func (c *Client) skuChunk(ctx context.Context, chunk []string, status string) ([]Product, error) {
	wanted := make(map[string]bool, len(chunk))
	for _, sku := range chunk {
		wanted[skuKey(sku)] = true
	}
	ask := chunk
	if len(chunk) == 1 && chunk[0] == "0" {
		ask = []string{"0", "0"} // "0" alone is empty to PHP, and no filter at all
	}
	var all []Product
	query := Query{SKU: ask, Status: status, Context: "edit"}
	for page, err := range c.AllProducts(ctx, query) {
		if err != nil {
			return nil, err
		}
		strangers := 0
		for _, p := range page.Items {
			if wanted[skuKey(p.SKU)] {
				all = append(all, p)
			} else {
				strangers++
			}
		}
		// A comma splits an SKU, so its parts are hits too; a full page of others is no filter.
		if strangers > 2*skusPerCall-1 || strangers > 0 && page.Total > 10*BatchLimit {
			return nil, c.answerError(call{method: "GET", path: "products"}, answer{status: 200},
				fmt.Sprintf("the shop ignores the SKU filter and lists %d products; a plugin may be in the way", page.Total))
		}
	}
	return all, nil
}

// skuChunks cuts a list of SKUs into what one request takes. An SKU that holds a
// comma goes alone: WooCommerce looks for the whole parameter as an SKU too.
func skuChunks(skus []string) [][]string {
	var chunks [][]string
	var chunk []string
	size, seen := 0, map[string]bool{}
	flush := func() {
		if len(chunk) > 0 {
			chunks = append(chunks, chunk)
		}
		chunk, size = nil, 0
	}
	for _, sku := range skus {
		sku = StoredSKU(sku)
		if sku == "" || seen[sku] {
			continue
		}
		seen[sku] = true
		if strings.Contains(sku, ",") {
			chunks = append(chunks, []string{sku})
			continue
		}
		n := len(rfc3986(sku)) + 3
		if len(chunk) == skusPerCall || size+n > skuURLLimit {
			flush()
		}
		chunk, size = append(chunk, sku), size+n
	}
	flush()
	return chunks
}

var (
	percentOctet = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)
	htmlTag      = regexp.MustCompile(`<[a-zA-Z/!?][^<>]*>`)
)

// StoredSKU is an SKU as the shop will store it: blanks collapsed, HTML tags and
// %XX dropped, a remaining < escaped.
func StoredSKU(sku string) string {
	sku = htmlTag.ReplaceAllString(sku, "")
	for percentOctet.MatchString(sku) {
		sku = percentOctet.ReplaceAllString(sku, "")
	}
	return strings.ReplaceAll(strings.Join(strings.Fields(sku), " "), "<", "&lt;")
}

// SameSKU tells whether the shop takes two SKUs for one: it compares what it stores,
// without case and accents.
func SameSKU(a, b string) bool { return skuKey(a) == skuKey(b) }

func skuKey(sku string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(html.UnescapeString(StoredSKU(sku))) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(unicode.ToUpper(r)))
		}
	}
	return b.String()
}
