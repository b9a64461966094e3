import Outbound
import Testing
import Web

@testable import Commands

/// What a question or an order is on the wire.
@Suite struct RemoteRequestTests {
    private static let record = RecordAddress(store: "acme", kind: "order", id: "7")

    @Test(arguments: [
        (DeskQuestion.status, "status"), (.overview, "overview"), (.waiting, "waiting"), (.audits, "audits"),
        (.search("#1001 ä", kind: "order"), "records?q=%231001%20%C3%A4&kind=order"),
        (.record(record, reveals: true, by: "x"), "records/acme/order/7?reveal=true"),
        (
            .record(RecordAddress(store: "a/b", kind: "order", id: "1?"), reveals: false, by: ""),
            "records/a%2Fb/order/1%3F"
        ),
        (.payload(record, destination: "crm"), "records/acme/order/7/payload?destination=crm"),
        (.failures(destination: nil), "failures"),
        (.failures(destination: "crm", store: "acme", kind: "order"), "failures?destination=crm&store=acme&kind=order"),
        (.job(12), "jobs/12"),
        (.findings(isFresh: true), "findings?fresh=true"),
        (.identity(destination: "crm", store: nil, limit: 50), "identity?destination=crm&limit=50"),
    ])
    func questionsArePaths(_ question: DeskQuestion, _ path: String) {
        let request = RemoteRequest(question)
        #expect(request.path == path && request.method == .get && request.fields == nil && !request.isList)
    }

    @Test func listsAskForTheirNextPart() throws {
        let page = try #require(ListPage(limit: 20, cursor: "40"))
        let jobs = RemoteRequest(.jobs(isOpen: true, store: "acme", page: page))
        #expect(jobs.path == "jobs?open=true&store=acme&limit=20&cursor=40" && jobs.isList)
        let log = RemoteRequest(.log(action: "failures", actor: nil, since: "2026-05-01", page: page))
        #expect(log.path == "log?action=failures&since=2026-05-01&limit=20&cursor=40" && log.isList)
    }

    @Test(
        arguments: [
            (DeskOrder.pause(destination: "crm"), "destinations/crm/pause", [:]), (.reload, "reload", [:]),
            (.job(.cancel, 3), "jobs/3/cancel", [:]),
            (.syncNow(record, destination: nil), "records/acme/order/7/sync", [:]),
            (
                .retry(FailureChoice(code: "gone", record: record)), "failures/retry",
                ["code": "gone", "store": "acme", "kind": "order", "id": "7"]
            ),
            (
                .retry(FailureChoice(portion: RetryPortion(limit: 10, begun: "2026-05-28T20:26:40Z", stopAt: 4))),
                "failures/retry", ["all": "true", "limit": "10", "begun": "2026-05-28T20:26:40Z", "stop_at": "4"]
            ),
            (.discard(FailureChoice(isUnreadable: true)), "failures/discard", ["unreadable": "true"]),
            (.retry(FailureChoice()), "failures/retry", ["all": "true"]),
            (
                .discard(FailureChoice(store: "acme", since: "2026-05-01")), "failures/discard",
                ["store": "acme", "since": "2026-05-01"]
            ),
            (
                .backfill(BackfillOrder(store: nil, kind: "orders", destinations: ["a", "b"], isDryRun: true)),
                "backfills",
                ["all": "true", "kind": "orders", "destinations": "a,b", "dry_run": "true"]
            ),
            (
                .reconcile(ComparingOrder(store: "acme", since: "2026-05-01", sweeps: true)), "reconciles",
                ["store": "acme", "since": "2026-05-01", "sweep": "true"]
            ),
            (.audit(ComparingOrder(store: nil, repairs: true)), "audits", ["all": "true", "repair": "true"]),
            (
                .decide(record, destination: "crm", .record("51"), force: true), "records/acme/order/7/decision",
                ["destination": "crm", "choice": "is", "crm_id": "51", "force": "true"]
            ),
        ] as [(DeskOrder, String, [String: String])]
    )
    func ordersAreBodies(_ order: DeskOrder, _ path: String, _ fields: [String: String]) {
        let request = RemoteRequest(order)
        #expect(request.path == path && request.method == .post && request.fields == fields)
    }

    @Test func whatWasDecidedIsDeleted() {
        let request = RemoteRequest(.undo(Self.record, destination: "crm"))
        #expect(request.method == .delete && request.fields == ["destination": "crm"])
    }
}
