#!/usr/bin/env python3
"""Looks for planted texts ("canaries") in files, processes and network captures, in every dress they may wear.

canary_search.py --canaries FILE [--pid PID]… PATH…
canary_search.py --self-test

A canary is a line of FILE. It is looked for as UTF-8 (any case), UTF-16 (both orders), base64 (three
alignments, both alphabets), hexadecimal (both cases), percent-encoded and JSON-escaped; in the bytes as they
are, in what gzip, zlib and zstd unpack (also inside other data), in the cells of SQLite databases, in the
payloads of TCP connections of pcap files put together, and in what base64 and hex runs decode to. With --pid
also the files a process holds open, deleted ones included. Exit status: 0 nothing found, 1 found, 2 misuse.
Every find is printed with file, canary number (never the canary) and dress.
"""
import argparse
import base64
import ctypes
import ctypes.util
import os
import re
import sqlite3
import struct
import sys
import tempfile
import urllib.parse
import zlib

MAX_DEPTH = 4
MAX_UNPACKED = 256 * 1024 * 1024


def dresses(canary):
    """Byte strings that stand for the canary, with their names."""
    utf8 = canary.encode()
    found = {("utf-8", utf8.lower())}
    found.add(("utf-16le", canary.encode("utf-16-le")))
    found.add(("utf-16be", canary.encode("utf-16-be")))
    for encoded in (utf8, canary.encode("utf-16-le")):
        for shift in range(3):
            # Only the characters that do not depend on the neighbours.
            text = base64.b64encode(b"\0" * shift + encoded)
            first = (0, 2, 3)[shift]
            last = len(text) - (0, 3, 2)[(shift + len(encoded)) % 3]
            for form in (text[first:last], text[first:last].replace(b"+", b"-").replace(b"/", b"_")):
                if len(form) >= 6:
                    found.add(("base64", form))
        found.add(("hex", encoded.hex().encode()))
        found.add(("hex", encoded.hex().upper().encode()))
    quoted = urllib.parse.quote(canary, safe="").encode()
    if quoted != utf8:
        found.add(("percent", quoted.lower()))
    plus = urllib.parse.quote_plus(canary, safe="").encode()
    if plus not in (utf8, quoted):
        found.add(("percent", plus.lower()))
    escaped = "".join(c if ord(c) < 128 else "\\u%04x" % ord(c) for c in canary).encode()
    if escaped != utf8:
        found.add(("json", escaped.lower()))
    return found


class Zstd:
    """libzstd through ctypes: no package of Python is needed."""

    def __init__(self):
        name = ctypes.util.find_library("zstd")
        self.lib = ctypes.CDLL(name) if name else None
        if self.lib:
            self.lib.ZSTD_createDStream.restype = ctypes.c_void_p
            self.lib.ZSTD_freeDStream.argtypes = [ctypes.c_void_p]
            self.lib.ZSTD_decompressStream.restype = ctypes.c_size_t
            self.lib.ZSTD_decompressStream.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p]

    class Buffer(ctypes.Structure):
        _fields_ = [("data", ctypes.c_void_p), ("size", ctypes.c_size_t), ("pos", ctypes.c_size_t)]

    def unpack(self, data):
        """As much as can be unpacked from the frame at the beginning of data."""
        if not self.lib:
            raise SystemExit("canary_search.py: libzstd is missing; apt-get install libzstd1")
        stream = self.lib.ZSTD_createDStream()
        source = ctypes.create_string_buffer(data, len(data))
        target = ctypes.create_string_buffer(1 << 17)
        inside = self.Buffer(ctypes.addressof(source), len(data), 0)
        out = bytearray()
        while inside.pos < inside.size and len(out) < MAX_UNPACKED:
            outside = self.Buffer(ctypes.addressof(target), len(target), 0)
            left = self.lib.ZSTD_decompressStream(stream, ctypes.byref(outside), ctypes.byref(inside))
            out += target.raw[: outside.pos]
            if self.lib.ZSTD_isError(ctypes.c_size_t(left)) or left == 0:
                break
            if outside.pos == 0 and inside.pos == inside.size:
                break
        self.lib.ZSTD_freeDStream(stream)
        return bytes(out)


