package wootest

var (
	statuses      = []string{"draft", "pending", "private", "publish"}
	listStatuses  = append([]string{"any", "future", "trash"}, statuses...)
	writeStatuses = append(append([]string{}, statuses...), "future", "auto-draft", "trash")
	productTypes  = []string{"simple", "grouped", "external", "variable"}
	stockStatuses = []string{"instock", "outofstock", "onbackorder"}
)

func termRef(name string) field {
	return list(name, nested("", whole("id"), text("name").ro(), text("slug").ro()))
}

func metaData() field {
	return list("meta_data", nested("", whole("id").ro(), text("key"), mixed("value")))
}

func downloadList() field {
	return list("downloads", nested("", text("id"), text("name"), text("file")))
}

func imageFields() []field {
	src := text("src")
	src.format = "uri"
	return []field{whole("id"), date("date_created").ro(), date("date_created_gmt").ro(), date("date_modified").ro(),
		date("date_modified_gmt").ro(), src, text("name"), text("alt")}
}

func uri(name string) field {
	f := text(name)
	f.format = "uri"
	return f
}

func nullable(name, kind string) field { return field{name: name, types: []string{kind, "null"}} }

func editOnly(f field) field { f.editOnly = true; return f }

func withDefault(f field, def any) field { f.def = def; return f }

func dimensions() field { return nested("dimensions", text("length"), text("width"), text("height")) }

// productFields is the schema of a product, in the shop's own order.
var productFields = []field{
	whole("id").ro(), text("name"), text("slug"), uri("permalink").ro(),
	date("date_created"), date("date_created_gmt"), date("date_modified").ro(), date("date_modified_gmt").ro(),
	one("type", "simple", productTypes...), one("status", "publish", writeStatuses...), flag("featured", false),
	one("catalog_visibility", "visible", "visible", "catalog", "search", "hidden"),
	text("description"), text("short_description"), text("sku"), text("global_unique_id"),
	text("price").ro(), text("regular_price"), text("sale_price"),
	date("date_on_sale_from"), date("date_on_sale_from_gmt"), date("date_on_sale_to"), date("date_on_sale_to_gmt"),
	text("price_html").ro(), withDefault(flag("on_sale", false), nil).ro(), withDefault(flag("purchasable", false), nil).ro(), whole("total_sales").ro(),
	flag("virtual", false), flag("downloadable", false), downloadList(),
	withDefault(whole("download_limit"), -1), withDefault(whole("download_expiry"), -1),
	uri("external_url"), text("button_text"),
	one("tax_status", "taxable", "taxable", "shipping", "none"), text("tax_class"),
	flag("manage_stock", false), whole("stock_quantity"), one("stock_status", "instock", stockStatuses...),
	one("backorders", "no", "no", "notify", "yes"), withDefault(flag("backorders_allowed", false), nil).ro(), withDefault(flag("backordered", false), nil).ro(),
	nullable("low_stock_amount", "integer"), flag("sold_individually", false),
	text("weight"), dimensions(), withDefault(flag("shipping_required", false), nil).ro(), withDefault(flag("shipping_taxable", false), nil).ro(),
	text("shipping_class"), text("shipping_class_id").ro(), flag("reviews_allowed", true), text("post_password"),
	text("average_rating").ro(), whole("rating_count").ro(), list("related_ids", whole("")).ro(),
	list("upsell_ids", whole("")), list("cross_sell_ids", whole("")), whole("parent_id"), text("purchase_note"),
	termRef("categories"), termRef("brands"), termRef("tags"),
	list("images", nested("", imageFields()...)), withDefault(flag("has_options", false), nil).ro(),
	list("attributes", nested("", whole("id"), text("name"), whole("position"), flag("visible", false), flag("variation", false), list("options", text("")))),
	list("default_attributes", nested("", whole("id"), text("name"), text("option"))),
	list("variations", whole("")).ro(), list("grouped_products", whole("")).ro(), whole("menu_order"), metaData(),
	editOnly(text("permalink_template")).ro(), editOnly(text("generated_slug")).ro(),
}

