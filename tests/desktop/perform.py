#!/usr/bin/python3
"""Performs a routine with real programs on a scripted desktop, as a person with mouse and keyboard would.

perform.py --canaries FILE [--rounds 8] [--seconds N]

The routine: an order is typed into a GTK form and booked, then an invoice is entered on a web page in
Chromium and posted. Every second round is the other variant: express delivery is ticked and the customer
number goes over by copy and paste. Between the rounds other things happen: notes, dialogs, stray clicks.
Texts that must never leave the desktop are typed, copied and put into titles, labels and addresses; FILE is
written with one of them a line. With --seconds rounds go on at an office pace until the time is over
(for measurements).
"""
import argparse
import functools
import http.server
import os
import random
import subprocess
import sys
import threading
import time

import dbus

HERE = os.path.dirname(os.path.abspath(__file__))
ACCESSIBLE = "org.a11y.atspi.Accessible"
COMPONENT = "org.a11y.atspi.Component"

TYPED = "QZTYPED-4417731"
ARTICLE = "Qzwidgetblue"
PASSWORD = "QZpw-Canary9917!"
CLIPBOARD = "QZCLIP-5521846"
NOTE = "Qzgeheimnotiz"
IBAN = "DE89370400440532013000"
IBAN_SPACED = "DE89 3704 0044 0532 0130 00"
EMAIL = "erika.qzmuster@example.org"
PHONE = "+49 30 55578899"
CANARIES = [TYPED, ARTICLE, PASSWORD, CLIPBOARD, NOTE, IBAN, IBAN_SPACED, EMAIL, "qzmuster", PHONE, "30 55578899"]


def xdotool(*words):
    subprocess.run(["xdotool", *map(str, words)], check=True, stdout=subprocess.DEVNULL)


class Screen:
    """Finds elements by role and name, once, to know where to click."""

    def __init__(self):
        session = dbus.SessionBus()
        bus = session.get_object("org.a11y.Bus", "/org/a11y/bus")
        self.bus = dbus.bus.BusConnection(bus.GetAddress(dbus_interface="org.a11y.Bus"))

    def children(self, ref):
        return self.bus.get_object(*ref).GetChildren(dbus_interface=ACCESSIBLE)

    def name(self, ref):
        return str(self.bus.get_object(*ref).Get(ACCESSIBLE, "Name", dbus_interface="org.freedesktop.DBus.Properties"))

    def role(self, ref):
        return str(self.bus.get_object(*ref).GetRoleName(dbus_interface=ACCESSIBLE))

    def walk(self, ref, depth):
        yield ref
        try:
            children = self.children(ref) if depth > 0 else []
        except dbus.DBusException:
            return  # gone while the tree was walked
        for child in children:
            yield from self.walk(child, depth - 1)

    def labelled(self, ref, name):
        if self.name(ref) == name:
            return True
        for kind, targets in self.bus.get_object(*ref).GetRelationSet(dbus_interface=ACCESSIBLE):
            if int(kind) == 2 and any(self.name(target) == name for target in targets):
                return True
        return False

    def centre(self, application, roles, name, timeout=25):
        root = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            try:
                for app in self.children(root):
                    if application not in self.name(app).lower():
                        continue
                    for ref in self.walk(app, 14):
                        if self.role(ref) in roles and self.labelled(ref, name):
                            x, y, width, height = self.bus.get_object(*ref).GetExtents(
                                dbus.UInt32(0), dbus_interface=COMPONENT)
                            if width > 0 and height > 0:
                                return int(x) + min(int(width), 200) // 2, int(y) + int(height) // 2
            except dbus.DBusException:
                pass  # the tree changed while it was walked
            time.sleep(0.5)
        raise SystemExit(f"perform.py: no {roles} '{name}' in {application}")


