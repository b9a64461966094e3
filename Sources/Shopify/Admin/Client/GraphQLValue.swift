/// A value of a GraphQL variable.
enum GraphQLValue: Encodable, Sendable, Hashable {
    case null
    case string(String)
    case int(Int)
    case list([GraphQLValue])
    case object([String: GraphQLValue])

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .string(let value): try container.encode(value)
        case .int(let value): try container.encode(value)
        case .list(let values): try container.encode(values)
        case .object(let members): try container.encode(members)
        }
    }

    /// The text, or `null` for none.
    static func optional(_ text: String?) -> GraphQLValue { text.map { .string($0) } ?? .null }

    /// A list of GIDs of one type.
    static func gids(_ ids: some Sequence<Int64>, of type: String) -> GraphQLValue {
        .list(ids.map { .string("gid://shopify/\(type)/\($0)") })
    }
}
