import AsyncHTTPClient
import NIOCore
import NIOHTTP1

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension OutboundClient {
    /// The largest body that a recording takes whole; of a larger one it says nothing.
    private static var longestRecordedBody: Int { 16 * 1024 * 1024 }

    package func readLines(
        of request: OutboundRequest,
        maximumLineBytes: Int,
        _ line: (ArraySlice<UInt8>) async throws -> Void
    ) async throws -> OutboundResponse {
        try rules.check(request.url)
        let headers = try completeHeaders(of: request)
        guard !Task.isCancelled else { throw OutboundFailure.notSent(reason: "cancelled before it was sent") }
        let sentAt = Date()
        do {
            var response = try await readingLines(of: request, headers, maximumLineBytes, line)
            recorder?.record(request, headers: headers, sentAt: sentAt, response: response)
            if response.status == 200 { response.body = [] }
            return response
        } catch let failure as HandlerFailure {
            recorder?.record(request, headers: headers, sentAt: sentAt, response: nil)
            throw failure.cause
        } catch {
            recorder?.record(request, headers: headers, sentAt: sentAt, response: nil)
            throw OutboundFailure(error, limit: maximumLineBytes)
        }
    }

    /// What the caller's own code threw, kept apart from what the network did.
    private struct HandlerFailure: Error {
        let cause: any Error
    }

    /// - Returns: the answer; the body of a 200 only where it is recorded.
    private func readingLines(
        of request: OutboundRequest,
        _ headers: [(String, String)],
        _ maximumLineBytes: Int,
        _ line: (ArraySlice<UInt8>) async throws -> Void
    ) async throws -> OutboundResponse {
        let end = ContinuousClock.now + request.deadline
        let answer = try await http.execute(
            message(for: request, headers: headers),
            deadline: .now() + TimeAmount(request.deadline)
        )
        guard answer.status == .ok else {
            let body = try await BoundedBody(limit: request.maximumResponseBytes, end: end).collect(answer)
            return OutboundResponse(answer, body: body)
        }
        var splitter = LineSplitter(limit: maximumLineBytes)
        var recorded: [UInt8]? = recorder == nil ? nil : []
        let guarded: (ArraySlice<UInt8>) async throws -> Void = { bytes in
            do { try await line(bytes) } catch { throw HandlerFailure(cause: error) }
        }
        for try await part in answer.body {
            guard ContinuousClock.now < end else { throw HTTPClientError.deadlineExceeded }
            if let kept = recorded?.count {
                if kept + part.readableBytes > Self.longestRecordedBody {
                    recorded = nil
                } else {
                    recorded?.append(contentsOf: part.readableBytesView)
                }
            }
            try await splitter.feed(part.readableBytesView, guarded)
        }
        // A cancelled stream may simply end: half a body must not pass for a whole one.
        try Task.checkCancellation()
        try await splitter.finish(guarded)
        return OutboundResponse(answer, body: recorded ?? [])
    }
}
