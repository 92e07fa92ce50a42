#!/usr/bin/env python3
"""Copies what a collector publishes into one SQLite file with views, for BI tools and notebooks.

    ADIT_TOKEN=adit_… python3 bi_copy.py https://HOST:8443 routines.db --ca authority.pem

Standard library only. Everything comes through the API with an analyst's token: nothing in the file rests
on fewer people than the group size, and names are those that analysts gave. The file is written anew.
"""
import argparse
import json
import os
import sqlite3
import ssl
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

TABLES = """
CREATE TABLE runs(run INTEGER PRIMARY KEY, finished TEXT, events INTEGER, people INTEGER, routines INTEGER,
  hidden_routines INTEGER, hours_per_month REAL, explained_share REAL, min_people INTEGER);
CREATE TABLE routines(run INTEGER, key TEXT, rank INTEGER, name TEXT, status TEXT, people INTEGER, instances INTEGER,
  steps INTEGER, variants INTEGER, median_duration_s REAL, p90_duration_s REAL, runs_per_month REAL, hours_per_month REAL,
  hours_low REAL, hours_high REAL, exception_share REAL, confidence REAL, determinism REAL, build_hours REAL,
  saved_hours_per_month REAL, payback_months REAL, score REAL, PRIMARY KEY(run, key));
CREATE TABLE score_parts(run INTEGER, key TEXT, part TEXT, value REAL, weight REAL, points REAL, reason TEXT);
CREATE TABLE routine_apps(run INTEGER, key TEXT, app TEXT);
CREATE TABLE weekly(run INTEGER, key TEXT, week TEXT, instances INTEGER);
CREATE TABLE steps(run INTEGER, key TEXT, step INTEGER, position INTEGER, name TEXT, app TEXT, window TEXT, element TEXT, action TEXT);
CREATE TABLE variants(run INTEGER, key TEXT, variant TEXT, instances INTEGER, share REAL, median_duration_s REAL, exception INTEGER);
CREATE TABLE variant_steps(run INTEGER, key TEXT, variant TEXT, position INTEGER, step INTEGER);
CREATE TABLE edges(run INTEGER, key TEXT, from_step INTEGER, to_step INTEGER, count INTEGER, median_s REAL, p90_s REAL, changes_app INTEGER);
CREATE TABLE transfers(run INTEGER, key TEXT, from_step INTEGER, to_step INTEGER, count INTEGER);

CREATE VIEW roadmap AS SELECT r.* FROM routines r WHERE r.run = (SELECT max(run) FROM runs) ORDER BY r.rank;
CREATE VIEW hours_by_app AS
  SELECT a.app, count(*) AS routines, sum(r.hours_per_month) AS hours_per_month
  FROM roadmap r JOIN routine_apps a ON a.run = r.run AND a.key = r.key GROUP BY a.app ORDER BY 3 DESC;
CREATE VIEW slowest_ways AS
  SELECT r.name AS routine, f.name AS from_step, t.name AS to_step, e.count, e.median_s, e.count * e.median_s / 3600 AS hours
  FROM edges e JOIN roadmap r ON r.run = e.run AND r.key = e.key
  JOIN steps f ON f.run = e.run AND f.key = e.key AND f.step = e.from_step
  JOIN steps t ON t.run = e.run AND t.key = e.key AND t.step = e.to_step ORDER BY hours DESC;
CREATE VIEW trend AS
  SELECT r.key, r.run, u.finished, r.name, r.hours_per_month, r.median_duration_s, r.exception_share,
    r.median_duration_s - lag(r.median_duration_s) OVER (PARTITION BY r.key ORDER BY r.run) AS median_change_s
  FROM routines r JOIN runs u ON u.run = r.run;
"""


