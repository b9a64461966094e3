import HTTPTypes
import NIOCore

/// What is answered to bytes that are no request, or one with more headers than are taken.
enum UnreadRequest {
    /// - Parameter head: what is about to be sent.
    /// - Returns: an answer that says what is wrong, in the place of the bare one that the server makes of such bytes; `nil`
    ///   for every other.
    static func answer(insteadOf head: HTTPResponse) -> (head: HTTPResponse, body: ByteBuffer)? {
        guard head.status == .badRequest, head.headerFields[.connection] == "close",
            head.headerFields[.contentLength] == "0"
        else { return nil }
        let body = ByteBuffer(string: text)
        var answer = head
        answer.headerFields[.contentType] = "application/problem+json"
        answer.headerFields[.contentLength] = "\(body.readableBytes)"
        answer.headerFields[.cacheControl] = "no-store"
        answer.headerFields[.xContentTypeOptions] = "nosniff"
        return (answer, body)
    }

    static let headers = 200
    static let headerBytes = 16 << 10
    static let allHeaderBytes = 32 << 10

    private static let text = APIProblem.text(
        .badRequest,
        "Not understood",
        "This is no HTTP request that can be read, or it has more than \(headers) headers, one of more than "
            + "\(headerBytes >> 10) KiB, or more than \(allHeaderBytes >> 10) KiB of them together."
    )
}
