import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The path split at slashes, percent-decoded.
    var pathSegments: [String] { uri.path.split(separator: "/").map { $0.removingPercentEncoding } }

    /// Names and values of the query in their order.
    ///
    /// Both decoded, as servers do it: Hummingbird leaves the names as they were sent.
    var queryFields: [(String, String)] {
        uri.queryParameters.map { ($0.key.removingPercentEncoding, String($0.value)) }
    }

    /// The query by name, the first value of each.
    var firstQueryFields: [String: String] { Dictionary(queryFields) { first, _ in first } }

    /// What stands behind a scheme, as `Bearer`, in the header of authorization.
    func token(_ scheme: String) -> String? {
        guard let header = headers[.authorization], header.hasPrefix(scheme + " ") else { return nil }
        return String(header.dropFirst(scheme.count + 1))
    }
}

extension Response {
    /// An answer with a body of the given type.
    init(_ status: HTTPResponse.Status, _ type: String, _ bytes: [UInt8]) {
        self.init(
            status: status,
            headers: [.contentType: type],
            body: .init(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    static func json(
        _ status: HTTPResponse.Status,
        _ json: SandboxJSON,
        type: String = "application/json; charset=utf-8"
    ) -> Response {
        Response(status, type, json.bytes)
    }

    /// The same with these headers, but for names that HTTP has not.
    func adding(_ headers: some Sequence<(name: String, value: String)>) -> Response {
        var response = self
        for header in headers {
            if let name = HTTPField.Name(header.name) { response.headers[name] = header.value }
        }
        return response
    }
}
