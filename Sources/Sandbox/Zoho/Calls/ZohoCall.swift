/// One request to the simulated organisation, free of the HTTP server's types.
package struct ZohoCall: Sendable {
    package let method: String
    /// The path split at slashes, percent-decoded.
    package let segments: [String]
    package let query: [String: String]
    /// The address that the client called, which a token answer names as the API's.
    package let origin: String
    package let token: String?
    package let body: [UInt8]
    /// Nil where the body is no JSON.
    let json: SandboxJSON?

    package init(
        method: String,
        segments: [String],
        query: [String: String] = [:],
        origin: String = "",
        token: String? = nil,
        body: [UInt8] = []
    ) {
        self.method = method
        self.segments = segments
        self.query = query
        self.origin = origin
        self.token = token
        self.body = body
        json = body.isEmpty ? .object([]) : try? SandboxJSON(parsing: body)
    }

    package var path: String { "/" + segments.joined(separator: "/") }

    /// What stands behind `/crm/<version>`.
    var rest: [String] { Array(segments.dropFirst(2)) }

    /// How many records the call is about.
    var recordCount: Int { json?["data"]?.arrayValue?.count ?? 0 }

    /// Whether it writes records.
    var isRecordWrite: Bool { (method == "POST" || method == "PUT") && recordCount > 0 && rest.first != "settings" }

    /// A write costs a credit for ten records, every other call one.
    var credits: Int { isRecordWrite ? max(1, (recordCount + 9) / 10) : 1 }

    /// Whether it counts against the limit for heavy calls.
    var isHeavy: Bool { isRecordWrite && recordCount > 10 || rest.first == "coql" }
}
