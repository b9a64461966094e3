import SyncModel
import Testing

/// What a mapping may say of somebody whom Shopify does not know.
@Suite struct MappingGuestTests {
    private static let id: Int64 = -77

    private func content(_ record: SyncRecord, customer: CustomerRecord? = nil) throws -> MappedContent {
        let fields: KeyValuePairs<String, DocumentNode> = [
            "id": .plain("customer.id"), "url": .plain("customer.admin_url"), "email": .plain("customer.email"),
        ]
        let kind = record.kind.rawValue
        let document = DocumentNode(
            .mapping([
                DocumentMember(
                    key: kind,
                    keyMark: DocumentNode.testMark,
                    value: .map(["object": .plain("thing"), "external_id": .plain("our_id"), "fields": .map(fields)])
                )
            ]),
            mark: DocumentNode.testMark
        )
        let mapping = try MappingCompiler().compile(document)
        let input = MappingInput(store: Sample.store, record: record, customer: customer)
        guard case .content(let content) = try mapping.map(input) else { throw Nothing() }
        return content
    }

    private struct Nothing: Error {}

    @Test func aGuestHasOurIdAndNoneOfShopifys() throws {
        var guest = Sample.customer()
        guest.id = Self.id
        let content = try content(.customer(guest))
        #expect(content.externalID == ExternalID.text(Self.id))
        #expect(content.fields.map(\.name) == ["our_id", "email"])
        #expect(content.fields.first?.value == .text(ExternalID.text(Self.id)))
    }

    @Test func soHasAnOrderOfTheirs() throws {
        var guest = Sample.customer()
        guest.id = Self.id
        let order = Sample.order { $0.customerID = .value(Self.id) }
        for customer in [guest, nil] {
            let names = try content(.order(order), customer: customer).fields.map(\.name)
            #expect(!names.contains("id") && !names.contains("url"))
        }
    }
}
