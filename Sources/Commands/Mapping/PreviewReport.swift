import SyncModel

/// What would be sent for one record, for people and for `--json`.
struct PreviewReport: Codable {
    struct Field: Codable {
        var name: String
        var value: String
        var write: String
        var adopted: String

        init(_ field: MappedField) {
            name = field.name
            value = field.value == .clear ? "(cleared)" : field.value.text
            write = field.write.rawValue
            adopted = field.adopted.rawValue
        }
    }

    var destination: String
    var object: String?
    var externalId: String?
    var skipped: String?
    var fields: [Field] = []
    var lines: [[Field]] = []

    init(_ result: MappingResult, destination: DestinationName) {
        self.destination = destination.rawValue
        switch result {
        case .skipped(let reason): skipped = reason
        case .content(let content):
            object = content.object
            externalId = content.externalID
            fields = content.fields.map(Field.init)
            lines = content.lines.map { $0.fields.map(Field.init) }
        }
    }

    func show() {
        if let skipped { Output.line("Not sent: \(skipped)") }
        if let object { Output.line("\(destination): \(object) \(externalId ?? "")") }
        Output.table(fields.map { [$0.name, Self.oneLine($0.value), $0.write] })
        for line in lines {
            Output.line("  line")
            Output.table(line.map { [$0.name, $0.value] }, indent: "    ")
        }
    }

    static func oneLine(_ text: String) -> String {
        text.split(separator: "\n").joined(separator: " / ")
    }
}
