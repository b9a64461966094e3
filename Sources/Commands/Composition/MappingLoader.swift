import Connectors
import Foundation
import SyncModel

/// A destination's mapping, from its file or as shipped, compiled.
enum MappingLoader {
    /// Values that the connector turns into the account's own: stages and pipelines by label.
    private static let resolvedFields: Set<String> = ["dealstage", "pipeline", "hs_pipeline", "hs_pipeline_stage"]
    /// An account with one currency has no such field; the connector leaves it out then.
    private static let optionalFields: Set<String> = ["deal_currency_code", "hs_currency_code"]

    /// Reads and compiles; with the CRM's own schemas, names and values are checked against those too.
    ///
    /// Throws `DocumentProblems` with every mistake of the document.
    static func load(
        _ settings: DestinationSettings,
        schemas: [RecordKind: CRMSchema] = [:]
    ) throws -> CompiledMapping {
        let document: DocumentNode
        if let file = settings.mappingFile {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw CommandFailure.usage("The mapping file \(file) cannot be read.")
            }
            document = try YAMLDocument.parse(text, file: shortened(file))
        } else {
            document = try YAMLDocument.parse(shipped(settings), file: "(shipped mapping of \(settings.type))")
        }
        let compiler = MappingCompiler(
            MappingOptions(
                externalIDs: [.customer: "shopify_customer_id", .order: "shopify_order_id"],
                lineExternalID: "shopify_line_item_id",
                objects: [.customer: ["contact"], .order: [settings.orderObject]],
                schemas: schemas,
                resolvedFields: resolvedFields,
                optionalFields: optionalFields
            )
        )
        return try compiler.compile(document)
    }

    /// As a person would type the path: relative to where they are.
    private static func shortened(_ file: String) -> String {
        let here = FileManager.default.currentDirectoryPath + "/"
        return file.hasPrefix(here) ? String(file.dropFirst(here.count)) : file
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
