/// One request to the simulated account, free of the HTTP server's types.
package struct HubSpotCall: Sendable {
    package let method: String
    /// The path split at slashes, percent-decoded.
    package let segments: [String]
    package let query: [String: String]
    package let token: String?
    /// How long the body is, in bytes.
    package let bodySize: Int
    /// Nil where the body is no JSON; an empty body is an empty object.
    private let parsed: SandboxJSON?

    package init(method: String, segments: [String], query: [String: String], token: String?, body: [UInt8]) {
        self.method = method
        self.segments = segments
        self.query = query
        self.token = token
        bodySize = body.count
        parsed = body.isEmpty ? .object([]) : try? SandboxJSON(parsing: body)
    }

    package var path: String { "/" + segments.joined(separator: "/") }

    /// How many records or pairs the call is about, for the request log.
    func inputCount() -> Int { parsed?["inputs"]?.arrayValue?.count ?? 0 }

    func json() throws(HubSpotRefusal) -> SandboxJSON {
        guard let value = parsed else {
            throw HubSpotRefusal.validation("Invalid input JSON on line 1, column 1")
        }
        return value
    }

    /// A whole number from the query; a malformed one is refused.
    func integer(_ name: String, default fallback: Int) throws(HubSpotRefusal) -> Int {
        guard let text = query[name] else { return fallback }
        guard let value = Int(text), value >= 0 else {
            throw HubSpotRefusal.validation("\(name) must be an integer")
        }
        return value
    }

    var requestedProperties: [String] {
        (query["properties"] ?? "").split(separator: ",").map(String.init)
    }
}
