import Conformance
import Foundation
import Shopify
import SyncModel
import Testing

/// What Shopify asks about people's data.
@Suite struct ComplianceTopicsTests {
    private func notice(_ topic: String, sample: String) throws -> ComplianceNotice? {
        let content = ShopifyReceiptDecoder().decode(Sample.receipt(topic, try Sample.bytes(sample)))
        guard case .request(let notice) = content else { return nil }
        return notice
    }

    @Test(.requiresContracts) func theSamplesAreRead() throws {
        let orders: [Int64] = [299_938, 280_263, 220_458]
        for (topic, sample, kind) in [
            ("customers/redact", "customers_redact", ComplianceKind.customerRedact),
            ("customers/data_request", "customers_data_request", .dataRequest),
        ] {
            let notice = try #require(try notice(topic, sample: sample))
            #expect(notice.kind == kind && notice.customerID == 191_167 && notice.orderIDs == orders)
            #expect(notice.email == "john@example.com" && notice.phone == "555-625-1199")
        }
        #expect(try notice("shop/redact", sample: "shop_redact") == ComplianceNotice(.shopRedact))
        #expect(try notice("app/uninstalled", sample: "app_uninstalled") == ComplianceNotice(.uninstalled))
        #expect(try notice("app/scopes_update", sample: "app_scopes_update") == ComplianceNotice(.scopesUpdate))
    }

    @Test func addressAndPhoneMayBeMissing() {
        for customer in [#"{"id":7}"#, #"{"id":7,"email":null,"phone":""}"#] {
            let body = #"{"shop_domain":"a.myshopify.com","customer":\#(customer),"orders_to_redact":[]}"#
            let expected = ComplianceNotice(.customerRedact, customerID: 7)
            #expect(Sample.decode("customers/redact", body) == .request(expected))
        }
    }

    /// The topic is not signed, so that any signed body could be sent under another topic's name.
    @Test(.requiresContracts) func aBodyUnderAnotherTopicsNameIsRefused() throws {
        let samples = [
            "customers_redact", "customers_data_request", "shop_redact", "app_uninstalled", "app_scopes_update",
            "customers_update", "customers_delete", "orders_create", "orders_delete", "customers_merge",
        ]
        for topic in ShopifyReceiptDecoder.complianceTopics {
            let own = topic.replacingOccurrences(of: "/", with: "_")
            for sample in samples where sample != own {
                let content = ShopifyReceiptDecoder().decode(Sample.receipt(topic, try Sample.bytes(sample)))
                guard case .undecodable = content else {
                    Issue.record("\(sample) was read as \(topic)")
                    continue
                }
            }
        }
    }

    /// The header that names the shop is not signed either, and shops of one app share its secret.
    @Test func aBodyOfAnotherShopIsNotActedOn() {
        let decoder = ShopifyReceiptDecoder(
            shops: [StoreName("acme"): ShopDomain("acme.myshopify.com")].compactMapValues { $0 }
        )
        func content(_ topic: String, _ body: String) -> ReceiptContent {
            decoder.decode(Sample.receipt(topic, Array(body.utf8)))
        }
        let bodies = [
            ("customers/redact", "shop_domain", #""customer":{"id":7},"orders_to_redact":[]"#),
            ("customers/data_request", "shop_domain", #""customer":{"id":7},"orders_requested":[]"#),
            ("shop/redact", "shop_domain", #""shop_id":7"#),
            ("app/uninstalled", "myshopify_domain", #""id":7,"shop_owner":"Ada""#),
        ]
        for (topic, key, rest) in bodies {
            for shop in ["other.myshopify.com", "acme.myshopify.com.example", ""] {
                let words = "\(key) names another shop than the one that the delivery came for; nothing was done"
                #expect(content(topic, #"{"\#(key)":"\#(shop)",\#(rest)}"#) == .undecodable(reason: words), "\(topic)")
            }
            guard case .request = content(topic, #"{"\#(key)":"Acme.myshopify.com",\#(rest)}"#) else {
                Issue.record("\(topic) of its own shop was not read")
                continue
            }
        }
        // Shopify's own sample names no shop.
        let unnamed = content("app/uninstalled", #"{"id":7,"shop_owner":"Ada","myshopify_domain":null}"#)
        #expect(unnamed == .request(ComplianceNotice(.uninstalled)))
    }

    @Test(arguments: [
        #"{"shop_domain":"a","customer":{"id":0},"orders_to_redact":[]}"#,
        #"{"shop_domain":"a","customer":{"id":"gid://shopify/Order/1"},"orders_to_redact":[]}"#,
        #"{"shop_domain":"a","customer":{"id":1},"orders_to_redact":["x"]}"#, #"{"customer":{"id":1}"#, "[]",
    ])
    func aBrokenBodyIsKeptAsUndecodable(body: String) {
        guard case .undecodable(let reason) = Sample.decode("customers/redact", body) else {
            Issue.record("it was read")
            return
        }
        #expect(!reason.contains("gid://"))
    }
}
