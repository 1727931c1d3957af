package cli

import (
	"context"
	gosync "sync"

	"woosync/store"
	"woosync/sync"
	"woosync/tui"
)

// ground is what the screens stand on: a store, the service on it, and a worker. Where another file took the place of the store, they
// can move to that one.
type ground struct {
	app     *app
	ctx     context.Context // ends the worker
	options sync.WorkerOptions

	mu      gosync.Mutex // a move may be under way when the screens end
	service *sync.Service
	worker  *sync.Worker
	stop    func() // ends the worker
	moved   bool
	ended   bool
	notices []string // of moves; there is no place for them on the screen
}

// stand begins to work on the store of a service.
func (a *app) stand(ctx context.Context, service *sync.Service) (*ground, error) {
	options, err := a.workerOptions("screen")
	if err != nil {
		return nil, err
	}
	g := &ground{app: a, ctx: ctx, options: options}
	g.begin(service, false)
	return g, nil
}

func (g *ground) begin(service *sync.Service, paused bool) {
	g.service, g.worker, g.stop = service, sync.NewWorker(service, g.options), func() {}
	if paused {
		g.worker.Pause()
	}
	if !service.ReadOnly() {
		g.stop = runWorker(g.ctx, g.worker)
	}
}

func (g *ground) backend() tui.Backend { return tui.NewBackend(g.service, g.worker) }

// move goes over to the store that lies in the place of this one. The worker ends first, so that never two of them talk to a webshop;
// where it was paused, the next one is too. The former store is closed. Until there is one to go to, everything stays as it is.
func (g *ground) move(ctx context.Context) (tui.Backend, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.ended {
		return nil, context.Canceled
	}
	a, former := g.app, g.service.Store()
	next, err := former.Successor(ctx, store.Options{ReadOnly: a.readOnly, Now: a.env.Now, Notice: func(s string) { g.notices = append(g.notices, s) }})
	if err != nil {
		return nil, err
	}
	paused := g.worker.Status().State == sync.WorkerPaused
	g.stop()
	former.Close() // it takes nothing more, and what could not be written was said
	g.moved = true
	g.begin(a.serve(next, "screen"), paused)
	return g.backend(), nil
}

// end ends the worker. It closes a store that move has opened; the first one is the caller's.
func (g *ground) end() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.ended = true
	g.stop()
	if g.moved {
		g.service.Store().Close()
	}
	for _, s := range g.notices {
		g.app.notice(s)
	}
}
