"""Runs `sluice demo --trouble` for the time of a test."""

import os
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", ".."))


def binary():
    return os.environ.get("SLUICE_BINARY") or os.path.join(ROOT, ".build/debug/sluice")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Demo:
    """The demo, with a mistake in its mapping; `sluice` is named by SLUICE_BINARY."""

    def __init__(self, rate=4, token=None):
        self.environment = dict(os.environ, **({"SLUICE_ADMIN_TOKEN": token} if token else {}))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.rate = rate
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def start(self):
        """Runs one, with new figures, at the address of the last."""
        self.process = subprocess.Popen(
            [binary(), "demo", "--trouble", "--listen", f"127.0.0.1:{self.port}", "--rate", str(self.rate)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=self.environment,
            text=True,
        )
        self.wait("the server", lambda: self.status("/readyz") == 200, 60)

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
        if self.process and self.process.stderr:
            self.process.stderr.close()

    def freeze(self):
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self.process.send_signal(signal.SIGCONT)

    def status(self, path):
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def answers(self, url):
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def text(self, path):
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return answer.read().decode()

    def wait(self, what, is_so, seconds=60):
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise AssertionError(f"it ended: {self.process.stderr and self.process.stderr.read()}")
            value = is_so()
            if value:
                return value
            time.sleep(0.1)
        raise AssertionError(f"{what} did not come about within {seconds} s")

    def failed_record(self):
        """Where the record is that stands for a failure; None while nothing has failed."""
        found = re.search(r'href="(/records/[^"]+/order/[^"]+)"', self.text("/failures"))
        return found and found.group(1)

    def processor_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
