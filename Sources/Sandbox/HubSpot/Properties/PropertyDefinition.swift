/// The definition of one property of one object type.
package struct PropertyDefinition: Sendable, Equatable {
    package enum Kind: String, Sendable {
        case string, number, date, datetime, enumeration, bool
        case phoneNumber = "phone_number"

        /// The form fields that a property of this type may have.
        var fieldTypes: Set<String> {
            switch self {
            case .string: ["text", "textarea", "html", "file", "phonenumber", "calculation_equation"]
            case .number: ["number", "calculation_equation"]
            case .date, .datetime: ["date"]
            case .enumeration: ["select", "radio", "checkbox", "booleancheckbox", "calculation_equation"]
            case .bool: ["booleancheckbox", "calculation_equation"]
            case .phoneNumber: ["phonenumber"]
            }
        }
    }

    package let name: String
    package var label: String
    package let kind: Kind
    package var fieldType: String
    package var group: String
    package var text: String
    package let hasUniqueValue: Bool
    package let isReadOnly: Bool
    package let isHubSpotDefined: Bool
    /// The internal values of an enumeration, each with its label.
    package var options: [(value: String, label: String)] = []

    package static func == (left: Self, right: Self) -> Bool {
        left.name == right.name && left.kind == right.kind && left.hasUniqueValue == right.hasUniqueValue
            && left.options.map(\.value) == right.options.map(\.value)
    }
}

extension PropertyDefinition {
    /// A property that every account has.
    static func standard(
        _ name: String,
        _ kind: Kind = .string,
        readOnly: Bool = false,
        options: [String] = []
    ) -> PropertyDefinition {
        PropertyDefinition(
            name: name,
            label: label(for: name),
            kind: kind,
            fieldType: fieldType(for: kind),
            group: "sandbox_standard",
            text: "",
            hasUniqueValue: false,
            isReadOnly: readOnly,
            isHubSpotDefined: true,
            options: options.map { (value: $0, label: label(for: $0)) }
        )
    }

    private static func label(for name: String) -> String {
        let words = name.split(separator: "_").filter { $0 != "hs" }.joined(separator: " ")
        return words.prefix(1).uppercased() + words.dropFirst()
    }

    private static func fieldType(for kind: Kind) -> String {
        switch kind {
        case .string: "text"
        case .number: "number"
        case .date, .datetime: "date"
        case .enumeration: "select"
        case .bool: "booleancheckbox"
        case .phoneNumber: "phonenumber"
        }
    }

    func json(at moment: String) -> SandboxJSON {
        [
            "updatedAt": .string(moment), "createdAt": .string(moment), "name": .string(name),
            "label": .string(label), "type": .string(kind.rawValue), "fieldType": .string(fieldType),
            "description": .string(text), "groupName": .string(group),
            "options": .array(
                options.enumerated().map { index, option in
                    [
                        "label": .string(option.label), "value": .string(option.value),
                        "displayOrder": .integer(index), "hidden": false,
                    ]
                }
            ),
            "displayOrder": -1, "calculated": false, "externalOptions": false, "archived": false,
            "hasUniqueValue": .bool(hasUniqueValue), "hidden": false,
            "hubspotDefined": .bool(isHubSpotDefined),
            "modificationMetadata": [
                "archivable": .bool(!isHubSpotDefined), "readOnlyDefinition": .bool(isHubSpotDefined),
                "readOnlyValue": .bool(isReadOnly),
            ],
            "formField": false, "dataSensitivity": "non_sensitive",
        ]
    }
}
