import Foundation
import Outbound
import SyncEngine
import SyncModel
import Tracing

/// The span of one call to a CRM, in the pass that makes it.
struct CallTrace: Sendable {
    private let span: (any Span)?

    init(_ request: OutboundRequest, to destination: DestinationName) {
        guard ServiceContext.current?.tracePlace?.isSampled == true else {
            span = nil
            return
        }
        let span = startSpan("\(request.method.rawValue) \(destination)", ofKind: .client)
        span.attributes["sluice.destination"] = destination.rawValue
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
                span.attributes["crm.request_id"] = String(id.prefix(200))
            }
        }
        if answer.map({ $0.status >= 400 }) ?? true { span.setStatus(SpanStatus(code: .error)) }
        span.end()
    }

    /// What CRMs name a request by, for whoever asks their support.
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
