/// One page of a connection.
struct PageOfNodes {
    var edges: [(cursor: String, node: GraphQLObject)]
    var hasNextPage: Bool
    var hasPreviousPage: Bool

    /// The connection of the given type, for example `OrderConnection`.
    func connection(_ type: String) -> GraphQLResult {
        let edgeType = type.replacing("Connection", with: "Edge")
        return .object(
            GraphQLObject(type) { call in
                switch call.name {
                case "nodes": .objects(edges.map(\.node))
                case "edges":
                    .objects(
                        edges.map { GraphQLObject(edgeType, ["cursor": .text($0.cursor), "node": .object($0.node)]) }
                    )
                case "pageInfo":
                    .object(
                        GraphQLObject(
                            "PageInfo",
                            [
                                "hasNextPage": .flag(hasNextPage), "hasPreviousPage": .flag(hasPreviousPage),
                                "startCursor": .text(edges.first?.cursor), "endCursor": .text(edges.last?.cursor),
                            ]
                        )
                    )
                default: .null
                }
            }
        )
    }

    /// A page of a list that is at hand.
    ///
    /// Items come in the order of the connection; cursors hold what it sorts by, or the id.
    static func of<Item>(
        _ items: [Item],
        _ request: PageRequest,
        id: (Item) -> Int64,
        value: ((Item) -> SandboxJSON)? = nil,
        node: (Item) -> GraphQLObject
    ) -> PageOfNodes {
        let ordered = request.isReversed ? items.reversed() : items
        var start = ordered.startIndex
        var end = ordered.endIndex
        if let after = request.after {
            start = ordered.firstIndex { id($0) == after.lastID }.map { $0 + 1 } ?? end
        }
        if let before = request.before {
            end = max(start, ordered.firstIndex { id($0) == before.lastID } ?? end)
        }
        let window =
            request.isFromEnd
            ? max(start, end - request.size)..<end : start..<min(end, start + request.size)
        return PageOfNodes(
            edges: ordered[window].map { item in
                let value = value?(item) ?? .string(String(id(item)))
                return (PageCursor(lastID: id(item), lastValue: value).text, node(item))
            },
            hasNextPage: window.upperBound < ordered.endIndex,
            hasPreviousPage: window.lowerBound > ordered.startIndex
        )
    }
}
