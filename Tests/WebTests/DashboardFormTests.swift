import Foundation
import SyncModel
import Synchronization
import Testing
import Web

/// Forms do what they say, once, and only from our own pages.
@Suite struct DashboardFormTests {
    @Test func anOrderIsCarriedOutUnderTheVisitorsName() async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let admin = try await browser.signedIn(name: "Ada+L.")
            let form = try await admin.form(on: "/failures")
            let answer = try await admin.post(
                "/do/retry",
                "form=\(form)&destination=hubspot&kind=order&code=invalid_value"
            )
            #expect(answer.status == 303)
            let place = try #require(answer.header("location"))
            #expect(place.hasPrefix("/failures?said="))
            let page = try await admin.get(place)
            #expect(page.body.contains("Done as asked."))
        }
        #expect(desk.orders == [.retry(FailureChoice(destination: "hubspot", kind: "order", code: "invalid_value"))])
        #expect(desk.state.withLock { $0.actors } == ["Ada L. (dashboard)"])
    }

    @Test func aDoubleClickRunsOnce() async throws {
        let desk = FakeDesk()
        desk.state.withLock { $0.hold = .milliseconds(50) }
        try await DashboardBrowser.run(desk: desk) { browser in
            let admin = try await browser.signedIn()
            let form = try await admin.form(on: "/")
            let body = "form=\(form)&destination=hubspot"
            async let first = admin.post("/do/pause", body)
            async let second = admin.post("/do/pause", body)
            let answers = try await [first, second]
            #expect(answers.map(\.status) == [303, 303])
            #expect(answers[0].header("location") == answers[1].header("location"))
            // The way back and once more.
            let third = try await admin.post("/do/pause", body)
            #expect(third.header("location") == answers[0].header("location"))
        }
        #expect(desk.orders == [.pause(destination: "hubspot")])
    }

    @Test func whatWasCountedIsBegunOnceAndAsItWasCounted() async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let admin = try await browser.signedIn()
            let page = try await admin.get("/backfills").body
            // Only what was not begun since, and nothing that was never counted.
            #expect(page.components(separatedBy: "Bring these").count == 2)
            #expect(page.components(separatedBy: "name=\"dry_run\"").count == 2)
            let start = try #require(page.components(separatedBy: "Bring these").first)
            let form = try #require(start.components(separatedBy: "<form ").last)
            var fields: [String] = []
            for input in form.components(separatedBy: "<input ").dropFirst() {
                let parts = input.components(separatedBy: "\"")
                fields.append("\(parts[3])=\(parts[5])")
            }
            let body = fields.joined(separator: "&")
            async let first = admin.post("/do/backfill", body)
            async let second = admin.post("/do/backfill", body)
            #expect(try await [first.status, second.status] == [303, 303])
        }
        let wanted = BackfillOrder(
            store: "acme",
            since: "2026-01-01T00:00:00.000Z",
            until: "2026-02-01T00:00:00.000Z"
        )
        #expect(desk.orders == [.backfill(wanted)])
    }

    @Test func twoButtonsOfOnePageAreTwoOrders() async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let admin = try await browser.signedIn()
            let form = try await admin.form(on: "/")
            _ = try await admin.post("/do/pause", "form=\(form)&destination=hubspot")
            _ = try await admin.post("/do/resume", "form=\(form)&destination=hubspot")
        }
        #expect(desk.orders == [.pause(destination: "hubspot"), .resume(destination: "hubspot")])
    }

    @Test func aFormOfAnotherSessionOrSiteDoesNothing() async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let admin = try await browser.signedIn()
            let other = try await browser.signedIn()
            let form = try await other.form(on: "/")
            for forged in [form, "", "a.b.c", "x"] {
                let answer = try await admin.post("/do/pause", "form=\(forged)&destination=hubspot")
                #expect(answer.status == 403 && answer.body.contains("nothing was done"))
            }
            let own = try await admin.form(on: "/")
            let foreign = try await admin.post(
                "/do/pause",
                "form=\(own)&destination=hubspot",
                headers: "Sec-Fetch-Site: cross-site\r\n"
            )
            #expect(foreign.status == 403)
        }
        #expect(desk.orders.isEmpty)
    }

    @Test func aStaleFormDoesNothingAndSaysWhatToDo() async throws {
        let clock = MovedClock()
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk, clock: clock) { browser in
            let admin = try await browser.signedIn()
            let form = try await admin.form(on: "/")
            clock.move(.seconds(5 * 3_600))
            let answer = try await admin.post("/do/pause", "form=\(form)&destination=hubspot")
            #expect(answer.status == 409 && answer.body.contains("That page was old"))
        }
        #expect(desk.orders.isEmpty)
    }

    @Test func aFormFromBeforeARestartDoesNothing() async throws {
        let desk = FakeDesk()
        let clock = MovedClock()
        let (cookie, form) = try await Self.page(desk, clock)
        clock.move(.seconds(60))
        try await DashboardBrowser.run(desk: desk, clock: clock) { browser in
            var admin = browser
            admin.cookie = cookie
            // The session goes on; nobody knows whether the form was taken.
            let page = try await admin.get("/")
            #expect(page.status == 200)
            let answer = try await admin.post("/do/pause", "form=\(form)&destination=hubspot")
            #expect(answer.status == 409)
        }
        #expect(desk.orders.isEmpty)
    }

    private static func page(_ desk: FakeDesk, _ clock: MovedClock) async throws -> (String?, String) {
        let found = Found()
        try await DashboardBrowser.run(desk: desk, clock: clock) { browser in
            let admin = try await browser.signedIn()
            await found.keep(admin.cookie, try await admin.form(on: "/"))
        }
        return await (found.cookie, found.form)
    }

    private actor Found {
        var cookie: String?
        var form = ""

        func keep(_ cookie: String?, _ form: String) { (self.cookie, self.form) = (cookie, form) }
    }

    @Test func whatCannotBeDoneIsToldOnThePage() async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let admin = try await browser.signedIn()
            let form = try await admin.form(on: "/")
            let unknown = try await admin.post("/do/explode", "form=\(form)")
            #expect(unknown.status == 404)
            let missing = try await admin.post("/do/pause", "form=\(form)")
            #expect(missing.status == 422 && missing.body.contains("Say which destination is meant."))
            desk.state.withLock { $0.failure = DeskFailure(.conflict, "Nothing fits any more.") }
            let answer = try await admin.post("/do/retry", "form=\(form)&destination=hubspot")
            desk.state.withLock { $0.failure = nil }
            let page = try await admin.get(try #require(answer.header("location")))
            #expect(page.body.contains("Nothing fits any more.") && page.body.contains("notice bad"))
        }
    }

    @Test func personalDataIsShownWhenAskedForAndNotByAnAddressAlone() async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let admin = try await browser.signedIn()
            let masked = try await admin.get("/records/acme/order/1")
            #expect(!masked.body.contains("ada@example.com"))
            let form = try await admin.form(on: "/records/acme/order/1")
            let shown = try await admin.post("/records/acme/order/1/reveal", "form=\(form)")
            #expect(shown.status == 200 && shown.body.contains("ada@example.com"))
            #expect(shown.header("cache-control") == "no-store")
            let back = try await admin.get("/records/acme/order/1/reveal")
            #expect(back.header("location") == "/records/acme/order/1")
        }
        let asked = desk.questions.filter { if case .record(_, true, _) = $0 { true } else { false } }
        #expect(asked.count == 1)
    }
}
