#!/usr/bin/python3
"""The whole chain on a real desktop: capture, masking, spool, HTTPS, store, mining; then the search for leaks.

whole_chain.py --bin FOLDER [--rounds 8] [--keep FOLDER]        (inside desktop.sh)

A collector and an agent are started, the agent enrols, perform.py does its routine with real programs, the
sealed batches are sent and mined. Then the routine must be there with its steps named from the real labels
and its two variants, and no planted text may be found anywhere: spool, database, logs, preview, answers of the
API, open and deleted files of both processes, packets on the loopback device.
"""
import argparse
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCES = os.path.dirname(os.path.dirname(HERE))
STEPS = ["Customer number", "Article", "Quantity", "Book order", "Invoice number", "Net amount", "Post invoice"]
VARIANT_STEP = "Express delivery"
USER = "qzuser4711"
HOST = "qzhost7731"


CLAIMS = []


def reserved_port():
    """A loopback port that nobody else takes while this process lives, as tests/fakes/reserved_port.h does it."""
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
        count = int(file.read().split()[0]) - 10000
    for i in range(count):
        port = 10000 + (os.getpid() + i) % count
        claim = socket.socket(socket.AF_UNIX)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                claim.bind(f"\0adit-port-{port}")
                probe.bind(("127.0.0.1", port))
            except OSError:
                claim.close()
                continue
        CLAIMS.append(claim)
        return port
    fail("no port is free")


