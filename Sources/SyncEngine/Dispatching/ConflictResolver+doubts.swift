import SyncModel

// What a person is told of a match that only a person can decide.
extension ConflictResolver {
    /// A person must choose, and is told between whom.
    ///
    /// - Parameters:
    ///   - candidates: the CRM records that could be this one; of many, the first are kept.
    ///   - lane: the record.
    ///   - object: the CRM's object type.
    ///   - reason: why, and what to do; `nil` for what their number tells.
    /// - Returns: what parks it.
    /// - Throws: what the store throws.
    func doubtful(
        _ candidates: [CRMCandidate],
        _ lane: ClaimedLane,
        object: String,
        because reason: String? = nil
    ) async throws -> DeliveryFault {
        var known: [CRMCandidate] = []
        for var candidate in candidates.prefix(DeliveryFault.keptCandidates) {
            candidate.holder = try await owner(of: candidate, object: object, other: lane.key.record)?.key
            candidate.page = await route.connector.page(of: candidate.crmID, kind: lane.key.record.kind)
            known.append(candidate)
        }
        let words = reason ?? Self.words(of: known.map(\.crmID), object, for: lane.key.record.kind)
        return DeliveryFault(.identityConflict, .park, message: words, candidates: known)
    }

    private static func words(of ids: [String], _ object: String, for kind: RecordKind) -> String {
        guard let first = ids.first else {
            return "The CRM refuses the address as taken and does not say by which record. Free it there, then retry."
        }
        guard ids.count > 1 else {
            return "\(object) \(first) could be this \(kind.rawValue), and nothing tells whether it is. "
                + "Choose with \"sluice identity decide\"."
        }
        return "Several CRM records could be this one: \(ids.joined(separator: ", ")). Choose with "
            + "\"sluice identity decide\", or merge them in the CRM, then retry."
    }

    /// The address stands in another customer's contact, and nothing will take it from there.
    static func keptAddress(at contact: String, of holder: RecordKey) -> String {
        "\(contact) has the address and belongs to \(holder.words), who has another one in Shopify by now; yet it keeps the "
            + "address, by the mapping or because nothing is sent of that customer. \"sluice identity decide\" with --new "
            + "gives this one a contact without the address; or change it at \(contact) in the CRM, then retry."
    }

    /// The contact belongs to one who was merged into nobody.
    static func abandoned(_ contact: String, of holder: RecordKey) -> String {
        "\(contact) has the address and belongs to \(holder.words), who was merged in Shopify into one that is not known "
            + "here, so it stays as it is. \"sluice identity decide\" with --is makes it this one's; with --new this one gets "
            + "a contact without the address."
    }

    static func chosenIsGone(_ record: String) -> DeliveryFault {
        DeliveryFault(
            .identityConflict,
            .park,
            message: "\(record), which a person chose, is not in the CRM any more. \(undo)"
        )
    }

    static let undo = "Choose anew with \"sluice identity decide\", or take it back with \"sluice identity undo\"."
}

extension RecordKey {
    /// Its name in a sentence.
    fileprivate var words: String { "\(kind.rawValue) \(externalID) of \(store)" }
}
