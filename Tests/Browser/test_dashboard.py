"""What a person does on the dashboard, in a real browser against the demo with a mistake in its mapping."""

import os
import re
import shutil
import time
import unittest

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from demo import Demo
from shop import Shop

SCREENS = os.environ.get("SLUICE_SCREENS")
PAGES = ["/", "/records", "/failures", "/backfills", "/subscriptions", "/audit", "/identity", "/setup", "/nodes", "/log"]
TOKEN = "an-admin-token-for-tests"
WRONG, RIGHT = "order.status == 'wno'", "order.status == 'won'"


def chromium():
    for name in ("chromium", "chromium-browser", "google-chrome"):
        path = shutil.which(name)
        if path:
            return path
    raise unittest.SkipTest("Chromium is not there: script/browser installs it")


class Dashboard(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        path = chromium()
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()

    def open(self, demo, width=1100, scheme="light"):
        context = self.browser.new_context(
            base_url=demo.url, viewport={"width": width, "height": 800}, color_scheme=scheme
        )
        self.addCleanup(context.close)
        page = context.new_page()
        page.set_default_timeout(20_000)
        self.errors = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def shot(self, page, name):
        if SCREENS:
            page.screenshot(path=os.path.join(SCREENS, name + ".png"), full_page=True)

    def test_a_person_finds_a_failed_order_mends_the_mapping_and_sees_it_turn_green(self):
        with Demo() as demo:
            record = demo.wait("a failed order", demo.failed_record, 90)
            page = self.open(demo)
            page.goto(record)
            number = re.search(r"#\d+", page.inner_text("h1")).group(0)

            # Somebody who has only the number.
            page.goto("/")
            expect(page.locator(".truth")).to_contain_text("failed")
            self.shot(page, "overview")
            page.fill("#q", number)
            page.keyboard.press("Enter")
            expect(page.locator("h1")).to_contain_text(number)
            badge = page.locator("[data-state]").first
            expect(badge).to_have_text("failed: a person must look")
            expect(page.locator("#record")).to_contain_text("dealstage")
            expect(page.locator("#record")).to_contain_text("Some required properties were not set")
            self.shot(page, "record-failed")

            page.goto("/failures")
            expect(page.locator("h2").first).to_contain_text("refused")
            self.shot(page, "failures")

            # The file is named on the setup page.
            page.goto("/setup")
            mapping = page.locator("code", has_text="hubspot.mapping.yaml").first.inner_text()
            with open(mapping, encoding="utf-8") as file:
                text = file.read()
            self.assertIn(WRONG, text)
            with open(mapping, "w", encoding="utf-8") as file:
                file.write(text.replace(WRONG, RIGHT))
            page.get_by_role("button", name="Read the configuration and mappings anew").click()
            expect(page.locator(".notice.good")).to_contain_text("run now")

            page.goto(record)
            again = page.get_by_role("button", name="Try again")
            if again.count():
                again.click()
            # Without a reload: the page follows.
            expect(page.locator("[data-state].good").first).to_have_text("in step", timeout=30_000)
            self.shot(page, "record-in-step")
            page.goto("/log")
            expect(page.locator("table")).to_contain_text("reload")
            self.shot(page, "log")
            self.assertEqual(self.errors, [])

    def test_every_page_is_usable_small_and_dark_and_by_a_screen_reader(self):
        with Demo() as demo:
            record = demo.wait("a failed order", demo.failed_record, 90)
            destination = "?destination=hubspot"
            pages = PAGES + [record, record + "/payload" + destination]
            for scheme, width in (("light", 1100), ("dark", 360)):
                page = self.open(demo, width, scheme)
                for path in pages:
                    page.goto(path, wait_until="domcontentloaded")
                    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                    self.assertLessEqual(overflow, 0, f"{path} is wider than {width} px")
                    found = Axe().run(page).response["violations"]
                    serious = [(v["id"], [n["html"] for n in v["nodes"]][:3]) for v in found
                               if v["impact"] in ("serious", "critical")]
                    self.assertEqual(serious, [], f"{path} in {scheme}")
                    name = path.strip("/").split("?")[0].split("/")
                    title = "overview" if path == "/" else name[0] if len(name) < 5 else "payload"
                    title = "record" if path == record else title
                    if width == 360 or title not in ("overview", "record", "failures", "log", "backfills"):
                        self.shot(page, title + ("-small-dark" if width == 360 else ""))
            self.assertEqual(self.errors, [])

    def test_the_keyboard_is_enough(self):
        with Demo() as demo:
            page = self.open(demo)
            page.goto("/")
            page.keyboard.press("Tab")
            self.assertEqual(page.evaluate("document.activeElement.textContent"), "Skip to the content")
            page.keyboard.press("Enter")
            self.assertEqual(page.evaluate("document.activeElement.id"), "main")
            page.get_by_role("link", name="Failures", exact=True).focus()
            page.keyboard.press("Enter")
            expect(page).to_have_url(re.compile("/failures$"))

    def test_a_server_that_goes_away_is_told_of_and_comes_back(self):
        with Demo() as demo:
            page = self.open(demo)
            page.goto("/")
            figure = page.locator("[data-value='hubspot.clean']")
            before = figure.inner_text()
            # Live: the figure grows without a reload.
            expect(figure).not_to_have_text(before)
            demo.stop()
            banner = page.locator("#connection")
            expect(banner).to_contain_text("The server does not answer")
            self.assertTrue(banner.is_visible())
            # Nothing is sent where nobody would take it, and the page stays.
            page.get_by_role("button", name="Pause").first.click()
            expect(banner).to_contain_text("nothing was sent")
            demo.start()
            expect(banner).to_be_hidden(timeout=60_000)
            before = figure.inner_text()
            expect(figure).not_to_have_text(before, timeout=60_000)
            self.assertEqual(self.errors, [])

    def test_a_session_that_ended_is_told_and_leads_to_sign_in(self):
        with Demo(token=TOKEN) as demo:
            page = self.open(demo)
            page.goto("/failures")
            expect(page).to_have_url(re.compile("/login"))
            page.fill("#token", TOKEN)
            page.keyboard.press("Enter")
            expect(page).to_have_url(re.compile("/failures$"))
            page.context.clear_cookies()
            demo.stop()
            demo.start()
            expect(page.locator("#connection")).to_contain_text("Your session has ended", timeout=60_000)
            page.reload()
            expect(page).to_have_url(re.compile("/login"))

    def test_history_is_counted_first_and_then_begun_once(self):
        with Shop() as shop:
            page = self.open(shop)
            page.goto("/backfills")
            self.assertEqual(page.get_by_role("button", name="Bring these").count(), 0)
            page.get_by_role("button", name="Count and show the cost").click()
            begin = page.get_by_role("button", name="Bring these")
            expect(begin).to_be_visible(timeout=60_000)
            row = page.locator("section.panel", has=begin)
            expect(row).to_contain_text("300 orders in Shopify")
            expect(row).to_contain_text(re.compile(r"about \d+ calls to hubspot, at least"))
            self.shot(page, "backfills")
            begin.dblclick()
            expect(page.locator(".notice.good")).to_contain_text("is under way")
            expect(page.locator("#list")).to_contain_text(re.compile(r"Begun as job \d+"), timeout=60_000)
            expect(page.locator("#list")).to_contain_text("done, ", timeout=120_000)
            self.assertEqual(page.get_by_role("heading", name=re.compile("^backfill of acme")).count(), 1)
            self.assertEqual(self.errors, [])

    def test_two_hundred_open_pages_cost_little_and_pages_come_fast(self):
        import socket

        with Demo(rate=1) as demo:
            demo.text("/")
            cost = []
            followers = []
            for count in (0, 200):
                for _ in range(count):
                    follower = socket.create_connection(("127.0.0.1", demo.port))
                    cookie = self.cookie(demo)
                    follower.sendall(
                        f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{demo.port}\r\nCookie: {cookie}\r\n\r\n".encode()
                    )
                    followers.append(follower)
                time.sleep(2)
                begun, used = time.monotonic(), demo.processor_seconds()
                time.sleep(10)
                cost.append((demo.processor_seconds() - used) / (time.monotonic() - begun))
            for follower in followers:
                follower.settimeout(1)
                self.assertIn(b"event: overview", follower.recv(65536))
                follower.close()
            print(f"\n200 pages cost {100 * (cost[1] - cost[0]):.1f} % of a core more (a debug build costs several times that)")
            times = []
            for path in PAGES:
                begun = time.monotonic()
                demo.text(path)
                times.append((time.monotonic() - begun, path))
            print("slowest page:", "%.0f ms %s" % (max(times)[0] * 1000, max(times)[1]))

    def cookie(self, demo):
        if not hasattr(self, "kept"):
            import urllib.request

            with urllib.request.urlopen(demo.url + "/") as answer:
                self.kept = answer.headers["Set-Cookie"].split(";")[0]
        return self.kept


if __name__ == "__main__":
    unittest.main()
