import Connectors
import SyncModel
import Testing

@testable import Commands

@Suite struct OrderAccountSettingsTests {
    private static func folder(_ lines: String, type: String = "salesforce") throws -> ConfigurationFolder {
        let credentials =
            type == "salesforce"
            ? "{ login_url: \"https://acme.test\", client_id: i, client_secret: s }" : "{ access_token: t }"
        return try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            destinations:
              - name: crm
                type: \(type)
                credentials: \(credentials)
            \(lines.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n"))
            """
        ])
    }

    @Test func theAccountIsNamedByIDOrByName() throws {
        func account(_ lines: String) throws -> FallbackAccount? {
            try Self.folder("objects: { order: order }\n" + lines).load().destinations.first?.orderAccount
        }
        #expect(try account("") == nil)
        #expect(try account("order_account: { name: Shopify guests }") == .name("Shopify guests"))
        #expect(
            try account("order_account: { id: \"001000000000001AAA\" }") == .id("001000000000001AAA")
        )
    }

    @Test(arguments: [
        ("order_account: { id: a, name: b }", "either id or name"), ("order_account: {}", "either id or name"),
        ("order_account: { nmae: b }", "did you mean \"name\"?"),
    ])
    func mistakesAreTold(_ lines: String, _ words: String) throws {
        let mistakes = try Self.folder(lines).mistakes()
        #expect(mistakes.contains(where: { $0.contains(words) }), "\(mistakes)")
    }

    @Test func otherCRMsTakeNone() throws {
        let mistakes = try Self.folder("order_account: { name: b }", type: "hubspot").mistakes()
        #expect(mistakes.count == 1 && mistakes[0].contains("HubSpot takes no order_account"))
    }
}
