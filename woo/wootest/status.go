package wootest

import "strconv"

type taxClass struct{ slug, name string }

func statusRoutes() []route {
	return []route{
		at("system_status", "system_status", nil, endpoint{reading, itemFields, true, denyList, (*call).systemStatus}),
		at("taxes/classes", "tax_class", taxClassFields,
			endpoint{reading, nil, false, denyList, (*call).listTaxClasses},
			endpoint{creating, named(taxClassFields), true, denyCreate, writing((*call).createTaxClass)}),
		at("taxes/classes/{slug}", "tax_class", taxClassFields,
			endpoint{reading, nil, false, denyView, (*call).getTaxClass},
			endpoint{deleting, deleteFields, true, denyDelete, writing((*call).deleteTaxClass)}),
	}
}

func (t taxClass) object() object { return object{{"slug", t.slug}, {"name", t.name}} }

func (c *call) shownTaxClass(t taxClass) object {
	return append(t.object(), member{"_links", object{{"collection", []object{{{"href", c.route("taxes/classes")}}}}}})
}

func (c *call) listTaxClasses() (reply, error) {
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	out := []object{}
	for _, t := range c.shop.store.taxClasses {
		out = append(out, c.shownTaxClass(t))
	}
	return ok(out)
}

func (c *call) getTaxClass() (reply, error) {
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	for _, t := range c.shop.store.taxClasses {
		if t.slug == c.slug {
			return ok([]object{c.shownTaxClass(t)}) // the shop answers a list of one
		}
	}
	return reply{}, fail(404, "woocommerce_rest_tax_class_invalid_slug", "Invalid slug.")
}

func (c *call) createTaxClass() (reply, error) {
	s := c.shop.store
	t := taxClass{slugify(c.text("name")), sanitizeText(c.text("name"))}
	if t.slug == "" {
		return reply{}, fail(400, "tax_class_invalid_name", "Tax class requires a valid name")
	}
	for _, x := range s.taxClasses {
		if x.slug == t.slug {
			return reply{}, fail(400, "woocommerce_rest_tax_class_exists", "Cannot create existing resource.")
		}
	}
	s.taxClasses = append(s.taxClasses, t)
	return reply{status: 201, body: c.shownTaxClass(t), location: c.route("taxes/classes/" + t.slug)}, nil
}

func (c *call) deleteTaxClass() (reply, error) {
	s := c.shop.store
	if !phpBool(c.params["force"]) {
		return reply{}, fail(501, "woocommerce_rest_trash_not_supported", "Taxes do not support trashing.")
	}
	for i, t := range s.taxClasses {
		if t.slug == c.slug && t.slug != "standard" {
			s.taxClasses = append(s.taxClasses[:i:i], s.taxClasses[i+1:]...)
			return ok(c.shownTaxClass(t))
		}
	}
	return reply{}, fail(400, "woocommerce_rest_invalid_tax_class", "Could not find the tax class.")
}