// variationFields is the schema of a variation. manage_stock also takes the word "parent".
var variationFields = []field{
	whole("id").ro(), text("type").ro(), date("date_created").ro(), date("date_modified").ro(), text("description"), uri("permalink").ro(),
	text("sku"), text("global_unique_id"), text("price").ro(), text("regular_price"), text("sale_price"),
	date("date_on_sale_from"), date("date_on_sale_from_gmt"), date("date_on_sale_to"), date("date_on_sale_to_gmt"),
	withDefault(flag("on_sale", false), nil).ro(), one("status", "publish", statuses...), withDefault(flag("purchasable", false), nil).ro(),
	flag("virtual", false), flag("downloadable", false), downloadList(),
	withDefault(whole("download_limit"), -1), withDefault(whole("download_expiry"), -1),
	one("tax_status", "taxable", "taxable", "shipping", "none"), text("tax_class"),
	withDefault(mixed("manage_stock"), false), whole("stock_quantity"), one("stock_status", "instock", stockStatuses...),
	one("backorders", "no", "no", "notify", "yes"), nullable("low_stock_amount", "integer"),
	text("weight"), dimensions(), text("shipping_class"), text("shipping_class_id").ro(), nested("image", imageFields()...),
	list("attributes", nested("", whole("id"), text("name"), text("option"))), whole("menu_order"), metaData(),
}

func pageFields() []field {
	page := withDefault(whole("page"), 1)
	page.min = 1
	perPage := withDefault(whole("per_page"), 10)
	perPage.min, perPage.max = 1, 100
	return []field{one("context", "view", "view", "edit"), page, perPage, line("search")}
}

func moment(name string) field {
	f := text(name)
	f.format = "date-time"
	return f
}

// line is text that the shop takes as one line: see sanitizeText.
func line(name string) field {
	f := text(name)
	f.clean = func(v any) any { return sanitizeText(phpString(v)) }
	return f
}

func words(name string, of ...string) field {
	f := list(name, field{types: []string{"string"}, enum: of})
	f.def = []any{}
	return f
}

func idList(name string) field {
	f := list(name, mixed("")) // the shop does not check these: a word counts as 0
	f.clean = func(v any) any { return asList(v) }
	return f
}

func postListFields(orderby ...string) []field {
	return append(pageFields(), moment("after"), moment("before"), moment("modified_after"), moment("modified_before"),
		flag("dates_are_gmt", false), idList("exclude"), idList("include"), whole("offset"), one("order", "desc", "asc", "desc"),
		one("orderby", "date", orderby...))
}

// productListFields are the arguments of a list of products. The enum of orderby names some twice, as the shop does.
var productListFields = append(postListFields("date", "id", "include", "title", "slug", "modified", "popularity", "rating",
	"post__in", "price", "sales", "menu_order", "random", "popularity", "rating", "menu_order", "price", "popularity", "rating"),
	idList("parent"), idList("parent_exclude"), text("slug"), one("status", "any", listStatuses...), one("type", "", productTypes...),
	line("sku"), withDefault(flag("featured", false), nil), text("category"), text("tag"), text("shipping_class"), text("attribute"),
	text("attribute_term"), withDefault(flag("on_sale", false), nil), text("min_price"), text("max_price"),
	one("stock_status", "", stockStatuses...), whole("stock_quantity"), whole("min_stock_quantity"), whole("max_stock_quantity"),
	line("search_sku"), line("search_name_or_sku"), words("search_fields", "name", "global_unique_id", "description", "short_description", "sku"),
	words("include_status", listStatuses...), words("exclude_status", listStatuses[1:]...), words("include_types", productTypes...),
	words("exclude_types", productTypes...), withDefault(flag("downloadable", false), nil), withDefault(flag("virtual", false), nil),
	text("global_unique_id"), list("include_meta", text("")), list("exclude_meta", text("")))

var variationListFields = append(postListFields("date", "id", "include", "title", "slug", "modified", "popularity", "rating",
	"post__in", "price", "sales", "menu_order", "random"), idList("parent"), idList("parent_exclude"), text("slug"),
	one("status", "any", listStatuses...), line("sku"), withDefault(flag("on_sale", false), nil), text("min_price"), text("max_price"),
	one("stock_status", "", stockStatuses...), line("search_sku"), words("include_status", listStatuses...), words("exclude_status", listStatuses[1:]...),
	withDefault(flag("downloadable", false), nil), withDefault(flag("virtual", false), nil), list("attributes", nested("", text("attribute"), text("term"))),
	list("include_meta", text("")), list("exclude_meta", text("")))

var (
	itemFields   = []field{one("context", "view", "view", "edit")}
	deleteFields = []field{flag("force", false)}
)
