package wootest

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"html/template"
	"net/http"
	"slices"
	"strings"
)

//go:embed front.html
var frontHTML string

// front is parsed once; it holds no state.
var front = template.Must(template.New("front").Parse(frontHTML))

// frontRows is how many products the front page shows.
const frontRows = 200

type frontView struct {
	Name, Home        string
	Total, Categories int
	Products          []frontProduct
	More              int
}

type frontProduct struct {
	ID                                    int
	Name, SKU, Status, Type, Price, Stock string
	Categories                            string
	Image                                 string
	Variations                            []frontProduct
}

// frontPage shows the products to whoever opens the shop in a browser.
func (s *Shop) frontPage(in *incoming) *answer {
	view := s.frontView(in.home)
	var b bytes.Buffer
	if err := front.Execute(&b, view); err != nil {
		return newAnswer(http.StatusInternalServerError, "text/plain; charset=UTF-8", []byte(err.Error()))
	}
	a := newAnswer(http.StatusOK, htmlType, b.Bytes())
	a.header.Set("X-Powered-By", "PHP/8.2.36")
	a.header.Set("Link", "<"+s.apiRoot(in)+`>; rel="https://api.w.org/"`)
	return a
}

func (s *Shop) frontView(home string) frontView {
	s.mu.RLock()
	defer s.mu.RUnlock()
	c := s.inspector(home)
	v := frontView{Name: s.name, Home: home, Categories: len(s.store.taxonomies[catTaxonomy].bySlug)}
	for i := len(s.store.byDate.entries) - 1; i >= 0; i-- {
		p := s.store.byDate.entries[i].p
		if !p.listed {
			continue
		}
		if v.Total++; v.Total <= frontRows {
			v.Products = append(v.Products, c.frontProduct(p))
		}
	}
	v.More = max(v.Total-frontRows, 0)
	return v
}

func (c *call) frontProduct(p *product) frontProduct {
	s, set := c.shop.store, c.shop.settings()
	pr := s.pricing(p, c.now())
	f := frontProduct{ID: p.id, Name: unescapeName(p.name), SKU: p.sku, Status: p.status, Type: p.kind}
	if pr.price != "" {
		f.Price = set.amount(phpFloat(pr.price)) + " " + set.Currency
		if pr.onSale && pr.regular != "" {
			f.Price += " (was " + set.amount(phpFloat(pr.regular)) + ")"
		}
	}
	stock := s.stockView(p, set)
	f.Stock = stock.status
	if q, ok := stock.quantity.(int); ok {
		f.Stock = phpString(q) + " (" + stock.status + ")"
	}
	if p.variation {
		f.Name = unescapeName(s.variationName(p))
	}
	var names []string
	for _, id := range p.categories {
		if t := s.terms[id]; t != nil {
			names = append(names, unescapeName(s.termPath(t)))
		}
	}
	slices.Sort(names)
	f.Categories = strings.Join(names, ", ")
	if images := p.d().images; len(images) > 0 && s.images[images[0]] != nil {
		f.Image = c.uploadURL(s.images[images[0]])
	}
	for _, id := range s.children[p.id] {
		if v := s.posts[id]; v != nil && v.status != "trash" {
			f.Variations = append(f.Variations, c.frontProduct(v))
		}
	}
	return f
}

// termPath names a category with those above it.
func (s *store) termPath(t *term) string {
	path := t.name
	for up, n := s.terms[t.parent], 0; up != nil && n < 20; up, n = s.terms[up.parent], n+1 {
		path = up.name + " > " + path
	}
	return path
}

// servePractice answers the addresses that a real shop does not have: what is in this one, and what was sent to it.
// They need no key. It tells whether the request was one of them.
func (s *Shop) servePractice(w http.ResponseWriter, r *http.Request) bool {
	if file, ok := strings.CutPrefix(r.URL.Path, "/wp-content/uploads/"); ok {
		s.serveUpload(w, file)
		return true
	}
	switch r.URL.Path {
	case "/practice/requests":
		s.writeJSON(w, s.Requests())
	case "/practice/products":
		s.writeJSON(w, s.Products())
	case "/practice/categories":
		s.writeJSON(w, s.Categories())
	default:
		return false
	}
	return true
}

func (s *Shop) writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	_ = e.Encode(v) // an error means that the client left
}
