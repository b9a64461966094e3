/// One request to the simulated org, free of the HTTP server's types.
package struct OrgCall: Sendable {
    package let method: String
    /// The path split at slashes, percent-decoded.
    package let segments: [String]
    package let query: [String: String]
    package let token: String?
    /// Names in lower case.
    package let headers: [String: String]
    /// Where the org is reached, such as `http://127.0.0.1:9003`.
    package let base: String
    /// The length of the whole address in bytes.
    package let addressSize: Int
    package let body: [UInt8]

    package init(
        method: String,
        segments: [String],
        query: [String: String],
        token: String?,
        headers: [String: String] = [:],
        base: String,
        addressSize: Int = 0,
        body: [UInt8]
    ) {
        self.method = method
        self.segments = segments
        self.query = query
        self.token = token
        self.headers = headers
        self.base = base
        self.addressSize = addressSize
        self.body = body
    }

    package var path: String { "/" + segments.joined(separator: "/") }

    /// The path below `/services/data/vNN.0`.
    var resource: [String] { Array(segments.dropFirst(3)) }

    /// How many records the call is about, for the request log.
    func recordCount() -> Int {
        guard method != "GET", segments.contains("composite") else { return 0 }
        return (try? SandboxJSON(parsing: body))?["records"]?.arrayValue?.count ?? 0
    }

    func json() throws(OrgProblem) -> SandboxJSON {
        if body.isEmpty { return .object([]) }
        do {
            return try SandboxJSON(parsing: body)
        } catch {
            throw OrgProblem("JSON_PARSER_ERROR", "Unexpected character at [line:1, column:1]")
        }
    }

    /// The members of a form.
    var form: [String: String] {
        var fields: [String: String] = [:]
        for pair in String(decoding: body, as: UTF8.self).split(separator: "&") {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard sides.count == 2 else { continue }
            fields[sides[0].removingPercentEncoding] = sides[1].replacing("+", with: " ")[...].removingPercentEncoding
        }
        return fields
    }
}

/// What the simulated org answers.
package struct OrgAnswer: Sendable {
    package enum Body: Sendable {
        case none
        case json(SandboxJSON)
        case csv(String)
        case html(String)
    }

    package var status: Int
    package var headers: [String: String] = [:]
    package var body: Body

    init(_ status: Int = 200, _ body: SandboxJSON) {
        self.status = status
        self.body = .json(body)
    }

    init(status: Int, body: Body = .none) {
        self.status = status
        self.body = body
    }

    init(_ problem: OrgProblem) { self.init(problem.status, problem.body) }

    static let noContent = OrgAnswer(status: 204)
}
