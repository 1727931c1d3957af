package woo

import (
	"io"
	"log"
)

// quiet keeps the servers of tests from writing about broken connections, which are the point.
func quiet() *log.Logger { return log.New(io.Discard, "", 0) }
