import SyncModel
import Synchronization
import Testing

@testable import Commands

private final class Lines: Sendable {
    private let state = Mutex<[String]>([])
    func add(_ line: String) { state.withLock { $0.append(line) } }
    var all: [String] { state.withLock { $0 } }
}

@Suite struct DemoViewTests {
    private static let at = Instant(seconds: 1_780_000_000)

    private static func settlement(_ outcome: String, sent: [String: String] = [:], lag: Int64? = nil) -> Settlement {
        Settlement(
            key: LaneKey(
                destination: DestinationName("hubspot"),
                record: RecordKey(store: StoreName("sandbox"), kind: .order, id: 5)
            ),
            wanted: 1,
            result: .wait(due: at),
            note: DeliveryNote(at: at, outcome: outcome, crmID: "77", sent: sent, lag: lag.map { .milliseconds($0) })
        )
    }

    @Test func showsTheEnginesDelayAndForgetsWhatNeededNoCall() {
        let lines = Lines()
        let view = DemoView { lines.add($0) }
        view.started(port: 8080)
        let header = lines.all.count
        view.settled([Self.settlement("created", sent: ["dealname": "Shopify Order #1001"], lag: 41)])
        // Five seconds of webhooks that change nothing are no part of the next write's delay.
        view.settled([Self.settlement("unchanged")])
        view.settled([Self.settlement("updated", sent: ["dealstage": "won"], lag: 12)])
        view.ended()
        #expect(
            Array(lines.all.dropFirst(header)) == [
                "20:26:40.000     41 ms  deal 77          created  Shopify Order #1001",
                "20:26:40.000     12 ms  deal 77          updated  Shopify Order #1001: dealstage", "",
                "0 webhooks accepted (0 repeated), 0 refused; 1 records created, 1 updated, 1 needed no call; "
                    + "delay p50 12 ms, p99 41 ms.",
            ]
        )
    }

    @Test func percentilesAreOfTheNearestRank() {
        let delays = (1...100).map { Duration.milliseconds($0) }
        #expect(Percentile.of(delays, 50) == .milliseconds(50))
        #expect(Percentile.of(delays, 99) == .milliseconds(99))
        #expect(Percentile.of([Duration.milliseconds(7)], 99) == .milliseconds(7))
    }
}