class Collector:
    def __init__(self, url, token, authority):
        self.url = url.rstrip("/") + "/api/v1/"
        self.headers = {"Authorization": "Bearer " + token}
        self.context = ssl.create_default_context(cafile=authority)

    def ask(self, path):
        request = urllib.request.Request(self.url + path, headers=self.headers)
        try:
            with urllib.request.urlopen(request, context=self.context, timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            # Too many in a minute: the answer says how long to wait.
            if error.code == 429 and error.headers.get("Retry-After", "").isdigit():
                time.sleep(int(error.headers["Retry-After"]))
                return self.ask(path)
            detail = error.read().decode(errors="replace")
            sys.exit(f"bi_copy.py: {path}: HTTP {error.code}: {detail}")
        except urllib.error.URLError as error:
            sys.exit(f"bi_copy.py: {self.url} does not answer: {error.reason}")

    def pages(self, path):
        cursor = ""
        while cursor is not None:
            page = self.ask(path + ("&" if "?" in path else "?") + "limit=500" + cursor)
            yield page
            cursor = "&cursor=" + urllib.parse.quote(page["next_cursor"]) if page["next_cursor"] else None


def insert(database, table, rows):
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    database.executemany(
        f"INSERT INTO {table} VALUES({','.join('?' * len(columns))})",
        [[row.get(column) for column in columns] for row in rows])


def copy_routine(database, run, routine):
    own = {"run": run, "key": routine["key"]}
    place = {step: i for i, step in enumerate(routine["main_path"])}
    insert(database, "steps", [{**a, **own, "step": a["id"], "position": place.get(a["id"])} for a in routine["activities"]])
    insert(database, "variants", [{**v, **own, "variant": v["id"]} for v in routine["variants"]])
    insert(database, "variant_steps", [{**own, "variant": v["id"], "position": i, "step": step}
                                       for v in routine["variants"] for i, step in enumerate(v["activities"])])
    insert(database, "edges", [{**e, **own, "from_step": e["from"], "to_step": e["to"]} for e in routine["graph"]])
    insert(database, "transfers", [{**t, **own, "from_step": t["from"], "to_step": t["to"]} for t in routine["transfers"]])


def copy_run(database, collector, run):
    rows = [row for page in collector.pages(f"roadmap?run={run['id']}") for row in page["items"]]
    insert(database, "runs", [{**(run["summary"] or {}), "run": run["id"], "finished": run["finished"]}])
    insert(database, "routines", [{**row, "run": run["id"]} for row in rows])
    for row in rows:
        own = {"run": run["id"], "key": row["key"]}
        insert(database, "score_parts", [{**part, **own, "part": part["key"]} for part in row["parts"]])
        insert(database, "routine_apps", [{**own, "app": app} for app in row["apps"]])
        insert(database, "weekly", [{**own, "week": w["from"], "instances": w["instances"]} for w in row["weekly"]])
        path = f"routines/{urllib.parse.quote(row['key'])}?run={run['id']}"
        copy_routine(database, run["id"], collector.ask(path))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("url")
    arguments.add_argument("file")
    arguments.add_argument("--ca", help="the collector's authority (keys/authority.pem); without it the system's")
    arguments.add_argument("--runs", type=int, default=5, help="newest runs to copy [5]")
    chosen = arguments.parse_args()
    token = os.environ.get("ADIT_TOKEN")
    if not token:
        sys.exit("bi_copy.py: set ADIT_TOKEN to a token of an analyst (page: Settings, or adit-collector api-token create)")
    collector = Collector(chosen.url, token, chosen.ca)
    # Results of runs made for smaller groups than the policy asks for now are not given.
    runs = [run for run in collector.ask("runs?limit=100")["items"] if run["state"] == "done" and run["summary"]][:chosen.runs]
    if not runs:
        sys.exit("bi_copy.py: there is no finished run yet; start one on the page or with adit-collector mine")
    part = chosen.file + ".part"
    if os.path.exists(part):
        os.remove(part)
    database = sqlite3.connect(part)
    database.executescript(TABLES)
    for run in runs:
        copy_run(database, collector, run)
    database.commit()
    count = database.execute("SELECT count(*) FROM routines").fetchone()[0]
    database.close()
    os.replace(part, chosen.file)
    print(f"{count} routines of {len(runs)} runs in {chosen.file}; begin with: SELECT * FROM roadmap")


if __name__ == "__main__":
    main()
