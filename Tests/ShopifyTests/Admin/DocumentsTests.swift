import Conformance
import Foundation
import Outbound
import SyncModel
import Testing

@testable import class Outbound.TrafficRecorder
@testable import Shopify

/// Every document goes through the contract check once, with an answer that it must accept too.
@Suite struct DocumentsTests {
    @Test(
        .enabled(
            if: ContractCheck.isDemanded,
            "no contract check beside this checkout: set SLUICE_SHARED to its folder"
        )
    )
    func everyDocumentIsOneThatShopifyUnderstands() async throws {
        let check = try #require(ContractCheck.tool, "the contract check is missing: set SLUICE_SHARED to its folder")
        let path = FileManager.default.temporaryDirectory.appending(path: "admin-\(UUID()).jsonl").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        let recorder = try TrafficRecorder(path: path, logger: silentLogger)
        for text in ["2026-07", "2026-04"] {
            let version = try #require(AdminVersion(text))
            try await everything(version, recorder)
        }
        let result = try await ContractCheck.run(check, on: path, expecting: "shopify")
        #expect(result.status == 0, "\(result.output)")
    }

    private func everything(_ version: AdminVersion, _ recorder: TrafficRecorder) async throws {
        let store = try DocumentedStore(version)
        let clock = StageClock()
        let credential = ClientCredential(
            clientID: "id",
            clientSecret: Secret("secret"),
            baseURL: "https://acme.myshopify.com",
            transport: AnsweringTransport(recorder: recorder) { _ in
                .json(["access_token": "shpat_granted", "scope": "read_orders", "expires_in": 86_399])
            },
            clock: clock
        )
        let stage = try AdminStage(
            version: version,
            credential: credential,
            demand: ReadDemand(metafields: [.customer: [DocumentedStore.tier], .order: [DocumentedStore.tier]]),
            recorder: recorder
        ) {
            try store.answer($0)
        }
        let reader = stage.reader
        let window = ReadWindow(since: Instant(seconds: 1_700_000_000), until: Instant(seconds: 1_900_000_000))
        let gold = Metafield(DocumentedStore.tier, "gold")
        let customers = try await reader.records(.customer, ids: [8_001], origin: .live).records
        #expect(try Sample.customer(customers.first).profile.fields.metafields == .value([gold]))
        let orders = try await reader.records(.order, ids: [7], origin: .live).records
        #expect(try Sample.order(orders.first).details.fields.metafields == .value([gold]))
        for kind in RecordKind.allCases {
            #expect(try await reader.page(kind, in: window, after: nil, origin: .history).records.count == 1)
            _ = try await reader.page(kind, in: ReadWindow(.createdAt), after: nil, origin: .history)
            _ = try await reader.ids(kind, after: PageCursor(after: nil, floor: 5))
            _ = try await reader.count(kind, in: window)
            let slice = BulkSlice(kind, window)
            _ = try await reader.start(slice)
            let id = BulkOperation.ID(rawValue: "gid://shopify/BulkOperation/1")
            _ = try await reader.operations()
            _ = try await reader.cancel(id)
            if kind == .order { _ = try await reader.results(of: id, slice: slice, batch: 10) { _ in } }
        }
        _ = try await reader.facts()
        _ = try await reader.subscriptions()
        let draft = SubscriptionDraft(topic: "orders/create", uri: "https://x.example/w", name: "p-orders_create")
        let made = try await reader.create(draft)
        _ = try await reader.update(made.id, to: draft)
        _ = try await reader.delete(made.id)
        let asked = Set(stage.documents)
        #expect(asked.count == 22, "\(asked.sorted())")
    }
}

/// A store that answers every document with exactly what it selects.
private struct DocumentedStore {
    static let tier = MetafieldName(namespace: "$app:tiers", key: "tier-1")
    private static var metafield: JSONObject { [MetafieldAlias.text(of: tier): ["value": "gold"]] }

    private let order: PairedOrder
    private let customer: Data
    private let file: BulkFile

    init(_ version: AdminVersion) throws {
        order = PairedOrder(id: 7, lines: (1...25).map { PairedLine(id: $0, allocations: ["1.00"]) })
        var node = PairedCustomer().node
        if version < .current, var phone = node["defaultPhoneNumber"] as? JSONObject {
            phone["whatsAppMarketingConsent"] = nil
            node["defaultPhoneNumber"] = phone
        }
        node.merge(Self.metafield) { first, _ in first }
        customer = try JSONSerialization.data(withJSONObject: node)
        file = try BulkFile(orders: [order])
    }

