package tui

// ThemeTexts are the themes as they are written down.
func ThemeTexts() map[string]string {
	return map[string]string{"default": defaultTheme, "dark": darkTheme, "light": lightTheme, "high-contrast": contrastTheme, "colour-blind": blindTheme}
}
