package tui

import (
	"context"
	"errors"
	"time"

	tea "charm.land/bubbletea/v2"
)

// Run shows the screen until the user quits or the context ends. The caller stops the worker and closes the store afterwards: commands
// that were on their way may still be asking.
func Run(ctx context.Context, o Options) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	o.Context = ctx
	var p *tea.Program
	calm := newCalmer(time.Now, func(d time.Duration, msg tea.Msg) { time.AfterFunc(d, func() { p.Send(msg) }) })
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithFilter(calm.filter)}
	if o.Input != nil {
		options = append(options, tea.WithInput(o.Input))
	}
	if o.Output != nil {
		options = append(options, tea.WithOutput(o.Output))
	}
	if o.Environ != nil {
		options = append(options, tea.WithEnvironment(o.Environ))
	}
	if o.Width > 0 && o.Height > 0 {
		options = append(options, tea.WithWindowSize(o.Width, o.Height))
	}
	p = tea.NewProgram(New(o), options...)
	last, err := p.Run()
	asked := ctx.Err() != nil // to end, from outside
	if m, ok := last.(Model); ok {
		cancel()
		m.jobs.Wait() // a file that was begun is taken away
		if o.Leave != nil {
			o.Leave(m.memory())
		}
	}
	if errors.Is(err, tea.ErrInterrupted) || (err != nil && asked) {
		return nil // by a key, or from outside
	}
	return err
}

// calmer thins out what a mouse sends: terminals report every cell that the pointer crosses and every notch of the wheel, and each
// message draws the screen. Within one frame the last motion counts, and wheel turns are summed.
type calmer struct {
	now    func() time.Time
	later  func(time.Duration, tea.Msg)
	last   time.Time // when the last mouse message went through
	armed  bool      // a calmMsg is on its way
	motion *tea.MouseMotionMsg
	wheel  *wheelSumMsg
}

// frame is the least time between two mouse messages.
const frame = 16 * time.Millisecond

type (
	// calmMsg says that what was held back may go through.
	calmMsg struct{}
	// wheelSumMsg is several turns of the wheel: notches downwards.
	wheelSumMsg struct {
		x, y, notches int
	}
)

func newCalmer(now func() time.Time, later func(time.Duration, tea.Msg)) *calmer {
	return &calmer{now: now, later: later}
}

// filter is called with every message before the model sees it.
func (c *calmer) filter(_ tea.Model, msg tea.Msg) tea.Msg {
	switch msg := msg.(type) {
	case calmMsg:
		c.armed = false
		return c.release()
	case tea.MouseMotionMsg:
		c.motion = &msg
		return c.pass()
	case tea.MouseWheelMsg:
		notches := 0
		switch msg.Button {
		case tea.MouseWheelUp:
			notches = -1
		case tea.MouseWheelDown:
			notches = 1
		default:
			return msg
		}
		if c.wheel == nil {
			c.wheel = &wheelSumMsg{}
		}
		c.wheel.x, c.wheel.y, c.wheel.notches = msg.X, msg.Y, c.wheel.notches+notches
		return c.pass()
	}
	return msg
}

// pass lets what was held back through if a frame has passed, and else sees to it that it goes later.
func (c *calmer) pass() tea.Msg {
	if left := frame - c.now().Sub(c.last); left > 0 && left <= frame {
		if !c.armed {
			c.armed = true
			c.later(left, calmMsg{})
		}
		return nil
	}
	return c.release()
}

func (c *calmer) release() tea.Msg {
	c.last = c.now()
	if w := c.wheel; w != nil {
		c.wheel, c.motion = nil, nil
		if w.notches == 0 {
			return nil
		}
		return *w
	}
	if m := c.motion; m != nil {
		c.motion = nil
		return *m
	}
	return nil
}
