import HTTPTypes
import HummingbirdCore
import NIOCore

/// The kinds of answer that the server gives, each made in one place.
enum Answer {
    static func text(_ status: HTTPResponse.Status, _ text: String, headers: HTTPFields = [:]) -> Response {
        make(status, text + "\n", type: "text/plain; charset=utf-8", headers: headers)
    }

    static func html(_ text: String) -> Response {
        make(.ok, text, type: "text/html; charset=utf-8", headers: [:])
    }

    /// `json` must be JSON already.
    static func json(_ status: HTTPResponse.Status, _ json: String, headers: HTTPFields = [:]) -> Response {
        make(status, json + "\n", type: "application/json", headers: headers)
    }

    static func make(_ status: HTTPResponse.Status, _ body: String, type: String, headers: HTTPFields) -> Response {
        var headers = headers
        headers[.contentType] = type
        headers[.contentLength] = String(body.utf8.count)
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: body)))
    }

    static let notFound = text(.notFound, "There is nothing here.")

    static func methodNotAllowed(_ allowed: String) -> Response {
        text(.methodNotAllowed, "This takes \(allowed) only.", headers: [.allow: allowed])
    }
}
