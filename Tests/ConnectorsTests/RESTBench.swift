import Commands
import Connectors
import FoundationEssentials
import Outbound
import SyncModel
import Synchronization
import Testing

/// A described CRM whose calls are answered by a closure, with what was asked kept.
final class RESTBench: Sendable {
    /// One call as it was made.
    struct Asked: Sendable {
        var method: String
        /// Behind the base URL, with the query.
        var target: String
        var headers: [String: String]
        var body: String

        var call: String { "\(method) \(target)" }
    }

    typealias Answer = @Sendable (Asked) -> Result<OutboundResponse, OutboundFailure>

    let connector: RESTConnector
    let pacer = NotingPacer()
    private let transport: Transport

    init(
        _ definition: String,
        credentials: [String: String] = ["token": "t0ken"],
        account: String? = nil,
        ownFields: [RecordKind: [OwnField]] = [:],
        clock: ScriptedClock = ScriptedClock(read: { Instant(seconds: 1_795_579_200) }),
        _ answer: @escaping Answer = { _ in .failure(.notSent(reason: "no call was expected")) }
    ) throws {
        transport = Transport(answer)
        let node = try YAMLDocument.parse(definition, file: "crm.yaml")
        let settings = ConnectorSettings(
            credentials: credentials.mapValues { Secret($0) },
            baseURL: "https://crm.test",
            account: account,
            definition: node,
            ownFields: ownFields,
            transport: transport,
            pacer: pacer,
            clock: clock
        )
        connector = try RESTConnector(RESTDescription(reading: node), settings)
    }

    var asked: [Asked] { transport.asked.withLock { $0 } }
    var calls: [String] { asked.map(\.call) }

    /// 149.90 as text gives it, never as floating point.
    static let amount = MappedValue.decimal(DecimalText.exact("149.90") ?? .nan)

    /// What the description is said to be wrong about.
    static func mistakes(_ definition: String) throws -> [String] {
        let node = try YAMLDocument.parse(definition, file: "crm.yaml")
        do throws(DocumentProblems) {
            _ = try RESTDescription(reading: node)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    static func order(
        _ id: Int64 = 7,
        _ target: CRMUpsert.Target = .externalID,
        fields: [MappedField] = [
            MappedField("title", .text("Shopify Order #1")), MappedField("amount", amount),
        ],
        parent: String? = nil
    ) -> CRMUpsert {
        CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .order, id: id),
            target: target,
            externalID: String(id),
            fields: fields,
            parent: parent
        )
    }

    static func customer(
        _ id: Int64 = 1,
        _ target: CRMUpsert.Target = .externalID,
        fields: [MappedField] = [MappedField("email", .text("Ada@Example.com"))]
    ) -> CRMUpsert {
        CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .customer, id: id),
            target: target,
            externalID: String(id),
            fields: fields
        )
    }

    private final class Transport: OutboundTransport {
        let asked = Mutex<[Asked]>([])
        private let answer: Answer

        init(_ answer: @escaping Answer) { self.answer = answer }

        func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
            let base = "https://crm.test"
            let call = Asked(
                method: request.method.rawValue,
                target: request.url.hasPrefix(base) ? String(request.url.dropFirst(base.count)) : request.url,
                headers: Dictionary(request.headers.map { ($0.0.lowercased(), $0.1) }) { first, _ in first },
                body: String(decoding: request.body ?? [], as: UTF8.self)
            )
            asked.withLock { $0.append(call) }
            return try answer(call).get()
        }
    }
}

extension Result where Success == OutboundResponse, Failure == OutboundFailure {
    static func text(_ status: Int = 200, _ body: String = "", headers: [(String, String)] = []) -> Self {
        .success(
            OutboundResponse(
                status: status,
                headers: headers.map { (name: $0.0, value: $0.1) },
                body: Array(body.utf8)
            )
        )
    }
}
