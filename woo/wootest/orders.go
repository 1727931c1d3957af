package wootest

type order struct{}

func orderRoutes() []route { return nil }
