#if canImport(FoundationEssentials)
package import FoundationEssentials
#else
package import Foundation
#endif

/// A whole answer, of any status.
///
/// Redirects are answers too: they are never followed.
package struct OutboundResponse: Sendable {
    package var status: Int
    /// The headers as received, in order, names in the server's spelling.
    package var headers: [(name: String, value: String)]
    /// The body after content decoding; empty when there was none.
    package var body: [UInt8]
    /// When the answer was complete, by this machine's clock.
    package var receivedAt: Date

    package init(
        status: Int,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = [],
        receivedAt: Date = Date()
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.receivedAt = receivedAt
    }

    /// The first value of a header, its name compared without regard to case.
    package func header(_ name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }
}
