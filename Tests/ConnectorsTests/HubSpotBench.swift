import Connectors
import FoundationEssentials
import Outbound
import SyncModel
import Synchronization
import Testing

/// A connector whose calls are answered by a closure, with what was asked kept.
final class HubSpotBench: Sendable {
    /// One call as it was made.
    struct Asked: Sendable {
        var method: String
        var path: String
        var body: JSONValue

        var inputs: [JSONValue] { body["inputs"]?.list ?? [] }
    }

    typealias Answer = @Sendable (Asked) -> Result<OutboundResponse, OutboundFailure>

    let connector: HubSpotConnector
    let pacer = NotingPacer()
    private let transport: AnsweringTransport

    init(
        clock: @escaping @Sendable () -> Instant = { Instant(seconds: 1_795_579_200) },
        account: String? = nil,
        order: HubSpotSettings.OrderObject = .deal,
        lines: HubSpotSettings.Lines = .summary,
        ownFields: [RecordKind: [OwnField]] = [:],
        orderValues: [String: [String]] = [:],
        _ answer: @escaping Answer
    ) {
        transport = AnsweringTransport(answer)
        connector = HubSpotConnector(
            settings: HubSpotSettings(
                baseURL: "https://hubspot.test/",
                accessToken: Secret("pat-na1-secret"),
                account: account,
                orderObject: order,
                lines: lines,
                ownFields: ownFields,
                orderValues: orderValues
            ),
            transport: transport,
            pacer: pacer,
            clock: ScriptedClock(read: clock)
        )
    }

    var asked: [Asked] { transport.asked.withLock { $0 } }

    /// The fault that an upsert throws; `nil` where it returns.
    func thrown(_ records: [CRMUpsert], _ kind: RecordKind) async -> DeliveryFault? {
        do {
            _ = try await connector.upsert(records, kind: kind)
            return nil
        } catch {
            return error
        }
    }

    /// The calls to paths that end so.
    func asked(_ suffix: String) -> [Asked] { asked.filter { $0.path.hasSuffix(suffix) } }
}

struct ScriptedClock: WallClock {
    var read: @Sendable () -> Instant
    var now: Instant { read() }
}

/// Admits everything and keeps what it was told.
final class NotingPacer: RequestPacer {
    let admitted = Mutex<[CallClass]>([])
    let observed = Mutex<[QuotaObservation]>([])

    func admit(_ call: CallClass) async throws { admitted.withLock { $0.append(call) } }
    func observe(_ observation: QuotaObservation, for call: CallClass) { observed.withLock { $0.append(observation) } }
}

private final class AnsweringTransport: OutboundTransport {
    let asked = Mutex<[HubSpotBench.Asked]>([])
    private let answer: HubSpotBench.Answer

    init(_ answer: @escaping HubSpotBench.Answer) { self.answer = answer }

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        let call = HubSpotBench.Asked(
            method: request.method.rawValue,
            path: String(request.url.dropFirst("https://hubspot.test".count)),
            body: request.body.flatMap { try? JSONValue(parsing: $0) } ?? .null
        )
        asked.withLock { $0.append(call) }
        return try answer(call).get()
    }
}

extension Result where Success == OutboundResponse, Failure == OutboundFailure {
    static func json(_ status: Int = 200, _ body: JSONValue, headers: [(String, String)] = []) -> Self {
        .success(
            OutboundResponse(
                status: status,
                headers: headers.map { (name: $0.0, value: $0.1) },
                body: Array(body.text.utf8)
            )
        )
    }

    static var account: Self {
        .json(
            200,
            [
                "portalId": 12_345_678, "accountType": "STANDARD", "timeZone": "US/Eastern", "companyCurrency": "USD",
                "additionalCurrencies": [], "utcOffset": "-05:00", "utcOffsetMilliseconds": -18_000_000,
                "uiDomain": "app.hubspot.com", "dataHostingLocation": "na1",
            ]
        )
    }

    static func batch(_ results: [JSONValue], errors: [JSONValue] = []) -> Self {
        .json(
            errors.isEmpty ? 200 : 207,
            errors.isEmpty
                ? ["status": "COMPLETE", "results": .array(results)]
                : [
                    "status": "COMPLETE", "results": .array(results), "errors": .array(errors),
                    "numErrors": .int(errors.count),
                ]
        )
    }
}

/// Sends nothing.
struct RefusingTransport: OutboundTransport {
    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        throw .notSent(reason: "no call was expected")
    }
}
