import Foundation
import SyncModel
import Synchronization
import Testing
import Web

/// What each page says, and that nothing of a page comes from elsewhere.
@Suite struct DashboardPageTests {
    private static let pages: [(path: String, words: [String])] = [
        (
            "/",
            [
                "1,211 of 1,212 records are in hubspot; 1 failed", "1 record is parked at hubspot.", "See why",
                "240,000 calls left (day)", "Comparing acme with Shopify fails: the page is gone", "Left out",
                ">1,211</dd>", ">43</dd>", "/records/left-out?destination=hubspot",
                "acme: 1 difference without a reason when it was compared last.", "See which",
                "The server a/1 goes on with its former configuration", "m.yaml:1:1: no &lt;field&gt;",
                "35 incomplete, and nobody will read the rest", "<svg class=\"chart\"",
            ]
        ),
        (
            "/records/left-out?destination=hubspot",
            [
                "What hubspot is not to have", "customer guest-4", "bought without an account: guests are left out",
                "order #1008", "/records/left-out?destination=hubspot&amp;cursor=50",
            ]
        ),
        ("/records", ["Order number, e-mail, id or name"]),
        ("/records?q=several", ["order #1001", "There are more"]),
        ("/records?q=nobody", ["Nothing fits “nobody” here."]),
        (
            "/records/acme/order/1",
            [
                "Order #1001", "Stage &quot;&lt;won&gt;&quot; does not exist", "Try again", "Received orders/create",
                "refused by the CRM",
            ]
        ),
        ("/records/acme/order/1/payload?destination=hubspot", ["amount", "25.00"]),
        ("/records/acme/order/1/comparison?destination=hubspot", ["20.00", "changes"]),
        (
            "/failures",
            [
                "hubspot: 1 order, invalid value", "Correct the mapping.", "Try it again", "no id",
                "And 1,051 older ones.",
                "hubspot: 2 orders without amount", "amount was left out: &lt;no&gt;",
                "property deals.x: is not there", "Look at the setup",
            ]
        ),
        (
            "/backfills",
            [
                "backfill of acme", "12 %", "about 12 calls to hubspot", "Pause", "Cancel", "Count and show the cost",
                "counted, nothing was read: 1,200 customers and 4,000 orders in Shopify",
                "Only from 2026-01-01 up to 2026-02-01",
                "about 52 calls to hubspot, at least a second at its quota; and about 5,200 calls to zoho, at least 9 min",
                "Bring these 5,200 records in", "Begun as job 5.",
            ]
        ),
        (
            "/subscriptions",
            [
                "orders/create", "in place", "The app lacks the scope read_customers.",
                "what changed since is being compared", "Check and repair",
            ]
        ),
        (
            "/audit",
            ["1 difference has no reason.", "2026-05-27", "missing in crm", "Compare again and repair what differs"]
        ),
        (
            "/identity",
            ["Two contacts have the address.", "It is 51", "None: make a new one", "Leave it out", "Take back"]
        ),
        ("/setup", ["1 finding needs a look.", "property deals.x", "run setup", "/etc/hubspot.mapping.yaml"]),
        (
            "/nodes",
            [
                "deliver to hubspot", "this one", "nobody", "delivers to hubspot, reads from acme", "receive",
                "does not answer", "m.yaml:1:1: no &lt;field&gt;", "refused 40 s ago",
            ]
        ),
        ("/log", ["failures retry", "3 records", "/log?cursor=50"]),
    ]

    @Test(arguments: pages.map(\.path))
    func eachPageSaysWhatItIsFor(_ path: String) async throws {
        let words = try #require(Self.pages.first { $0.path == path }?.words)
        try await DashboardBrowser.run { browser in
            let admin = try await browser.signedIn()
            let page = try await admin.get(path)
            #expect(page.status == 200)
            for word in words { #expect(page.body.contains(word), "\(path) lacks \(word)") }
            // One heading, one place for the content, a language: what screen readers go by.
            #expect(page.body.contains("<html lang=\"en\">") && page.body.components(separatedBy: "<h1>").count == 2)
            // Neither a script in the page nor a style, nor a file from elsewhere.
            for forbidden in ["<script>", " style=", " onclick=", "src=\"http", "href=\"http://"] {
                #expect(!page.body.contains(forbidden), "\(path) has \(forbidden)")
            }
            #expect(!page.body.contains("{{"))
        }
    }

    @Test func everyPageIsSentWithHeadersThatCloseIt() async throws {
        try await DashboardBrowser.run { browser in
            let page = try await browser.signedIn().get("/")
            let policy = try #require(page.header("content-security-policy"))
            #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
            #expect(!policy.contains("unsafe"))
            #expect(page.header("x-content-type-options") == "nosniff")
            #expect(page.header("cache-control") == "no-store")
            #expect(page.header("referrer-policy") == "same-origin")
        }
    }

    @Test func oneHitLeadsToItsPage() async throws {
        try await DashboardBrowser.run { browser in
            let admin = try await browser.signedIn()
            let found = try await admin.get("/records?q=%231001")
            #expect(found.status == 303 && found.header("location") == "/records/acme/order/1")
            let sample = try await admin.get("/setup/preview?q=%231001")
            #expect(sample.header("location") == "/records/acme/order/1/payload?destination=hubspot")
        }
    }

    @Test func whatIsNotThereIsToldPlainly() async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let admin = try await browser.signedIn()
            let unknown = try await admin.get("/records/acme/order/404")
            #expect(unknown.status == 404 && unknown.body.contains("No order 404 of acme is known here."))
            #expect(unknown.body.contains("To the overview"))
            let lost = try await admin.get("/records/acme/order")
            #expect(lost.status == 404 && lost.body.contains("There is no such page"))
            let other = try await admin.get("/nothing")
            #expect(other.status == 404)
            desk.state.withLock { $0.failure = DeskFailure(.unavailable, "The store could not be read.") }
            let broken = try await admin.get("/")
            #expect(broken.status == 503 && broken.body.contains("The store could not be read."))
        }
    }

    @Test func filesAreNamedByTheirContentAndKept() async throws {
        try await DashboardBrowser.run { browser in
            let page = try await browser.signedIn().get("/")
            for (start, type) in [("/assets/sluice.", "text/")] {
                let parts = page.body.components(separatedBy: "\"").filter { $0.hasPrefix(start) }
                #expect(parts.count == 2)
                for path in parts {
                    let file = try await browser.get(path)
                    #expect(file.status == 200 && file.header("content-type")?.hasPrefix(type) == true)
                    #expect(file.header("cache-control")?.contains("immutable") == true)
                }
            }
            let unknown = try await browser.get("/assets/sluice.000000.js")
            #expect(unknown.status == 404)
        }
    }
}
