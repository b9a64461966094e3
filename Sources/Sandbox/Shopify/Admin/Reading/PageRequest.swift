/// Which part of a connection is asked for.
struct PageRequest {
    static let limit = 250

    let size: Int
    /// From the far end, as `last` asks.
    let isFromEnd: Bool
    let after: PageCursor?
    let before: PageCursor?
    let isReversed: Bool

    /// - Throws: the service's refusal where the window is missing, doubled or too large, or a cursor is unreadable.
    ///
    ///   What the service says above 250 is not on record; the limit is.
    init(_ call: GraphQLCall) throws(GraphQLFailure) {
        let first = call.arguments["first"]?.intValue
        let last = call.arguments["last"]?.intValue
        guard first == nil || last == nil else {
            throw GraphQLFailure("providing both first and last is not supported", code: "BAD_REQUEST")
        }
        guard let size = first ?? last else {
            throw GraphQLFailure("you must provide one of first or last", code: "BAD_REQUEST")
        }
        let name = first == nil ? "last" : "first"
        guard size >= 0 else { throw GraphQLFailure("\(name) must not be negative", code: "BAD_REQUEST") }
        guard size <= Self.limit else {
            throw GraphQLFailure("\(name) cannot exceed \(Self.limit)", code: "BAD_REQUEST")
        }
        self.size = size
        isFromEnd = first == nil
        isReversed = call.flag("reverse")
        after = try Self.cursor(call.text("after"))
        before = try Self.cursor(call.text("before"))
    }

    static let badCursor = GraphQLFailure("Invalid cursor for current pagination sort.", code: "BAD_REQUEST")

    private static func cursor(_ text: String?) throws(GraphQLFailure) -> PageCursor? {
        guard let text, !text.isEmpty else { return nil }
        guard let cursor = PageCursor(text) else { throw badCursor }
        return cursor
    }
}
