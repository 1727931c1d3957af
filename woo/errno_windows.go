package woo

import "syscall"

// Windows numbers the errors of its sockets in a range of their own.
var (
	connRefused     = []syscall.Errno{10061}
	connReset       = []syscall.Errno{10054, 10053, 10058}
	connUnreachable = []syscall.Errno{10065, 10051, 10064, 10050}
)
