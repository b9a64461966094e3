/// One field of an object of the simulated org.
struct OrgField: Sendable, Equatable {
    var name: String
    var type: String
    var length = 0
    var label: String
    var isCreateable = true
    var isUpdateable = true
    var isRequired = false
    var isDefaulted = false
    var isExternalID = false
    var isUnique = false
    var choices: [OrgChoice] = []
    var isRestricted = false
    /// The object that a reference points to, and the name of the way there.
    var target: String?
    var relationship: String?
    /// Whether somebody made it: then it is hidden until a permission set shows it.
    var isCustom: Bool { name.hasSuffix("__c") || name.hasSuffix("__pc") }

    init(_ name: String, _ type: String, _ length: Int = 0, label: String? = nil) {
        self.name = name
        self.type = type
        self.length = length
        self.label = label ?? Self.label(name)
    }

    static func text(_ name: String, _ length: Int, required: Bool = false) -> OrgField {
        var field = OrgField(name, "string", length)
        field.isRequired = required
        return field
    }

    static func readOnly(_ name: String, _ type: String) -> OrgField {
        var field = OrgField(name, type)
        field.isCreateable = false
        field.isUpdateable = false
        return field
    }

    static func reference(
        _ name: String,
        to target: String,
        required: Bool = false,
        updateable: Bool = true
    ) -> OrgField {
        var field = OrgField(name, "reference", 18)
        field.target = target
        field.relationship = String(name.dropLast(2))
        field.isRequired = required
        field.isUpdateable = updateable
        return field
    }

    static func choice(_ name: String, _ values: [String], restricted: Bool = false) -> OrgField {
        var field = OrgField(name, "picklist", 255)
        field.choices = values.map { OrgChoice(value: $0) }
        field.isRestricted = restricted
        return field
    }

    func renamed(_ name: String) -> OrgField {
        var field = self
        field.name = name
        return field
    }

    func required() -> OrgField {
        var field = self
        field.isRequired = true
        return field
    }

    /// `MailingPostalCode` reads as `Mailing Postal Code`.
    private static func label(_ name: String) -> String {
        var label = ""
        for character in name {
            if character.isUppercase, let last = label.last, last.isLowercase { label.append(" ") }
            label.append(character)
        }
        return label
    }

    var json: SandboxJSON {
        [
            "name": .string(name), "label": .string(label), "type": .string(type), "length": .integer(length),
            "createable": .bool(isCreateable), "updateable": .bool(isUpdateable), "nillable": .bool(!isRequired),
            "defaultedOnCreate": .bool(isDefaulted), "externalId": .bool(isExternalID), "unique": .bool(isUnique),
            "idLookup": .bool(name == "Id" || isExternalID || type == "email"), "custom": .bool(isCustom),
            "restrictedPicklist": .bool(isRestricted), "relationshipName": .text(relationship),
            "referenceTo": .strings([target].compactMap { $0 }),
            "picklistValues": .array(choices.map(\.json)),
        ]
    }
}

struct OrgChoice: Sendable, Equatable {
    var value: String
    var label: String?
    /// For a choice that depends on another field: that field's choices that allow it, as bits in base 64.
    var validFor: String?

    var json: SandboxJSON {
        [
            "active": true, "defaultValue": false, "label": .string(label ?? value), "value": .string(value),
            "validFor": .text(validFor),
        ]
    }
}
