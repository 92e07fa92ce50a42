#!/usr/bin/python3
"""A GTK form of an imaginary order desk for the desktop test: labelled fields, stable ids, no logic.

order_form.py [--title TITLE] [--mail LABEL] [--call LABEL]: "Book order" empties the fields.
"""
import argparse

import gi

gi.require_version("Gdk", "3.0")
gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402

FIELDS = [("customer", "_Customer number"), ("article", "_Article"), ("quantity", "_Quantity")]


def main():
    # The window class, by which policies know an application.
    GLib.set_prgname("orderdesk")
    Gdk.set_program_class("Order Desk")
    parser = argparse.ArgumentParser()
    parser.add_argument("--title", default="Order desk")
    parser.add_argument("--mail", default="Mail customer")
    parser.add_argument("--call", default="Call customer")
    arguments = parser.parse_args()
    window = Gtk.Window(title=arguments.title)
    window.set_default_size(420, 330)
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
    book = Gtk.Button(label="Book order")
    mail = Gtk.Button(label=arguments.mail)
    call = Gtk.Button(label=arguments.call)
    for row, widget in enumerate([express, book, mail, call]):
        grid.attach(widget, 1, len(FIELDS) + row, 1, 1)

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
