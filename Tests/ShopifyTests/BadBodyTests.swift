import Conformance
import Foundation
import Shopify
import SyncModel
import Testing

/// Bodies that do not fit their topic: never a crash, never a guess, never a value in the reason.
@Suite struct BadBodyTests {
    private func reason(_ topic: String, _ body: String) -> String {
        guard case .undecodable(let reason) = Sample.decode(topic, body) else { return "decoded" }
        return reason
    }

    @Test(arguments: ["", " ", "{", "nonsense", #"{"id":1}{"id":2}"#, "\u{0}"])
    func whatIsNoJSON(body: String) {
        #expect(reason("orders/create", body) == "the body is not JSON, or is nested too deeply")
    }

    @Test(arguments: ["[]", "1", #""text""#, "null"])
    func whatIsNoObject(body: String) {
        #expect(reason("orders/create", body).hasPrefix("the body must be an object"))
    }

    @Test func absurdNestingAndBrokenText() {
        let deep =
            #"{"id":1,"x":"# + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000) + "}"
        #expect(reason("orders/create", deep) == "the body is nested deeper than 64 levels")
        let broken = Array(#"{"id":1,"name":""#.utf8) + [0xff, 0xfe] + Array(#""}"#.utf8)
        let content = ShopifyReceiptDecoder().decode(Sample.receipt("orders/create", broken))
        guard case .undecodable = content else {
            Issue.record("broken UTF-8 was read")
            return
        }
    }

    @Test(arguments: [
        ("orders/create", #"{"name":"N1"}"#, "id is missing"),
        ("customers/update", #"{"email":"a@b.c"}"#, "id is missing"),
        ("orders/create", #"{"id":null}"#, "id must be an id: a positive whole number or a GID"),
        ("orders/create", #"{"id":1.5}"#, "id must be an id: a positive whole number or a GID"),
        ("orders/create", #"{"id":0}"#, "id must be an id: a positive whole number or a GID"),
        ("orders/create", #"{"id":92233720368547758080}"#, "id must be an id: a positive whole number or a GID"),
        ("orders/create", #"{"id":"gid://shopify/Order/"}"#, "id must be an id: a positive whole number or a GID"),
        ("orders/create", #"{"id":1,"email":{"secret":"x"}}"#, "email must be text"),
        ("orders/create", #"{"id":1,"test":"yes"}"#, "test must be true or false"),
        ("orders/create", #"{"id":1,"order_number":"secret"}"#, "order_number must be a whole number"),
        ("orders/create", #"{"id":1,"line_items":{}}"#, "line_items must be a list"),
        (
            "orders/create", #"{"id":1,"current_total_price":"12,50 secret"}"#,
            "current_total_price must be a decimal amount"
        ),
        ("orders/create", #"{"id":1,"current_total_price":"1e5"}"#, "current_total_price must be a decimal amount"),
        ("orders/create", #"{"id":1,"total_price":true}"#, "total_price must be a decimal amount"),
        (
            "orders/create", #"{"id":1,"updated_at":"secret"}"#,
            "updated_at must be a time in RFC 3339 or a number in range"
        ),
        ("orders/create", #"{"id":1,"customer":{"email":"secret"}}"#, "customer.id is missing"),
        (
            "orders/create", #"{"id":1,"line_items":[{"id":1,"quantity":1,"price":"1"},{"id":2,"quantity":1}]}"#,
            "line_items[1].price is missing"
        ),
        (
            "orders/create", #"{"id":1,"refunds":[{"transactions":[{"amount":[]}]}]}"#,
            "refunds[0].transactions[0].amount must be a decimal amount"
        ),
        ("orders/edited", #"{"order_edit":{}}"#, "order_edit.order_id is missing"),
        ("refunds/create", #"{"id":1}"#, "order_id is missing"),
        ("customer.tags_added", #"{"customerId":"gid://shopify/Customer/1"}"#, "tags is missing"),
        (
            "customers/purchasing_summary", #"{"customerId":1,"numberOfOrders":"secret"}"#,
            "numberOfOrders must be a whole number"
        ),
        ("customers/merge", #"{"status":"completed"}"#, "admin_graphql_api_customer_kept_id is missing"),
    ])
    func theReasonNamesThePlaceAndNoValue(topic: String, body: String, expected: String) {
        let reason = reason(topic, body)
        #expect(reason == expected)
        #expect(!reason.contains("secret"))
    }

    @Test(arguments: [
        ("orders/create", #"{"id":1,"admin_graphql_api_id":"gid://shopify/Customer/1"}"#),
        ("orders/create", #"{"id":1,"admin_graphql_api_id":"gid://shopify/Order/2"}"#),
        ("orders/create", #"{"id":"gid://shopify/Customer/1"}"#),
        ("orders/create", #"{"id":1,"email":"a@b.c","verified_email":true}"#),
        ("orders/delete", #"{"id":1,"admin_graphql_api_id":"gid://shopify/Customer/1"}"#),
        ("customers/update", #"{"id":1,"admin_graphql_api_id":"gid://shopify/Order/1"}"#),
        ("customers/update", #"{"id":1,"email":"a@b.c","line_items":[]}"#),
        ("customers/delete", #"{"id":1,"admin_graphql_api_id":"gid://shopify/Order/1"}"#),
        ("orders/delete", #"{"id":1,"admin_graphql_api_id":"gid://shopify/Order/1","line_items":[]}"#),
        ("orders/delete", #"{"id":1,"updated_at":"2026-01-01T00:00:00Z"}"#),
        ("customers/delete", #"{"id":1,"created_at":"2026-01-01T00:00:00Z"}"#),
        ("customer.tags_added", #"{"customerId":"gid://shopify/Order/1","tags":[]}"#),
        ("customers/purchasing_summary", #"{"customerId":"gid://shopify/Order/1"}"#),
        ("refunds/create", #"{"id":1,"order_id":2,"admin_graphql_api_id":"gid://shopify/OrderTransaction/1"}"#),
        ("customers_email_marketing_consent/update", #"{"customer_id":"gid://shopify/Order/1"}"#),
    ])
    func aBodyUnderAnotherTopicsNameIsRefused(topic: String, body: String) {
        #expect(reason(topic, body) != "decoded")
    }

    @Test(.requiresContracts) func everySampleUnderEveryOtherTopicNeverCrashes() throws {
        let folder = Contracts.url("shopify/webhooks")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        #expect(files.count >= 24)
        for file in files {
            let body = Array(try Data(contentsOf: file))
            for topic in ShopifyReceiptDecoder.topics {
                let whole = ShopifyReceiptDecoder().decode(Sample.receipt(topic, body))
                #expect(whole != .ignored)
                for cut in stride(from: 1, to: body.count - 1, by: max(1, body.count / 7)) {
                    let content = ShopifyReceiptDecoder().decode(Sample.receipt(topic, Array(body[..<cut])))
                    guard case .undecodable = content else {
                        Issue.record("half a body was read under \(topic)")
                        return
                    }
                }
            }
        }
    }

    @Test(arguments: [
        "bulk_operations/finish", "products/update", "customer.joined_segment", "customer.left_segment", "order", "",
    ])
    func otherTopicsAreIgnored(topic: String) {
        #expect(Sample.decode(topic, "not even JSON") == .ignored)
    }

    @Test func theTopicsAreThoseOfTheReference() {
        #expect(
            ShopifyReceiptDecoder.topics == [
                "customer.tags_added", "customer.tags_removed", "customers/create", "customers/delete",
                "customers/disable", "customers/enable", "customers/merge", "customers/purchasing_summary",
                "customers/update", "customers_email_marketing_consent/update", "customers_marketing_consent/update",
                "customers_whats_app_marketing_consent/update", "order_transactions/create", "orders/cancelled",
                "orders/create", "orders/delete", "orders/edited", "orders/fulfilled", "orders/paid",
                "orders/partially_fulfilled", "orders/updated", "refunds/create",
            ]
        )
    }
}
