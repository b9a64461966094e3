extension SyncRecord {
    /// The names of what this record says otherwise than another of the same key, in a fixed order.
    ///
    /// Only content counts: fields, tags, and whether the record is deleted. Versions and times of reading do not, so
    /// that reading a record again makes no difference.
    package func differences(from other: SyncRecord) -> [String] {
        var names: [String] = []
        switch (self, other) {
        case (.customer(let mine), .customer(let theirs)):
            names += mine.profile.differences(from: theirs.profile)
            if mine.tags.current != theirs.tags.current { names.append("tags") }
            names += mine.emailConsent.differences(from: theirs.emailConsent).map { "emailConsent.\($0)" }
            names += mine.smsConsent.differences(from: theirs.smsConsent).map { "smsConsent.\($0)" }
            names += mine.whatsAppConsent.differences(from: theirs.whatsAppConsent).map { "whatsAppConsent.\($0)" }
            names += mine.purchases.differences(from: theirs.purchases).map { "purchases.\($0)" }
        case (.order(let mine), .order(let theirs)):
            names += mine.details.differences(from: theirs.details)
        default:
            names.append("kind")
        }
        if life.isDeleted != other.life.isDeleted { names.append("deleted") }
        if survivorID != other.survivorID { names.append("mergedInto") }
        return names
    }

    /// Whether both say the same; cheaper than to ask for the differences.
    package func saysSame(as other: SyncRecord) -> Bool {
        guard life.isDeleted == other.life.isDeleted, survivorID == other.survivorID else { return false }
        switch (self, other) {
        case (.customer(let mine), .customer(let theirs)):
            return mine.profile.saysSame(as: theirs.profile) && mine.tags.current == theirs.tags.current
                && mine.emailConsent.saysSame(as: theirs.emailConsent)
                && mine.smsConsent.saysSame(as: theirs.smsConsent)
                && mine.whatsAppConsent.saysSame(as: theirs.whatsAppConsent)
                && mine.purchases.saysSame(as: theirs.purchases)
        case (.order(let mine), .order(let theirs)): return mine.details.saysSame(as: theirs.details)
        default: return false
        }
    }
}

extension Versioned {
    fileprivate func saysSame(as other: Versioned<Group>) -> Bool {
        (version == nil) == (other.version == nil) && fields == other.fields
    }

    fileprivate func differences(from other: Versioned<Group>) -> [String] {
        guard !saysSame(as: other) else { return [] }
        let names = Group.members.filter { member in
            var copy = other.fields
            member.copy(fields, &copy)
            return copy != other.fields
        }
        .map(\.name)
        return names.isEmpty ? ["known"] : names
    }
}
