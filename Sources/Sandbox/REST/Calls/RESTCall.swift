/// One request to a simulated CRM, free of the HTTP server's types.
package struct RESTCall: Sendable {
    package let method: String
    /// The path split at slashes, percent-decoded.
    package let segments: [String]
    package let query: [String: String]
    /// By name in lower case.
    package let headers: [String: String]
    /// Nil where the body is no JSON; an empty body is an empty object.
    package let body: SandboxJSON?

    package init(
        method: String,
        segments: [String],
        query: [String: String] = [:],
        headers: [String: String] = [:],
        body: [UInt8] = []
    ) {
        self.method = method
        self.segments = segments
        self.query = query
        self.headers = headers
        self.body = body.isEmpty ? .object([]) : try? SandboxJSON(parsing: body)
    }

    package var path: String { "/" + segments.joined(separator: "/") }
}

/// What a simulated CRM answers.
package struct RESTCallAnswer: Sendable {
    package var status: Int
    package var headers: [String: String] = [:]
    /// Nil for an empty body.
    package var body: SandboxJSON?

    init(_ status: Int, _ body: SandboxJSON? = nil) {
        self.status = status
        self.body = body
    }
}
