package wootest

import (
	"regexp"
	"strconv"
	"unicode/utf8"
)

// skuColumn is the width of the look-up table's column: longer SKUs are stored, but never found to be taken.
const skuColumn = 100

// skuOwner finds another product that holds a SKU; those in the trash count only if asked.
func (s *store) skuOwner(sku string, but int, withTrash bool) int {
	if isEmpty(sku) || utf8.RuneCountInString(sku) > skuColumn {
		return 0
	}
	for _, id := range s.skus.get(fold(sku)) {
		if id != but && (withTrash || !s.posts[id].inTrash()) {
			return id
		}
	}
	return 0
}

// setSKU is WooCommerce's set_sku: one name space for products and variations.
func (s *store) setSKU(p *product, v any) *apiError {
	if !isScalar(v) {
		return nil
	}
	sku := sanitizeText(phpString(v))
	if owner := s.skuOwner(sku, p.id, false); owner > 0 && !s.sharedSKUs {
		free := sku
		for n := 1; s.skuOwner(free, p.id, false) > 0; n++ {
			free = sku + "-" + strconv.Itoa(n)
		}
		return fail(400, "product_invalid_sku", "Invalid or duplicated SKU.", member{"resource_id", owner}, member{"unique_sku", free})
	}
	p.sku = sku
	return nil
}

var notInGTIN = regexp.MustCompile(`[^0-9-]`)

// setGTIN silently drops what is neither digit nor hyphen.
func (s *store) setGTIN(p *product, v any) *apiError {
	if !isScalar(v) {
		return nil
	}
	gtin := notInGTIN.ReplaceAllString(sanitizeText(phpString(v)), "")
	if !isEmpty(gtin) {
		for _, id := range s.gtins.get(fold(gtin)) {
			if id != p.id && !s.posts[id].inTrash() {
				return fail(400, "product_invalid_global_unique_id", "Invalid or duplicated GTIN, UPC, EAN or ISBN.", member{"resource_id", id})
			}
		}
	}
	p.gtin = gtin
	return nil
}

// lockSKU is what a create does last: it takes the SKU's row in the look-up table, which one in the trash holds too.
func (s *store) lockSKU(p *product) *apiError {
	if (s.sharedSKUs || s.skuOwner(p.sku, p.id, true) == 0) && !s.orphans[fold(p.sku)] {
		return nil
	}
	return failf(400, "woocommerce_rest_product_not_created",
		"The product with SKU (%s) you are trying to insert is already present in the lookup table", p.sku)
}

// freeSlug finds a slug that no other product of the kind has.
func (s *store) freeSlug(p *product, slug string) string {
	if slug == "" {
		return ""
	}
	key := ""
	if p.variation {
		key = "/"
	}
	taken := func(slug string) bool { id, ok := s.slugs[key+slug]; return ok && id != p.id }
	free, _ := uniqueSlug(slug, 2, taken)
	return free
}

// takeSlug is freeSlug for a product that is being saved; it remembers how far the numbers have got.
func (s *store) takeSlug(p *product, slug string) string {
	if slug == "" {
		return ""
	}
	key := slug
	if p.variation {
		key = "/" + slug
	}
	taken := func(x string) bool {
		if p.variation {
			x = "/" + x
		}
		id, ok := s.slugs[x]
		return ok && id != p.id
	}
	free, n := uniqueSlug(slug, s.slugHint[key], taken)
	if n > 0 {
		s.slugHint[key] = n
	}
	return free
}
