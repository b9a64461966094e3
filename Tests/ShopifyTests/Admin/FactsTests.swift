import Foundation
import Outbound
import Shopify
import SyncModel
import Testing

@Suite struct FactsTests {
    private static func installation(
        scopes: [String] = ["read_orders", "write_customers"],
        published: Bool = false
    ) -> JSONObject {
        [
            "shop": [
                "name": "Acme", "myshopifyDomain": "acme.myshopify.com", "currencyCode": "CAD",
                "ianaTimezone": "America/Toronto",
            ],
            "currentAppInstallation": [
                "accessScopes": scopes.map { ["handle": $0] },
                "app": ["title": "Sluice", "developerType": "MERCHANT", "published": published],
            ],
            "publicApiVersions": [
                ["handle": "2026-07", "supported": true], ["handle": "2025-07", "supported": false],
            ],
        ]
    }

    private static func customers(_ count: Int, named: Bool) -> JSONObject {
        let node: JSONObject = [
            "firstName": orNull(named ? "Ann" : nil), "lastName": NSNull(), "defaultEmailAddress": NSNull(),
            "defaultPhoneNumber": NSNull(), "defaultAddress": NSNull(),
        ]
        return ["customers": ["nodes": Array(repeating: node, count: count)]]
    }

    private func facts(
        scopes: [String] = ["read_orders", "write_customers"],
        customers: @escaping @Sendable () -> OutboundResponse = { .data(FactsTests.customers(5, named: true)) },
        orders: @escaping @Sendable () -> OutboundResponse = { .data(["orders": ["nodes": []]]) }
    ) async throws -> AppFacts {
        let stage = try AdminStage { asked in
            switch asked.document {
            case "Installation":
                .data(Self.installation(scopes: scopes), headers: [(name: "x-shopify-api-version", value: "2026-10")])
            case "CustomerProbe": customers()
            default: orders()
            }
        }
        return try await stage.reader.facts()
    }

    @Test func whatIsSeenIsTold() async throws {
        let facts = try await facts()
        #expect(facts.shop == "acme.myshopify.com" && facts.currency == "CAD" && facts.timeZone == "America/Toronto")
        #expect(facts.appModel == .own && facts.appName == "Sluice")
        #expect(facts.grants("read_customers") && facts.grants("read_orders") && !facts.grants("read_all_orders"))
        #expect(facts.askedVersion == "2026-07" && facts.servedVersion == "2026-10")
        #expect(facts.supportedVersions == ["2026-07"])
        #expect(facts.customerData == .given)
    }

    @Test func customerData() async throws {
        #expect(try await facts(customers: { .data(Self.customers(3, named: false)) }).customerData == .withheld)
        #expect(try await facts(customers: { .data(Self.customers(2, named: false)) }).customerData == .unknown)
        let refused = try await facts(customers: { .errors("ACCESS_DENIED", "not approved") })
        #expect(refused.customerData == .refused("not approved"))
    }

    @Test func whichOrdersAreVisible() async throws {
        let order: @Sendable (String) -> OutboundResponse = { .data(["orders": ["nodes": [["createdAt": $0]]]]) }
        #expect(try await facts(orders: { order("2026-11-01T00:00:00Z") }).orders == .last60Days)
        // Apps made in the admin see everything without naming the scope.
        #expect(try await facts(orders: { order("2024-11-01T00:00:00Z") }).orders == .all)
        #expect(try await facts(scopes: ["read_orders", "read_all_orders"]).orders == .all)
        #expect(try await facts(orders: { .errors("ACCESS_DENIED", "no") }).orders == .refused("no"))
    }
}
