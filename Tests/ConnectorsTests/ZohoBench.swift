import Conformance
import Connectors
import FoundationEssentials
import Outbound
import SyncModel
import Synchronization
import Testing

@testable import Sandbox

/// Carries the connector's calls to a simulated organisation without a network.
struct ZohoTransport: OutboundTransport {
    let zoho: SimulatedZoho
    var garbling = Garbling { request in
        request.url.hasSuffix("/coql")
            || request.method == .get && ["/Contacts", "/Deals", "/Sales_Orders"].contains { request.url.contains($0) }
    }

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        if let garbled = garbling.answer(to: request) { return garbled }
        guard let url = URL(string: request.url), let scheme = url.scheme, let host = url.host() else {
            throw .notSent(reason: "no URL")
        }
        let origin = "\(scheme)://\(host)"
        let query = (url.query(percentEncoded: false) ?? "").split(separator: "&").map { pair in
            let sides = pair.split(separator: "=", maxSplits: 1)
            return (String(sides[0]), sides.count > 1 ? String(sides[1]) : "")
        }
        let prefix = "Zoho-oauthtoken "
        let authorization = request.headers.first { $0.0 == "Authorization" }?.1 ?? ""
        let call = ZohoCall(
            method: request.method.rawValue,
            segments: url.path().split(separator: "/").map(String.init),
            query: Dictionary(query, uniquingKeysWith: { first, _ in first }),
            origin: origin,
            token: authorization.hasPrefix(prefix) ? String(authorization.dropFirst(prefix.count)) : nil,
            body: request.body ?? []
        )
        let fault = await zoho.takeFault(for: call)
        let isWithinLimits = await zoho.begin(call)
        let answer = await zoho.answer(call, fault: fault, isWithinLimits: isWithinLimits)
        if isWithinLimits { await zoho.end(call) }
        guard let answer else { throw .noAnswer(reason: "the connection was closed") }
        let body: [UInt8] =
            switch answer.body {
            case .none: []
            case .json(let json): json.bytes
            case .html(let text): Array(text.utf8)
            }
        return OutboundResponse(
            status: answer.status,
            headers: answer.headers.map { (name: $0.key, value: $0.value) },
            body: body
        )
    }
}

/// A connector with a simulated organisation of its own.
struct ZohoBench: Sendable {
    let zoho: SimulatedZoho
    let connector: ZohoConnector
    let pacer = NotingPacer()
    let time: Movable
    let garbling: Garbling

    /// A clock that both sides read.
    final class Movable: Sendable {
        private let seconds = Mutex<Int64>(1_795_579_200)

        var instant: Instant { Instant(seconds: seconds.withLock { $0 }) }
        var sandbox: SandboxTime { SandboxTime(seconds: seconds.withLock { $0 }) }
        func pass(_ amount: Int64) { seconds.withLock { $0 += amount } }
    }

    init(
        _ options: ZohoOptions = ZohoOptions(),
        order: ZohoSettings.OrderObject = .deal,
        refreshToken: String? = "1000.sandbox-refresh-token",
        account: String? = "60001234567",
        ownFields: [RecordKind: [OwnField]] = [:],
        orderValues: [String: [String]] = [:],
        shelf: CredentialShelf = CredentialShelf(),
        mostKept: Int = 20_000
    ) {
        let time = Movable()
        self.time = time
        let zoho = SimulatedZoho(options: options, now: { time.sandbox })
        self.zoho = zoho
        let transport = ZohoTransport(zoho: zoho)
        garbling = transport.garbling
        connector = ZohoConnector(
            settings: Self.settings(options, order, refreshToken, account, ownFields, orderValues),
            transport: transport,
            pacer: pacer,
            clock: ScriptedClock { time.instant },
            shelf: shelf,
            mostKept: mostKept
        )
    }

    static func settings(
        _ options: ZohoOptions = ZohoOptions(),
        _ order: ZohoSettings.OrderObject = .deal,
        _ refreshToken: String? = "1000.sandbox-refresh-token",
        _ account: String? = nil,
        _ ownFields: [RecordKind: [OwnField]] = [:],
        _ orderValues: [String: [String]] = [:]
    ) -> ZohoSettings {
        ZohoSettings(
            accountsURL: "https://zoho.test",
            clientID: options.clientID,
            clientSecret: Secret(options.clientSecret),
            refreshToken: refreshToken.map(Secret.init),
            account: account,
            orderObject: order,
            ownFields: ownFields,
            orderValues: orderValues
        )
    }

    /// Another connector to the same organisation.
    func another(shelf: CredentialShelf) -> ZohoConnector {
        let time = time
        return ZohoConnector(
            settings: Self.settings(),
            transport: ZohoTransport(zoho: zoho),
            pacer: pacer,
            clock: ScriptedClock { time.instant },
            shelf: shelf
        )
    }

    func calls(_ operation: String) async -> Int { await zoho.requestCounts()[operation] ?? 0 }

    /// The fault that an upsert throws or tells of its first record; `nil` where that was written.
    func fault(_ records: [CRMUpsert], _ kind: RecordKind) async -> DeliveryFault? {
        do {
            guard case .failed(let fault) = try await connector.upsert(records, kind: kind).first else { return nil }
            return fault
        } catch {
            return error
        }
    }

    static func customer(
        _ id: Int64,
        email: String? = nil,
        _ target: CRMUpsert.Target = .externalID,
        fields: [MappedField] = [],
        origin: Origin = .live
    ) -> CRMUpsert {
        CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .customer, id: id),
            origin: origin,
            target: target,
            externalID: String(id),
            fields: [
                MappedField("Email", .text(email ?? "p\(id)@example.com")), MappedField("Last_Name", .text("Lovelace")),
            ] + fields
        )
    }

    static func order(
        _ id: Int64,
        _ target: CRMUpsert.Target = .externalID,
        stage: String = "won",
        fields: [MappedField] = [],
        parent: String? = nil,
        origin: Origin = .live
    ) -> CRMUpsert {
        CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .order, id: id),
            origin: origin,
            target: target,
            externalID: String(id),
            fields: [
                MappedField("Deal_Name", .text("Shopify Order #\(id)")), MappedField("Stage", .text(stage)),
                MappedField("Pipeline", .text("Shopify")), MappedField("Closing_Date", .day("2026-11-23")),
            ] + fields,
            parent: parent
        )
    }
}
