/// One entry of an answer's `errors`.
struct GraphQLProblem: Error, Sendable {
    var message: String
    var locations: [GraphQLLocation] = []
    /// Names, and numbers of list elements.
    var path: [SandboxJSON] = []
    var extensions: [SandboxJSON.Member]

    /// A problem found before anything ran.
    init(
        _ message: String,
        at location: GraphQLLocation?,
        path: [String],
        code: String,
        _ details: [(String, String)] = []
    ) {
        self.message = message
        locations = location.map { [$0] } ?? []
        self.path = path.map(SandboxJSON.string)
        extensions =
            [SandboxJSON.Member("code", .string(code))] + details.map { SandboxJSON.Member($0.0, .string($0.1)) }
    }

    init(message: String, locations: [GraphQLLocation] = [], extensions: [SandboxJSON.Member]) {
        self.message = message
        self.locations = locations
        self.extensions = extensions
    }

    init(_ error: GraphQLSyntaxError) {
        self.init(error.message, at: error.location, path: [], code: "parseError")
    }

    var json: SandboxJSON {
        var members = [SandboxJSON.Member("message", .string(message))]
        if !locations.isEmpty { members.append(.init("locations", .array(locations.map(\.json)))) }
        if !path.isEmpty { members.append(.init("path", .array(path))) }
        if !extensions.isEmpty { members.append(.init("extensions", .object(extensions))) }
        return .object(members)
    }
}
