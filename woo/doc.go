// Package woo is a client of the WooCommerce REST API v3.
//
// It exists because the public clients cannot send 0, false or "", read only
// whether a request worked and not which item of it, and repeat writes. This one
// sends exactly the fields that it is given, answers for each item of a batch,
// and says of every failure what kind it is, whether the write may have happened
// all the same, and when to come back.
//
// What it never does: repeat a write that may have happened, follow a redirect with a
// write, send Basic or query credentials over plain http, let a key into an error
// or a text, read an answer without a limit, or keep anything. It knows nothing of
// catalogues and stores. While it finds out how a shop wants to be asked, a write may
// be sent more than once, but only after an answer that proves that nothing was done.
//
// How it fails: with an *Error that carries a Kind (see KindOf, Unknown, Temporary,
// RetryAfter), an *AnswerError when the shop answered something else than was
// asked, or an *AddressError from New. Explain turns each into sentences.
package woo
