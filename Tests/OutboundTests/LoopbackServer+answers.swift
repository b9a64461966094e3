extension LoopbackServer.Answer {
    /// A whole answer with a content length.
    static func ok(
        _ body: String,
        status: String = "200 OK",
        headers: [String] = ["Content-Type: application/json"]
    ) -> Self {
        .bytes(message(Array(body.utf8), status: status, headers: headers))
    }

    static func message(_ body: [UInt8], status: String = "200 OK", headers: [String] = []) -> [UInt8] {
        head(status: status, headers: headers + ["Content-Length: \(body.count)"]) + body
    }

    static func head(status: String = "200 OK", headers: [String]) -> [UInt8] {
        Array("HTTP/1.1 \(status)\r\n\(headers.map { "\($0)\r\n" }.joined())\r\n".utf8)
    }
}
