"""What masking costs discovery: instance F1 on one simulated log, raw, masked by the truth and masked by a policy.

    masking_harm.py ADIT [--people 10] [--days 5] [--seeds 1,2,3] [--profile office] [--policy default] [--limit 0.01]

The three logs hold the same events in the same order; only their texts differ. Raw is the log through a policy whose detectors are off.
Exit code 1 when the policy loses more than the limit against raw in the mean over the seeds.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

TYPES = ("PERSON EMAIL PHONE ADDRESS LOCATION ORGANIZATION CARD IBAN BIC ACCOUNT IP MAC URL_CREDENTIAL SECRET DATE_OF_BIRTH NATIONAL_ID "
         "TAX_ID HEALTH_ID SOCIAL_SECURITY PASSPORT DRIVER_LICENSE VEHICLE_PLATE USERNAME HOSTNAME CUSTOM").split()
FIELDS = ("app_name", "window_title", "document", "element_name", "element_id", "detail")
RAW_POLICY = {"format": 1, "id": "raw", "version": 1, "expires": "2099-01-01T00:00:00Z",
              "legal": {"basis": "measurement on simulated people", "information": "nobody is recorded"},
              "applications": {"default": "allow"}, "fields": {"defaults": {field: "allow" for field in FIELDS}},
              "urls": {"generalize_ids": False}, "detectors": {kind: {"enabled": False} for kind in TYPES}}


def run(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout.decode()


def instance_f1(adit, folder, name, simulation, policy):
    log = os.path.join(folder, name + ".csv")
    run(adit, "simulate", "--out", log, *simulation, *(("--policy", policy) if policy else ()))
    out = os.path.join(folder, name)
    run(adit, "discover", log, "--out", out)
    figures = json.loads(run(adit, "evaluate", log, out, "--json"))
    return {place: figures["instance_iou_" + key]["f1"] for place, key in (("0.5", "50"), ("0.8", "80"))}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("adit")
    parser.add_argument("--people", default="10")
    parser.add_argument("--days", default="5")
    parser.add_argument("--seeds", default="1,2,3")
    parser.add_argument("--profile", default="office")
    parser.add_argument("--policy", default="default")
    parser.add_argument("--limit", type=float, default=0.01)
    arguments = parser.parse_args()
    losses = []
    with tempfile.TemporaryDirectory() as folder:
        raw = os.path.join(folder, "raw_policy.json")
        with open(raw, "w", encoding="utf-8") as file:
            json.dump(RAW_POLICY, file)
        print("seed    raw .5  raw .8   truth .5  truth .8   policy .5 policy .8")
        for seed in arguments.seeds.split(","):
            simulation = ("--seed", seed, "--people", arguments.people, "--days", arguments.days, "--profile", arguments.profile)
            found = [instance_f1(arguments.adit, folder, f"{name}{seed}", simulation, policy)
                     for name, policy in (("raw", raw), ("truth", None), ("policy", arguments.policy))]
            losses.append([found[0][place] - found[2][place] for place in ("0.5", "0.8")])
            print(f"{seed:>4}   " + "   ".join(f"{one['0.5']:7.4f} {one['0.8']:7.4f}" for one in found), flush=True)
    mean = [sum(loss[i] for loss in losses) / len(losses) for i in (0, 1)]
    print(f"the policy loses {mean[0]:+.4f} at 0.5 and {mean[1]:+.4f} at 0.8 in the mean; limit {arguments.limit}")
    return 1 if max(mean) > arguments.limit else 0


sys.exit(main())
