/// What a record is about.
package enum RecordKind: String, Sendable, Hashable, Codable, CaseIterable {
    case customer
    case order
}

/// The configured name of a Shopify shop, such as `acme`.
package struct StoreName: Sendable, Hashable, Codable, RawRepresentable, CustomStringConvertible {
    package var rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(_ name: String) { rawValue = name }
    package var description: String { rawValue }
}

/// The configured name of one CRM account, such as `hubspot`.
package struct DestinationName: Sendable, Hashable, Codable, RawRepresentable, CustomStringConvertible {
    package var rawValue: String

    package init(rawValue: String) { self.rawValue = rawValue }
    package init(_ name: String) { rawValue = name }
    package var description: String { rawValue }
}

/// One Shopify customer or order: the store, the kind, and Shopify's numeric id.
package struct RecordKey: Sendable, Hashable, Codable, CustomStringConvertible {
    package var store: StoreName
    package var kind: RecordKind
    package var id: Int64

    package init(store: StoreName, kind: RecordKind, id: Int64) {
        self.store = store
        self.kind = kind
        self.id = id
    }

    package var description: String { "\(store)/\(kind.rawValue)/\(id)" }
}

/// Whether a change came as it happened or from the past: workflows in the CRM should run for live records only.
package enum Origin: Int, Sendable, Hashable, Codable, Comparable {
    case live = 0
    case history = 1

    package var name: String { self == .live ? "live" : "history" }

    /// Live goes first.
    package static func < (left: Origin, right: Origin) -> Bool { left.rawValue < right.rawValue }
}
