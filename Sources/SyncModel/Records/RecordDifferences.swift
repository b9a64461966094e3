extension SyncRecord {
    /// What this record says otherwise than another of the same key, in a fixed order and in a mapping's words.
    ///
    /// Only content counts: fields, tags, and whether the record is deleted. Versions and times of reading do not, so
    /// that reading a record again makes no difference. Times are compared as instants: one source writes them at the
    /// shop's offset of that day, another at today's.
    ///
    /// - Parameters:
    ///   - other: of the same kind and id.
    ///   - interest: which fields count.
    /// - Returns: names such as `customer.tags` and `order.total`; `deleted`, `merged` and `content` for what has no field.
    package func differences(from other: SyncRecord, in interest: RecordInterest = .everything) -> [String] {
        var names: [String] = []
        switch (self, other) {
        case (.customer(let mine), .customer(let theirs)):
            names += mine.profile.differences(from: theirs.profile, at: "customer")
            if mine.tags.current != theirs.tags.current { names.append("customer.tags") }
            names += mine.emailConsent.differences(from: theirs.emailConsent, at: "customer.email_consent")
            names += mine.smsConsent.differences(from: theirs.smsConsent, at: "customer.sms_consent")
            names += mine.whatsAppConsent.differences(from: theirs.whatsAppConsent, at: "customer.whatsapp_consent")
            names += mine.purchases.differences(from: theirs.purchases, at: "customer")
            if !mine.lastOrder.saysSame(as: theirs.lastOrder) { names.append(SourceCatalogue.lastOrderDate) }
        case (.order(let mine), .order(let theirs)):
            names += mine.details.differences(from: theirs.details, at: "order")
        default:
            names.append("content")
        }
        if life.isDeleted != other.life.isDeleted { names.append("deleted") }
        if survivorID != other.survivorID { names.append("merged") }
        return names.filter(interest.takes)
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
                && mine.lastOrder.saysSame(as: theirs.lastOrder)
        case (.order(let mine), .order(let theirs)): return mine.details.saysSame(as: theirs.details)
        default: return false
        }
    }
}

extension Versioned {
    fileprivate func saysSame(as other: Versioned<Group>) -> Bool {
        guard (version == nil) == (other.version == nil) else { return false }
        // Nearly always equal to the last bit, which is told at once.
        return fields == other.fields || Group.members.allSatisfy { $0.saysSame(fields, other.fields) }
    }

    fileprivate func differences(from other: Versioned<Group>, at root: String) -> [String] {
        guard !saysSame(as: other) else { return [] }
        let names = Group.members.filter { !$0.saysSame(fields, other.fields) }
            .map { SourceName.of(member: $0.name, at: root) }
        return names.isEmpty ? ["content"] : names
    }
}
