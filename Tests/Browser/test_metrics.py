"""Every query of deploy/ is asked of Debian's Prometheus, which scraped a server that works."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import unittest
import urllib.parse
import urllib.request

import yaml

from demo import ROOT, Demo, free_port

# What a demo without Shopify credentials and without a trace collector has no values of.
ABSENT = (
    "sluice_audit_differences",
    "sluice_shopify_points_available",
    "sluice_backfill_records_total",
    "sluice_trace_spans_total",
)


def dashboard_queries():
    with open(os.path.join(ROOT, "deploy/grafana/sluice.json"), encoding="utf-8") as file:
        panels = json.load(file)["panels"]
    return [t["expr"].replace("$destination", ".*") for p in panels for t in p["targets"]]


def alert_queries():
    with open(os.path.join(ROOT, "deploy/prometheus/alerts.yaml"), encoding="utf-8") as file:
        groups = yaml.safe_load(file)["groups"]
    return [rule["expr"] for group in groups for rule in group["rules"]]


class Metrics(unittest.TestCase):
    def setUp(self):
        if not shutil.which("prometheus") or not shutil.which("promtool"):
            raise unittest.SkipTest("Prometheus is not there: script/browser installs it")

    def ask(self, port, query):
        url = f"http://127.0.0.1:{port}/api/v1/query?query={urllib.parse.quote(query)}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return json.load(answer)["data"]["result"]

    def test_every_query_has_an_answer(self):
        alerts = os.path.join(ROOT, "deploy/prometheus/alerts.yaml")
        subprocess.run(["promtool", "check", "rules", alerts], check=True, stdout=subprocess.DEVNULL)
        with Demo(rate=10) as demo, tempfile.TemporaryDirectory() as folder:
            demo.wait("a failed order", demo.failed_record, 90)
            lint = subprocess.run(
                ["promtool", "check", "metrics"], input=demo.text("/metrics"), text=True, capture_output=True, check=False
            )
            self.assertEqual(lint.returncode, 0, lint.stderr + lint.stdout)
            port = free_port()
            config = os.path.join(folder, "prometheus.yaml")
            with open(config, "w", encoding="utf-8") as file:
                yaml.safe_dump({
                    "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
                    "rule_files": [alerts],
                    "scrape_configs": [
                        {"job_name": "sluice", "static_configs": [{"targets": [f"127.0.0.1:{demo.port}"]}]}
                    ],
                }, file)
            prometheus = subprocess.Popen([
                "prometheus", f"--config.file={config}", f"--storage.tsdb.path={folder}/data",
                f"--web.listen-address=127.0.0.1:{port}", "--log.level=error",
            ])
            try:
                def scraped():
                    try:
                        return self.ask(port, "rate(sluice_crm_requests_total[5m])")
                    except OSError:
                        return None

                demo.wait("a scrape", scraped, 60)
                for query in dashboard_queries() + alert_queries():
                    # An alert that does not stand has an empty answer: its left side must have one.
                    value = re.sub(r"\s*(==|>|<)\s*[\d.]+$", "", query)
                    result = self.ask(port, value)
                    if not any(name in query for name in ABSENT) and 'status=~' not in query and 'result=~' not in query:
                        self.assertTrue(result, query)
            finally:
                prometheus.terminate()
                prometheus.wait(20)

    def test_every_name_is_one_that_the_server_tells(self):
        with Demo(rate=1) as demo:
            told = set(re.findall(r"^# TYPE (\w+)", demo.text("/metrics"), re.M))
        for query in dashboard_queries() + alert_queries():
            for name in re.findall(r"sluice_\w+", query):
                self.assertIn(re.sub(r"_(bucket|sum|count)$", "", name), told)

    def test_every_result_that_is_asked_for_is_one_that_the_server_counts(self):
        with open(os.path.join(ROOT, "Sources/Web/Webhooks/WebhookResult.swift"), encoding="utf-8") as file:
            cases = re.findall(r"^    case (\w+)(?: = \"(\w+)\")?", file.read(), re.M)
        counted = {value or name for name, value in cases}
        self.assertIn("accepted", counted)
        asked = set()
        for query in dashboard_queries() + alert_queries():
            for values in re.findall(r'result=~?"([^"]+)"', query):
                asked |= set(values.split("|"))
        self.assertTrue(asked and asked <= counted, asked - counted)


if __name__ == "__main__":
    unittest.main()
