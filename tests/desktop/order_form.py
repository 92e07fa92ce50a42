#!/usr/bin/python3
"""A GTK form of an imaginary order desk for the desktop test: labelled fields, stable ids, no logic.

order_form.py [--title TITLE]: two variants of an order are typed into it; "Book order" empties the fields.
"""
import sys

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk  # noqa: E402

FIELDS = [("customer", "_Customer number"), ("article", "_Article"), ("quantity", "_Quantity")]


def main():
    title = sys.argv[sys.argv.index("--title") + 1] if "--title" in sys.argv else "Order desk"
    window = Gtk.Window(title=title)
    window.set_default_size(420, 320)
    grid = Gtk.Grid(column_spacing=12, row_spacing=8, margin=16)
    entries = []
    for row, (name, text) in enumerate(FIELDS):
        label = Gtk.Label(label=text, use_underline=True, xalign=0)
        entry = Gtk.Entry(hexpand=True)
        # The label relation is what a screen reader announces.
        label.set_mnemonic_widget(entry)
        entry.get_accessible().set_accessible_id(name)
        grid.attach(label, 0, row, 1, 1)
        grid.attach(entry, 1, row, 1, 1)
        entries.append(entry)
    express = Gtk.CheckButton(label="Express delivery")
    grid.attach(express, 1, len(FIELDS), 1, 1)
    book = Gtk.Button(label="Book order")
    grid.attach(book, 1, len(FIELDS) + 1, 1, 1)

    def on_book(_button):
        for entry in entries:
            entry.set_text("")
        entries[0].grab_focus()

    book.connect("clicked", on_book)
    window.add(grid)
    window.connect("destroy", Gtk.main_quit)
    window.show_all()
    Gtk.main()


main()
