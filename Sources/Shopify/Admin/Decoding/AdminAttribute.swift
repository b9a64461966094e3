import SyncModel

/// A note attribute or a line's property of a GraphQL answer.
struct AdminAttribute: Decodable, Hashable, Sendable {
    var key: String
    var value: String?

    var canonical: NameValue { NameValue(name: key, value: value) }
}
