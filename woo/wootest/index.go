package wootest

import (
	"strings"
	"time"
)

// rootIndex is /wp-json/: what a client finds the shop's API and clock by.
func (c *call) rootIndex() (reply, error) {
	zone := c.shop.settings().Location
	_, offset := time.Unix(c.now(), 0).In(zone).Zone()
	name := zone.String()
	if !strings.Contains(name, "/") {
		name = ""
	}
	return ok(object{
		{"name", c.shop.name}, {"description", ""}, {"url", c.home}, {"home", c.home}, {"gmt_offset", float64(offset) / 3600}, {"timezone_string", name},
		{"page_for_posts", 0}, {"page_on_front", 0}, {"show_on_front", "posts"},
		{"namespaces", []string{"oembed/1.0", "wc/v3", "wc/v1", "wc/pos/v1/catalog", "jetpack/v4", "wc-admin", "wc-analytics", "wc/store", "wc/store/v1",
			"wc/private", "wc/v2", "wc-admin-email", "wc-telemetry", "wccom-site/v3", "wp-abilities/v1", "wp/v2", "wp-site-health/v1", "wp-block-editor/v1"}},
		{"authentication", object{{"application-passwords", object{{"endpoints", object{{"authorization", c.home + "/wp-admin/authorize-application.php"}}}}}}},
		{"routes", c.routeObjects("wc/v3")}, {"site_logo", 0}, {"site_icon", 0}, {"site_icon_url", ""},
		{"_links", object{{"help", []object{{{"href", "https://developer.wordpress.org/rest-api/"}}}}}},
	})
}

// namespaceIndex is /wp-json/wc/v3: it tells without a key that WooCommerce is there.
func (c *call) namespaceIndex() (reply, error) {
	return ok(object{{"namespace", c.namespace}, {"routes", c.routeObjects(c.namespace)},
		{"_links", object{{"up", []object{{{"href", c.shop.restURL(c.home, "")}}}}}}})
}

func (c *call) routeObjects(namespace string) object {
	out := object{{"/" + namespace, object{{"namespace", namespace}, {"methods", []string{"GET"}}, {"endpoints", []object{{{"methods", []string{"GET"}}}}},
		{"_links", object{{"self", []object{{{"href", c.shop.restURL(c.home, namespace)}}}}}}}}}
	for i := range c.shop.routes.all {
		r := &c.shop.routes.all[i]
		path := make([]string, len(r.pattern))
		for n, p := range r.pattern {
			path[n] = p
			if strings.HasPrefix(p, "{") {
				path[n] = "(?P<" + strings.Trim(p, "{}") + `>[\d]+)`
			}
		}
		out.add("/"+namespace+"/"+strings.Join(path, "/"), r.describe(namespace, false))
	}
	return out
}

// describe is the answer to OPTIONS: what a route takes, and the schema of what it is about.
func describe(c *call, r *route) object { return r.describe(c.namespace, true) }

func (r *route) describe(namespace string, schema bool) object {
	endpoints := []object{}
	for _, e := range r.endpoints {
		args := object{}
		for _, f := range e.fields {
			if !f.readonly {
				args.add(f.name, f.describe(false))
			}
		}
		endpoints = append(endpoints, object{{"methods", e.methods}, {"args", args}})
	}
	out := object{{"namespace", namespace}, {"methods", r.methods()}, {"endpoints", endpoints}}
	if schema && r.schema != nil {
		props := object{}
		for _, f := range r.schema {
			props.add(f.name, f.describe(true))
		}
		out.add("schema", object{{"$schema", "http://json-schema.org/draft-04/schema#"}, {"title", r.title}, {"type", "object"}, {"properties", props}})
	}
	return out
}

func (f *field) describe(inSchema bool) object {
	o := object{}
	if len(f.types) == 1 {
		o.add("type", f.types[0])
	} else {
		o.add("type", f.types)
	}
	if f.def != nil {
		o.add("default", f.def)
	}
	if len(f.enum) > 0 {
		o.add("enum", f.enum)
	}
	if f.format != "" {
		o.add("format", f.format)
	}
	if inSchema {
		context := []string{"view", "edit"}
		if f.editOnly {
			context = []string{"edit"}
		}
		o.add("context", context)
		if f.readonly {
			o.add("readonly", true)
		}
	}
	if f.items != nil {
		o.add("items", f.items.describe(inSchema))
	}
	if len(f.props) > 0 {
		props := object{}
		for i := range f.props {
			props.add(f.props[i].name, f.props[i].describe(inSchema))
		}
		o.add("properties", props)
	}
	o.add("required", f.required)
	return o
}
