package wootest

func (s *Shop) fillSample() {}