class Chain:
    def __init__(self, arguments):
        self.bin = arguments.bin
        self.rounds = arguments.rounds
        self.folder = os.path.join(os.environ["ADIT_DESKTOP_DIR"], "adit")
        self.out = os.path.join(self.folder, "outputs")
        os.makedirs(self.out)
        self.data = os.path.join(self.folder, "collector")
        self.port = reserved_port()
        self.pages_port = reserved_port()
        self.url = f"https://127.0.0.1:{self.port}"
        self.running = []
        self.agent_settings = []
        for name, value in {
            "agent.state_directory": os.path.join(self.folder, "agent"),
            "agent.control_socket": os.path.join(self.folder, "agent.sock"),
            "log.level": "debug",
            "log.format": "json",
        }.items():
            self.agent_settings += ["--set", f"{name}={value}"]

    def path(self, program):
        return os.path.join(self.bin, program)

    def start(self, name, command):
        log = open(os.path.join(self.out, f"{name}.log"), "wb")
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        self.running.append((name, process))
        return process

    def run(self, name, command, allow_failure=False):
        done = subprocess.run(command, capture_output=True, timeout=180, check=False)
        with open(os.path.join(self.out, f"{name}.txt"), "ab") as file:
            file.write(done.stdout + b"\n--\n" + done.stderr)
        if done.returncode != 0 and not allow_failure:
            fail(f"{name} ended with {done.returncode}: {done.stderr.decode()[-600:]}")
        return done.stdout.decode()

    def agent(self, name, *words, **options):
        return self.run(name, [self.path("adit-agent"), *self.agent_settings, *words], **options)

    def stop(self, name, timeout=30):
        for entry in list(self.running):
            if entry[0] == name:
                entry[1].terminate()
                entry[1].wait(timeout=timeout)
                self.running.remove(entry)

    def start_collector(self):
        policy = os.path.join(self.folder, "policy.json")
        with open(os.path.join(SOURCES, "privacy/policy/default_policy.json"), encoding="utf-8") as file:
            text = file.read()
        with open(policy, "w", encoding="utf-8") as file:  # one person is recorded and looks at it
            file.write(text.replace('"minimum_group_size": 5', '"minimum_group_size": 1'))
        made = json.loads(self.run("init", [self.path("adit-collector"), "init", "--data", self.data, "--json",
                                            "--policy", policy, "--listen", f"127.0.0.1:{self.port}"]))
        self.api_token = os.path.join(self.folder, "api-token")
        token = next((made[key] for key in ("api_token", "token", "analyst_token") if key in made), "")
        with open(self.api_token, "w", encoding="utf-8") as file:
            file.write(token)
        self.start("collector", [self.path("adit-collector"), "serve", "--data", self.data,
                                 "--set", "min_group_size=1", "--set", "min_free_mib=64"])
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.2)
        fail("the collector does not listen")

    def enrol(self):
        text = self.run("token", [self.path("adit-collector"), "enrol-token", "create", "--data", self.data, "--json"])
        token = json.loads(text)
        file_name = os.path.join(self.folder, "enrol-token")
        with open(file_name, "w", encoding="utf-8") as file:
            file.write(token.get("token") or token["enrol_token"])
        self.agent("enrol", "enrol", "--collector", self.url, "--token-file", file_name)

    def capture_network(self):
        if not shutil.which("tcpdump") or os.geteuid() != 0:
            print("note: no tcpdump or not root: the network is not looked at")
            return
        self.pcap = os.path.join(self.out, "loopback.pcap")
        self.start("tcpdump", ["tcpdump", "-i", "lo", "-s", "0", "-U", "-Z", "root", "-w", self.pcap,
                               f"not port {self.pages_port}"])
        time.sleep(1)

    def wait_until_sent(self):
        self.agent("seal", "seal")
        end = time.monotonic() + 60
        while time.monotonic() < end:
            status = self.agent("status", "--json", "status")
            spool = json.loads(status).get("spool", {})
            waiting = spool.get("sealed_files", spool.get("sealed", spool.get("files", 0)))
            if waiting == 0:
                return
            time.sleep(1)
        fail(f"batches are still waiting: {status[-800:]}")

    def routines(self):
        """The ranked list as a person gets it, then each routine in full from the API."""
        self.run("mine", [self.path("adit-collector"), "mine", "--data", self.data])
        listed = json.loads(self.adit("routines", "routines", "--json", "--why"))["items"]
        self.adit("routines-text", "routines", "--why")
        return [json.loads(self.get(f"/api/v1/routines/{routine['key']}")) for routine in listed]

    def authority(self):
        return os.path.join(self.data, "keys", "authority.pem")

    def adit(self, name, *words, **options):
        return self.run(name, [self.path("adit"), *words, "--server", self.url, "--token-file", self.api_token,
                               "--ca", self.authority()], **options)

    def get(self, path):
        with open(self.api_token, encoding="utf-8") as file:
            request = urllib.request.Request(self.url + path, headers={"Authorization": f"Bearer {file.read().strip()}"})
        context = ssl.create_default_context(cafile=self.authority())
        with urllib.request.urlopen(request, context=context, timeout=20) as answer:
            body = answer.read()
        with open(os.path.join(self.out, "api.txt"), "ab") as file:
            file.write(body + b"\n")
        return body

    def search(self, canaries):
        pids = [word for _, process in self.running if _ in ("agent", "collector")
                for word in ("--pid", str(process.pid))]
        done = subprocess.run([sys.executable, os.path.join(HERE, "canary_search.py"), "--canaries", canaries,
                               *pids, self.folder], check=False, capture_output=True, text=True)
        print(done.stdout.strip())
        if done.returncode != 0:
            fail(f"planted texts were found (exit status {done.returncode}) {done.stderr}")

    def check_search(self):
        """A label that must be in the store is found there: the search can see what it looks through."""
        control = os.path.join(os.environ["ADIT_DESKTOP_DIR"], "control")
        with open(control, "w", encoding="utf-8") as file:
            file.write(STEPS[3] + "\n")
        done = subprocess.run([sys.executable, os.path.join(HERE, "canary_search.py"), "--canaries", control,
                               self.data], check=False, capture_output=True, text=True)
        if done.returncode != 1 or "store.db" not in done.stdout:
            fail(f"the search does not see the store: {done.stdout} {done.stderr}")

    def close(self):
        for _, process in reversed(self.running):
            process.terminate()
        for _, process in self.running:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def fail(message):
    raise SystemExit(f"FAILED: {message}")


