package import FoundationEssentials

/// A number of records with their money.
package struct AuditSum: Sendable, Hashable, Codable {
    package var count: Int64
    /// The current totals, after edits and refunds; 0 for customers.
    package var amount: Decimal

    package init(count: Int64 = 0, amount: Decimal = 0) {
        self.count = count
        self.amount = amount
    }

    package static func + (left: AuditSum, right: AuditSum) -> AuditSum {
        AuditSum(count: left.count + right.count, amount: left.amount + right.amount)
    }

    /// One record.
    package static func one(_ amount: Decimal?) -> AuditSum { AuditSum(count: 1, amount: amount ?? 0) }
}

/// What the sides hold of one kind of record, on one of the shop's days, in one currency.
package struct AuditRow: Sendable, Hashable, Codable {
    package struct Key: Sendable, Hashable, Codable, Comparable {
        package var kind: RecordKind
        /// `YYYY-MM-DD`, or one of the words for what has no day of its own.
        package var day: String
        /// ISO 4217; empty for customers.
        package var currency: String

        package init(kind: RecordKind, day: String, currency: String) {
            self.kind = kind
            self.day = day
            self.currency = currency
        }

        package static func < (left: Key, right: Key) -> Bool {
            (left.kind.rawValue, left.day, left.currency) < (right.kind.rawValue, right.day, right.currency)
        }
    }

    package var key: Key
    package var shopify = AuditSum()
    package var records = AuditSum()
    package var destinations: [DestinationName: AuditSum] = [:]
    /// Records of this row that differ somewhere, by whether that has its reason.
    package var explained: Int64 = 0
    package var unexplained: Int64 = 0

    package init(_ key: Key) {
        self.key = key
    }

    package var differs: Bool { explained > 0 || unexplained > 0 }

    package mutating func add(_ other: AuditRow) {
        shopify = shopify + other.shopify
        records = records + other.records
        for (name, sum) in other.destinations { destinations[name] = (destinations[name] ?? AuditSum()) + sum }
        explained += other.explained
        unexplained += other.unexplained
    }
}

/// Rows by day and currency, up to a number of them.
package struct AuditTally: Sendable, Hashable, Codable {
    /// Where rows above the number are summed up.
    package static let otherDays = "other days"

    private var rowsByKey: [AuditRow.Key: AuditRow] = [:]
    private let limit: Int

    /// - Parameter limit: how many rows are kept apart; enough for 50 years of both kinds.
    package init(limit: Int = 40_000) {
        self.limit = limit
    }

    package var rows: [AuditRow] { rowsByKey.values.sorted { $0.key < $1.key } }

    package var isEmpty: Bool { rowsByKey.isEmpty }

    package mutating func add(_ row: AuditRow) {
        var key = row.key
        if rowsByKey[key] == nil, rowsByKey.count >= limit { key.day = Self.otherDays }
        rowsByKey[key, default: AuditRow(key)].add(row)
    }

    package mutating func add(_ other: AuditTally) {
        for row in other.rows { add(row) }
    }

    /// One row for each kind and currency.
    package var totals: [AuditRow] {
        var totals: [AuditRow.Key: AuditRow] = [:]
        for row in rowsByKey.values {
            let key = AuditRow.Key(kind: row.key.kind, day: "", currency: row.key.currency)
            totals[key, default: AuditRow(key)].add(row)
        }
        return totals.values.sorted { $0.key < $1.key }
    }

    package init(from decoder: any Decoder) throws {
        let rows = try decoder.singleValueContainer().decode([AuditRow].self)
        self.init()
        for row in rows { add(row) }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rows)
    }
}
