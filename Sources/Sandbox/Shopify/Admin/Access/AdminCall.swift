/// A request to the simulated shop.
package struct AdminCall: Sendable {
    package let method: String
    /// Without the query.
    package let path: String
    package let query: [String: String]
    /// `X-Shopify-Access-Token`.
    package let token: String?
    package let hasAuthorization: Bool
    package let body: [UInt8]
    package let isForm: Bool

    package init(
        method: String,
        path: String,
        query: [String: String] = [:],
        token: String? = nil,
        hasAuthorization: Bool = false,
        body: [UInt8] = [],
        isForm: Bool = false
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.token = token
        self.hasAuthorization = hasAuthorization
        self.body = body
        self.isForm = isForm
    }

    var segments: [String] { path.split(separator: "/").map(String.init) }

    /// The fields of a form or a flat JSON object.
    var fields: [String: String] {
        guard isForm else {
            let members = (try? SandboxJSON(parsing: body))?.members ?? []
            return Dictionary(
                members.map { ($0.name, $0.value.stringValue ?? $0.value.rendered) },
                uniquingKeysWith: { first, _ in first }
            )
        }
        let pairs = String(decoding: body, as: UTF8.self).split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let value = parts.count == 2 ? parts[1].replacing("+", with: " ") : ""
            return (parts[0].removingPercentEncoding, Substring(value).removingPercentEncoding)
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }
}
