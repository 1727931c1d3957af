package tui

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"woosync/store"
	"woosync/sync/export"
)

// exportJob writes an export in a goroutine of its own. It leaves either a whole file or none: one that is to be replaced stays until the
// new one is complete, and what was begun goes when the job is stopped or fails.
type exportJob struct {
	ctx      context.Context
	cancel   context.CancelFunc
	write    exporter
	path     string
	replace  bool // a file that exists
	progress exportProgress
}

// exportProgress is how far a job is; the screen reads it while the job writes.
type exportProgress struct{ done, total atomic.Int64 }

func (p *exportProgress) set(done, total int) {
	p.done.Store(int64(done))
	p.total.Store(int64(total))
}

// exporter writes everything that is exported to w and tells how many there were.
type exporter func(ctx context.Context, w io.Writer, progress *exportProgress) (n int, err error)

// exportChunk is how many are read at a time: enough for speed, few enough that stopping is felt at once.
const exportChunk = 2000

// exportOperations writes the operations that a query finds.
func exportOperations(source export.Source, q store.OperationQuery, f export.Format) exporter {
	return func(ctx context.Context, w io.Writer, progress *exportProgress) (n int, err error) {
		out := export.Operations(w, f)
		q.Limit = exportChunk
		for reader := export.NewReader(source, q); ; {
			ops, err := reader.Next(ctx)
			if err != nil {
				return 0, err
			}
			if len(ops) == 0 {
				return n, out.Close()
			}
			for _, op := range ops {
				document, err := export.Whole(ctx, source, op)
				if err != nil {
					return 0, err
				}
				if err := out.Write(document); err != nil {
					return 0, err
				}
			}
			n += len(ops)
			progress.set(reader.Place())
		}
	}
}

// exportResults writes the results of an operation that a query finds.
func exportResults(source export.Source, operation int64, q store.ItemQuery, f export.Format) exporter {
	return func(ctx context.Context, w io.Writer, progress *exportProgress) (n int, err error) {
		out := export.Results(w, f)
		err = export.EachResult(ctx, source, operation, q, func(i store.Item, done, total int) error {
			n++
			progress.set(done, total)
			return out.Write(export.NewResult(i))
		})
		if err != nil {
			return 0, err
		}
		return n, out.Close()
	}
}

// errExists says that a file would be replaced.
var errExists = errors.New("the file exists")

// run does the job and tells how it ended.
func (j *exportJob) run() (n int, err error) {
	defer j.cancel()
	if j.path, err = filepath.Abs(expandHome(j.path)); err != nil {
		return 0, err
	}
	file, err := j.open()
	if err != nil {
		return 0, err
	}
	buffer := bufio.NewWriterSize(file, 1<<16)
	n, err = j.write(j.ctx, buffer, &j.progress)
	if err == nil {
		err = buffer.Flush()
	}
	err = errors.Join(err, file.Close(), j.ctx.Err())
	if err == nil && j.replace {
		err = os.Rename(file.Name(), j.path)
	}
	if err != nil {
		return 0, errors.Join(fmt.Errorf("nothing was exported: %w", err), os.Remove(file.Name()))
	}
	return n, nil
}

// open makes the file, readable by its owner alone: under its own name, or under another in the same folder until it replaces one.
func (j *exportJob) open() (*os.File, error) {
	info, err := os.Stat(j.path)
	switch {
	case err == nil && !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is no file: choose another name", j.path)
	case err == nil && !j.replace:
		return nil, errExists
	case err == nil:
		file, err := os.CreateTemp(filepath.Dir(j.path), ".woosync-export-*")
		if err != nil {
			return nil, fmt.Errorf("the file cannot be made: %w", err)
		}
		return file, nil
	}
	j.replace = false
	file, err := os.OpenFile(j.path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, errExists
	}
	if err != nil {
		return nil, fmt.Errorf("the file cannot be made: %w", err)
	}
	return file, nil
}

func expandHome(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok {
		if home, err := os.UserHomeDir(); err == nil {
			return filepath.Join(home, rest)
		}
	}
	return path
}
