/// What a field's resolver throws; the executor adds where it happened.
struct GraphQLFailure: Error, Sendable {
    var message: String
    var extensions: [SandboxJSON.Member]

    init(_ message: String, extensions: [SandboxJSON.Member]) {
        self.message = message
        self.extensions = extensions
    }

    init(_ message: String, code: String) { self.init(message, extensions: [.init("code", .string(code))]) }
}
