/// Sends one request and waits for the whole answer.
///
/// Connectors speak to the outside only through it.
///
/// Implementations inside this package: ``OutboundClient``, and a scripted one in the tests.
package protocol OutboundTransport: Sendable {
    /// Sends once, without retry: what a failure means is for the caller, who knows whether repeating is safe.
    ///
    /// Every status is a normal return. Cancelling the task ends the exchange with a failure.
    func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse

    /// Sends once and hands over the body of a 200 line by line while it comes, in memory that does not grow with it.
    ///
    /// Lines come without their break; what stands behind the last break is a line too, so that one that was cut short is
    /// seen. The next bytes are asked for when `line` has returned. `request.maximumResponseBytes` bounds other statuses
    /// only.
    /// - Parameters:
    ///   - request: its deadline is for the whole body; a server that falls silent is given up much earlier.
    ///   - maximumLineBytes: a longer line ends the exchange as `tooLarge`.
    ///   - line: what it throws ends the exchange and is thrown on.
    /// - Returns: the answer, without a body for a 200.
    /// - Throws: ``OutboundFailure``, or what `line` throws.
    func readLines(
        of request: OutboundRequest,
        maximumLineBytes: Int,
        _ line: (ArraySlice<UInt8>) async throws -> Void
    ) async throws -> OutboundResponse
}

extension OutboundTransport {
    /// For transports that have the whole answer in memory anyway.
    package func readLines(
        of request: OutboundRequest,
        maximumLineBytes: Int,
        _ line: (ArraySlice<UInt8>) async throws -> Void
    ) async throws -> OutboundResponse {
        var response = try await send(request)
        guard response.status == 200 else { return response }
        var splitter = LineSplitter(limit: maximumLineBytes)
        try await splitter.feed(response.body, line)
        try await splitter.finish(line)
        response.body = []
        return response
    }
}
