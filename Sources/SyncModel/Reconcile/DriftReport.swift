/// What comparing found, as numbers and some ids; grows to a limit only.
package struct DriftReport: Sendable, Hashable, Codable {
    /// Why a record of ours differed from Shopify's.
    package enum Cause: String, Sendable, Hashable, Codable, CaseIterable {
        /// We had never heard of it.
        case unknown
        /// We held an older or another content.
        case outdated
        /// Shopify no longer has it.
        case deleted
        /// Shopify has it, and it cannot be read, so that nobody knows.
        case unreadable
    }

    package struct Item: Sendable, Hashable, Codable {
        package var kind: RecordKind
        package var id: Int64
        /// An order's name, such as `#1001`.
        package var name: String?
        package var cause: Cause
        /// Names of fields that differed, at most ten.
        package var fields: [String]

        package init(kind: RecordKind, id: Int64, name: String? = nil, cause: Cause, fields: [String] = []) {
            self.kind = kind
            self.id = id
            self.name = name
            self.cause = cause
            self.fields = Array(fields.prefix(10))
        }
    }

    /// How many items are kept as examples.
    package static let keptItems = 100

    package private(set) var compared: Int64 = 0
    package private(set) var unknown: Int64 = 0
    package private(set) var outdated: Int64 = 0
    package private(set) var deleted: Int64 = 0
    /// Old orders that the app cannot see, so that nothing can be said of them.
    package private(set) var notVisible: Int64 = 0
    /// `nil` in reports of earlier releases.
    private var refused: Int64?
    /// The first that were found.
    package private(set) var items: [Item] = []

    package init() {}

    package var differing: Int64 { unknown + outdated + deleted }

    /// Records that could not be read.
    package var unreadable: Int64 { refused ?? 0 }

    package mutating func compared(_ count: Int, notVisible: Int = 0) {
        compared += Int64(count)
        self.notVisible += Int64(notVisible)
    }

    package mutating func found(_ item: Item) {
        switch item.cause {
        case .unknown: unknown += 1
        case .outdated: outdated += 1
        case .deleted: deleted += 1
        case .unreadable: refused = unreadable + 1
        }
        if items.count < Self.keptItems { items.append(item) }
    }

    package mutating func add(_ other: DriftReport) {
        compared += other.compared
        unknown += other.unknown
        outdated += other.outdated
        deleted += other.deleted
        notVisible += other.notVisible
        if other.unreadable > 0 { refused = unreadable + other.unreadable }
        items += other.items.prefix(max(0, Self.keptItems - items.count))
    }
}
