"""Rolls an agent out as a management tool does, against a real collector on the loopback interface: settings first, the network and the
token later, then the agent again, as after an upgrade.

  roll_out_test.py FOLDER OF adit-agent AND adit-collector
"""

import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import unittest

BIN = pathlib.Path()
SOURCE = "simulate:seed=1,profile=easy,person=0,days=1"
MOST_SECONDS_TO_RECEIPT = 10


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RollOut(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory(prefix="adit-rollout-")
        self.home = pathlib.Path(self.folder.name)
        self.data = self.home / "collector"
        self.port = free_port()
        self.collector = None
        self.agents = []
        self.token = self.home / "enrol.token"
        self.settings = self.home / "agent.managed.conf"
        self.settings.write_text(f"collector.url = https://127.0.0.1:{self.port}\nenrol.token_file = {self.token}\n"
                                 f"agent.state_directory = {self.home}/state\nspool.seal_after_s = 1\n", encoding="utf-8")
        subprocess.run([BIN / "adit-collector", "init", "--data", self.data, "--listen", f"127.0.0.1:{self.port}"], check=True,
                       capture_output=True)

    def tearDown(self):
        for process in [*self.agents, self.collector]:
            if process and process.poll() is None:
                process.kill()
                process.wait()
        self.folder.cleanup()

    def serve(self):
        self.collector = subprocess.Popen([BIN / "adit-collector", "serve", "--data", self.data], stdout=subprocess.DEVNULL,
                                          stderr=subprocess.DEVNULL)
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        self.fail("the collector does not listen")

    def make_token(self):
        out = subprocess.run([BIN / "adit-collector", "enrol-token", "create", "--data", self.data, "--group", "finance", "--uses", "5"],
                             check=True, capture_output=True, text=True)
        return re.search(r"adit1:\S+", out.stdout + out.stderr).group(0)

    def environment(self):
        return {"HOME": str(self.home), "ADIT_AGENT_MANAGED_FILE": str(self.settings), "PATH": os.environ["PATH"]}

    def start(self):
        log = open(self.home / f"agent{len(self.agents)}.log", "w+", encoding="utf-8")  # noqa: SIM115
        self.addCleanup(log.close)
        agent = subprocess.Popen([BIN / "adit-agent", "run", "--source", SOURCE, "--drain", "60"], env=self.environment(),
                                 stdout=log, stderr=subprocess.STDOUT)
        self.agents.append(agent)
        return agent

    def log(self, number=0):
        return (self.home / f"agent{number}.log").read_text(encoding="utf-8")

    def keys(self):
        return {path.name: path.read_bytes() for path in sorted((self.home / "state/identity").iterdir())}

    def test_settings_first_then_network_then_token(self):
        agent = self.start()
        time.sleep(2)
        self.assertIsNone(agent.poll(), "it waits for what is still to come\n" + self.log())
        self.assertIn("not enrolled yet", self.log())
        self.token.write_text(self.make_token() + "\n", encoding="utf-8")
        self.serve()
        self.assertEqual(agent.wait(90), 0, self.log())
        self.assertEqual(list((self.home / "state/spool").glob("*.sealed")), [], "every batch was confirmed")

        # The program is started again after an upgrade, the token is gone: same identity.
        before = self.keys()
        self.token.unlink()
        self.assertEqual(self.start().wait(90), 0, self.log(1))
        self.assertEqual(self.keys(), before)

    def test_a_prepared_computer_delivers_within_ten_seconds(self):
        self.token.write_text(self.make_token() + "\n", encoding="utf-8")
        self.serve()
        begin = time.monotonic()
        agent = self.start()
        first = None
        while first is None and time.monotonic() - begin < 60:
            ended = agent.poll() is not None  # which it does once all is confirmed
            status = subprocess.run([BIN / "adit-agent", "--json", "status"], env=self.environment(), capture_output=True, check=False)
            delivered = re.search(rb'"batches_delivered":(\d+)', status.stdout)
            if ended or (delivered and int(delivered.group(1)) > 0):
                first = time.monotonic() - begin
            time.sleep(0.05)
        self.assertIsNotNone(first, self.log())
        print(f"from the first start to the first receipt: {first:.1f} s")
        self.assertLessEqual(first, MOST_SECONDS_TO_RECEIPT)
        self.assertEqual(agent.wait(90), 0, self.log())

    def test_an_unprepared_computer_is_told_what_is_missing(self):
        self.settings.write_text("spool.seal_after_s = 1\n", encoding="utf-8")
        agent = self.start()
        self.assertEqual(agent.wait(30), 6)
        self.assertIn("enrol.token_file", self.log())

    def test_a_stop_while_it_waits_ends_it_at_once(self):
        agent = self.start()
        time.sleep(1)
        agent.terminate()
        self.assertEqual(agent.wait(10), 0, self.log())


if __name__ == "__main__":
    BIN = pathlib.Path(sys.argv.pop(1))
    unittest.main()
