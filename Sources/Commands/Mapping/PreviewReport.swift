import SyncModel

/// What would be sent for one record, for people and for `--json`.
struct PreviewReport: Codable {
    struct Field: Codable {
        var name: String
        var value: String
        var write: String
        var adopted: String
        /// What that means for the CRM record that is there; `nil` where none is known.
        var policy: String?

        init(_ field: MappedField, link: Link? = nil) {
            name = field.name
            value = field.value == .clear ? "(cleared)" : field.value.text
            write = field.write.rawValue
            adopted = field.adopted.rawValue
            guard let link, link.standing == .owner else { return }
            policy =
                switch field.policy(isAdopted: link.isAdopted) {
                case .always: "always"
                case .ifEmpty: "if_empty: only where the CRM's field is empty"
                case .onCreate: "on_create: not sent, the record is there"
                }
        }
    }

    var destination: String
    /// The version of the mapping that made it.
    var mapping: String?
    var object: String?
    var externalId: String?
    var skipped: String?
    /// Why nothing is sent whatever the mapping makes.
    var notSent: String?
    /// What is passed on of consent to e-mail marketing beside the fields: `given` or `withdrawn`.
    var emailConsent: String?
    var fields: [Field] = []
    var lines: [[Field]] = []
    /// Fields that `setup` has not made yet.
    var missingFields: [String] = []
    /// Whether personal data is hidden; `nil` where nothing is.
    var isMasked: Bool?

    init(_ result: MappingResult, destination: DestinationName, link: Link? = nil, mapping: String? = nil) {
        self.destination = destination.rawValue
        self.mapping = mapping
        switch result {
        case .skipped(let reason): skipped = reason
        case .content(let content):
            object = content.object
            externalId = content.externalID
            fields = content.fields.map { Field($0, link: link) }
            lines = content.lines.map { $0.fields.map { Field($0) } }
            emailConsent = content.emailConsent?.words
        }
    }

    func show() {
        if let mapping { Output.line("By mapping \(mapping)") }
        if let reason = notSent ?? skipped { Output.line("Not sent: \(reason)") }
        if let object { Output.line("\(destination): \(object) \(externalId ?? "")") }
        Output.table(fields.map { [$0.name, Self.oneLine($0.value), $0.policy ?? $0.write] })
        if let emailConsent { Output.line("Consent to e-mail marketing, passed on by address: \(emailConsent)") }
        for line in lines {
            Output.line("  line")
            Output.table(line.map { [$0.name, $0.value] }, indent: "    ")
        }
    }

    static func oneLine(_ text: String) -> String {
        text.split(separator: "\n").joined(separator: " / ")
    }
}
