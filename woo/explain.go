package woo

// Explanation is a failure in words for the shop's owner.
type Explanation struct {
	What    string // what happened, one sentence
	Meaning string // what it means
	Remedy  string // what to do
	Detail  string // request line, status and the first 2 KB of the answer; keys masked
}

// Explain turns any error into words.
func Explain(err error) Explanation {
	if err == nil {
		return Explanation{}
	}
	return Explanation{What: err.Error()}
}