class Search:
    def __init__(self, canaries):
        self.canaries = canaries
        self.forms = [(n, dress, form) for n, c in enumerate(canaries, 1) for dress, form in sorted(dresses(c))]
        self.zstd = Zstd()
        self.finds = set()
        self.bytes = 0

    def report(self, where, number, dress):
        if (where, number, dress) not in self.finds:
            self.finds.add((where, number, dress))
            print(f"FOUND canary {number} as {dress} in {where}")

    def plain(self, data, where):
        lower = data.lower()
        for number, dress, form in self.forms:
            folded = dress in ("utf-8", "percent", "json")
            if form in (lower if folded else data):
                self.report(where, number, dress)

    def look(self, data, where, depth=0):
        self.bytes += len(data)
        self.plain(data, where)
        if depth >= MAX_DEPTH:
            return
        if data[:16] == b"SQLite format 3\0":
            self.database(data, where, depth)
        if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x4d\x3c\xb2\xa1"):
            self.capture(data, where, depth)
        for at in positions(data, b"\x28\xb5\x2f\xfd"):
            self.inner(self.zstd.unpack(data[at:]), f"{where}#zstd@{at}", depth)
        for at in positions(data, b"\x1f\x8b\x08"):
            self.inner(inflate(data[at:], 31), f"{where}#gzip@{at}", depth)
        for magic in (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda"):
            for at in positions(data, magic):
                unpacked = inflate(data[at:], 15)
                if len(unpacked) >= 16:
                    self.inner(unpacked, f"{where}#zlib@{at}", depth)
        if depth < 2:
            for match in re.finditer(rb"[A-Za-z0-9+/_-]{64,}={0,2}", data):
                run = match.group().replace(b"-", b"+").replace(b"_", b"/").rstrip(b"=")
                self.inner(base64.b64decode(run[: len(run) // 4 * 4]), f"{where}#base64@{match.start()}", MAX_DEPTH - 2)
            for match in re.finditer(rb"(?:[0-9a-fA-F]{2}){32,}", data):
                self.inner(bytes.fromhex(match.group().decode()), f"{where}#hex@{match.start()}", MAX_DEPTH - 2)

    def inner(self, data, where, depth):
        if data:
            self.look(data, where, depth + 1)

    def database(self, data, where, depth):
        """Cells, because a text may be cut over pages; the raw pages were searched already."""
        with tempfile.NamedTemporaryFile() as copy:
            copy.write(data)
            copy.flush()
            try:
                # The copy is read without its log: that is searched as a file of its own.
                base = sqlite3.connect(f"file:{copy.name}?immutable=1", uri=True)
                base.text_factory = bytes
                tables = [row[0].decode() for row in base.execute("SELECT name FROM sqlite_master WHERE type='table'")]
                for table in tables:
                    for row in base.execute(f'SELECT * FROM "{table}"'):
                        for cell in row:
                            if isinstance(cell, bytes) and len(cell) >= 4:
                                self.inner(cell, f"{where}#table {table}", depth)
                base.close()
            except sqlite3.Error as error:
                print(f"note: {where}: {error}")

    def capture(self, data, where, depth):
        """Payloads of TCP, put together by direction in the order captured (loopback does not reorder)."""
        order = "<" if data[:1] in (b"\xd4", b"\x4d") else ">"
        link = struct.unpack_from(order + "I", data, 20)[0]
        streams = {}
        at = 24
        while at + 16 <= len(data):
            size = struct.unpack_from(order + "I", data, at + 8)[0]
            packet = data[at + 16 : at + 16 + size]
            at += 16 + size
            ip = packet[{1: 14, 113: 16, 276: 20, 0: 4}.get(link, 0) :]
            if len(ip) < 20:
                continue
            if ip[0] >> 4 == 4:
                header, protocol, ends = (ip[0] & 15) * 4, ip[9], ip[12:20]
            elif ip[0] >> 4 == 6:
                header, protocol, ends = 40, ip[6], ip[8:40]
            else:
                continue
            if protocol not in (6, 17) or len(ip) < header + 8:
                continue
            ports = ip[header : header + 4]
            offset = header + ((ip[header + 12] >> 4) * 4 if protocol == 6 else 8)
            streams.setdefault((ends, ports), bytearray()).extend(ip[offset:])
        for n, payload in enumerate(streams.values()):
            self.inner(bytes(payload), f"{where}#stream {n}", depth)

    def file(self, path, name=None):
        try:
            with open(path, "rb") as file:
                self.look(file.read(), name or path)
        except OSError as error:
            print(f"note: {name or path}: {error.strerror}")
        # A name can tell as well.
        self.plain(os.path.basename(name or path).encode(errors="replace"), f"name of {name or path}")

    def path(self, path):
        if os.path.isdir(path):
            for folder, _, names in os.walk(path):
                for name in names:
                    whole = os.path.join(folder, name)
                    if os.path.isfile(whole):
                        self.file(whole)
        elif os.path.exists(path):
            self.file(path)
        else:
            raise SystemExit(f"canary_search.py: {path} does not exist")

    def process(self, pid):
        folder = f"/proc/{pid}/fd"
        for name in os.listdir(folder):
            whole = os.path.join(folder, name)
            try:
                target = os.readlink(whole)
            except FileNotFoundError:
                continue  # closed meanwhile
            if os.path.isfile(whole) and (target.startswith("/memfd:") or target.endswith(" (deleted)")):
                self.file(whole, f"pid {pid} {target}")
            elif target.startswith("/") and os.path.isfile(target) and not target.startswith(("/dev/", "/proc/", "/usr/")):
                self.file(target)


def positions(data, magic):
    at = data.find(magic)
    while at >= 0:
        yield at
        at = data.find(magic, at + 1)


def inflate(data, window):
    try:
        return zlib.decompressobj(window).decompress(data, MAX_UNPACKED)
    except zlib.error:
        return b""


def self_test():
    """Plants a canary in every dress and checks that each is found, and that clean data is clean."""
    canary = "QzKanarie-Ä 7731"
    utf8 = canary.encode()
    noise = bytes(range(256)) * 8
    # Text whose letters are Huffman-coded, so that the canary inside is not readable without unpacking.
    text = b" ".join(b"customer invoice amount order number".split()[i * i % 5] for i in range(400)) + utf8
    with tempfile.TemporaryDirectory() as folder:
        cases = {
            "plain": noise + utf8 + noise,
            "upper": noise + canary.upper().encode() + noise,
            "utf16le": noise + canary.encode("utf-16-le"),
            "utf16be": noise + canary.encode("utf-16-be"),
            "hex": noise + utf8.hex().encode(),
            "hexupper": noise + utf8.hex().upper().encode(),
            "percent": b"https://x/?q=" + urllib.parse.quote(canary).encode(),
            "json": b'{"a":"QzKanarie-\\u00c4 7731"}',
            "zlib": noise[:100] + zlib.compress(text) + noise,
        }
        packer = zlib.compressobj(9, 8, 31)
        cases["gzip"] = noise[:50] + packer.compress(text) + packer.flush()
        for shift in range(3):
            cases[f"base64-{shift}"] = b"x=" + base64.b64encode(b"abc"[:shift] + utf8 + b"tail")
            cases[f"base64url-{shift}"] = b"x=" + base64.urlsafe_b64encode(b"abc"[:shift] + utf8 + b"tail")
        cases["base64-of-zlib"] = base64.b64encode(zlib.compress(text))
        zstd = Zstd()
        zstd.lib.ZSTD_compress.restype = ctypes.c_size_t
        packed = ctypes.create_string_buffer(65536)
        size = zstd.lib.ZSTD_compress(packed, ctypes.c_size_t(65536), text, ctypes.c_size_t(len(text)), 19)
        cases["zstd"] = noise[:77] + packed.raw[:size] + noise
        base = sqlite3.connect(os.path.join(folder, "sqlite"))
        base.execute("CREATE TABLE t(a BLOB)")
        base.execute("INSERT INTO t VALUES(?)", (packed.raw[:size],))
        base.commit()
        base.close()
        eth = b"\0" * 12 + b"\x08\0"
        def packet(payload):
            ip = b"\x45\0" + struct.pack(">H", 40 + len(payload)) + b"\0" * 5 + b"\x06\0\0" + b"\x7f\0\0\1" * 2
            tcp = struct.pack(">HH", 1, 2) + b"\0" * 8 + b"\x50" + b"\0" * 7
            body = eth + ip + tcp + payload
            return struct.pack("<IIII", 0, 0, len(body), len(body)) + body
        cases["pcap"] = (struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
                         + packet(utf8[:7]) + packet(utf8[7:]))
        for name, data in cases.items():
            with open(os.path.join(folder, name), "wb") as file:
                file.write(data)
        missed = []
        for name in sorted(os.listdir(folder)):
            search = Search([canary])
            search.file(os.path.join(folder, name))
            if not search.finds:
                missed.append(name)
        deleted = open(os.path.join(folder, "deleted"), "wb+")
        deleted.write(utf8)
        deleted.flush()
        os.unlink(deleted.name)
        search = Search([canary])
        search.process(os.getpid())
        if not search.finds:
            missed.append("open deleted file")
        clean = Search(["NotThere-4711"])
        clean.path(folder)
        if missed or clean.finds:
            raise SystemExit(f"self-test failed: missed {missed}, false finds {clean.finds}")
    print(f"self-test: {len(cases) + 2} hiding places searched, nothing missed")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--canaries", help="file with one canary a line")
    parser.add_argument("--pid", type=int, action="append", default=[], help="a process whose open files are searched")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("paths", nargs="*")
    arguments = parser.parse_args()
    if arguments.self_test:
        return self_test()
    if not arguments.canaries or not (arguments.paths or arguments.pid):
        parser.error("give --canaries and at least one path or --pid")
    with open(arguments.canaries, encoding="utf-8") as file:
        canaries = [line.rstrip("\n") for line in file if line.strip()]
    short = [c for c in canaries if len(c) < 6]
    if short:
        parser.error(f"{len(short)} canaries are shorter than 6 characters: they would be found by chance")
    search = Search(canaries)
    for pid in arguments.pid:
        search.process(pid)
    for path in arguments.paths:
        search.path(path)
    print(f"{len(canaries)} canaries, {len(search.forms)} dresses, {search.bytes} bytes searched, {len(search.finds)} finds")
    return 1 if search.finds else 0


sys.exit(main())
