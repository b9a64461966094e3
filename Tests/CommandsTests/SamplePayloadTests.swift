import Commands
import Conformance
import Connectors
import Foundation
import Shopify
import SyncModel
import Testing

/// Every shipped mapping of every CRM on everything that Shopify's own documents and recordings show of customers and orders.
@Suite(.requiresContracts) struct SamplePayloadTests {
    /// Every mapping that ships, by a name that tells the CRM and its objects.
    private static let shipped: [String: @Sendable () throws -> CompiledMapping] = {
        var all: [String: @Sendable () throws -> CompiledMapping] = [:]
        for descriptor in ConnectorRegistry.descriptors {
            for objects in choices(descriptor.objects.filter { $0.key != "duplicates" }[...])
            where descriptor.describe == nil {
                let name = ([descriptor.type] + objects.sorted { $0.key < $1.key }.map(\.value)).joined(separator: " ")
                all[name] = {
                    let shipped = descriptor.mapping(objects)
                    var options = shipped.options
                    if descriptor.keepsEmailConsent { options.emailConsent = .lower }
                    return try MappingCompiler(options).compile(YAMLDocument.parse(shipped.text, file: "shipped"))
                }
            }
            for (name, text) in descriptor.definitions {
                all["builtin:\(name)"] = {
                    let described = try descriptor.describe?(YAMLDocument.parse(text, file: name))
                    let mapping = try #require(described?.mapping)
                    return try MappingCompiler(described?.options ?? MappingOptions()).compile(mapping)
                }
            }
        }
        return all
    }()

    static let names = shipped.keys.sorted()

    /// Every way in which objects may be chosen.
    private static func choices(_ open: ArraySlice<ConnectorDescriptor.ObjectChoice>) -> [[String: String]] {
        guard let first = open.first else { return [[:]] }
        return choices(open.dropFirst()).flatMap { rest in
            first.choices.map { rest.merging([first.key: $0]) { one, _ in one } }
        }
    }

    private static func compiled(_ name: String) throws -> CompiledMapping {
        let compile = try #require(shipped[name])
        return try compile()
    }

    /// The records of every webhook body among the contracts.
    private static func webhooks() throws -> [(file: String, record: SyncRecord)] {
        let folder = Contracts.url("shopify/webhooks")
        var records: [(String, SyncRecord)] = []
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() {
            let name = file.prefix { $0 != "." }.replacingOccurrences(of: "__shopify-docs-2026-07", with: "")
            for topic in topics(of: file, name) {
                let receipt = Receipt(
                    store: StoreName("acme"),
                    webhookID: file,
                    topic: topic,
                    triggeredAt: Instant(seconds: 1_790_000_000),
                    receivedAt: Instant(seconds: 1_790_000_001),
                    body: try Contracts.bytes("shopify/webhooks/\(file)")
                )
                guard case .changes(let parts) = ShopifyReceiptDecoder().decode(receipt) else { continue }
                records += parts.map { (file, $0) }
            }
        }
        return records
    }

    /// The topics that a file may be a body of, going by its name: `customers_email_marketing_consent_update…`.
    private static func topics(of file: String, _ name: String) -> [String] {
        ShopifyReceiptDecoder.topics.filter { topic in
            let flat = topic.map { $0 == "/" ? "_" : $0 }
            return file.hasPrefix(String(flat) + "__") || name == String(flat)
        }
    }

    private static func content(_ mapping: CompiledMapping, _ record: SyncRecord) throws -> MappedContent {
        let input = MappingInput(
            store: StoreFacts(name: StoreName("acme"), domain: "acme.myshopify.com"),
            record: record
        )
        guard case .content(let content) = try mapping.map(input) else { throw Skipped() }
        return content
    }

    private struct Skipped: Error {}

    @Test(arguments: names) func everyWebhookIsMappedToSensibleValues(name: String) throws {
        let mapping = try Self.compiled(name)
        let all = try Self.webhooks()
        #expect(all.count >= 12)
        #expect(Set(all.map(\.record.kind)) == [.customer, .order])
        for (file, record) in all where mapping.kinds.contains(record.kind) {
            let content = try Self.content(mapping, record)
            #expect(content.externalID == String(record.id), "\(file)")
            check(content, file)
        }
    }

    @Test func anOrderOfTheDocumentsIsADeal() throws {
        let mapping = try Self.compiled("hubspot contact items deal")
        let found = try Self.webhooks().first(where: {
            $0.file.hasPrefix("orders_create") && $0.record.kind == .order
        })
        let order = try #require(found?.record)
        let deal = try Self.content(mapping, order)
        let values = Dictionary(deal.fields.map { ($0.name, $0.value) }) { first, _ in first }
        #expect(values["dealname"]?.text.hasPrefix("Shopify Order #") == true)
        #expect(values["shopify_order_id"] == .text(String(order.id)))
        guard case .decimal? = values["amount"] else {
            Issue.record("no amount: \(String(describing: values["amount"]))")
            return
        }
        #expect(["won", "lost", "open"].contains(values["dealstage"]?.text ?? ""))
        #expect(values["closedate"].map { if case .day = $0 { true } else { $0 == .clear } } ?? true)
        #expect(!deal.lines.isEmpty && deal.lines.allSatisfy { !$0.fields.isEmpty })
    }

