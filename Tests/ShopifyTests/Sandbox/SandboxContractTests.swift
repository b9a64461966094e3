import Foundation
import Sandbox
import Testing

@Suite("Simulated shop, contract check")
struct SandboxContractTests {
    @Test(
        "The contract check accepts every answer",
        .enabled(if: JudgingTool.isDemanded, "no contract check beside this checkout: set SLUICE_SHARED to its folder")
    )
    func answers() async throws {
        let tool = try #require(JudgingTool.url, "the contract check is missing: set SLUICE_SHARED to its folder")
        let shop = SandboxShopify(history: (200, 900))
        let money = "{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }"
        let address = "{ id name city zip country countryCodeV2 provinceCode formatted formattedArea }"
        await shop.query(
            """
            query Orders($first: Int!) { orders(first: $first, sortKey: UPDATED_AT, query: "updated_at:>=2025-08-01") {
              edges { cursor node { __typename id legacyResourceId name number createdAt updatedAt cancelledAt cancelReason
                cancellation { staffNote } closed confirmed test edited email phone note tags sourceName customerLocale
                currencyCode presentmentCurrencyCode displayFinancialStatus displayFulfillmentStatus returnStatus poNumber
                paymentGatewayNames discountCodes statusPageUrl customer { id } purchasingEntity { __typename
                  ... on PurchasingCompany { company { id name } contact { id isMainContact } location { id name } }
                  ... on Customer { id } }
                billingAddress \(address) shippingAddress \(address) currentTotalPriceSet \(money) totalPriceSet \(money)
                currentSubtotalPriceSet \(money) currentTotalTaxSet \(money) currentTotalDiscountsSet \(money)
                totalShippingPriceSet \(money) totalRefundedSet \(money) netPaymentSet \(money) totalOutstandingSet \(money)
                lineItems(first: 3) { nodes { id title name sku quantity currentQuantity vendor variantTitle isGiftCard
                  product { id } variant { id } originalUnitPriceSet \(money) discountedTotalSet \(money)
                  taxLines { title rate priceSet \(money) } } pageInfo { hasNextPage endCursor } }
                refunds(first: 5) { id createdAt updatedAt note totalRefundedSet \(money) }
                fulfillments(first: 5) { id status displayStatus trackingInfo { number company } } } }
              pageInfo { hasNextPage endCursor } } }
            """,
            ["first": 250]
        )
        let customers = await shop.query(
            """
            query Customers { customers(first: 60, sortKey: UPDATED_AT, reverse: true) { nodes { id legacyResourceId createdAt
              updatedAt firstName lastName displayName locale state tags note verifiedEmail taxExempt numberOfOrders
              amountSpent { amount currencyCode } lastOrder { id } defaultEmailAddress { emailAddress marketingState
              marketingOptInLevel marketingUpdatedAt validFormat } defaultPhoneNumber { phoneNumber
              whatsAppMarketingConsent { state optInLevel updatedAt } } defaultAddress \(address)
              addressesV2(first: 5) { nodes \(address) } companyContactProfiles { id company { name } } } } }
            """
        )
        let id = customers.at("data", "customers", "nodes", 0, "id") ?? .null
        await shop.query(
            "query N($ids: [ID!]!, $with: Boolean!) { nodes(ids: $ids) { id ... on Customer { email @include(if: $with) } } customersCount { count precision } }",
            ["ids": [id, "gid://shopify/Order/1"], "with": false]
        )
        await shop.query(
            "{ shop { id name myshopifyDomain currencyCode ianaTimezone timezoneOffset } currentAppInstallation { accessScopes { handle } } publicApiVersions { handle displayName supported } }"
        )
        let hook: SandboxJSON = ["topic": "ORDERS_UPDATED", "input": ["uri": "https://hooks.example.com/shopify"]]
        let subscription = "{ id topic uri format filter includeFields name apiVersion { handle } createdAt updatedAt }"
        for _ in 0..<2 {
            await shop.query(
                "mutation H($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) { webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) { webhookSubscription \(subscription) userErrors { field message } } }",
                hook
            )
        }
        await shop.query("{ webhookSubscriptions(first: 10) { nodes \(subscription) pageInfo { hasNextPage } } }")
        let bulk =
            "{ id status type errorCode createdAt completedAt objectCount rootObjectCount fileSize url partialDataUrl query }"
        let run =
            "mutation R($q: String!) { bulkOperationRunQuery(query: $q) { bulkOperation \(bulk) userErrors { field message code } } }"
        await shop.query(run, ["q": "{ customers { edges { node { id tags } } } }"])
        shop.clock.move(seconds: 5)
        await shop.query("{ bulkOperations(first: 5, query: \"status:COMPLETED\") { nodes \(bulk) } }")

        let file = FileManager.default.temporaryDirectory.appending(path: "sluice-sandbox-\(UUID().uuidString).jsonl")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(shop.recording.text.utf8).write(to: file)
        let result = try await JudgingTool.run(tool, on: file.path)
        #expect(result.status == 0, "\(result.output)")
    }
}

/// The checker that reads recordings, where it lies beside this checkout.
private enum JudgingTool {
    static var isDemanded: Bool { url != nil || ProcessInfo.processInfo.environment["CI"] == "true" }

    static var url: URL? {
        let root = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let shared = ProcessInfo.processInfo.environment["SLUICE_SHARED"].map { URL(filePath: $0) }
        let file = (shared ?? root.appending(path: "../shared")).appending(path: "contract-check/check")
        return FileManager.default.isExecutableFile(atPath: file.path) ? file : nil
    }

    static func run(_ tool: URL, on file: String) async throws -> (status: Int32, output: String) {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = tool
        process.arguments = [file, "--expect", "shopify"]
        process.standardOutput = pipe
        process.standardError = pipe
        let (ends, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { end.yield($0.terminationStatus) }
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        let status = await ends.first { _ in true }
        return (try #require(status), String(decoding: output, as: UTF8.self))
    }
}