// systemStatus is what a client learns the version and the settings of the shop from.
func (c *call) systemStatus() (reply, error) {
	set := c.shop.settings()
	sign, _ := set.currencySign()
	words := func(list ...string) object {
		o := object{}
		for _, w := range list {
			o.add(w, w)
		}
		return o
	}
	environment := object{{"home_url", c.home}, {"site_url", c.home}, {"store_id", nil}, {"version", "10.5.0"}, {"log_directory", "/var/www/html/wp-content/uploads/wc-logs/"},
		{"log_directory_writable", true}, {"wp_version", "6.9.1"}, {"wp_multisite", false}, {"wp_memory_limit", 536870912}, {"wp_debug_mode", false},
		{"wp_cron", true}, {"language", "en_US"}, {"external_object_cache", nil}, {"server_info", "nginx/1.22.1"}, {"php_version", "8.2.36"},
		{"php_post_max_size", 8388608}, {"php_max_execution_time", 300}, {"php_max_input_vars", 5000}, {"curl_version", "7.88.1, OpenSSL/3.0.17"},
		{"suhosin_installed", false}, {"max_upload_size", 8388608}, {"mysql_version", "10.11.19"}, {"mysql_version_string", "10.11.19-MariaDB"},
		{"default_timezone", "UTC"}, {"fsockopen_or_curl_enabled", true}, {"soapclient_enabled", false}, {"domdocument_enabled", true},
		{"gzip_enabled", true}, {"mbstring_enabled", true}, {"remote_post_successful", true}, {"remote_post_response", 200},
		{"remote_get_successful", true}, {"remote_get_response", 200}}
	settings := object{{"api_enabled", false}, {"force_ssl", false}, {"currency", set.Currency}, {"currency_symbol", sign}, {"currency_position", "left"},
		{"thousand_separator", set.ThousandSign}, {"decimal_separator", set.DecimalSign}, {"number_of_decimals", set.places()}, {"geolocation_enabled", false},
		{"taxonomies", words("external", "grouped", "simple", "variable")},
		{"product_visibility_terms", words("exclude-from-catalog", "exclude-from-search", "featured", "outofstock", "rated-1", "rated-2", "rated-3", "rated-4", "rated-5")},
		{"woocommerce_com_connected", "no"}, {"enforce_approved_download_dirs", true},
		{"order_datastore", `Automattic\WooCommerce\Internal\DataStores\Orders\OrdersTableDataStore`}, {"HPOS_enabled", true}, {"HPOS_sync_enabled", false},
		{"enabled_features", []string{"analytics", "marketplace", "order_attribution", "site_visibility_badge", "remote_logging", "email_improvements", "blueprint", "point_of_sale", "custom_order_tables"}}}
	return ok(object{{"environment", environment}, {"database", object{{"wc_database_version", "10.5.0"}, {"database_prefix", "wp_"}, {"maxmind_geoip_database", ""},
		{"database_tables", object{}}, {"database_size", object{{"data", 3.5}, {"index", 2.1}}}}},
		{"active_plugins", []object{{{"plugin", "woocommerce/woocommerce.php"}, {"name", "WooCommerce"}, {"version", "10.5.0"}, {"version_latest", "10.5.0"},
			{"url", "https://woocommerce.com/"}, {"author_name", "Automattic"}, {"author_url", "https://woocommerce.com"}, {"network_activated", false}}}},
		{"inactive_plugins", []object{}}, {"dropins_mu_plugins", object{{"dropins", []object{}}, {"mu_plugins", []object{}}}},
		{"theme", object{{"name", "Twenty Twenty-Five"}, {"version", "1.4"}, {"version_latest", "1.4"}, {"author_url", "https://wordpress.org"}, {"is_child_theme", false},
			{"is_block_theme", true}, {"has_woocommerce_support", true}, {"has_woocommerce_file", false}, {"has_outdated_templates", false}, {"overrides", []object{}},
			{"parent_name", ""}, {"parent_version", ""}, {"parent_version_latest", ""}, {"parent_author_url", ""}}},
		{"settings", settings}, {"security", object{{"secure_connection", c.home[:5] == "https"}, {"hide_errors", true}}}, {"pages", []object{}},
		{"post_type_counts", c.postCounts()}, {"logging", object{{"logging_enabled", true}, {"default_handler", `Automattic\WooCommerce\Internal\Admin\Logging\LogHandlerFileV2`},
			{"retention_period_days", 30}, {"level_threshold", "none"}, {"log_directory_size", "0 B"}}}})
}

func (c *call) postCounts() []object {
	c.shop.mu.RLock()
	defer c.shop.mu.RUnlock()
	variations := 0
	for _, list := range c.shop.store.children {
		variations += len(list)
	}
	s := c.shop.store
	return []object{
		{{"type", "attachment"}, {"count", strconv.Itoa(len(s.images))}},
		{{"type", "product"}, {"count", strconv.Itoa(len(s.posts) - variations)}},
		{{"type", "product_variation"}, {"count", strconv.Itoa(variations)}},
	}
}
