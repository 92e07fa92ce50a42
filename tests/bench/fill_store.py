#!/usr/bin/python3
"""Makes the events of a stopped collector's database as many as asked for: copies of its blocks, each copy
an incarnation of its own four weeks later, as if the same people had gone on working.

  fill_store.py DATA/store.db EVENTS

For measuring answers over large stores; what was mined before stays the newest result.
"""
import os
import sqlite3
import sys

WEEKS_US = 28 * 86_400 * 1_000_000


def main():
    if len(sys.argv) != 3 or not sys.argv[2].isdigit():
        sys.exit(__doc__)
    if not os.path.exists(sys.argv[1]):
        sys.exit(f"fill_store.py: {sys.argv[1]} does not exist")
    database = sqlite3.connect(sys.argv[1])
    one = lambda sql: database.execute(sql).fetchone()[0]
    have, wanted = one("SELECT coalesce(sum(event_count), 0) FROM blocks"), int(sys.argv[2])
    if have == 0:
        sys.exit("fill_store.py: there is nothing to copy")
    incarnations = database.execute("SELECT ordinal, agent_ordinal, first_seen_us, durable_through FROM incarnations").fetchall()
    copies = -(-(wanted - have) // have)
    for copy in range(1, copies + 1):
        for ordinal, agent, seen, durable in incarnations:
            new = database.execute("INSERT INTO incarnations(agent_ordinal, incarnation, first_seen_us, durable_through) VALUES(?,?,?,?)",
                                   (agent, os.urandom(16), seen, durable)).lastrowid
            database.execute("INSERT INTO blocks(agent_ordinal, incarnation_ordinal, first_event, last_event, event_count, first_us, last_us, bytes)"
                             " SELECT agent_ordinal, ?, first_event, last_event, event_count, first_us + ?, last_us + ?, bytes FROM blocks WHERE incarnation_ordinal = ?",
                             (new, copy * WEEKS_US, copy * WEEKS_US, ordinal))
            database.execute("INSERT INTO batches(incarnation_ordinal, seq, digest, disposition, state, received_us, first_event, event_count, envelope_bytes, reason)"
                             " SELECT ?, seq, digest, disposition, state, received_us, first_event, event_count, envelope_bytes, reason FROM batches WHERE incarnation_ordinal = ?",
                             (new, ordinal))
    database.commit()
    print(f"{one('SELECT sum(event_count) FROM blocks')} events in {one('SELECT count(*) FROM blocks')} blocks")


main()
