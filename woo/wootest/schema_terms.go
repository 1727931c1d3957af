package wootest

var termListFields = append(pageFields(), idList("exclude"), idList("include"), whole("offset"), one("order", "asc", "asc", "desc"),
	one("orderby", "name", "id", "include", "name", "slug", "term_group", "description", "count"), flag("hide_empty", false),
	whole("parent"), whole("product"), text("slug"))

var categoryFields = []field{
	whole("id").ro(), text("name"), text("slug"), whole("parent"), text("description"),
	one("display", "default", "default", "products", "subcategories", "both"), nested("image", imageFields()...),
	whole("menu_order"), whole("count").ro(),
}

var tagFields = []field{whole("id").ro(), text("name"), text("slug"), text("description"), whole("count").ro()}

var optionFields = []field{whole("id").ro(), text("name"), text("slug"), text("description"), whole("menu_order"), whole("count").ro()}

var attributeFields = []field{
	whole("id").ro(), text("name"), text("slug"), one("type", "select", "select"),
	one("order_by", "menu_order", "menu_order", "name", "name_num", "id"), flag("has_archives", false),
}

var taxClassFields = []field{text("slug").ro(), text("name")}

// named makes the name required, as it is when something is created.
func named(fields []field) []field {
	out := append([]field{}, fields...)
	for i := range out {
		if out[i].name == "name" {
			out[i].required = true
		}
	}
	return out
}
