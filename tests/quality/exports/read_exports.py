"""Reads exports with pm4py and fails where they do not say the same; see exports.sh."""
import os
import sys
import warnings

warnings.filterwarnings("ignore")
os.environ["TQDM_DISABLE"] = "1"
import pandas  # noqa: E402
import pm4py  # noqa: E402

folder = sys.argv[1]
at = lambda name: os.path.join(folder, name)  # noqa: E731

csv = pandas.read_csv(at("pm4py.csv"))
for column in ("case:concept:name", "concept:name", "time:timestamp"):
    assert column in csv.columns, f"pm4py.csv lacks {column}: {list(csv.columns)}"
csv["time:timestamp"] = pandas.to_datetime(csv["time:timestamp"], utc=True)
csv["case:concept:name"] = csv["case:concept:name"].astype(str)
log = pm4py.read_xes(at("log.xes"))
assert len(log) > 100, f"the log is too small to say anything: {len(log)} events"
assert len(log) == len(csv), f"XES has {len(log)} events, CSV {len(csv)}"
assert log["case:concept:name"].nunique() == csv["case:concept:name"].nunique(), "other cases"
ways_xes = pm4py.discover_dfg(log)[0]
ways_csv = pm4py.discover_dfg(csv)[0]
assert ways_xes == ways_csv, "the directly-follows graphs of XES and CSV differ"
variants = pm4py.get_variants(log)
assert len(variants) > 1

ocel = pm4py.read_ocel2_json(at("log.jsonocel"))
assert len(ocel.events) == len(log), f"OCEL has {len(ocel.events)} events, XES {len(log)}"
assert len(ocel.relations) >= len(ocel.events), "events without objects"
# Its event types are actions; the step's name is an attribute.
assert set(ocel.events["activity"]) == set(log["concept:name"]), "other activities"
types = set(ocel.objects["ocel:type"])
assert len(types) >= 2, f"one kind of object is no object-centric log: {types}"
missing = set(ocel.relations["ocel:oid"]) - set(ocel.objects["ocel:oid"])
assert not missing, f"relations to objects that are not there: {list(missing)[:3]}"

bpmn = pm4py.read_bpmn(at("log.bpmn"))
tasks = [node for node in bpmn.get_nodes() if type(node).__name__ in ("Task", "UserTask")]
assert len(tasks) >= 2, f"{len(tasks)} tasks"
net, start, end = pm4py.convert_to_petri_net(bpmn)
assert len(net.transitions) >= len(tasks), "the model cannot be played"

print(f"ok    {len(log)} events, {log['case:concept:name'].nunique()} cases, {len(ways_xes)} ways, {len(variants)} variants the same in XES and CSV; "
      f"OCEL: {len(ocel.objects)} objects of {len(types)} types; BPMN: {len(tasks)} tasks")
