import SyncModel

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
            options: type == "choice" || type == "choices"
                ? Dictionary(field.options.map { ($0.label, $0.value) }, uniquingKeysWith: { first, _ in first }) : [:]
        )
    }
}
