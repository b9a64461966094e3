import Outbound
import SyncModel

/// Where a server's API is, as `--server` names it.
struct RemoteAddress: Sendable, Hashable {
    /// Without a slash at its end: scheme, host, port, and what a proxy puts before the API's path.
    let base: String

    /// - Parameter text: an address such as `https://sync.example.com`, that of the dashboard.
    /// - Throws: `CommandFailure` for what is none, and for one that would send the token in plain text.
    init(_ text: String) throws(CommandFailure) {
        let trimmed = String(text.reversed().drop { $0 == "/" }.reversed())
        guard !trimmed.contains("?"), !trimmed.contains("#"), let entry = Self.entry(trimmed) else {
            throw .usage(
                "--server takes an address such as https://sync.example.com or http://127.0.0.1:8080, that of the dashboard."
            )
        }
        do throws(OutboundFailure) {
            try HostRules(allowedHosts: [entry]).check(trimmed)
        } catch {
            guard case .refusedHost = error else {
                throw .usage("--server takes an address without a user name or password: the token says who asks.")
            }
            throw .usage(
                "--server \(trimmed) would send the token in plain text: use https, or a tunnel such as "
                    + "\"ssh -L 8080:127.0.0.1:8080 HOST\" with --server http://127.0.0.1:8080."
            )
        }
        base = trimmed
    }

    var allowedHosts: Set<String> { OutboundClient.allowedHosts(forBaseURLs: [base]) }

    private static func entry(_ url: String) -> String? { OutboundClient.allowedHosts(forBaseURLs: [url]).first }
}
