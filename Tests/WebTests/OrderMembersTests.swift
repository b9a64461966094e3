import Testing
import Web

/// An order takes what it knows, and never everything because of a slip.
@Suite struct OrderMembersTests {
    private static let token = "Authorization: Bearer the-admin-token-1\r\n"

    @Test(
        arguments: [
            ("failures/discard", "", "all: true"), ("failures/discard", "{}", "all: true"),
            ("failures/retry", "{}", "all: true"),
            ("failures/discard", #"{"kind":"order","id":"559"}"#, "say store, kind and id"),
            ("failures/discard", #"{"store":"acme","id":"559"}"#, "say store, kind and id"),
            ("failures/discard", #"{"codes":"x"}"#, #"There is no member \"codes\" here. Did you mean \"code\"?"#),
            ("failures/discard", #"{"destination":""}"#, #"\"destination\" is empty"#),
            ("failures/discard", #"{"code":"gone","destination":null}"#, #"\"destination\" is null"#),
            ("failures/discard", #"{"unreadable":"True"}"#, #"\"unreadable\" is true or false."#),
            ("failures/discard", #"{"unreadable":1}"#, #"\"unreadable\" is true or false."#),
            ("failures/discard", #"{"unreadable":true,"code":"gone"}"#, "unreadable alone"),
            ("failures/discard", #"{"unreadable":false}"#, "all: true"),
            ("failures/discard", #"{"all":false}"#, "all: true"),
            ("failures/discard", #"{"all":"yes"}"#, "true or false"),
            ("failures/discard", #"{"all":true,"code":"gone"}"#, "leave it or the other members out"),
            ("failures/retry", #"{"unreadable":true}"#, "There is no member"),
            ("backfills", #"{"store":"acme","dryrun":true}"#, #"Did you mean \"dry_run\"?"#),
            ("backfills", #"{"store":"acme","dry_run":"on"}"#, "true or false"),
            ("reconciles", #"{"store":"acme","repair":true}"#, "It takes: all, kind, since, store, sweep, until."),
            ("audits", #"{"store":"acme","sweep":true}"#, "There is no member"),
            ("destinations/hubspot/pause", #"{"destination":"other"}"#, "The path says it already."),
            ("jobs/7/cancel", #"{"action":"pause"}"#, "The path says it already."),
            ("records/acme/order/1/sync", #"{"destinations":"hubspot"}"#, #"Did you mean \"destination\"?"#),
            ("records/acme/order/1/decision", #"{"destination":"hubspot","choice":"new","crmid":"5"}"#, "crm_id"),
            ("webhooks/acme/repair", #"{"take_over":true}"#, "It takes none."),
            ("reload", #"{"x":1}"#, "It takes none."),
        ]
    )
    func aSlipIsRefusedAndNothingIsDone(_ path: String, _ body: String, _ words: String) async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let answer = try await browser.call("POST", "/api/v1/\(path)", Self.token, body)
            #expect(answer.status == 422 && answer.body.contains(words), "\(answer.body)")
        }
        #expect(desk.orders.isEmpty)
    }

    @Test(
        arguments: [
            (#"{"all":true}"#, FailureChoice()), (#"{"code":"gone"}"#, FailureChoice(code: "gone")),
            (#"{"store":"acme","kind":"order"}"#, FailureChoice(store: "acme", kind: "order")),
            (#"{"since":"2026-05-01","all":false}"#, FailureChoice(since: "2026-05-01")),
            (
                #"{"store":"acme","kind":"order","id":559}"#,
                FailureChoice(record: RecordAddress(store: "acme", kind: "order", id: "559"))
            ),
            (#"{"unreadable":true}"#, FailureChoice(isUnreadable: true)),
        ]
    )
    func whatIsSaidInFullIsDone(_ body: String, _ choice: FailureChoice) async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let answer = try await browser.call("POST", "/api/v1/failures/discard", Self.token, body)
            #expect(answer.status == 200, "\(answer.body)")
        }
        #expect(desk.orders == [.discard(choice)])
    }

    @Test func aPagesFormIsReadAsStrictly() async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let admin = try await browser.signedIn()
            let form = try await admin.form(on: "/failures")
            for fields in ["", "&destination=", "&kind=order&id=559", "&codes=gone", "&all=on"] {
                let answer = try await admin.post("/do/discard", "form=\(form)\(fields)")
                #expect(answer.status == 422, "\(fields)")
            }
            #expect(desk.orders.isEmpty)
            // A form for which a visitor chose nothing sends its fields all the same.
            let answer = try await admin.post(
                "/do/backfill",
                "form=\(form)&store=acme&kind=&since=&until=&dry_run=true"
            )
            #expect(answer.status == 303)
        }
        #expect(desk.orders == [.backfill(BackfillOrder(store: "acme", isDryRun: true))])
    }

    @Test func aKeyIsForOneRequest() async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            let headers = Self.token + "Idempotency-Key: k1\r\n"
            let first = try await browser.call("POST", "/api/v1/failures/retry", headers, #"{"code":"gone"}"#)
            #expect(first.status == 200)
            for (path, body) in [
                ("failures/retry", #"{"code":"mapping"}"#), ("failures/discard", #"{"code":"gone"}"#),
                ("destinations/hubspot/pause", ""),
            ] {
                let other = try await browser.call("POST", "/api/v1/\(path)", headers, body)
                #expect(other.status == 422 && other.body.contains("used for another request"), "\(other.body)")
            }
            let again = try await browser.call("POST", "/api/v1/failures/retry", headers, #"{ "code": "gone" }"#)
            #expect(again.status == 200 && again.body == first.body)
        }
        #expect(desk.orders == [.retry(FailureChoice(code: "gone"))])
    }

    @Test func aPlaceInAListIsTakenAsItWasGiven() async throws {
        let desk = FakeDesk()
        try await DashboardBrowser.run(desk: desk) { browser in
            for cursor in ["x", "", "-1", "%2B5", "1.5"] {
                let answer = try await browser.call("GET", "/api/v1/log?cursor=\(cursor)", Self.token, "")
                #expect(answer.status == 422 && answer.body.contains("cursor is"), "\(cursor)")
            }
            let answer = try await browser.call("GET", "/api/v1/jobs?cursor=50", Self.token, "")
            #expect(answer.status == 200)
        }
        #expect(desk.questions.count == 1)
    }
}
