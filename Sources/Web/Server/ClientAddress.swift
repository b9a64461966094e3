import HTTPTypes
import NIOCore

/// Who sent a request, as far as that can be told.
///
/// A proxy on this machine stands for many; whom it names last is whom it saw itself.
struct ClientAddress: Sendable, Hashable {
    let text: String

    static let unknown = ClientAddress(text: "")

    private init(text: String) { self.text = text }

    /// - Parameters:
    ///   - address: of the connection.
    ///   - headers: in which a proxy on this machine names its client.
    init(_ address: SocketAddress?, _ headers: HTTPFields) {
        let peer = address?.ipAddress ?? ""
        guard peer.isEmpty || peer == "::1" || peer.hasPrefix("127."), let forwarded = Self.forwardedFor,
            let last = headers[values: forwarded].last?.split(separator: ",").last
        else {
            text = peer
            return
        }
        let named = last.drop { $0 == " " }.prefix(64)
        text = named.isEmpty ? peer : String(named)
    }

    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")
}
