/// A record that Shopify has and that cannot be read: not as its schema says, or a list that does not come to its end.
///
/// It stands beside what was read, so that one of these keeps no other from being known.
package struct UnreadableRecord: Sendable, Hashable, Codable {
    package var id: Int64
    /// What is wrong: the place and the rule, never a value.
    package var problem: String

    package init(id: Int64, problem: String) {
        self.id = id
        self.problem = problem
    }
}

extension ReadFault {
    /// Whether one record is at fault: others, asked for without it, can be read.
    package var isOfOneRecord: Bool { disposition == .refuse && (code == .unreadable || code == .cutList) }

    /// Whether the same may be asked for in smaller parts: neither a missing right nor a mistake of ours is helped by it.
    package var isOfTheBatch: Bool {
        disposition == .refuse && ![.accessDenied, .invalidRequest, .invalidCursor, .stopped].contains(code)
    }
}
