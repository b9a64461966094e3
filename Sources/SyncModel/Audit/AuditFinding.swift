/// One way in which a record differs, between Shopify and our records or between those and one CRM.
package struct AuditFinding: Sendable, Hashable, Codable {
    package var cause: AuditCause
    /// `nil` for a difference between Shopify and our records.
    package var destination: DestinationName?
    /// Names of what differs, at most ten; never values.
    package var fields: [String]
    /// The rule, the fault's code; no personal data.
    package var detail: String?

    package init(
        _ cause: AuditCause,
        _ destination: DestinationName? = nil,
        fields: [String] = [],
        detail: String? = nil
    ) {
        self.cause = cause
        self.destination = destination
        self.fields = Array(fields.prefix(Self.keptFields))
        self.detail = detail
    }

    /// How many names are kept of one finding.
    package static let keptFields = 10
}

/// A finding with the record that it is about.
package struct AuditDifference: Sendable, Hashable, Codable {
    package var kind: RecordKind
    package var id: Int64
    /// An order's name, such as `#1001`.
    package var name: String?
    package var day: String
    package var finding: AuditFinding

    package init(kind: RecordKind, id: Int64, name: String? = nil, day: String, finding: AuditFinding) {
        self.kind = kind
        self.id = id
        self.name = name
        self.day = day
        self.finding = finding
    }
}
