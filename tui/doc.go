// Package tui is the terminal interface of woosync: the operations screen with its search, dialogs and popovers.
//
// It exists so that a person can see every synchronization, find out why one failed, and start another, by keyboard and by mouse, on
// any terminal from 40 columns without colour upwards. It decides nothing about synchronization: it asks its Backend and shows what it
// answers. It never touches SQL, HTTP or files of the store. It writes two kinds of files: exports that the user asked for, and, through the
// package config, the views that were saved on the screen. How the screen was left it hands to whoever runs it.
//
// One tea.Model holds everything (model.go); the parts of the screen and the dialogs are plain structs with methods. Update and View do
// no IO and read no clock: every wait is a command, every asynchronous answer carries the number of the request that it answers, and
// an answer to an older request is dropped. Texts from outside pass through the package plaintext before they are drawn or copied.
//
// A Backend that fails shows as a sentence on the screen; the last good page stays visible.
package tui
