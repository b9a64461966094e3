/// A place in a document; both numbers count from 1.
struct GraphQLLocation: Sendable, Hashable {
    var line: Int
    var column: Int

    var json: SandboxJSON { ["line": .integer(line), "column": .integer(column)] }
}
