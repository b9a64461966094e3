/// The fields of one CRM object, as the CRM itself tells them.
package struct CRMSchema: Sendable, Hashable, Codable {
    package struct FieldType: Sendable, Hashable, Codable {
        /// `text`, `number`, `boolean`, `date`, `datetime`, `choice`, `choices`, `reference`.
        package var type: String
        package var isReadOnly: Bool
        package var maximumLength: Int?
        /// Internal value by label, for choices.
        package var options: [String: String]
        /// Words that the connector turns into one of the options, such as `won` for a stage; labels then count in any case.
        package var words: [String]

        package init(
            type: String,
            isReadOnly: Bool = false,
            maximumLength: Int? = nil,
            options: [String: String] = [:],
            words: [String] = []
        ) {
            self.type = type
            self.isReadOnly = isReadOnly
            self.maximumLength = maximumLength
            self.options = options
            self.words = words
        }
    }

    package var object: String
    package var fields: [String: FieldType]
    /// The object of line items, where they are records of their own.
    package var lineObject: String?
    package var lineFields: [String: FieldType]

    package init(
        object: String,
        fields: [String: FieldType],
        lineObject: String? = nil,
        lineFields: [String: FieldType] = [:]
    ) {
        self.object = object
        self.fields = fields
        self.lineObject = lineObject
        self.lineFields = lineFields
    }

    /// The line items' part as a schema of its own; `nil` where there is none.
    package var lines: CRMSchema? {
        lineObject.map { CRMSchema(object: $0, fields: lineFields) }
    }
}

extension CRMSchema.FieldType {
    /// Whether a choice with this name is there, by internal value or, where the connector finds it so, by label or by a word
    /// for it.
    ///
    /// Always where the choices are not known.
    func takes(_ choice: String, isResolved: Bool) -> Bool {
        guard isChoice, !options.isEmpty else { return true }
        if options.values.contains(choice) { return true }
        guard isResolved else { return false }
        if options[choice] != nil { return true }
        let folded = choice.lowercased()
        return words.contains { $0.lowercased() == folded } || options.keys.contains { $0.lowercased() == folded }
    }

    var isChoice: Bool { type == "choice" || type == "choices" }

    /// What may stand in the field, for a person.
    func choices(isResolved: Bool) -> [String] {
        isResolved ? words + options.keys.sorted() : options.values.sorted()
    }

    /// The internal value of a choice that people see under this label, in any case.
    func value(labelled label: String) -> String? {
        let folded = label.lowercased()
        return options[label] ?? options.filter { $0.key.lowercased() == folded }.values.min()
    }
}
