/// One HTTP request to an outside system, complete and in memory.
package struct OutboundRequest: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
        case delete = "DELETE"
    }

    /// The connector's type as the traffic recording names it: `shopify`, `hubspot`, `salesforce`, `zoho` or `rest`.
    package var system: String
    package var method: Method
    /// The absolute URL, already percent-encoded.
    ///
    /// It must hold no secret: URLs are recorded as they are.
    package var url: String
    /// The headers in sending order.
    ///
    /// A name may repeat; host and framing headers are added by the client.
    package var headers: [(String, String)]
    /// The body; `nil` and empty both mean that none is sent.
    package var body: [UInt8]?
    /// The time for the whole exchange, from the wait for a connection to the last byte of the answer.
    package var deadline: Duration
    /// The largest answer body accepted, counted after content decoding.
    package var maximumResponseBytes: Int
    /// Names of further headers whose values are credentials, without regard to case.
    ///
    /// The usual token headers are known; this is for a header that a user's own connector definition names.
    package var secretHeaders: Set<String> = []
    /// What is asked for where the URL does not tell it: a GraphQL operation's name, for traces.
    package var operation: String?
    /// Names of further members of JSON and form bodies, of the answer too, whose values are credentials, without regard to
    /// case.
    package var secretMembers: Set<String> = []

    package init(
        system: String,
        method: Method = .get,
        url: String,
        headers: [(String, String)] = [],
        body: [UInt8]? = nil,
        deadline: Duration = .seconds(30),
        maximumResponseBytes: Int = 16 * 1024 * 1024
    ) {
        self.system = system
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
        self.maximumResponseBytes = maximumResponseBytes
    }
}
