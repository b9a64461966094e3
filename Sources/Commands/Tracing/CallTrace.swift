import Foundation
import Outbound
import SyncEngine
import SyncModel
import Tracing

/// The span of one call to a CRM or to Shopify, in the pass or the read that makes it.
struct CallTrace: Sendable {
    /// Who is called.
    enum Peer: Sendable, Hashable {
        case destination(DestinationName)
        case store(StoreName)
    }

    private let span: (any Span)?
    /// What the answer's name for the call is kept as.
    private let requestID: String

    init(_ request: OutboundRequest, to peer: Peer) {
        requestID = if case .store = peer { "shopify.request_id" } else { "crm.request_id" }
        guard ServiceContext.current?.tracePlace?.isSampled == true else {
            span = nil
            return
        }
        let span: any Span
        switch peer {
        case .destination(let name):
            span = startSpan("\(request.method.rawValue) \(name)", ofKind: .client)
            span.attributes["sluice.destination"] = name.rawValue
        case .store(let name):
            span = startSpan("\(request.method.rawValue) shopify", ofKind: .client)
            span.attributes["sluice.store"] = name.rawValue
        }
        if let operation = request.operation { span.attributes["graphql.operation.name"] = operation }
        span.attributes["http.request.method"] = request.method.rawValue
        // A user's own description may put anything into a path.
        if request.system != "rest" { span.attributes["http.route"] = Self.route(of: request.url) }
        self.span = span
    }

    /// Ends it; without an answer, as one that failed.
    func end(_ answer: OutboundResponse?) {
        guard let span else { return }
        if let answer {
            span.attributes["http.response.status_code"] = answer.status
            if let id = Self.requestHeaders.lazy.compactMap({ answer.header($0) }).first {
                span.attributes[requestID] = String(id.prefix(200))
            }
        }
        if answer.map({ $0.status >= 400 }) ?? true { span.setStatus(SpanStatus(code: .error)) }
        span.end()
    }

    /// What an answer names its request by, for whoever asks their support.
    private static let requestHeaders = [
        "X-HubSpot-Correlation-Id", "x-request-id", "x-correlation-id",
    ]

    /// The path without what may be somebody's: a query, numbers, and whatever is no plain word.
    static func route(of url: String) -> String {
        let afterScheme = url.range(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let path = afterScheme.drop { $0 != "/" && $0 != "?" }.prefix { $0 != "?" && $0 != "#" }
        let parts = path.split(separator: "/").map { part in
            let isWord =
                part.utf8.count <= 40
                && part.utf8.allSatisfy { ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7a) || $0 == 0x5f || $0 == 0x2d }
            let isVersion =
                part.first == "v" && part.dropFirst().allSatisfy { $0.isASCII && ($0.isNumber || $0 == ".") }
            return isWord || isVersion ? String(part) : "*"
        }
        return "/" + parts.joined(separator: "/")
    }
}
