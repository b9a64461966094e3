/// A value as a document writes it.
indirect enum GraphQLValue: Sendable {
    case variable(String)
    case null
    case bool(Bool)
    /// As written.
    case integer(String)
    case float(String)
    case string(String)
    case enumeration(String)
    case list([GraphQLValue])
    case object([GraphQLArgument])

    /// The value in the spelling of the service's messages.
    var spelling: String {
        switch self {
        case .variable(let name): "$" + name
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let text), .float(let text), .enumeration(let text): text
        case .string(let text): SandboxJSON.string(text).rendered
        case .list(let values): "[" + values.map(\.spelling).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { $0.name + ": " + $0.value.spelling }.joined(separator: ", ") + "}"
        }
    }

    /// The names of all variables in it.
    var variables: [String] {
        switch self {
        case .variable(let name): [name]
        case .list(let values): values.flatMap(\.variables)
        case .object(let members): members.flatMap(\.value.variables)
        default: []
        }
    }
}
