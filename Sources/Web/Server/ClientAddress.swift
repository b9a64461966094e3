import HTTPTypes
import NIOCore

/// Who sent a request, as far as that can be told.
///
/// A trusted proxy stands for many: whom it names last is whom it saw itself. What stands before that came from the client,
/// and is believed only as far as it names further trusted proxies.
struct ClientAddress: Sendable, Hashable {
    let text: String

    static let unknown = ClientAddress(text: "")

    private init(text: String) { self.text = text }

    /// - Parameters:
    ///   - address: of the connection.
    ///   - headers: in which a proxy names its client.
    ///   - proxies: whose word is taken.
    init(_ address: SocketAddress?, _ headers: HTTPFields, behind proxies: [AddressRange]) {
        self.init(peer: address?.ipAddress ?? "", headers, behind: proxies)
    }

    /// - Parameters:
    ///   - peer: the connection's other end; empty where that is this machine, without an address.
    ///   - headers: in which a proxy names its client.
    ///   - proxies: whose word is taken.
    init(peer: String, _ headers: HTTPFields, behind proxies: [AddressRange]) {
        text = Self.client(peer, headers, proxies)
    }

    private static func client(_ peer: String, _ headers: HTTPFields, _ proxies: [AddressRange]) -> String {
        func isProxy(_ address: [UInt8]) -> Bool { proxies.contains { $0.contains(address) } }
        guard peer.isEmpty || IPAddress.bytes(Substring(peer)).map(isProxy) == true, let name = forwardedFor else {
            return peer
        }
        var client = peer
        let named = headers[values: name].flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for entry in named.suffix(longestChain).reversed() {
            // Not an address: nobody whom we trust wrote it, so the proxy before it is as far as can be told.
            guard let address = IPAddress.named(entry) else { break }
            client = address.map(String.init).joined(separator: ".")
            if !isProxy(address) { break }
        }
        return client
    }

    /// More proxies stand in front of nobody.
    private static let longestChain = 16
    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")
}
