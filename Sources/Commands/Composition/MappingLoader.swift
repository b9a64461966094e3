import Connectors
import Foundation
import SyncModel

/// A destination's mapping, from its file or as shipped, compiled.
enum MappingLoader {
    /// Throws `DocumentProblems` with every mistake of the document.
    static func load(_ settings: DestinationSettings) throws -> CompiledMapping {
        let document: DocumentNode
        if let file = settings.mappingFile {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw CommandFailure.usage("The mapping file \(file) cannot be read.")
            }
            document = try YAMLDocument.parse(text, file: file)
        } else {
            document = try YAMLDocument.parse(shipped(settings), file: "(shipped mapping of \(settings.type))")
        }
        let compiler = MappingCompiler(
            MappingOptions(
                externalIDs: [.customer: "shopify_customer_id", .order: "shopify_order_id"],
                lineExternalID: "shopify_line_item_id",
                objects: [.customer: ["contact"], .order: [settings.orderObject]]
            )
        )
        return try compiler.compile(document)
    }

    private static func shipped(_ settings: DestinationSettings) -> String {
        switch (settings.orderObject, settings.lines) {
        case ("order", "items"): HubSpotOrdersMapping.textWithLineItems
        case ("order", _): HubSpotOrdersMapping.text
        case (_, "items"): HubSpotDefaultMapping.textWithLineItems
        default: HubSpotDefaultMapping.text
        }
    }
}
