package import Outbound
import Synchronization
package import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// A transport that answers from a script and keeps what it was asked.
///
/// A request outside the script fails the test.
package final class ScriptedTransport: OutboundTransport {
    /// Whether requests must come in the script's order, or each takes the first remaining step that fits.
    package enum Order: Sendable {
        case strict
        case any
    }

    private struct State {
        var steps: [Step]
        var requests: [OutboundRequest] = []
    }

    private let state: Mutex<State>
    private let order: Order
    private let sourceLocation: SourceLocation

    package init(
        _ steps: [Step],
        order: Order = .strict,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        state = Mutex(State(steps: steps))
        self.order = order
        self.sourceLocation = sourceLocation
    }

    /// Every request so far, unexpected ones included, in the order of arrival.
    package var requests: [OutboundRequest] {
        state.withLock { $0.requests }
    }

    /// Adds steps behind the ones that remain.
    package func then(_ steps: [Step]) {
        state.withLock { $0.steps += steps }
    }

    package func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
        let step = state.withLock { state -> Step? in
            state.requests.append(request)
            let candidates = order == .strict ? state.steps.prefix(1) : state.steps[...]
            guard let index = candidates.firstIndex(where: { $0.fits(request) }) else { return nil }
            return state.steps.remove(at: index)
        }
        guard let step else {
            let next = state.withLock { $0.steps.first?.description } ?? "nothing more"
            Issue.record(
                "unexpected \(request.method.rawValue) \(request.url), expected \(next)",
                sourceLocation: sourceLocation
            )
            throw .notSent(reason: "the script has no such request")
        }
        return try step.answer(request)
    }

    /// Fails the test for every step that no request took.
    package func expectFinished(sourceLocation: SourceLocation = #_sourceLocation) {
        for step in state.withLock({ $0.steps }) {
            Issue.record("never sent: \(step)", sourceLocation: sourceLocation)
        }
    }
}

extension ScriptedTransport {
    /// One expected request and its answer.
    package struct Step: Sendable, CustomStringConvertible {
        private let method: OutboundRequest.Method
        private let path: String
        private let respond: @Sendable (OutboundRequest) -> Result<OutboundResponse, OutboundFailure>

        /// Expects `path` without regard to scheme and host, and to the query unless `path` holds one.
        package init(
            _ method: OutboundRequest.Method,
            _ path: String,
            respond: @escaping @Sendable (OutboundRequest) -> Result<OutboundResponse, OutboundFailure>
        ) {
            self.method = method
            self.path = path
            self.respond = respond
        }

        package var description: String { "\(method.rawValue) \(path)" }

        func fits(_ request: OutboundRequest) -> Bool {
            guard request.method == method, let url = URL(string: request.url) else { return false }
            let sent = url.path(percentEncoded: true)
            guard path.contains("?") else { return sent == path }
            return "\(sent)?\(url.query(percentEncoded: true) ?? "")" == path
        }

        func answer(_ request: OutboundRequest) throws(OutboundFailure) -> OutboundResponse {
            try respond(request).get()
        }
    }
}

extension ScriptedTransport.Step {
    /// Answers with JSON text; an empty `json` is an answer without a body.
    package static func answer(
        _ method: OutboundRequest.Method,
        _ path: String,
        status: Int = 200,
        headers: [(name: String, value: String)] = [],
        json: String = ""
    ) -> Self {
        let type = json.isEmpty ? [] : [(name: "content-type", value: "application/json")]
        let response = OutboundResponse(status: status, headers: type + headers, body: Array(json.utf8))
        return Self(method, path) { _ in .success(response) }
    }

    /// Fails as if the network did.
    package static func failure(_ method: OutboundRequest.Method, _ path: String, _ failure: OutboundFailure) -> Self {
        Self(method, path) { _ in .failure(failure) }
    }
}
