import SyncModel

/// What could not be delivered, by cause, and what could not be read: for people and for `--json`.
struct FailuresReport: Codable {
    struct Group: Codable {
        var destination: String
        var kind: String
        var code: String
        var count: Int
        var firstAt: String?
        var lastAt: String?
        var example: Example
        var message: String
        var fix: String
        /// For a doubtful match: the CRM records that could be the example.
        var candidates: [CandidateReport]?
        /// What `doctor` found of the destination that may well be the real cause; `nil` where nobody looked.
        var finding: String?
    }

    struct Example: Codable {
        var store: String
        var kind: String
        var id: String
    }

    struct Unreadable: Codable {
        var store: String
        var topic: String
        var webhookId: String
        var receivedAt: String?
        var reason: String?
    }

    /// Records that are in a CRM without fields that it refused.
    struct Refused: Codable {
        var destination: String
        var kind: String
        var fields: [String]
        var count: Int
        var example: Example
        /// The CRM's words about the example, where they are still known.
        var message: String?
    }

    var groups: [Group]
    var refused: [Refused]
    /// The newest of them.
    var unreadable: [Unreadable]
    /// How many there are, listed or not; `nil` where a server of a former release answers.
    var unreadableCount: Int?

    /// How many webhooks that could not be read are listed.
    private static let unreadableListed = 50

    /// - Parameters:
    ///   - store: the sync's.
    ///   - filter: which are meant; what a CRM refused of a record that is there has no time, and is of many stores.
    /// - Returns: what could not be delivered by now, and what could not be read.
    /// - Throws: what the store throws.
    static func current(
        _ store: any SyncStore,
        _ filter: FailureFilter = FailureFilter()
    ) async throws -> FailuresReport {
        let groups = try await store.failures(filter)
        let refused =
            filter.store != nil || filter.parkedSince != nil
            ? []
            : try await store.refusals(destination: filter.destination)
                .filter { group in filter.kind.map { $0 == group.kind } ?? true }
        let examples = try await store.records(groups.map(\.example) + refused.map(\.example))
        let unreadable = try await store.receipts(
            in: .undecodable,
            of: filter.store,
            since: filter.parkedSince,
            limit: unreadableListed
        )
        let count =
            unreadable.count < unreadableListed
            ? unreadable.count
            : try await store.receiptCount(in: .undecodable, of: filter.store, since: filter.parkedSince)
        return FailuresReport(
            groups: groups.map {
                Group(
                    destination: $0.destination.rawValue,
                    kind: $0.kind.rawValue,
                    code: $0.code.rawValue,
                    count: $0.count,
                    firstAt: Ages.stamp($0.firstAt),
                    lastAt: Ages.stamp($0.lastAt),
                    example: Example(
                        store: $0.example.store.rawValue,
                        kind: $0.kind.rawValue,
                        id: $0.example.externalID
                    ),
                    message: MaskedWords.of($0.message, examples[$0.example]?.record),
                    fix: FailureAdvice.fix(for: $0.code),
                    candidates: candidates($0)
                )
            },
            refused: refused.map { group in
                Refused(
                    destination: group.destination.rawValue,
                    kind: group.kind.rawValue,
                    fields: group.fields,
                    count: group.count,
                    example: Example(
                        store: group.example.store.rawValue,
                        kind: group.kind.rawValue,
                        id: group.example.externalID
                    ),
                    message: group.message.map { MaskedWords.of($0, examples[group.example]?.record) }
                )
            },
            unreadable: unreadable.map {
                Unreadable(
                    store: $0.store.rawValue,
                    topic: $0.topic,
                    webhookId: $0.webhookID,
                    receivedAt: Ages.stamp($0.receivedAt),
                    reason: $0.reason
                )
            },
            unreadableCount: count
        )
    }

    /// Adds what `doctor` found last of the destinations, which then is what a person should mend first.
    mutating func add(_ findings: SetupReport?) {
        for index in groups.indices {
            let title = "destination \(groups[index].destination)"
            let found = findings?.sections.first { $0.title == title }?.findings.filter { $0.level == .problem } ?? []
            guard let first = found.first else { continue }
            let more = found.count > 1 ? ", and \(found.count - 1) more" : ""
            groups[index].finding = "\(first.subject): \(first.message)\(more)"
        }
    }

    private static func candidates(_ group: FailureGroup) -> [CandidateReport]? {
        group.candidates.isEmpty ? nil : group.candidates.map { CandidateReport($0, of: group.example) }
    }
}
