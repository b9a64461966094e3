package import Outbound
import Synchronization

/// What a look-up is answered with, and with status 200, by something in front of the CRM or by a CRM in trouble.
package enum ConnectorGarble: Sendable, Hashable, CaseIterable {
    case page
    case errorInJSON
    case emptyBody

    fileprivate var response: OutboundResponse {
        switch self {
        case .page: Self.response("text/html", "<html><body>Maintenance, back soon</body></html>")
        case .errorInJSON:
            Self.response("application/json", #"{"status":"error","error":{"text":"the index is being rebuilt"}}"#)
        case .emptyBody: Self.response("application/json", "")
        }
    }

    private static func response(_ type: String, _ body: String) -> OutboundResponse {
        OutboundResponse(status: 200, headers: [(name: "Content-Type", value: type)], body: Array(body.utf8))
    }
}

/// Answers look-ups in the CRM's place while it is told to.
package final class Garbling: Sendable {
    private let isLook: @Sendable (OutboundRequest) -> Bool
    private let current = Mutex<ConnectorGarble?>(nil)

    /// - Parameter isLook: whether a request only reads records.
    package init(_ isLook: @escaping @Sendable (OutboundRequest) -> Bool) { self.isLook = isLook }

    package func garble(_ garble: ConnectorGarble?) { current.withLock { $0 = garble } }

    /// `nil` for a request that is the CRM's to answer.
    package func answer(to request: OutboundRequest) -> OutboundResponse? {
        guard let garble = current.withLock({ $0 }), isLook(request) else { return nil }
        return garble.response
    }
}
