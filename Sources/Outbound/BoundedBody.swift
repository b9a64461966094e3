import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Reads an answer's body within a size and a time: the client's own deadline ends with the answer's head.
struct BoundedBody: Sendable {
    /// The largest body in bytes, after content decoding.
    let limit: Int
    /// When the whole body must be there.
    let end: ContinuousClock.Instant

    func collect(_ response: HTTPClientResponse) async throws -> [UInt8] {
        let announced = response.headers.first(name: "content-length").flatMap { Int($0) } ?? 0
        guard announced <= limit else { throw OutboundFailure.tooLarge(limit: limit) }
        return try await withThrowingTaskGroup(of: [UInt8].self) { group in
            group.addTask { try await read(response.body, expecting: announced) }
            group.addTask {
                try await Task.sleep(until: end, clock: .continuous)
                throw HTTPClientError.deadlineExceeded
            }
            defer { group.cancelAll() }
            guard let body = try await group.next() else { throw CancellationError() }
            return body
        }
    }

    private func read(_ stream: HTTPClientResponse.Body, expecting announced: Int) async throws -> [UInt8] {
        var body: [UInt8] = []
        body.reserveCapacity(announced)
        for try await part in stream {
            guard part.readableBytes <= limit - body.count else { throw OutboundFailure.tooLarge(limit: limit) }
            body.append(contentsOf: part.readableBytesView)
        }
        // A cancelled stream may simply end: half a body must not pass for a whole one.
        try Task.checkCancellation()
        return body
    }
}