    func answer(_ asked: Asked) throws -> OutboundResponse {
        let customer = try #require(try JSONSerialization.jsonObject(with: customer) as? JSONObject)
        let orderPage = order.node(lines: 0..<20).merging(Self.metafield) { first, _ in first }
        switch asked.document {
        case "CustomersByID": return .data(["shop": torontoShop, "nodes": [customer]])
        case "OrdersByID": return .data(["shop": torontoShop, "nodes": [orderPage]])
        case "CustomerPage": return .data(["shop": torontoShop, "page": connection([customer])])
        case "OrderPage": return .data(["shop": torontoShop, "page": connection([orderPage])])
        case "MoreOrderLines":
            return .data([
                "order": ["id": order.gid, "updatedAt": order.updated.utc, "lineItems": order.page(20..<25)]
            ])
        case "OrderIDs", "CustomerIDs":
            let type = asked.document == "OrderIDs" ? "Order" : "Customer"
            return .data(["page": connection([["id": "gid://shopify/\(type)/7", "updatedAt": "2026-11-23T00:00:00Z"]])])
        case "OrderGlimpses", "CustomerGlimpses":
            let type = asked.document == "OrderGlimpses" ? "Order" : "Customer"
            let moment = "2026-11-23T00:00:00Z"
            let node = ["id": "gid://shopify/\(type)/7", "createdAt": moment, "updatedAt": moment]
            return .data(["shop": torontoShop, "page": connection([node])])
        case "OrderCount", "CustomerCount": return .data(["count": ["count": 1, "precision": "EXACT"]])
        case "ShopZone": return .data(["shop": torontoShop])
        case "StartBulk", "BulkStatus", "BulkList", "CancelBulk": return bulk(asked)
        case "Installation", "CustomerProbe", "OldestOrder": return facts(asked)
        case "Subscriptions", "CreateSubscription", "UpdateSubscription", "DeleteSubscription":
            return subscription(asked)
        default: return .text(file.text, type: "application/jsonl")
        }
    }

    private func bulk(_ asked: Asked) -> OutboundResponse {
        let change: JSONObject = ["bulkOperation": file.operation, "userErrors": []]
        return switch asked.document {
        case "StartBulk": .data(["bulkOperationRunQuery": change])
        case "CancelBulk": .data(["bulkOperationCancel": change])
        case "BulkList": .data(["bulkOperations": ["nodes": [file.operation]]])
        default: .data(["bulkOperation": file.operation])
        }
    }

    private func facts(_ asked: Asked) -> OutboundResponse {
        switch asked.document {
        case "Installation":
            .data([
                "shop": [
                    "name": "Acme", "myshopifyDomain": AdminStage.shop, "currencyCode": "CAD",
                    "ianaTimezone": "America/Toronto",
                ],
                "currentAppInstallation": [
                    "accessScopes": [["handle": "read_orders"]],
                    "app": ["title": "Sluice", "developerType": "MERCHANT", "published": false],
                ],
                "publicApiVersions": [["handle": "2026-07", "supported": true]],
            ])
        case "CustomerProbe":
            .data([
                "customers": [
                    "nodes": [
                        [
                            "firstName": "Ann", "lastName": NSNull(),
                            "defaultEmailAddress": ["emailAddress": "a@example.com"],
                            "defaultPhoneNumber": ["phoneNumber": "+1"], "defaultAddress": ["address1": "x"],
                        ]
                    ]
                ]
            ])
        default: .data(["orders": ["nodes": [["createdAt": "2026-11-01T00:00:00Z"]]]])
        }
    }

    private func subscription(_ asked: Asked) -> OutboundResponse {
        let id = "gid://shopify/WebhookSubscription/1"
        let node: JSONObject = [
            "id": id, "topic": "ORDERS_CREATE", "uri": "https://x.example/w", "name": "p-orders_create",
            "includeFields": [], "filter": NSNull(), "format": "JSON", "apiVersion": ["handle": "2026-07"],
            "createdAt": "2026-11-23T00:00:00Z", "updatedAt": "2026-11-23T00:00:00Z",
        ]
        return switch asked.document {
        case "Subscriptions": .data(["page": connection([node])])
        case "DeleteSubscription": .data(["change": ["deletedWebhookSubscriptionId": id, "userErrors": []]])
        default: .data(["change": ["webhookSubscription": node, "userErrors": []]])
        }
    }
}
