package wootest

import (
	"fmt"
	"strings"
)

// apiError is a WP_Error on its way to the client.
type apiError struct {
	code, message string
	status        int
	extra         object // further members of data, after the status
}

func (e *apiError) Error() string { return e.code + ": " + e.message }

func fail(status int, code, message string, extra ...member) *apiError {
	return &apiError{code: code, message: message, status: status, extra: extra}
}

func failf(status int, code, format string, args ...any) *apiError {
	return fail(status, code, fmt.Sprintf(format, args...))
}

func (e *apiError) data() object { return append(object{{"status", e.status}}, e.extra...) }

func (e *apiError) object() object {
	return object{{"code", e.code}, {"message", e.message}, {"data", e.data()}}
}

func noRoute() *apiError {
	return fail(404, "rest_no_route", "No route was found matching the URL and request method.")
}

// fatal is PHP dying in the middle of a request: what was saved before stays saved.
type fatal struct {
	message, file string
	line          int
}

func (f *fatal) Error() string { return f.message }

const criticalError = `<p>There has been a critical error on this website.</p><p><a href="https://wordpress.org/documentation/article/faq-troubleshooting/">Learn more about troubleshooting WordPress.</a></p>`

func (f *fatal) object() object {
	return object{
		{"code", "internal_server_error"},
		{"message", criticalError},
		{"data", object{{"status", 500}, {"error", object{
			{"type", 1}, {"message", f.message}, {"file", f.file}, {"line", f.line}}}}},
		{"additional_errors", []any{}},
	}
}

const (
	wpRoot      = "/var/www/html/wp-includes/"
	wcRoot      = "/var/www/html/wp-content/plugins/woocommerce/includes/rest-api/Controllers/"
	requestFile = wpRoot + "rest-api/class-wp-rest-request.php"
)

func uncaught(message, file string, line int, trace ...string) *fatal {
	var b strings.Builder
	fmt.Fprintf(&b, "Uncaught %s in %s:%d\nStack trace:\n", message, file, line)
	for i, t := range append(trace, wpRoot+"rest-api/class-wp-rest-server.php(439): WP_REST_Server->dispatch()",
		wpRoot+"rest-api.php(467): WP_REST_Server->serve_request()") {
		fmt.Fprintf(&b, "#%d %s\n", i, t)
	}
	fmt.Fprintf(&b, "#%d {main}\n  thrown", len(trace)+2)
	return &fatal{b.String(), file, line}
}

// dieScalarBody is what a body (or a batch item) that is a mere string or number meets once the object is saved.
func dieScalarBody(body any) *fatal {
	what := "TypeError: Cannot access offset of type string on string"
	if _, text := body.(string); !text {
		what = "Error: Cannot use a scalar value as an array"
	}
	return uncaught(what, requestFile, 468, wcRoot+"Version3/class-wc-rest-crud-controller.php(230): WP_REST_Request->set_param()")
}

// dieNotText is a list or an object where a batch item must have a string.
func dieNotText() *fatal {
	return uncaught("TypeError: stripslashes(): Argument #1 ($string) must be of type string, array given", wpRoot+"kses.php", 2452,
		wpRoot+"kses.php(2452): stripslashes()",
		wcRoot+"Version3/class-wc-rest-products-controller.php(753): wp_filter_post_kses()")
}

// dieNoParent is a variation below a product that does not exist: it is saved, then PHP dies.
func dieNoParent() *fatal {
	file := wcRoot + "Version2/class-wc-rest-product-variations-v2-controller.php"
	return uncaught("Error: Call to a member function get_parent_id() on null", file, 550,
		wpRoot+"class-wp-hook.php(343): WC_REST_Product_Variations_V2_Controller->clear_transients()")
}
