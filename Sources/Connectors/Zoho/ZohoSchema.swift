import SyncModel

/// What an account says of the fields that a mapping may name.
struct ZohoSchema: Sendable {
    let client: ZohoClient

    func read(_ module: ZohoModule) async throws(ZohoRefusal) -> CRMSchema {
        var schema = CRMSchema(try await client.account.fields(of: module, client, fresh: true), module: module)
        guard module.hasStages else { return schema }
        do throws(ZohoRefusal) {
            let pipelines = try await client.account.pipelines(client, fresh: true)
            schema.fields[ZohoPlacer.stage] = .init(
                pipelines.flatMap(\.stages).map { ($0.label, $0.value) },
                words: ZohoStages.meanings
            )
            if pipelines.contains(where: { !$0.value.isEmpty }) {
                schema.fields[ZohoPlacer.pipeline] = .init(pipelines.map { ($0.label, $0.value) }, words: ["Shopify"])
            }
        } catch {
            // A token that may not read pipelines: stages are then looked at with the first order.
            guard error.fault.code == .missingScope else { throw error }
        }
        return schema
    }
}

extension CRMSchema.FieldType {
    fileprivate init(_ choices: [(String, String)], words: [String]) {
        self.init(
            type: "choice",
            options: Dictionary(choices, uniquingKeysWith: { first, _ in first }),
            words: words
        )
    }
}

extension CRMSchema {
    /// A module's fields as the mapping checks them; ours by the names that mappings use.
    init(_ fields: ZohoFields, module: ZohoModule) {
        var known = Dictionary(fields.all.map { ($0.apiName, FieldType($0)) }) { first, _ in first }
        if let field = fields[module.idField] { known[module.idField] = FieldType(field) }
        self.init(object: module.name, fields: known)
    }
}

extension CRMSchema.FieldType {
    fileprivate init(_ field: ZohoField) {
        let type =
            switch field.type {
            case "integer", "double", "currency", "percent", "bigint", "long": "number"
            case "boolean": "boolean"
            case "date": "date"
            case "datetime": "datetime"
            case "picklist": "choice"
            case "multiselectpicklist": "choices"
            case "lookup", "ownerlookup", "userlookup": "reference"
            default: "text"
            }
        self.init(
            type: type,
            isReadOnly: field.isReadOnly,
            maximumLength: type == "text" ? field.length : nil,
            // Zoho takes other values too, unless an administrator has forbidden it.
            options: [:]
        )
    }
}
