package wootest

import "strconv"

// saveProduct writes p: a new product if before is nil. It does what every save does: times, slug, stock status,
// sale price. The shop's lock must be held.
func (c *call) saveProduct(before, p *product) *apiError {
	s, set, now := c.shop.store, c.shop.settings(), c.now()
	p.dropSale()
	p.alignStock(set)
	if before == nil {
		p.id = s.newPostID()
		if p.created == 0 {
			p.created = now
		}
		p.modified = p.created // a product from the past, or the future, was modified then
		if p.name == "" && !p.variation {
			p.name = "Product"
		}
	} else {
		p.modified = now
	}
	p.name = trimName(p.name)
	p.schedule(now)
	c.shop.slugForStatus(before, p)
	if before == nil {
		if !p.variation {
			if err := s.lockSKU(p); err != nil {
				return err
			}
		}
		s.insert(p)
		return nil
	}
	s.update(before, p)
	if before.kind != "variable" && len(s.children[before.id]) > 0 && c.wasVariable {
		s.removeChildren(before.id)
	}
	return nil
}

// schedule makes a product with a date to come one of the future, and one of the past none.
func (p *product) schedule(now int64) {
	switch {
	case p.status == "publish" && p.created > now+60:
		p.status = "future"
	case p.status == "future" && p.created <= now:
		p.status = "publish"
	}
}

// slugForStatus gives a slug to what is published, and keeps that of the trash apart.
func (s *Shop) slugForStatus(before, p *product) {
	st := s.store
	wasTrash := before != nil && before.inTrash()
	switch {
	case before != nil && p.inTrash() && !wasTrash:
		d := p.edit()
		d.wantedSlug = p.slug
		d.meta = st.putMeta(d.meta, 0, "_wp_desired_post_slug", p.slug)
		p.slug = st.takeSlug(p, trashedSlug(p.slug))
	case wasTrash && !p.inTrash():
		if d := p.edit(); d.wantedSlug != "" {
			p.slug = d.wantedSlug
			d.wantedSlug = ""
			d.meta = st.putMeta(d.meta, 0, "_wp_desired_post_slug", nil)
		}
	}
	drafted := p.status == "draft" || p.status == "pending" || p.status == "auto-draft"
	if p.slug == "" && !drafted {
		p.slug = slugify(p.titleFor(st))
		if p.slug == "" {
			p.slug = strconv.Itoa(p.id)
		}
	}
	if !drafted && (before == nil || p.slug != before.slug) {
		p.slug = st.takeSlug(p, p.slug)
	}
}

const trashedSuffix = "__trashed"

func trashedSlug(slug string) string {
	if len(slug)+len(trashedSuffix) > maxSlug {
		slug = slug[:maxSlug-len(trashedSuffix)]
	}
	return slug + trashedSuffix
}

// trashProduct moves a product to the trash; a variable one takes its variations along.
func (c *call) trashProduct(p *product) {
	s := c.shop.store
	next := p.clone()
	d := next.edit()
	d.meta = s.putMeta(d.meta, 0, "_wp_trash_meta_status", p.status)
	d.meta = s.putMeta(d.meta, 0, "_wp_trash_meta_time", strconv.FormatInt(c.now(), 10))
	next.status = "trash"
	next.modified = c.now()
	c.shop.slugForStatus(p, next)
	s.update(p, next)
	if p.variation {
		c.touch(p.parent)
		return
	}
	for _, id := range s.children[p.id] {
		if child := s.posts[id]; child != nil && !child.inTrash() {
			c.trashProduct(child)
		}
	}
}

// removeProduct deletes a product for good, with its variations.
func (s *store) removeProduct(p *product) {
	s.removeChildren(p.id)
	s.remove(p)
}

func (s *store) removeChildren(id int) {
	for _, child := range s.children[id] {
		if v := s.posts[child]; v != nil {
			s.remove(v)
		}
	}
	delete(s.children, id)
}

// touch moves the modification time of a product whose variations changed.
func (c *call) touch(id int) {
	if p := c.shop.store.posts[id]; p != nil && !p.variation {
		p.modified = c.now()
	}
}
