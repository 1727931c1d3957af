package sync

import "testing"

func TestNamesOfAWebshopInPlainText(t *testing.T) {
	for _, c := range [][2]string{
		{"Salt &amp; Pepper", "Salt & Pepper"},
		{"1 &lt; 2", "1 < 2"}, {"2 &gt; 1", "2 > 1"},
		{"5&quot; pipe &#039;x&#039;", `5" pipe 'x'`},
		{"Big &amp; <b>bold</b>", "Big & <b>bold</b>"},
		{"a &lt;b&gt; tag", "a &lt;b&gt; tag"}, // sent plain it would be a tag
		{"a &lt; b &gt; c", "a &lt; b &gt; c"}, // so would this
		{"R&amp;amp;D", "R&amp;amp;D"},         // sent plain it would lose an escape
		{"  blanks  inside ", "blanks  inside"},
		{"Blåbær", "Blåbær"},
		{"", ""},
	} {
		if got := plainText(c[0]); got != c[1] {
			t.Errorf("%q becomes %q, want %q", c[0], got, c[1])
		}
	}
}

func TestTextsAsTheyAreKept(t *testing.T) {
	for _, c := range []struct {
		sent, kept string
		same       bool
	}{
		{"Salt & Pepper", "Salt &amp; Pepper", true},
		{"R&amp;D", "R&amp;D", true},
		{"a < b", "a &lt; b", true},
		{"<script>alert(1)</script>left", "alert(1)left", true},
		{"on<x>e", "one", true},
		{`<b class="x">over</b>`, "<b>over</b>", true},
		{`Back \ slash`, "Back  slash", true},
		{"  One\r\n\r\ntwo ", "One\n\ntwo", true},
		{`<a href='https://a.test/?x=1&y=2' onclick="bad()">here</a>`, `<a href="https://a.test/?x=1&amp;y=2">here</a>`, true},
		{"<!-- more -->text", "<!-- more -->text", true},
		{"one two", "one three", false},
		{"one", "<b>one</b>", false},
		{"<b>one</b>", "<i>one</i>", false},
		{"&lt;b&gt;", "<b>", false},
		{`<a href="https://a.test">x</a>`, `<a href="https://b.test">x</a>`, false},
		{`<img src="a.jpg">`, `<img src="b.jpg" />`, false},
		{"text", "", false},
	} {
		if got := sameText(c.sent, c.kept); got != c.same {
			t.Errorf("%q and %q: same is %v", c.sent, c.kept, got)
		}
	}
	for _, c := range []struct {
		sent, shown string
		same        bool
	}{
		{"One\n\nTwo\nThree", "<p>One</p>\n<p>Two<br />\nThree</p>\n", true},
		{"<p>Done</p>", "<p>Done</p>\n", true},
		{"before [gallery] after", "<p>whatever</p>", true},
		{"One", "<p>Two</p>\n", false},
		{"One", "<p><b>One</b></p>\n", false},
	} {
		if got := sameRendered(c.sent, c.shown); got != c.same {
			t.Errorf("%q and %q: same is %v", c.sent, c.shown, got)
		}
	}
}

func TestParagraphsAreTakenBack(t *testing.T) {
	for _, c := range [][2]string{
		{"<p>One</p>\n", "One"},
		{"<p>One</p>\n<p>Two<br />\nThree</p>\n", "One\n\nTwo\nThree"},
		{"<ul>\n<li>a</li>\n</ul>\n", "<ul>\n<li>a</li>\n</ul>"},
		{"<p>One</p>\n<ul>\n<li>a</li>\n</ul>\n<p>Two</p>\n", "<p>One</p>\n<ul>\n<li>a</li>\n</ul>\n<p>Two</p>"},
		{"", ""},
	} {
		if got := unrendered(c[0]); got != c[1] {
			t.Errorf("%q becomes %q, want %q", c[0], got, c[1])
		}
	}
}
