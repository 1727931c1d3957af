// Package demo sets the stage for `woosync demo`: a catalogue of a Nordic shop, two practice webshops on loopback (Nordlys, which is
// healthy, and Sydkysten, which has the troubles of a real host), and a history of operations.
//
// It uses the same doors as everybody: the catalogue is a CSV file that is imported, what the webshops have was sent to them by the
// worker. Only the history is written as it is. Nothing here is random from run to run; times count back from now. It never touches
// a store that holds anything but a demo, and it fails with an error that says which part of the stage could not be set.
package demo
