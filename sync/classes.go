package sync

import (
	"context"
	"fmt"

	"woosync/woo"
)

// ensureClasses makes shipping classes. Products name them by slug, which only the webshop knows.
func (m *terms) ensureClasses(call caller, names []string) error {
	if len(names) == 0 {
		return nil
	}
	if m.classes == nil {
		classes := map[string]string{}
		err := asking(call)(func(ctx context.Context) error {
			list, err := m.client.ListTerms(ctx, woo.TermShippingClasses)
			for _, t := range list {
				classes[termKey(t.Name)] = t.Slug
				classes[t.Slug] = t.Slug
			}
			return err
		})
		if err != nil {
			return err
		}
		m.classes = classes
	}
	for _, n := range names {
		if m.classes[termKey(n)] != "" || m.faults[faultKey(kindShipping, n)] != "" {
			continue
		}
		results, err := createTerms(call, m.client, woo.TermShippingClasses, []woo.Fields{{"name": n}})
		switch {
		case err != nil:
			return err
		case results[0].Err == nil:
			m.classes[termKey(n)] = results[0].Term.Slug
		default:
			m.blame(kindShipping, n, results[0].Err)
		}
	}
	return nil
}

// shippingClass is the slug of a shipping class that was ensured before.
func (m *terms) shippingClass(name string) (string, error) {
	if name == "" {
		return "", nil
	}
	if slug := m.classes[termKey(name)]; slug != "" {
		return slug, nil
	}
	return "", m.fault(kindShipping, name)
}

// readTaxClasses finds the tax classes of the webshop. None is ever made: it would have no rates, and everything in it would be sold
// untaxed. WooCommerce takes the standard class, without a word, for one that it does not have.
func (m *terms) readTaxClasses(call caller, names []string) error {
	if len(names) == 0 || m.taxes != nil {
		return nil
	}
	taxes := map[string]string{"parent": "parent"}
	err := asking(call)(func(ctx context.Context) error {
		list, err := m.client.ListTaxClasses(ctx)
		for _, t := range list {
			taxes[taxClass(plainTerm(t.Name))] = t.Slug
		}
		for _, t := range list {
			taxes[t.Slug] = t.Slug
		}
		return err
	})
	if err == nil {
		m.taxes = taxes
	}
	return err
}

// taxClass is the slug of a tax class.
func (m *terms) taxClass(name string) (string, error) {
	if slug := m.taxes[name]; slug != "" || name == "" {
		return slug, nil
	}
	return "", fmt.Errorf("the webshop has no tax class %q; make it there under WooCommerce > Settings > Tax, with its rates, or correct it in the catalogue", name)
}