class Person:
    def __init__(self, seed, pace, also):
        self.also = also
        self.random = random.Random(seed)
        self.pace = pace
        self.places = {}

    def wait(self, seconds):
        time.sleep(seconds * self.pace)

    def click(self, place, button=1):
        x, y = self.places[place]
        xdotool("mousemove", x, y)
        self.wait(0.1)
        xdotool("click", button)
        self.wait(0.35)

    def type(self, text):
        xdotool("type", "--delay", int(25 * self.pace), text)
        self.wait(0.25)

    def key(self, *chords):
        for chord in chords:
            xdotool("key", chord)
            self.wait(0.25)

    def order(self, other_variant):
        self.click("customer")
        self.type(CLIPBOARD if other_variant else TYPED)
        if other_variant:
            self.key("ctrl+a", "ctrl+c")
        self.key("Tab")
        self.type(ARTICLE)
        self.key("Tab")
        self.type(str(self.random.randint(1, 99)))
        if other_variant:
            self.click("express")
        self.click("book")

    def invoice(self, other_variant):
        self.click("number")
        if other_variant:
            self.key("ctrl+v")
        else:
            self.type(TYPED)
        self.key("Tab")
        self.type(f"{self.random.randint(10, 999)}.50")
        self.key("Tab")
        self.type(PASSWORD)
        self.click("post")
        self.wait(1.2)
        if "next" not in self.places:
            self.places["next"] = Screen().centre("chromium", ("link",), "Next invoice")
        self.click("next")
        self.wait(1.0)

    def noise(self):
        what = self.random.choice(["note", "mail", "call", "dialog", "stray", "scroll", "note"])
        if what == "note":
            self.click("notes")
            self.type(f"{NOTE} {self.random.randint(100, 999)} ")
        elif what == "dialog":
            title = self.random.choice([f"Transfer {IBAN}", f"Write to {EMAIL}", f"Ring {PHONE}", self.also])
            dialog = subprocess.Popen(["zenity", "--info", "--title", title, "--text", "Reminder"],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.wait(1.2)
            self.key("Return")
            self.wait(0.3)
            dialog.terminate()
            dialog.wait()
        elif what == "scroll":
            self.click("notes")
            for _ in range(4):
                xdotool("click", 5)
            self.wait(0.3)
        elif what == "stray":
            self.click("notes", 3)
            self.key("Escape")
        else:
            self.click(what)


def serve_pages(port):
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

    handler = functools.partial(Quiet, directory=os.path.join(HERE, "pages"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def window_of(name, timeout=25):
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        found = subprocess.run(["xdotool", "search", "--onlyvisible", "--name", name], capture_output=True, text=True)
        if found.stdout.split():
            return found.stdout.split()[-1]
        time.sleep(0.3)
    raise SystemExit(f"perform.py: no window '{name}'")


def place(window, x, y, width, height):
    xdotool("windowsize", window, width, height)
    xdotool("windowmove", window, x, y)


def start_programs(folder, url):
    # No bubble that offers to keep passwords: it takes the focus at times of its own.
    os.makedirs(f"{folder}/chromium/Default", exist_ok=True)
    with open(f"{folder}/chromium/Default/Preferences", "w", encoding="utf-8") as file:
        file.write('{"credentials_enable_service": false, "profile": {"password_manager_enabled": false}}')
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    programs = [
        subprocess.Popen(["/usr/bin/python3", os.path.join(HERE, "order_form.py"), "--title", f"Order desk {IBAN_SPACED}",
                          "--mail", f"Mail {EMAIL}", "--call", f"Call {PHONE}"], **quiet),
        subprocess.Popen(["mousepad", "--disable-server"], **quiet),
        subprocess.Popen(["chromium", "--no-sandbox", "--no-first-run", "--no-default-browser-check",
                          f"--user-data-dir={folder}/chromium", "--force-renderer-accessibility", "--disable-gpu",
                          "--disable-dev-shm-usage", "--disable-sync", "--disable-background-networking",
                          "--password-store=basic", "--window-position=430,0", "--window-size=840,640",
                          f"{url}/invoice.html"], **quiet),
    ]
    place(window_of("^Order desk"), 0, 0, 420, 340)
    place(window_of("Mousepad$"), 0, 420, 420, 320)
    place(window_of("Supplier invoice"), 430, 0, 840, 640)
    time.sleep(1)
    return programs


def learn_places(person):
    screen = Screen()
    fields = ("text", "entry")
    person.places = {
        "customer": screen.centre("orderdesk", fields, "Customer number"),
        "express": screen.centre("orderdesk", ("check box",), "Express delivery"),
        "book": screen.centre("orderdesk", ("push button",), "Book order"),
        "mail": screen.centre("orderdesk", ("push button",), f"Mail {EMAIL}"),
        "call": screen.centre("orderdesk", ("push button",), f"Call {PHONE}"),
        "number": screen.centre("chromium", fields, "Invoice number"),
        "post": screen.centre("chromium", ("push button", "button"), "Post invoice"),
        "notes": (200, 620),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--canaries", required=True)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--port", type=int, default=0, help="of the web pages; 0 = any")
    parser.add_argument("--also", default="Reminder", help="one more title of a dialog")
    arguments = parser.parse_args()
    with open(arguments.canaries, "w", encoding="utf-8") as file:
        file.write("\n".join(CANARIES) + "\n")
    folder = os.environ.get("ADIT_DESKTOP_DIR", "/tmp")
    person = Person(arguments.seed, 2.0 if arguments.seconds else 1.0, arguments.also)
    programs = start_programs(folder, serve_pages(arguments.port))
    try:
        learn_places(person)
        end = time.monotonic() + arguments.seconds
        done = 0
        while done < arguments.rounds or time.monotonic() < end:
            other_variant = done % 2 == 1
            person.order(other_variant)
            person.invoice(other_variant)
            for _ in range(person.random.randint(1, 3)):
                person.noise()
            done += 1
            print(f"round {done}", flush=True)
    finally:
        for program in programs:
            program.terminate()
        for program in programs:
            try:
                program.wait(timeout=5)
            except subprocess.TimeoutExpired:
                program.kill()
    return 0


sys.exit(main())
