/// One word, number, text or mark of a document.
struct GraphQLToken: Sendable, Equatable {
    enum Kind: String, Sendable {
        case name = "IDENTIFIER"
        case integer = "INT"
        case float = "FLOAT"
        case string = "STRING"
        case mark = "PUNCTUATOR"
        case end = "EOF"
    }

    let kind: Kind
    /// The word, the number as written, the mark, or the text with its escapes resolved.
    let text: String
    let location: GraphQLLocation
}
