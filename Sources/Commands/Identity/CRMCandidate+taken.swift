import SyncModel

extension CRMCandidate {
    /// Whether it is another living record's already, so that it cannot be this one too.
    ///
    /// - Parameters:
    ///   - record: the one that is doubtful.
    ///   - stored: what is known of the candidate's ``holder``.
    /// - Returns: `true` also for one that carries an id which is not known here.
    func isTaken(from record: RecordKey, by stored: StoredRecord?) -> Bool {
        if externalID == record.externalID || holder == record { return false }
        guard holder != nil else { return externalID != nil }
        // Who was deleted or merged leaves it.
        return stored.map { !$0.record.life.isDeleted && $0.record.survivorID == nil } ?? false
    }

    /// Why it cannot be chosen for a record of this kind, and what can be.
    func takenWords(_ kind: RecordKind) -> String {
        let whose =
            holder.map { "is \($0.kind.rawValue) \($0.externalID) of \($0.store) by our own books" }
            ?? "carries the id \(externalID ?? ""), which is another shop's \(kind.rawValue)"
        let rest = "Nothing was decided. --force has the server look again before it writes."
        guard kind == .customer else {
            return
                "\(crmID) \(whose), and one CRM record cannot be two orders: --new gives this one a record of its own, "
                + "--skip leaves it out. \(rest)"
        }
        return "\(crmID) \(whose), and one contact cannot be two customers. If the two are one person, merge them in "
            + "Shopify. Otherwise --new gives this one a contact of its own, without the address that \(crmID) has, and "
            + "--skip leaves it out. \(rest)"
    }
}
