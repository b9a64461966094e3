/// What comparing one record came to, on all sides.
package struct AuditResult: Sendable, Hashable {
    package var kind: RecordKind
    package var id: Int64
    package var name: String?
    package var day: String
    package var currency: String
    package var shopify: AuditSum?
    package var records: AuditSum?
    package var destinations: [DestinationName: AuditSum] = [:]
    /// The destinations that it was compared with.
    package var compared: [DestinationName] = []
    package var findings: [AuditFinding] = []

    package init(kind: RecordKind, id: Int64, name: String? = nil, day: String, currency: String = "") {
        self.kind = kind
        self.id = id
        self.name = name
        self.day = day
        self.currency = currency
    }

    package var isUnexplained: Bool { findings.contains { !$0.cause.isExplained } }

    /// Whether our own books of it cannot be read: nothing that is done to it here can mend it.
    package var isUnreadableHere: Bool { findings.contains { $0.cause == .unreadableHere } }

    /// Whether another look may tell more: something differs that is amiss, or that was new a moment ago.
    package var isOpen: Bool { isUnexplained || findings.contains { $0.cause == .onItsWay } }

    /// The destinations in which it is to be mended.
    package var toMend: [DestinationName] {
        findings.compactMap { $0.cause.isExplained ? nil : $0.destination }
    }

    /// The destinations to which a repair sends it again: those to mend, and those that refused a value.
    ///
    /// A refusal is explained by the CRM's words, and nothing else tries it again: it may be mended there since.
    package var toSendAgain: [DestinationName] {
        findings.compactMap { $0.cause.isExplained && $0.cause != .refusedField ? nil : $0.destination }
    }

    /// Whether a repair has anything to do.
    package var isRepairable: Bool { isUnexplained || !toSendAgain.isEmpty }

    var row: AuditRow {
        var row = AuditRow(AuditRow.Key(kind: kind, day: day, currency: currency))
        row.shopify = shopify ?? AuditSum()
        row.records = records ?? AuditSum()
        row.destinations = destinations
        if isUnexplained { row.unexplained = 1 } else if !findings.isEmpty { row.explained = 1 }
        return row
    }

    /// How it stands in one destination, or between Shopify and our records.
    func verdict(in destination: DestinationName?) -> AuditVerdict {
        let own = findings.filter { $0.destination == nil || $0.destination == destination }
        if own.contains(where: { !$0.cause.isExplained }) { return .differing }
        return own.isEmpty ? .agreeing : .explained
    }
}

package enum AuditVerdict: Sendable, Hashable {
    case agreeing
    case explained
    case differing
}
