package tui

import (
	"strings"

	"woosync/tui/config"
)

// The themes, in the words that a configuration uses. A role that is not named looks as the terminal's own text.

// defaultTheme uses the terminal's own sixteen colours and never white or black text, so that it is legible on light and on dark.
const defaultTheme = `
dim           faint
strong        bold
accent        cyan
title         bold cyan
key           bold cyan
disabled      faint
tab-active    bold reverse
tab-empty     faint
chip          bold cyan
header        bold
header-cursor bold underline
rule          faint
border        cyan
border-quiet  faint
match         bold underline
button-active bold reverse
select        bold reverse
cursor        reverse
good          green
bad           bold red
warn          bold magenta
from          faint
to            bold
bar           cyan
bar-rest      faint
thumb         cyan
in-progress   cyan
completed     green
aborted       faint
webshop-not-found magenta
failed        red
add           green
update        cyan
remove        red
unchanged     faint
excluded      faint
`

// darkTheme is for dark backgrounds.
const darkTheme = `
dim           248
strong        bold 231
accent        80
title         bold 80
key           bold 80
disabled      248
tab-active    bold 16 on 80
tab-empty     248
chip          bold 80
header        bold 252
header-cursor bold underline 231
rule          240
border        80
border-quiet  248
match         bold underline 222
button-active bold 16 on 80
select        bold 231 on 238
cursor        on 237
good          114
bad           bold 210
warn          bold 222
from          248
to            bold 231
bar           80
bar-rest      240
thumb         80
not-processed 252
in-progress   80
completed     114
aborted       248
webshop-not-found 222
failed        210
add           114
update        80
remove        210
unchanged     248
excluded      248
`

// lightTheme is for light backgrounds.
const lightTheme = `
dim           240
strong        bold 16
accent        24
title         bold 24
key           bold 24
disabled      240
tab-active    bold 231 on 24
tab-empty     240
chip          bold 24
header        bold 235
header-cursor bold underline 16
rule          250
border        24
border-quiet  240
match         bold underline 90
button-active bold 231 on 24
select        bold 16 on 252
cursor        on 253
good          22
bad           bold 124
warn          bold 90
from          240
to            bold 16
bar           24
bar-rest      250
thumb         24
not-processed 235
in-progress   24
completed     22
aborted       240
webshop-not-found 90
failed        124
add           22
update        24
remove        124
unchanged     240
excluded      240
`

// contrastTheme does without colours: what stands out is bold, underlined or reversed, and nothing is faint.
const contrastTheme = `
strong        bold
accent        bold
title         bold
key           bold underline
tab-active    bold reverse
chip          bold
header        bold
header-cursor bold reverse
border        bold
match         bold reverse
button        underline
button-active bold reverse
select        bold reverse
cursor        bold reverse
good          bold
bad           bold underline
warn          bold underline
to            bold
bar           bold
thumb         bold
in-progress   bold
webshop-not-found underline
failed        bold underline
add           bold
update        bold
remove        bold underline
`

// blindTheme tells good from bad by blue and orange, which people with any of the common kinds of colour blindness tell apart, in shades
// that are legible on light and on dark.
const blindTheme = `
dim           faint
strong        bold
accent        #007bc4
title         bold #007bc4
key           bold #007bc4
disabled      faint
tab-active    bold reverse
tab-empty     faint
chip          bold #007bc4
header        bold
header-cursor bold underline
rule          faint
border        #007bc4
border-quiet  faint
match         bold underline
button-active bold reverse
select        bold reverse
cursor        reverse
good          #007bc4
bad           bold #c25600
warn          bold underline
from          faint
to            bold
bar           #007bc4
bar-rest      faint
thumb         #007bc4
in-progress   bold
completed     #007bc4
aborted       faint
webshop-not-found underline
failed        #c25600
add           #007bc4
update        bold
remove        #c25600
unchanged     faint
excluded      faint
`

// themes are all themes; the first one is the default.
func themes() []config.Theme {
	return []config.Theme{
		{Name: "default", Help: "the terminal's own sixteen colours, legible on light and dark", Styles: themeStyles(defaultTheme)},
		{Name: "dark", Help: "for dark backgrounds", Styles: themeStyles(darkTheme)},
		{Name: "light", Help: "for light backgrounds", Styles: themeStyles(lightTheme)},
		{Name: "high-contrast", Help: "no colours and nothing faint: bold, underlined, reversed", Styles: themeStyles(contrastTheme)},
		{Name: "colour-blind", Help: "blue and orange instead of green and red", Styles: themeStyles(blindTheme)},
	}
}

// themeStyles reads a theme. That each of its lines can be read is proved by a test.
func themeStyles(text string) map[string]config.Style {
	styles := map[string]config.Style{}
	for line := range strings.Lines(strings.TrimSpace(text)) {
		name, words, _ := strings.Cut(line, " ")
		if s, err := config.ParseStyle(words); err == nil {
			styles[name] = s
		}
	}
	return styles
}
