#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Which addresses may be called: the configured hosts only, and plain http only on loopback.
///
/// A CRM's answer can name any URL (paging, result files), so the rule stands here, below everything that reads answers.
package struct HostRules: Sendable {
    private let allowedHosts: Set<String>
    /// Of those, the ones that are called without TLS too: services that a platform puts beside a machine or a container.
    private let localHosts: Set<String>

    /// Takes `host` for the scheme's own port, or `host:port`; IPv6 addresses in brackets.
    package init(allowedHosts: Set<String>, localHosts: Set<String> = []) {
        self.allowedHosts = Set(allowedHosts.map { $0.lowercased() })
        self.localHosts = localHosts
    }

    /// Fails for an address that must not be called.
    package func check(_ url: String) throws(OutboundFailure) {
        guard let address = Address(url) else { throw .notSent(reason: "the URL is malformed") }
        guard !address.hasUserInfo else { throw .notSent(reason: "the URL holds a user name or password") }
        let isConfigured = allowedHosts.contains(address.entry) || allowedHosts.contains(address.withPort)
        let isPlain = address.isLoopback || localHosts.contains(address.entry)
        guard isConfigured, address.scheme == "https" || isPlain else {
            throw .refusedHost("\(address.scheme)://\(address.entry)")
        }
    }

    /// The entry for `allowedHosts` that admits a base URL; `nil` when that is no absolute http or https URL.
    static func entry(forBaseURL url: String) -> String? {
        Address(url)?.entry
    }
}

/// Scheme, host and port of a URL, read by the parser that the HTTP client uses too, so that both see one host.
private struct Address {
    let scheme: String
    let host: String
    /// Without the port where that is the scheme's own.
    let entry: String
    let withPort: String
    let hasUserInfo: Bool

    init?(_ text: String) {
        // Strict: a client that repairs URLs would send another one than the one judged and recorded.
        guard
            let url = URL(string: text, encodingInvalidCharacters: false),
            let scheme = url.scheme?.lowercased(), scheme == "https" || scheme == "http",
            let host = url.host(percentEncoded: true)?.lowercased(), !host.isEmpty
        else { return nil }
        self.scheme = scheme
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let spelled = self.host.contains(":") ? "[\(self.host)]" : self.host
        let ownPort = scheme == "https" ? 443 : 80
        let port = url.port ?? ownPort
        withPort = "\(spelled):\(port)"
        entry = port == ownPort ? spelled : withPort
        hasUserInfo = url.user() != nil || url.password() != nil
    }

    var isLoopback: Bool { LoopbackHost.contains(host) }
}
