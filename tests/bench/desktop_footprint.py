#!/usr/bin/python3
"""Agent processor time and resident memory on the scripted desktop, as a table.

tests/desktop/desktop.sh tests/bench/desktop_footprint.py --bin build/release/bin [--seconds 180]

The whole chain runs (agent, collector, real programs) while perform.py works at an office pace; the agent's
/proc/PID/stat and smaps_rollup are read once a second. Targets: mean <= 1 % of a core, any 10 s <= 5 %,
resident <= 32 MiB. "private" is what no other process shares.
"""
import argparse
import os
import subprocess
import sys
import threading
import time

HERE = os.path.dirname(os.path.abspath(__file__))
DESKTOP = os.path.join(HERE, "..", "desktop")
sys.path.insert(0, DESKTOP)
import whole_chain  # noqa: E402

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def memory_mib(pid):
    values = {"Rss": 0, "Private_Clean": 0, "Private_Dirty": 0}
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        for line in file:
            name = line.split(":")[0]
            if name in values:
                values[name] = int(line.split()[1]) / 1024
    return values["Rss"], values["Private_Clean"] + values["Private_Dirty"]


class Sampler(threading.Thread):
    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid = pid
        self.samples = []  # (time, cpu seconds, resident MiB, private MiB)
        self.over = False

    def run(self):
        while not self.over:
            self.samples.append((time.monotonic(), cpu_seconds(self.pid), *memory_mib(self.pid)))
            time.sleep(1)

    def row(self, name):
        samples = self.samples
        mean = 100 * (samples[-1][1] - samples[0][1]) / (samples[-1][0] - samples[0][0])
        windows = [100 * (b[1] - a[1]) / (b[0] - a[0]) for a, b in zip(samples, samples[10:])]
        return (f"{name:<28} {samples[-1][0] - samples[0][0]:8.0f} {mean:10.2f} {max(windows, default=mean):14.2f} "
                f"{sum(s[2] for s in samples) / len(samples):11.1f} {max(s[2] for s in samples):11.1f} "
                f"{max(s[3] for s in samples):11.1f}")


def measure(chain, agent, name, seconds, perform=None):
    sampler = Sampler(agent.pid)
    sampler.start()
    if perform:
        subprocess.run(perform, check=True, stdout=subprocess.DEVNULL)
    else:
        time.sleep(seconds)
    sampler.over = True
    sampler.join()
    return sampler.row(name)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--seconds", type=int, default=180)
    arguments = parser.parse_args()
    arguments.rounds = 1
    chain = whole_chain.Chain(arguments)
    canaries = os.path.join(os.environ["ADIT_DESKTOP_DIR"], "canaries")
    rows = []
    try:
        chain.start_collector()
        chain.enrol()
        chain.agent("consent", "consent", "--give", allow_failure=True)
        agent = chain.start("agent", [chain.path("adit-agent"), *chain.agent_settings, "run", "--source", "linux"])
        time.sleep(3)
        rows.append(measure(chain, agent, "nobody works", min(30, arguments.seconds)))
        rows.append(measure(chain, agent, "routine at office pace", arguments.seconds, [
            "/usr/bin/python3", os.path.join(DESKTOP, "perform.py"), "--canaries", canaries, "--rounds", "1",
            "--seconds", str(arguments.seconds), "--port", str(chain.pages_port)]))
        rows.append(measure(chain, agent, "routine without a pause", 0, [
            "/usr/bin/python3", os.path.join(DESKTOP, "perform.py"), "--canaries", canaries, "--rounds", "8",
            "--port", str(chain.pages_port)]))
        status = chain.agent("status", "status")
    finally:
        chain.close()
    print(f"{'adit-agent':<28} {'seconds':>8} {'CPU mean %':>10} {'CPU max 10s %':>14} {'RSS mean':>11} "
          f"{'RSS max MiB':>11} {'private MiB':>11}")
    print("\n".join(rows))
    print(status)


main()
