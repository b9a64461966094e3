import Foundation
import SyncModel

/// A secret that stands in a configuration file itself, where everybody who gets the file reads it.
struct LiteralSecret: Sendable, Hashable {
    /// As `storage.seal_key`.
    let key: String
    let mark: DocumentMark

    /// What `doctor` says of it.
    var finding: Finding {
        let file = mark.file.split(separator: "/").last.map(String.init) ?? mark.file
        return Finding(
            .warning,
            key,
            "the secret itself stands in \(file), line \(mark.line): whoever gets the file or a copy of it has it",
            fix:
                "write \"${\(variable)}\" and set that variable where Sluice starts, or \"${file:/run/secrets/NAME}\"; then "
                + "change the secret, if others could read the file"
        )
    }

    /// A name for a variable, made of the key's own.
    private var variable: String {
        let parts = key.split { ".[]0123456789".contains($0) }
        let last = parts.suffix(1).joined()
        let name = parts.count > 1 && ["webhook", "url"].contains(last) ? parts.suffix(2).joined(separator: "_") : last
        return "SLUICE_" + name.uppercased().map { $0.isLetter && $0.isASCII || $0 == "_" ? String($0) : "_" }.joined()
    }

    /// Whether what stands under a key is a secret, wholly or in part.
    ///
    /// - Parameters:
    ///   - key: as `stores[0].credentials.client_secret`.
    ///   - text: as it stands in the file.
    /// - Returns: `true` for one that nobody should read.
    static func isSecret(_ key: String, _ text: String) -> Bool {
        guard !text.isEmpty else { return false }
        if ["storage.url", "inbox.url", "inbox.forward_url"].contains(key) { return hasPassword(text) }
        if key == "alerts.webhook" { return true }
        if key.hasPrefix("tracing.headers.") { return true }
        let names = key.split(separator: ".").map { $0.prefix { $0 != "[" } }
        guard let last = names.last else { return false }
        if ["admin_token", "read_token", "seal_key", "old_seal_keys", "webhook_secrets"].contains(last) { return true }
        guard names.dropLast().last == "credentials" else { return false }
        return !openCredentials.contains(last) && !last.hasSuffix("_file") && !last.hasSuffix("_url")
    }

    /// Members of `credentials` that give nothing away.
    private static let openCredentials: Set<Substring> = [
        "client_id", "grant", "username", "user", "data_center", "audience",
    ]

    private static func hasPassword(_ url: String) -> Bool {
        guard ["postgres", "redis", "bullmq"].contains(where: url.hasPrefix), let scheme = url.range(of: "://") else {
            return false
        }
        let rest = url[scheme.upperBound...]
        let host = rest.prefix { $0 != "/" && $0 != "?" }
        guard let at = host.lastIndex(of: "@") else { return rest.contains("password=") }
        return host[..<at].contains(":") || rest.contains("password=")
    }
}
