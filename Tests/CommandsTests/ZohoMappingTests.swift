import Commands
import Connectors
import SyncModel
import Testing

@Suite struct ZohoMappingTests {
    private static func compiled(_ order: String) throws -> CompiledMapping {
        let shipped = ZohoConnector.descriptor.mapping(["order": order])
        return try MappingCompiler(shipped.options).compile(YAMLDocument.parse(shipped.text, file: "zoho.mapping.yaml"))
    }

    @Test(arguments: ["deal", "sales_order"])
    func theDefaultsCompile(order: String) throws {
        let mapping = try Self.compiled(order)
        #expect(mapping.kinds == [.customer, .order])
        #expect(mapping.externalIDField(.customer) == "Shopify_Customer_ID")
        #expect(mapping.externalIDField(.order) == "Shopify_Order_ID")
        #expect((mapping.lines != nil) == (order == "sales_order"))
        #expect(mapping.namedValues(.order)["Stage"] == (order == "deal" ? ["won", "lost", "open"] : nil))
        #expect(
            mapping.guardedFields(.customer) == [
                "Email", "First_Name", "Last_Name", "Phone", "Mailing_Street", "Mailing_City", "Mailing_State",
                "Mailing_Zip", "Mailing_Country",
            ]
        )
    }

    @Test(arguments: ["deal", "sales_order"])
    func noFieldOfOursHasALongerLabelThanZohoTakes(order: String) throws {
        let mapping = try Self.compiled(order)
        for kind in [RecordKind.customer, .order] {
            let own = mapping.ownFields(kind)
            #expect(own.count > 10)
            for field in own { #expect(field.name.count <= 25, "\(field.name)") }
        }
    }

    @Test func unlikeASectionForHubSpotItTakesNoSuchObject() {
        let shipped = ZohoConnector.descriptor.mapping(["order": "deal"])
        let text = HubSpotDefaultMapping.text
        #expect(throws: DocumentProblems.self) {
            try MappingCompiler(shipped.options).compile(YAMLDocument.parse(text, file: "m.yaml"))
        }
    }
}
