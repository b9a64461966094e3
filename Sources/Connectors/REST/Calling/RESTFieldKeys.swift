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
        let answer = try await client.send(own.list, RESTScope(), .init(kind: kind))
        var byLabel: [String: String] = [:]
        for field in own.records.value(in: answer.body)?.items ?? [] {
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
