import SyncModel

extension CRMSchema {
    /// A HubSpot object's properties as the mapping checks them.
    init(_ properties: [HubSpotProperty], object: HubSpotObject) {
        self.init(
            object: object.path,
            fields: Dictionary(
                properties.filter { $0.archived != true }.map { ($0.name, FieldType($0)) },
                uniquingKeysWith: { first, _ in first }
            )
        )
    }
}

extension CRMSchema.FieldType {
    fileprivate init(_ property: HubSpotProperty) {
        let type =
            switch property.type {
            case "number": "number"
            case "bool": "boolean"
            case "date": "date"
            case "datetime": "datetime"
            case "enumeration": property.fieldType == "checkbox" ? "choices" : "choice"
            default: "text"
            }
        let options = (property.options ?? []).compactMap { option in
            option.value.map { (option.label ?? $0, $0) }
        }
        self.init(
            type: type,
            isReadOnly: property.calculated == true || property.modificationMetadata?.readOnlyValue == true,
            maximumLength: type == "text" ? HubSpotValues.longestText : nil,
            options: type == "choice" || type == "choices"
                ? Dictionary(options, uniquingKeysWith: { first, _ in first }) : [:]
        )
    }
}