def texts(value):
    """All strings inside a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


def check_routines(answer, rounds):
    best = None
    for routine in answer:
        words = "\n".join(texts(routine))
        named = [step for step in STEPS if step in words]
        if best is None or len(named) > len(best[0]):
            best = (named, routine)
    if best is None:
        fail("no routine was found")
    named, routine = best
    print(f"routine '{routine.get('name')}': {len(named)} of {len(STEPS)} steps named, "
          f"{routine.get('instances')} instances")
    if len(named) < len(STEPS):
        fail(f"steps without their labels: {sorted(set(STEPS) - set(named))}")
    instances = routine.get("instances")
    instances = len(instances) if isinstance(instances, list) else instances
    if instances != rounds:
        fail(f"the routine was performed {rounds} times and found {instances} times")
    names = {activity["id"]: activity["element"] for activity in routine["activities"]}
    ways = {True: 0, False: 0}
    for variant in routine["variants"]:
        elements = {names.get(activity) for activity in variant["activities"]}
        ways[VARIANT_STEP in elements] += variant["instances"]
    print(f"variants: {ways[True]} with '{VARIANT_STEP}', {ways[False]} without")
    if ways[True] != rounds // 2 or ways[False] != rounds - rounds // 2:
        fail("the two variants are not told apart")


def installed_version(program):
    """What the author calls the version of the package that installed PROGRAM; nothing without a package."""
    path = os.path.realpath(shutil.which(program))
    owner = subprocess.run(["dpkg-query", "-S", path], capture_output=True, text=True, check=False).stdout
    shown = subprocess.run(["dpkg-query", "-W", "-f=${Version}", owner.split(":")[0]], capture_output=True, text=True,
                           check=False).stdout
    return re.sub(r"(^\d+:|-[^-]*$|\+.*$|~(dfsg|ds).*$)", "", shown)


def check_preview(file_name):
    """What the person at the desktop was shown: exactly what left, one record a line."""
    records = []
    with open(file_name, encoding="utf-8") as file:
        records = [json.loads(line) for line in file if line.startswith("{")]
    if not records:
        fail("preview showed nothing")
    wanted = installed_version("mousepad")
    versions = {record.get("app_version", "") for record in records if record.get("app_name") == "Mousepad"}
    print(f"preview: {len(records)} records; Mousepad {' '.join(sorted(versions))}, installed is {wanted}")
    if wanted and wanted not in versions:
        fail("no record of Mousepad tells its version")
    copies = {record["content_fingerprint"] for record in records
              if record["action"] == "copy" and "content_fingerprint" in record}
    pastes = {record["content_fingerprint"] for record in records
              if record["action"] == "paste" and "content_fingerprint" in record}
    if not copies & pastes:
        fail(f"no paste is linked to its copy: {len(copies)} copies, {len(pastes)} pastes with a fingerprint")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--bin", required=True)
    parser.add_argument("--rounds", type=int, default=8)
    parser.add_argument("--keep", help="copy everything here when it is over")
    arguments = parser.parse_args()
    os.environ["USER"] = USER
    named_host = os.uname().nodename == HOST
    chain = Chain(arguments)
    canaries = os.path.join(os.environ["ADIT_DESKTOP_DIR"], "canaries")
    try:
        chain.start_collector()
        chain.capture_network()
        chain.enrol()
        chain.agent("consent", "consent", "--give", allow_failure=True)
        chain.start("agent", [chain.path("adit-agent"), *chain.agent_settings, "run", "--source", "linux"])
        time.sleep(2)
        chain.start("preview", [chain.path("adit-agent"), *chain.agent_settings, "--json", "preview"])
        subprocess.run(["/usr/bin/python3", os.path.join(HERE, "perform.py"), "--canaries", canaries, "--rounds",
                        str(arguments.rounds), "--port", str(chain.pages_port), "--also",
                        f"{USER} on {HOST if named_host else 'here'}"], check=True)
        with open(canaries, "a", encoding="utf-8") as file:
            file.write(USER + "\n" + (HOST + "\n" if named_host else ""))
        time.sleep(1.5)
        chain.agent("doctor", "doctor", allow_failure=True)
        chain.search(canaries)  # the spool still holds the last batch
        chain.wait_until_sent()
        answer = chain.routines()
        chain.adit("agents", "agents", "--json")
        for path in ("/api/v1/status", "/api/v1/agents", "/api/v1/roadmap", "/metrics"):
            chain.get(path)
        chain.search(canaries)
        chain.stop("preview")
        chain.stop("agent")
        chain.search(canaries)
        chain.check_search()
        check_preview(os.path.join(chain.out, "preview.log"))
        check_routines(answer, arguments.rounds)
    finally:
        chain.close()
        if arguments.keep:
            shutil.copytree(chain.folder, arguments.keep, dirs_exist_ok=True)
    print("the routine was found and no planted text left the desktop")


if __name__ == "__main__":
    main()
