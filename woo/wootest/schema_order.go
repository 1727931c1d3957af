package wootest

var orderStatuses = []string{"auto-draft", "pending", "processing", "on-hold", "completed", "cancelled", "refunded", "failed", "checkout-draft"}

var (
	billingNames  = []string{"first_name", "last_name", "company", "address_1", "address_2", "city", "state", "postcode", "country", "email", "phone"}
	shippingNames = []string{"first_name", "last_name", "company", "address_1", "address_2", "city", "state", "postcode", "country", "phone"}
)

func address(name string, names []string) field {
	f := nested(name)
	for _, n := range names {
		part := nullable(n, "string")
		if n == "email" {
			part.format = n
		}
		f.props = append(f.props, part)
	}
	return f
}

var orderFields = []field{
	whole("id").ro(), whole("parent_id"), text("number").ro(), text("order_key").ro(), text("created_via"), text("version").ro(),
	one("status", "pending", orderStatuses...), text("currency"), date("date_created").ro(), date("date_modified").ro(), text("total").ro(),
	withDefault(whole("customer_id"), 0), text("customer_note"), address("billing", billingNames), address("shipping", shippingNames),
	text("payment_method"), text("payment_method_title"), text("transaction_id"), metaData(),
	list("line_items", nested("", whole("id").ro(), mixed("name"), mixed("product_id"), whole("variation_id"), whole("quantity"), text("tax_class"),
		text("subtotal"), text("total"), list("meta_data", nested("", whole("id").ro(), text("key"), mixed("value"))), mixed("sku"))),
	list("shipping_lines", nested("", whole("id").ro(), mixed("method_title"), mixed("method_id"), text("instance_id"), text("total"), metaData())),
	list("fee_lines", nested("", whole("id").ro(), mixed("name"), text("tax_class"), text("tax_status"), text("total"), metaData())),
	list("coupon_lines", nested("", whole("id").ro(), text("code"))), flag("set_paid", false),
}

var orderListFields = append(postListFields("date", "id", "include", "title", "slug", "modified"), idList("parent"), idList("parent_exclude"),
	orderStatusList(), whole("customer"), whole("product"), withDefault(whole("dp"), 2), text("created_via"))

func orderStatusList() field {
	f := list("status", field{types: []string{"string"}, enum: append([]string{"any", "trash"}, orderStatuses...)})
	f.def = []any{"any"}
	return f
}

var noteFields = []field{whole("id").ro(), text("author").ro(), date("date_created").ro(), text("note"), flag("customer_note", false), flag("added_by_user", false)}

func requiredNote() []field {
	out := append([]field{}, noteFields...)
	for i := range out {
		out[i].required = out[i].name == "note"
	}
	return out
}

var refundFields = []field{whole("id").ro(), date("date_created").ro(), text("amount"), text("reason"), whole("refunded_by"), metaData(),
	list("line_items", nested("", whole("id"), whole("quantity"), mixed("refund_total"))), withDefault(flag("api_refund", true), true)}
