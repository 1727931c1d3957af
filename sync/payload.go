package sync

import "woosync/store"

type payload map[string]any

func (a payload) canonical() []byte { return nil }

func (a payload) hash() store.Hash { return store.Hash{} }

func diff(old []byte, new payload) []Change { return nil }
