import Conformance
import Connectors
import FoundationEssentials
import Outbound
import SyncModel
import Synchronization
import Testing

@testable import Sandbox

/// A connector with a simulated org of its own, and what went between them.
struct SalesforceBench: Sendable {
    static let moment = Instant(seconds: 1_795_579_200)
    static let own: [RecordKind: [OwnField]] = [
        .customer: [OwnField(name: "Shopify_Orders_Count__c", label: "Shopify orders count", type: .number)],
        .order: [
            OwnField(name: "Shopify_Cancelled_At__c", label: "Shopify cancelled at", type: .datetime),
            OwnField(name: "Shopify_Tags__c", label: "Shopify tags", type: .text),
        ],
    ]

    let salesforce: SimulatedSalesforce
    let connector: SalesforceConnector
    let pacer = NotingPacer()
    let transport: OrgTransport

    init(
        org options: SalesforceOptions = SalesforceOptions(),
        account: String? = nil,
        customer: SalesforceSettings.CustomerObject = .contactAccount,
        order: SalesforceSettings.OrderObject = .opportunity,
        lines: SalesforceSettings.Lines = .summary,
        duplicates: SalesforceSettings.Duplicates = .link,
        orderAccount: FallbackAccount? = nil,
        contacts: ContactRules = ContactRules(),
        apiVersion: String = SalesforceSettings.defaultAPIVersion,
        grant: SalesforceGrant = .clientCredentials(id: "sandbox-client", secret: Secret("sandbox-secret")),
        ownFields: [RecordKind: [OwnField]] = own,
        orderValues: [String: [String]] = [:],
        clock: @escaping @Sendable () -> Instant = { moment },
        orgClock: @escaping @Sendable () -> Instant = { moment }
    ) {
        salesforce = SimulatedSalesforce(options: options) {
            SandboxTime(nanoseconds: orgClock().microseconds * 1_000)
        }
        transport = OrgTransport(salesforce: salesforce)
        connector = SalesforceConnector(
            settings: SalesforceSettings(
                loginURL: "https://salesforce.test/",
                apiVersion: apiVersion,
                grant: grant,
                account: account,
                customerObject: customer,
                orderObject: order,
                lines: lines,
                duplicates: duplicates,
                orderAccount: orderAccount,
                contacts: contacts,
                ownFields: ownFields,
                orderValues: orderValues
            ),
            transport: transport,
            pacer: pacer,
            clock: ScriptedClock(read: clock),
            sleep: { _ in }
        )
    }

    /// A process of its own on the same org.
    init(
        continuing other: SalesforceBench,
        orderAccount: FallbackAccount? = nil,
        clock: @escaping @Sendable () -> Instant = { moment }
    ) {
        salesforce = other.salesforce
        transport = OrgTransport(salesforce: salesforce)
        connector = SalesforceConnector(
            settings: SalesforceSettings(
                loginURL: "https://salesforce.test",
                grant: .clientCredentials(id: "sandbox-client", secret: Secret("sandbox-secret")),
                orderObject: orderAccount == nil ? .opportunity : .order,
                orderAccount: orderAccount,
                ownFields: Self.own
            ),
            transport: transport,
            pacer: pacer,
            clock: ScriptedClock(read: clock)
        )
    }

    /// Made, with its fields in the org.
    static func prepared(
        org options: SalesforceOptions = SalesforceOptions(),
        customer: SalesforceSettings.CustomerObject = .contactAccount,
        order: SalesforceSettings.OrderObject = .opportunity,
        lines: SalesforceSettings.Lines = .summary,
        duplicates: SalesforceSettings.Duplicates = .link,
        orderAccount: FallbackAccount? = nil,
        ownFields: [RecordKind: [OwnField]] = own,
        clock: @escaping @Sendable () -> Instant = { moment },
        orgClock: @escaping @Sendable () -> Instant = { moment }
    ) async throws -> SalesforceBench {
        let bench = SalesforceBench(
            org: options,
            customer: customer,
            order: order,
            lines: lines,
            duplicates: duplicates,
            orderAccount: orderAccount,
            ownFields: ownFields,
            clock: clock,
            orgClock: orgClock
        )
        let findings = try await bench.connector.prepare()
        #expect(findings.filter { $0.level == .problem } == [])
        await bench.salesforce.clearRequests()
        return bench
    }

    func write(_ records: [CRMUpsert], _ kind: RecordKind) async throws -> [WrittenRecord] {
        try await connector.upsert(records, kind: kind).map { outcome in
            guard case .written(let record) = outcome else { throw Unwritten(outcome: outcome) }
            return record
        }
    }

    /// The one fault of an upsert, thrown or told of its only record.
    func fault(_ record: CRMUpsert, _ kind: RecordKind) async -> DeliveryFault? {
        do {
            guard case .failed(let fault)? = try await connector.upsert([record], kind: kind).first else { return nil }
            return fault
        } catch {
            return error
        }
    }

    struct Unwritten: Error { var outcome: UpsertOutcome }

