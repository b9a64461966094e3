extension AuditFinding {
    /// How our record differs from what Shopify answered; `nil` where both say the same.
    ///
    /// Ours may be the newer one: then the answer is old, and nothing differs. Nor does what no mapping reads. `waiting` is
    /// what is told where ours is to be read anew anyway.
    package static func between(
        _ ours: SyncRecord?,
        shopify: SyncRecord,
        in interest: RecordInterest = .everything,
        waiting: AuditCause = .waiting
    ) -> AuditFinding? {
        guard let ours else { return AuditFinding(.missingInRecords) }
        let merged = ours.merged(with: shopify)
        guard !merged.saysSame(as: ours) else { return nil }
        let fields = merged.differences(from: ours, in: interest)
        guard !fields.isEmpty else { return nil }
        if fields == [SourceCatalogue.lastOrderDate] { return AuditFinding(.behindOrders, fields: fields) }
        return AuditFinding(ours.hydration.isNeeded ? waiting : .outdatedInRecords, fields: fields)
    }

    /// Whether our record of a customer is behind in nothing but what Shopify derives from orders.
    package var lacksOnlyOrders: Bool {
        cause == .outdatedInRecords && !fields.isEmpty
            && fields.allSatisfy { SourceCatalogue.followingOrders.contains($0) }
    }

    /// What follows from a record of ours for which Shopify answered nothing.
    package static func missing(_ verdict: Absence.Verdict) -> AuditFinding {
        switch verdict {
        case .deleted: AuditFinding(.goneFromShopify)
        case .notVisible: AuditFinding(.notVisible)
        case .tooFresh: AuditFinding(.waiting)
        }
    }
}
