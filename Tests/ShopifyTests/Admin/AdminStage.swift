import Foundation
import Logging
import Outbound
import Shopify
import SyncModel
import Synchronization
import Testing

@testable import class Outbound.TrafficRecorder

/// A reader of a store whose answers a closure gives, with what was asked kept.
final class AdminStage: Sendable {
    static let shop = "acme.myshopify.com"
    static let graphQL = "https://acme.myshopify.com/admin/api/2026-07/graphql.json"

    let transport: AnsweringTransport
    let clock: StageClock
    let pacer: AdminPacer
    let reader: AdminStoreReader
    let notices = Notices()
    let sleeps = Sleeps()

    init(
        version: AdminVersion = .current,
        credential: (any AdminCredential)? = nil,
        withholdsCustomerData: Bool = false,
        demand: ReadDemand = ReadDemand(),
        bulkHosts: Set<String> = [],
        partBytes: Int? = nil,
        recorder: TrafficRecorder? = nil,
        _ answer: @escaping AnsweringTransport.Answer
    ) throws {
        let clock = StageClock()
        let sleeps = sleeps
        let notices = notices
        self.clock = clock
        transport = AnsweringTransport(recorder: recorder, answer)
        pacer = AdminPacer(
            clock: clock,
            random: { 0 },
            sleep: { duration in
                sleeps.add(duration)
                clock.advance(by: duration)
            }
        )
        let client = AdminClient(
            settings: AdminSettings(
                store: StoreName("acme"),
                shop: try #require(ShopDomain(Self.shop)),
                version: version,
                bulkHosts: bulkHosts
            ),
            credential: credential ?? StaticCredential(accessToken: Secret("shpat_static")),
            pacer: pacer,
            transport: transport,
            clock: clock,
            observe: { notices.add($0) }
        )
        reader = AdminStoreReader(
            client: client,
            demand: demand,
            withheld: WithheldStores(withholdsCustomerData ? [StoreName("acme")] : []),
            partBytes: partBytes
        )
    }

    /// The documents that were sent, in order.
    var documents: [String] { transport.asked.map(\.document) }

    func asked(_ document: String) -> [Asked] { transport.asked.filter { $0.document == document } }
}

/// One call as it was made.
struct Asked: Sendable {
    var method: String
    var url: String
    /// Names in lower case.
    var headers: [String: String]
    var body: [UInt8]

    /// The operation's name; the path of a call that is not GraphQL.
    var document: String {
        let words = query.split { !$0.isLetter && !$0.isNumber }
        return words.count > 1 ? String(words[1]) : URL(string: url)?.path ?? url
    }

    var query: String { json["query"] as? String ?? "" }
    var variables: [String: Any] { json["variables"] as? [String: Any] ?? [:] }
    var ids: [Int64] { (variables["ids"] as? [String] ?? []).compactMap { Int64($0.split(separator: "/").last ?? "") } }
    var form: [String: String] {
        var components = URLComponents()
        components.percentEncodedQuery = String(decoding: body, as: UTF8.self)
        return Dictionary((components.queryItems ?? []).map { ($0.name, $0.value ?? "") }) { first, _ in first }
    }

    private var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
    }
}

final class AnsweringTransport: OutboundTransport {
    typealias Answer = @Sendable (Asked) throws -> OutboundResponse

    private let calls = Mutex<[Asked]>([])
    private let recorder: TrafficRecorder?
    private let answer: Answer

    init(recorder: TrafficRecorder? = nil, _ answer: @escaping Answer) {
        self.recorder = recorder
        self.answer = answer
    }

    var asked: [Asked] { calls.withLock { $0 } }

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        let call = Asked(
            method: request.method.rawValue,
            url: request.url,
            headers: Dictionary(request.headers.map { ($0.0.lowercased(), $0.1) }) { first, _ in first },
            body: request.body ?? []
        )
        calls.withLock { $0.append(call) }
        do {
            let response = try answer(call)
            recorder?.record(request, headers: request.headers, sentAt: Date(), response: response)
            return response
        } catch let failure as OutboundFailure {
            throw failure
        } catch {
            Issue.record(error)
            throw .notSent(reason: "the test gave no answer")
        }
    }
}

final class StageClock: WallClock {
    private let time = Mutex(Instant(seconds: 1_795_000_000))

    var now: Instant { time.withLock { $0 } }

    func advance(by duration: Duration) { time.withLock { $0 = $0 + duration } }
}

final class Notices: Sendable {
    private let kept = Mutex<[AdminNotice]>([])

    var all: [AdminNotice] { kept.withLock { $0 } }

    func add(_ notice: AdminNotice) { kept.withLock { $0.append(notice) } }
}

final class Sleeps: Sendable {
    private let kept = Mutex<[Duration]>([])

    var all: [Duration] { kept.withLock { $0 } }

    func add(_ duration: Duration) { kept.withLock { $0.append(duration) } }
}

/// What an operation fails with; `nil` where it returns.
func fault<Result>(_ body: () async throws -> Result) async -> ReadFault? {
    do {
        _ = try await body()
        return nil
    } catch {
        return error as? ReadFault
    }
}
