import SyncModel

/// The CRM's keys of our own fields, looked up by label and kept.
actor RESTFieldKeys {
    private let fields: [RecordKind: [OwnField]]
    private var known: [RecordKind: [String: String]] = [:]

    init(fields: [RecordKind: [OwnField]]) { self.fields = fields }

    /// Keys by our names of the fields.
    ///
    /// - Parameters:
    ///   - kind: the kind of record.
    ///   - client: makes the call.
    /// - Returns: nothing for a CRM that takes our names.
    /// - Throws: a fault that stops the kind, where a field is not there.
    func keys(_ kind: RecordKind, _ client: RESTClient) async throws(RESTRefusal) -> [String: String] {
        guard client.description.objects[kind]?.ownFields != nil else { return [:] }
        if let keys = known[kind] { return keys }
        let (keys, missing) = try await look(kind, client)
        guard missing.isEmpty else {
            let labels = missing.map { "\"\($0.label)\"" }.joined(separator: ", ")
            throw RESTRefusal(
                fault: DeliveryFault(
                    .missingField,
                    .pause(.kind(kind)),
                    message: "The CRM has no field \(labels): run sluice setup, or make it there.",
                    fields: missing.map(\.name)
                )
            )
        }
        known[kind] = keys
        return keys
    }

    /// What is there, and what is not.
    func look(
        _ kind: RecordKind,
        _ client: RESTClient
    ) async throws(RESTRefusal) -> (keys: [String: String], missing: [OwnField]) {
        guard let own = client.description.objects[kind]?.ownFields else { return ([:], []) }
        var byLabel: [String: String] = [:]
        for field in try await listed(own, kind, client) {
            guard let label = own.label.text(in: field), let key = own.key.text(in: field) else { continue }
            byLabel[label.lowercased()] = key
        }
        var keys: [String: String] = [:]
        var missing: [OwnField] = []
        for field in fields[kind] ?? [] {
            if let key = byLabel[field.label.lowercased()] { keys[field.name] = key } else { missing.append(field) }
        }
        return (keys, missing)
    }

    /// More pages than these no CRM has of its fields.
    private static let mostPages = 100

    /// The CRM's fields, page by page.
    ///
    /// A list that cannot be read is a fault: taken for an empty one, all fields would be made once more.
    private func listed(
        _ own: RESTOwnFields,
        _ kind: RecordKind,
        _ client: RESTClient
    ) async throws(RESTRefusal) -> [RESTJSON] {
        var scope = RESTScope()
        var fields: [RESTJSON] = []
        var seen: Set<String> = []
        while true {
            let answer = try await client.send(own.list, scope, .init(kind: kind))
            let page: [RESTJSON]? =
                switch own.records.found(in: answer.body) {
                case .value(.list(let items)) where answer.form == .json: items
                case .value(.null) where answer.form == .json: []
                default: nil
                }
            func isNamed(_ field: RESTJSON) -> Bool {
                own.label.text(in: field) != nil && own.key.text(in: field) != nil
            }
            guard let page, page.isEmpty || page.contains(where: isNamed) else {
                let expected = "fields at \(own.records), each with \(own.label) and \(own.key)"
                throw Self.unreadable(answer, lacking: expected, kind, client)
            }
            fields += page
            guard let cursor = own.next?.cursor(in: answer.body) else { return fields }
            guard seen.insert(cursor).inserted, seen.count < Self.mostPages else {
                throw Self.unreadable(answer, lacking: "an end of its pages", kind, client)
            }
            scope.cursor = cursor
        }
    }

    private static func unreadable(
        _ answer: RESTAnswer,
        lacking expected: String,
        _ kind: RecordKind,
        _ client: RESTClient
    ) -> RESTRefusal {
        client.faults.unreadable(
            answer,
            lacking: expected,
            in: "own_fields of a \(client.description.objects[kind]?.name ?? kind.rawValue)",
            advice: "\"own_fields\" of the description says where they stand.",
            .init(kind: kind)
        )
    }

    /// Makes what is missing, and tells of each field.
    func prepare(_ kind: RecordKind, _ client: RESTClient) async throws(RESTRefusal) -> [Finding] {
        guard let object = client.description.objects[kind], let own = object.ownFields else { return [] }
        let (keys, missing) = try await look(kind, client)
        known[kind] = nil
        var findings = keys.isEmpty ? [] : [Finding(.fine, "\(object.name) fields", "\(keys.count) of ours are there")]
        for field in missing {
            let subject = "\(object.name) field \(field.label)"
            guard let create = own.create else {
                findings.append(Finding(.problem, subject, "is not there", fix: "make it in the CRM, under this name"))
                continue
            }
            var scope = RESTScope()
            scope.lookedFor = (field.label, own.types[field.type] ?? field.type.rawValue)
            _ = try await client.send(create, scope, .init(kind: kind, isWrite: true))
            findings.append(Finding(.made, subject, "made"))
        }
        return findings
    }
}

extension RESTPath {
    /// Where the next page begins; `nil` where the answer names none.
    fileprivate func cursor(in document: RESTJSON) -> String? {
        if case .bool? = value(in: document) { return nil }
        return text(in: document)
    }
}