    static func customer(
        _ id: Int64,
        email: String? = nil,
        _ target: CRMUpsert.Target = .externalID,
        only: [MappedField]? = nil,
        fields: [MappedField] = [],
        origin: Origin = .live
    ) -> CRMUpsert {
        CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .customer, id: id),
            origin: origin,
            target: target,
            externalID: String(id),
            fields: only ?? [
                MappedField("Email", .text(email ?? "p\(id)@example.com")),
                MappedField("LastName", .text("Person \(id)")),
            ] + fields
        )
    }

    static func order(
        _ id: Int64,
        _ target: CRMUpsert.Target = .externalID,
        stage: String = "won",
        fields: [MappedField] = [],
        lines: [MappedLine] = [],
        parent: String? = nil,
        formerParents: [String] = [],
        origin: Origin = .live
    ) -> CRMUpsert {
        CRMUpsert(
            key: RecordKey(store: StoreName("acme"), kind: .order, id: id),
            origin: origin,
            target: target,
            externalID: String(id),
            fields: [
                MappedField("Name", .text("Shopify Order #\(id)")), MappedField("StageName", .text(stage)),
                MappedField("CloseDate", .day("2026-11-24")),
            ] + fields,
            lines: lines,
            parent: parent,
            formerParents: formerParents
        )
    }
}

/// Carries calls to the simulated org without a network, and counts them.
final class OrgTransport: OutboundTransport {
    /// Queries, and reading by ids.
    let garbling = Garbling { request in
        request.url.contains("/query")
            || request.method == .post
                && ["Contact", "Account", "Opportunity", "Order"].contains {
                    request.url.hasSuffix("/composite/sobjects/\($0)")
                }
    }
    private let salesforce: SimulatedSalesforce
    private let sent = Mutex<[OutboundRequest]>([])
    private let refused = Mutex<String?>(nil)
    private let forbidden = Mutex<String?>(nil)
    private let answered = Mutex<[(OutboundRequest, OutboundResponse)]>([])

    init(salesforce: SimulatedSalesforce) { self.salesforce = salesforce }

    var requests: [OutboundRequest] { sent.withLock { $0 } }

    var exchanges: [(OutboundRequest, OutboundResponse)] { answered.withLock { $0 } }

    /// Lets no request through whose body holds this text; `nil` lets all through again.
    func refuse(_ text: String?) { refused.withLock { $0 = text } }

    /// Answers 403 to requests whose address holds this text.
    func forbid(_ text: String?) { forbidden.withLock { $0 = text } }

    func forget() { sent.withLock { $0 = [] } }

    /// Bodies of requests whose address holds this text, as JSON.
    func bodies(_ path: String) -> [JSONValue] {
        requests.filter { $0.url.contains(path) }.compactMap { $0.body.flatMap { try? JSONValue(parsing: $0) } }
    }

    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        sent.withLock { $0.append(request) }
        if let text = refused.withLock({ $0 }), String(decoding: request.body ?? [], as: UTF8.self).contains(text) {
            throw .notSent(reason: "refused by the test")
        }
        if let text = forbidden.withLock({ $0 }), request.url.contains(text) {
            let body = #"[{"message":"no access","errorCode":"INSUFFICIENT_ACCESS"}]"#
            return OutboundResponse(
                status: 403,
                headers: [(name: "Content-Type", value: "application/json")],
                body: Array(body.utf8)
            )
        }
        if let garbled = garbling.answer(to: request) { return garbled }
        let parts = request.url.dropFirst("https://salesforce.test".count)
            .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var query: [String: String] = [:]
        for pair in parts.count > 1 ? parts[1].split(separator: "&") : [] {
            let sides = pair.split(separator: "=", maxSplits: 1)
            if sides.count == 2 { query[String(sides[0])] = sides[1].removingPercentEncoding }
        }
        let bearer = request.headers.first { $0.0 == "Authorization" }?.1.dropFirst("Bearer ".count)
        let call = OrgCall(
            method: request.method.rawValue,
            segments: parts[0].split(separator: "/").map(\.removingPercentEncoding),
            query: query,
            token: bearer.map(String.init),
            headers: Dictionary(request.headers.map { ($0.0.lowercased(), $0.1) }, uniquingKeysWith: { $1 }),
            base: "https://salesforce.test",
            addressSize: request.url.utf8.count,
            body: request.body ?? []
        )
        let fault = await salesforce.takeFault(for: call)
        guard let answer = await salesforce.answer(call, fault: fault) else { throw .noAnswer(reason: "closed") }
        let body: [UInt8] =
            switch answer.body {
            case .none: []
            case .json(let json): json.bytes
            case .csv(let text), .html(let text): Array(text.utf8)
            }
        var headers = answer.headers.map { (name: $0.key, value: $0.value) }
        switch answer.body {
        case .json: headers.append(("Content-Type", "application/json;charset=UTF-8"))
        case .csv: headers.append(("Content-Type", "text/csv"))
        case .html: headers.append(("Content-Type", "text/html"))
        case .none: break
        }
        let response = OutboundResponse(status: answer.status, headers: headers, body: body)
        answered.withLock { $0.append((request, response)) }
        return response
    }
}
