/// How one record is to be written.
struct OrgWrite: Sendable {
    enum Mode: Sendable, Equatable {
        case create
        case update(id: String)
        case upsert(field: String, value: String)
    }

    var object: String
    var mode: Mode
    var values: [SandboxJSON.Member]
    /// Whether the caller overrides the alerts of duplicate rules.
    var allowsDuplicates = false
}

/// What became of it.
struct OrgWritten: Sendable {
    var id: String
    var created: Bool

    /// The row of a collection; only upserts say whether the record is new.
    func row(withCreated: Bool) -> SandboxJSON {
        var members: [SandboxJSON.Member] = [
            .init("id", .string(id)), .init("success", true), .init("errors", []),
        ]
        if withCreated { members.append(.init("created", .bool(created))) }
        return .object(members)
    }
}
