"""Runs `sluice sandbox` with a shop that has history, and `sluice serve` beside it, for the time of a test."""

import os
import shutil
import signal
import subprocess
import tempfile

from demo import Demo, binary, free_port

CONFIGURATION = """\
installation: browser
server: {{ listen: "127.0.0.1:{port}" }}
storage: {{ url: "sqlite:sluice.db" }}
stores:
  - name: acme
    shop: sluice-sandbox.myshopify.com
    base_url: "http://127.0.0.1:{shopify}"
    credentials: {{ client_id: sandbox-client-id, client_secret: shpss_sandbox-client-secret }}
destinations:
  - name: hubspot
    type: hubspot
    base_url: "http://127.0.0.1:{hubspot}"
    credentials: {{ access_token: "sandbox-token" }}
"""


class Shop(Demo):
    """A server whose store can be read."""

    def __init__(self, orders=300):
        super().__init__()
        self.orders = orders
        self.sandbox = None

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="sluice-browser.")
        shopify, hubspot = free_port(), free_port()
        configuration = os.path.join(self.folder, "sluice.yaml")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write(CONFIGURATION.format(port=self.port, shopify=shopify, hubspot=hubspot))
        self.sandbox = subprocess.Popen(
            [binary(), "sandbox", "--hubspot-port", str(hubspot), "--shopify-port", str(shopify),
             "--history-orders", str(self.orders)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        self.process = self.sandbox
        state = f"http://127.0.0.1:{shopify}/_sandbox/state"
        self.wait("the sandbox", lambda: self.answers(state), 60)
        subprocess.run([binary(), "setup", "--config", configuration], capture_output=True, timeout=120, check=False)
        self.process = subprocess.Popen(
            [binary(), "serve", "--config", configuration],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )
        self.wait("the server", lambda: self.status("/readyz") == 200, 60)
        return self

    def __exit__(self, *_):
        self.stop()
        self.sandbox.send_signal(signal.SIGTERM)
        self.sandbox.wait(30)
        shutil.rmtree(self.folder, ignore_errors=True)
