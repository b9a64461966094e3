/// A list that GraphQL gives in pages.
struct AdminConnection<Node: Decodable & Sendable>: Decodable, Sendable {
    var nodes: [Node]
    var pageInfo: PageInfo

    struct PageInfo: Decodable, Sendable {
        var hasNextPage: Bool
        var endCursor: String?
    }
}

/// An object of which only the id is asked.
struct AdminReference: Decodable, Hashable, Sendable {
    var id: WireID
}
