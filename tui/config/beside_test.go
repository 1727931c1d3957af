package config

import (
	"os"
	"path/filepath"
	"testing"
)

// What is tried out knows the views of config.toml, and leaves the user's saved ones and what is remembered as they are.
func TestBesideTheUsersFiles(t *testing.T) {
	h := newHome(t).write("config.toml", "[[view]]\nname = \"Failed\"\nfilter = \"state:failed\"\n")
	mine := View{Name: "Mine", Filter: "x"}
	if _, err := h.good().SaveView(mine); err != nil {
		t.Fatal(err)
	}
	if err := h.good().Keep("/a.db", Memory{Filter: "x"}); err != nil {
		t.Fatal(err)
	}
	views, state := h.read("views.toml"), h.read("state.toml")
	folder := t.TempDir()
	c := h.good().Beside(folder)
	if names(c.Views) != "Failed" {
		t.Errorf("it begins with %s", names(c.Views))
	}
	if all, err := c.SaveView(View{Name: "Mine", Filter: "y"}); err != nil || names(all) != "Failed,Mine" {
		t.Errorf("saved as %s, %v", names(all), err)
	}
	if err := c.Keep("/b.db", Memory{Filter: "y"}); err != nil {
		t.Error(err)
	}
	if h.read("views.toml") != views || h.read("state.toml") != state || names(h.good().Views) != "Failed,Mine" {
		t.Error("the files of the user were written")
	}
	for _, name := range []string{"views.toml", "state.toml"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Error(err)
		}
	}
	if none, _ := Load("", sample()); names(none.Beside(folder).Views) != "" {
		t.Error("without a configuration there are views")
	}
}
