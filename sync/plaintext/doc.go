// Package plaintext makes what strangers wrote into texts that act nowhere: not on the terminal that shows them, not in the clipboard, not
// in a spreadsheet, not in a JSON document that is printed. Names of products, categories and webshops, error texts, answers of webshops,
// addresses and file names all pass through here before they leave the program.
//
// What is left of a text holds no control character and no escape sequence, nothing invisible and nothing that turns the direction of
// writing, and is measured alike by terminals that count code points and by those that count grapheme clusters, so that no cell can push
// its neighbours. The package knows nothing of operations, screens or files. It never fails: what cannot be shown becomes U+FFFD.
package plaintext
