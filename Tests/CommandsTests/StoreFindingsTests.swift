import SyncModel
import Testing

@testable import Commands

/// What `doctor` says of a store's app, and that each mend is the one that helps.
@Suite struct StoreFindingsTests {
    private static let authorized = "{ client_id: i, client_secret: s, grant: authorization_code }"
    private static let own = "{ client_id: i, client_secret: s }"
    private static let all = ["read_customers", "read_customer_merge", "read_orders", "read_products"]
    private static let unapproved = "This app is not approved to access the Order object."
    private static let approval = "request access to protected customer data in the app's API access"

    private func findings(_ credentials: String) throws -> StoreFindings {
        let folder = try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s], credentials: \(credentials) }]
            """
        ])
        return StoreFindings(settings: try #require(try folder.mapped().stores.first))
    }

    private func facts(_ scopes: [String], orders: AppFacts.OrderView = .all) -> AppFacts {
        var facts = AppFacts(shop: "acme.myshopify.com", askedVersion: "2026-07")
        facts.scopes = scopes
        facts.orders = orders
        return facts
    }

    private func fix(_ subject: String, _ facts: AppFacts, _ credentials: String = own) throws -> String? {
        try findings(credentials).findings(facts).first { $0.subject == subject }?.fix
    }

    @Test func anAppThatIsNotApprovedNeedsApprovalAndNoScope() throws {
        #expect(try fix("orders", facts(Self.all, orders: .refused(Self.unapproved))) == Self.approval)
        // Whatever the words are, a scope that is there is not what is missing; and words that say it go before a list.
        #expect(try fix("orders", facts(Self.all, orders: .refused("Access denied."))) == Self.approval)
        #expect(try fix("orders", facts([], orders: .refused(Self.unapproved))) == Self.approval)
        let denied = facts(["read_customers"], orders: .refused("Access denied for orders field."))
        #expect(try fix("orders", denied)?.hasPrefix("add read_orders to the app's scopes") == true)
        var customers = facts(["read_orders"])
        customers.customerData = .refused("Access denied for customers field.")
        #expect(
            try fix("protected customer data", customers)?.hasPrefix("add read_customers to the app's scopes") == true
        )
    }

    @Test func aMissingScopeNamesWhatTakesItUp() throws {
        let missing = facts(["read_customers", "read_orders"])
        #expect(
            try fix("scope read_customer_merge", missing)
                == "add read_customer_merge to the app's scopes, release the version, and have the store accept it; "
                + "then run sluice setup, which makes the webhooks that need it"
        )
        #expect(
            try fix("scope read_customer_merge", missing, Self.authorized)
                == "add read_customer_merge to the app's scopes, release the version, and "
                + "run sluice connect shopify --store acme; then run sluice setup, which makes the webhooks that need it"
        )
        // No webhook needs it, and the install link does not ask for it by itself.
        #expect(
            try fix("scope read_products", missing, Self.authorized)
                == "add read_products to the app's scopes, release the version, and "
                + "run sluice connect shopify --store acme --scope read_products"
        )
        let recent = try fix("orders", facts(Self.all, orders: .last60Days), Self.authorized)
        #expect(recent?.hasSuffix("run sluice connect shopify --store acme --scope read_all_orders") == true)
    }

    @Test func aStoreWithoutATokenIsToBeConnected() throws {
        let fault = ReadFault(.authorizeAgain, .pauseStore, message: "this store has not authorised the app")
        let finding = try findings(Self.authorized).finding(fault)
        #expect(finding.fix == "run sluice connect shopify --store acme; webhooks are received all the same")
        let other = try findings(Self.own).finding(ReadFault(.unauthorized, .pauseStore, message: "no"))
        #expect(other.fix?.hasPrefix("docs/shopify-app.md") == true)
    }

    /// By which the documentation explains it.
    @Test(arguments: [ReadFault.Code.wrongShop, .appNotInstalled, .shopNotPermitted])
    func aRefusalIsNamedByItsCode(code: ReadFault.Code) throws {
        let finding = try findings(Self.own).finding(ReadFault(code, .pauseStore, message: "no"))
        #expect(finding.message == "\(code): no")
    }
}
