import Foundation
import SyncModel

@testable import Commands
@testable import Connectors
@testable import Shopify

extension FuzzTarget {
    /// All that bytes from outside reach before anybody has looked at them.
    static let all = [signatures, webhooks, bulkLines, mappings, restAnswers, resultTables, configurations]

    /// The headers of a delivery, one to a line, and its signature.
    private static let signatures = FuzzTarget(
        "signatures",
        seeds: [
            "X-Shopify-Topic: orders/create\nX-Shopify-Shop-Domain: acme.myshopify.com\n"
                + "X-Shopify-Hmac-Sha256: 54f8wI3oEU5EdjxD5sYCSTbDGeBEsWCmXTGlQFWI6HM=\nX-Shopify-Test: true\n"
                + "X-Shopify-Webhook-Id: b54557e4-bdd9-4b37-8a5f-bf7d70bcd043\n"
                + "X-Shopify-Triggered-At: 2026-05-11T15:06:59.234647458Z\nX-Shopify-API-Version: 2026-07",
            "Shopify-Topic: customer.tags_added\nShopify-Shop-Domain: a.myshopify.com\nShopify-Triggered-At: 2026",
        ],
        folders: ["shopify/headers", "shopify/hmac"],
        made: headerLines
    ) { bytes in
        let fields = bytes.split(separator: UInt8(ascii: "\n")).map { line in
            let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1)
            return (
                name: String(decoding: parts.first ?? [], as: UTF8.self),
                value: String(decoding: parts.dropFirst().first ?? [], as: UTF8.self)
            )
        }
        if let headers = try? WebhookHeaders(fields) {
            _ = headers.deliveryID(body: bytes)
            if let text = headers.signature, let signature = WebhookSignature(header: text) {
                _ = signature.matches(body: bytes, secrets: [SigningSecret("secret")].compactMap(\.self))
            }
        }
        _ = WebhookSignature(header: String(decoding: bytes, as: UTF8.self))
        _ = Timestamp(String(decoding: bytes, as: UTF8.self))
    }

    private static let topics = ShopifyReceiptDecoder.topics + ShopifyReceiptDecoder.complianceTopics

    /// A body, whose first byte chooses the topic.
    private static let webhooks = FuzzTarget(
        "webhooks",
        seeds: [
            #"A{"id":820982911946154508,"admin_graphql_api_id":"gid://shopify/Order/820982911946154508","#
                + #""email":"jon@example.com","updated_at":"2026-05-11T11:06:59-04:00","total_price":"398.00","#
                + #""customer":{"id":115310627314723954,"tags":"a, b","addresses":[]},"line_items":[{"id":1,"#
                + #""price":"199.00","quantity":2,"price_set":{"shop_money":{"amount":"199.00","currency_code":"USD"}}}]}"#,
            #"B{"id":706405506930370084,"email":null,"tags":"","note":"x","updated_at":"2026-05-11T11:06:59Z"}"#,
            #"C{"shop_id":954889,"shop_domain":"a.myshopify.com","customer":{"id":1,"email":"a@b.example","phone":null}}"#,
        ],
        folders: ["shopify/webhooks"]
    ) { bytes in
        guard let first = bytes.first else { return }
        let decoder = ShopifyReceiptDecoder()
        for topic in [topics[Int(first) % topics.count], "orders/create", "customers/update"] {
            for body in [bytes, Array(bytes.dropFirst())] {
                let receipt = Receipt(
                    store: StoreName("acme"),
                    webhookID: "w",
                    topic: topic,
                    receivedAt: Instant(seconds: 1_780_000_000),
                    body: body
                )
                guard case .changes(let records) = decoder.decode(receipt) else { continue }
                // What was read is kept, and read again.
                for record in records { _ = record.storedBytes }
            }
        }
    }

    /// The lines of a bulk result.
    private static let bulkLines = FuzzTarget(
        "bulk lines",
        seeds: [
            ##"{"id":"gid:\/\/shopify\/Order\/1","name":"#1001","updatedAt":"2026-05-11T15:06:59Z"}"## + "\n"
                + #"{"id":"gid:\/\/shopify\/LineItem\/2","quantity":1,"__parentId":"gid:\/\/shopify\/Order\/1"}"#
                + "\n",
            #"{ "id" : "gid://shopify/Customer/7", "email" : "a@b.example", "tags" : ["x"] }"# + "\n",
        ],
        folders: ["shopify/bulk"]
    ) { bytes in
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            _ = try? BulkLine(line)
            _ = JSONShape.isObject(line)
        }
        guard let part = try? BulkPart(bytes) else { return }
        let snapshot = AdminSnapshot(
            store: StoreName("acme"),
            readAt: Instant(seconds: 1_780_000_000),
            zone: ShopZone(ShopZone.Facts(ianaTimezone: "America/Toronto", timezoneOffsetMinutes: -300)),
            withholdsCustomerData: false
        )
        for index in 0..<min(part.count, 50) {
            for kind in RecordKind.allCases { _ = try? part.record(index, kind, snapshot) }
        }
    }

    /// One line of a mapping, compiled and run.
    private static let mappings = FuzzTarget(
        "mappings",
        seeds: [
            "Order {order.name} of {customer.full_name | otherwise: 'nobody' | truncate: 20}", "order.total | number",
            "order.created_at | date: 'yyyy-MM-dd'", "customer.phone | e164: 'DE'", "order.tags | join: ', '",
            "{order.name", "order.lines | first | json", "'a\\'b' | upper | split: ','",
            "order.note | replace: 'a', 'b'",
        ],
        folders: ["Examples/mappings"],
        made: mappingValues
    ) { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        for isQuoted in [false, true] {
            let value = node(.scalar(text, isQuoted: isQuoted))
            let section = node(["object": node(.scalar("deal", isQuoted: false)), "fields": node(["x": value])])
            guard let mapping = try? MappingCompiler().compile(node(["order": section])) else { continue }
            _ = try? mapping.map(sample)
        }
        let name = node(.scalar("order.name", isQuoted: false))
        let when = node(.scalar(text, isQuoted: false))
        let section = node([
            "object": node(.scalar("deal", isQuoted: false)), "when": when, "fields": node(["x": name]),
        ])
        guard let mapping = try? MappingCompiler().compile(node(["order": section])) else { return }
        _ = try? mapping.map(sample)
    }

    private static func node(_ value: DocumentNode.Value) -> DocumentNode {
        DocumentNode(value, mark: DocumentMark(file: "fuzz.yaml", line: 1, column: 1))
    }

    private static func node(_ members: KeyValuePairs<String, DocumentNode>) -> DocumentNode {
        let mark = DocumentMark(file: "fuzz.yaml", line: 1, column: 1)
        return node(.mapping(members.map { DocumentMember(key: $0.key, keyMark: mark, value: $0.value) }))
    }

    private static let sample: MappingInput = {
        var order = OrderRecord(id: 1)
        var details = OrderDetails()
        details.name = .value("#1001")
        details.note = .value("gift, wrapped")
        let instant = Instant(seconds: 1_780_000_000)
        order.details = Versioned(details, version: SourceVersion(at: instant, tie: instant, hash: 1))
        return MappingInput(
            store: StoreFacts(name: StoreName("acme"), domain: "acme.myshopify.com"),
            record: .order(order),
            customer: nil
        )
    }()

    private static let resultTables = FuzzTarget(
        "result tables",
        seeds: [
            "\"sf__Id\",\"sf__Created\",Shopify_Order_Id__c\n\"006\",\"true\",\"1\"\n",
            "a,b\n\"x\"\"y\",\"line\nbreak\"\r\n,\n", "\"",
        ],
        folders: ["salesforce/bulk2"]
    ) { bytes in
        for row in SalesforceCSV.rows(bytes) { _ = row["sf__Id"] }
    }

    private static let configurations = FuzzTarget(
        "configurations",
        seeds: [
            "installation: a\nstores:\n  - { name: acme, shop: acme.myshopify.com, webhook_secrets: [\"${A:-b}\"] }\n",
            "a: &x [1, 2]\nb: *x\n? c\n: |\n  text\n", "- \"\\u00e4$$${file:x}\"\n",
        ],
        folders: ["Examples/original-request", "Examples/rest", "Examples/mappings"]
    ) { bytes in
        _ = try? YAMLDocument.parse(String(decoding: bytes, as: UTF8.self), file: "fuzz.yaml")
    }
}
