import Foundation
import SyncModel
import Testing

@testable import Commands

/// Fields of ours that a mapping names and `setup` has not made yet.
@Suite struct MissingFieldsTests {
    private static let mapping = """
        order:
          object: deal
          fields:
            dealname: order.name
            shopify_new: order.name
        """

    private static func folder(mode: String = "off") throws -> ConfigurationFolder {
        try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            destinations:
              - name: hubspot
                type: hubspot
                mode: "\(mode)"
                base_url: "http://127.0.0.1:9"
                credentials: { access_token: t }
                mapping: own.mapping.yaml
            """, "own.mapping.yaml": mapping,
        ])
    }

    private static func schema(_ names: String...) -> CRMSchema {
        let fields = Dictionary(uniqueKeysWithValues: names.map { ($0, CRMSchema.FieldType(type: "text")) })
        return CRMSchema(object: "deals", fields: fields)
    }

    /// What is found by what the CRM once said, where it cannot be asked now.
    private static func missing(_ known: CRMSchema?) async throws -> MissingFields {
        let folder = try folder()
        // The files go with it.
        defer { withExtendedLifetime(folder) {} }
        let configuration = try folder.mapped()
        let settings = try #require(configuration.destinations.first)
        let store = try await StoreSession.openOrMake(configuration.settings).store
        if let known {
            try await store.note([.order: SeenSchema(known, fetchedAt: Instant(seconds: 1))], of: settings.name)
        }
        let check = try MappingCheck(settings, configuration)
        return try await check.missing(configuration.mapping(of: settings), in: store)
    }

    @Test func areFoundByWhatTheCRMLastSaid() async throws {
        let found = try await Self.missing(Self.schema("dealname", "shopify_order_id"))
        #expect(found.names == ["shopify_new"])
        #expect(try await Self.missing(Self.schema("dealname", "shopify_order_id", "Shopify_New")).words == nil)
        // Nothing is known of the CRM, or of its fields.
        #expect(try await Self.missing(nil).names == [])
        #expect(try await Self.missing(Self.schema()).names == [])
    }

    @Test func theWordsNameThemAndTheCommand() throws {
        let crm = DestinationName("hubspot")
        let one = MissingFields(destination: crm, names: ["shopify_new"], mode: .live)
        #expect(
            one.words == """
                hubspot: 1 field is not there yet in the CRM (shopify_new). "sluice setup" makes it; until then delivery \
                of such records pauses.
                """
        )
        let many = MissingFields(destination: crm, names: (1...12).map { "shopify_\($0)" }, mode: .shadow)
        let words = try #require(many.words)
        #expect(words.hasPrefix("hubspot: 12 fields are not there yet") && words.contains("shopify_10, …)"))
        #expect(words.hasSuffix("\"sluice setup\" makes them once the mode is live."))
    }

    @Test func onlyALiveDestinationIsRefused() throws {
        let crm = DestinationName("hubspot")
        let refused = #expect(throws: CommandFailure.self) {
            try MissingFields(destination: crm, names: ["shopify_new"], mode: .live).requireNone()
        }
        #expect(refused?.code == 2)
        #expect(refused?.message.contains("(shopify_new)") == true && refused?.message.contains("sluice setup") == true)
        try MissingFields(destination: crm, names: [], mode: .live).requireNone()
        try MissingFields(destination: crm, names: ["shopify_new"], mode: .shadow).requireNone()
    }
}