    /// Recordings of the Admin API hold orders and customers of every shape: parts of them are read as far as they go.
    @Test(arguments: names) func everyRecordedNodeIsReadAndMapped(name: String) throws {
        let mapping = try Self.compiled(name)
        var seen = 0
        for (file, record) in try Self.recorded.get() where mapping.kinds.contains(record.kind) {
            check(try Self.content(mapping, record), file)
            seen += 1
        }
        #expect(seen > 10)
    }

    /// Read once for all mappings.
    private static let recorded = Result { try records() }

    private static func records() throws -> [(file: String, record: SyncRecord)] {
        var found: [(file: String, record: SyncRecord)] = []
        for folder in ["shopify/recorded-graphql", "shopify/bulk"] {
            let files = try FileManager.default.contentsOfDirectory(atPath: Contracts.url(folder).path).sorted()
            for file in files where file.hasSuffix(".json") {
                let json = try JSONSerialization.jsonObject(with: Data(try Contracts.bytes("\(folder)/\(file)")))
                found += Self.nodes(in: json).compactMap { Self.record(of: $0) }.map { (file, $0) }
            }
        }
        return found
    }

    /// Every customer and order anywhere in a recording.
    private static func nodes(in json: Any) -> [[String: Any]] {
        if let list = json as? [Any] { return list.flatMap { nodes(in: $0) } }
        guard let object = json as? [String: Any] else { return [] }
        let inner = object.values.flatMap { nodes(in: $0) }
        let id = object["id"] as? String ?? ""
        return (id.contains("/Order/") || id.contains("/Customer/") ? [object] : []) + inner
    }

    /// What a node says in the words of a webhook, as far as the two have words in common.
    private static func record(of node: [String: Any]) -> SyncRecord? {
        guard let gid = node["id"] as? String, let id = Int64(gid.split(separator: "/").last ?? "") else { return nil }
        let isOrder = gid.contains("/Order/")
        var body: [String: Any] = ["id": id]
        let words = [
            "name": "name", "email": "email", "phone": "phone", "note": "note", "createdAt": "created_at",
            "updatedAt": "updated_at", "processedAt": "processed_at", "cancelledAt": "cancelled_at",
            "currencyCode": "currency", "displayFinancialStatus": "financial_status", "firstName": "first_name",
            "lastName": "last_name", "tags": "tags", "test": "test", "sourceName": "source_name",
        ]
        for (theirs, ours) in words {
            guard let value = node[theirs], !(value is [String: Any]) else { continue }
            body[ours] = (value as? String).map { ours.hasSuffix("status") ? $0.lowercased() : $0 } ?? value
        }
        for (theirs, ours) in [
            ("currentTotalPriceSet", "current_total_price"), ("totalPriceSet", "total_price"),
            ("totalOutstandingSet", "total_outstanding"),
        ] {
            let amount = ((node[theirs] as? [String: Any])?["shopMoney"] as? [String: Any])?["amount"]
            if let amount { body[ours] = amount }
        }
        guard body.count > 2, let data = try? JSONSerialization.data(withJSONObject: body) else { return nil }
        let receipt = Receipt(
            store: StoreName("acme"),
            webhookID: gid,
            topic: isOrder ? "orders/updated" : "customers/update",
            triggeredAt: Instant(seconds: 1_790_000_000),
            receivedAt: Instant(seconds: 1_790_000_001),
            body: [UInt8](data)
        )
        guard case .changes(let parts) = ShopifyReceiptDecoder().decode(receipt) else { return nil }
        return parts.first { $0.kind == (isOrder ? .order : .customer) && $0.hasContent }
    }

    /// No field holds what would be nonsense in a CRM.
    private func check(_ content: MappedContent, _ file: String) {
        #expect(Set(content.fields.map(\.name)).count == content.fields.count, "\(file)")
        for field in content.fields + content.lines.flatMap(\.fields) {
            switch field.value {
            case .text(let text):
                let words = ["Optional", "nil", "null", "{", "}", "gid://", "MappedValue"]
                for word in words { #expect(!text.contains(word), "\(file): \(field.name) is \(text)") }
                #expect(text == text.trimmingCharacters(in: .newlines), "\(file): \(field.name)")
            case .day(let day): #expect(day.utf8.count == 10, "\(file): \(field.name)")
            case .list(let items): #expect(items.allSatisfy { !$0.isEmpty }, "\(file): \(field.name)")
            case .decimal(let number): #expect(number.isFinite, "\(file): \(field.name)")
            case .clear, .integer, .boolean, .instant: break
            }
        }
    }
}
