/// Why a document cannot be parsed, in the words of the service's parser.
struct GraphQLSyntaxError: Error, Sendable {
    let message: String
    let location: GraphQLLocation?

    static func unexpected(_ token: GraphQLToken) -> GraphQLSyntaxError {
        if token.kind == .end {
            return GraphQLSyntaxError(message: "syntax error, unexpected end of file", location: nil)
        }
        let place = "[\(token.location.line), \(token.location.column)]"
        return GraphQLSyntaxError(
            message: "syntax error, unexpected \(token.kind.rawValue) (\"\(token.text)\") at \(place)",
            location: token.location
        )
    }
}
