//go:build !windows

package woo

import "syscall"

var (
	connRefused     = []syscall.Errno{syscall.ECONNREFUSED}
	connReset       = []syscall.Errno{syscall.ECONNRESET, syscall.EPIPE, syscall.ECONNABORTED}
	connUnreachable = []syscall.Errno{syscall.EHOSTUNREACH, syscall.ENETUNREACH, syscall.EHOSTDOWN, syscall.ENETDOWN}
)
