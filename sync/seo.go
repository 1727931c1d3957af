package sync

import "strings"

// seoPrefixes begin the meta keys in which the common SEO plugins keep their fields: Yoast SEO, Rank Math, All in One SEO (also its
// former keys), SEOPress and The SEO Framework.
var seoPrefixes = [...]string{"_yoast_wpseo_", "rank_math_", "_aioseo_", "_aioseop_", "_seopress_", "_genesis_"}

// metaGroup is the group of fields that a meta key belongs to.
func metaGroup(key string) string {
	for _, prefix := range seoPrefixes {
		if strings.HasPrefix(key, prefix) {
			return groupSEO
		}
	}
	return groupDetails
}

// of keeps the keys of the groups that are ours.
func (m meta) of(own ownership) (kept meta) {
	for _, e := range m {
		if own[metaGroup(e.Key)] {
			kept = append(kept, e)
		}
	}
	return kept
}

// ownMeta keeps the meta data of the groups that are ours.
func (o ownership) ownMeta(list []payload) (kept []payload) {
	for _, e := range list {
		if key, _ := e["key"].(string); o[metaGroup(key)] {
			kept = append(kept, e)
		}
	}
	return kept
}
