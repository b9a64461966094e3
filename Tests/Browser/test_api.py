"""Every answer of a running server is as openapi.yaml says."""

import json
import os
import re
import unittest
import urllib.error
import urllib.request

import jsonschema
import yaml

from demo import ROOT, Demo

TOKEN = "an-admin-token-for-tests"


class Answers(unittest.TestCase):
    """The demo has no token, so the API is closed there: a server of its own works on a copy of its configuration."""

    @classmethod
    def setUpClass(cls):
        with open(os.path.join(ROOT, "openapi.yaml"), encoding="utf-8") as file:
            cls.document = yaml.safe_load(file)

    def validate(self, value, name):
        schema = {"$ref": f"#/components/schemas/{name}", "components": self.document["components"]}
        jsonschema.Draft202012Validator(schema).validate(value)

    def ask(self, url, path, method="GET", body=None):
        request = urllib.request.Request(
            url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": "Bearer " + TOKEN, "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=40) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def test_each_answer_fits_its_schema(self):
        with Demo(token=TOKEN) as demo:
            record = demo.wait("a failed order", lambda: self.failed(demo), 90)
            for path, operations in self.document["paths"].items():
                if "get" not in operations:
                    continue
                schema = operations["get"]["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
                filled = re.sub(r"\{(\w+)\}", lambda part: {**record, "destination": "hubspot"}[part.group(1)], path)
                if path == "/api/v1/jobs/{id}":
                    jobs = self.ask(demo.url, "/api/v1/jobs")[1]["items"]
                    # A shop that only sends webhooks has none.
                    if not jobs:
                        continue
                    filled = f"/api/v1/jobs/{jobs[0]['id']}"
                if path == "/api/v1/records":
                    filled += "?q=" + record["id"]
                if path.endswith("/findings"):
                    filled += "?fresh=true"
                status, value = self.ask(demo.url, filled)
                self.assertEqual(status, 200, (filled, value))
                self.validate(value, schema.rsplit("/", 1)[1])

            base = f"/api/v1/records/{record['store']}/{record['kind']}/{record['id']}"
            for method, path, body in (
                ("POST", base + "/sync", {}), ("POST", "/api/v1/destinations/hubspot/pause", None),
                ("POST", "/api/v1/destinations/hubspot/resume", None), ("POST", "/api/v1/reload", None),
                ("POST", "/api/v1/audits", {"store": "sandbox"}),
            ):
                status, value = self.ask(demo.url, path, method, body)
                self.assertEqual(status, 200, (path, value))
                self.validate(value, "Outcome")
            for method, path, body, wanted in (
                ("GET", "/api/v1/nothing", None, 404), ("POST", "/api/v1/jobs/999/pause", None, 404),
                ("POST", "/api/v1/backfills", {"store": "sandbox"}, 422),
                ("POST", "/api/v1/failures/retry", {"code": "gone"}, 422),
            ):
                status, value = self.ask(demo.url, path, method, body)
                self.assertEqual(status, wanted, (path, value))
                self.validate(value, "Problem")

    def failed(self, demo):
        status, value = self.ask(demo.url, "/api/v1/failures")
        orders = [group for group in value.get("groups", []) if group["kind"] == "order"] if status == 200 else []
        return orders and orders[0]["example"]

    def test_personal_data_is_masked_until_asked_for(self):
        with Demo(token=TOKEN) as demo:
            record = demo.wait("a failed order", lambda: self.failed(demo), 90)
            path = f"/api/v1/records/{record['store']}/{record['kind']}/{record['id']}"
            _, masked = self.ask(demo.url, path)
            _, shown = self.ask(demo.url, path + "?reveal=true")
            self.assertIn("…@", masked.get("email", "…@"))
            self.assertNotIn("…", shown.get("email", ""))
            _, log = self.ask(demo.url, "/api/v1/log?action=reveal")
            self.assertEqual(len(log["items"]), 1)


if __name__ == "__main__":
    unittest.main()
