#if RedisStreams
import Foundation
package import SyncModel

/// A server and what is used there, from a URL such as `rediss://user:password@host:6379/0?stream=sluice`.
package struct RedisAddress: Sendable, Hashable {
    /// What is wrong with a URL, without the URL, which may hold a password.
    package struct Problem: Error, Sendable, Hashable, CustomStringConvertible {
        package var description: String
    }

    package var host: String
    package var port: Int
    package var usesTLS: Bool
    /// `nil` for the default one.
    package var user: String?
    package var password: Secret?
    package var database: Int
    /// By name, decoded.
    package var parameters: [String: String]

    /// Whether it leads to this machine, however names are resolved.
    var isLocal: Bool {
        if host == "localhost" || host == "::1" { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false)
        return octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil }
    }

    /// What failures call it: without user, password and parameters.
    package var name: String {
        "\(usesTLS ? "rediss" : "redis")://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
    }

    /// - Parameters:
    ///   - url: `redis`, `rediss` (TLS), or one of `schemes` with the like meaning.
    ///   - key: of the configuration, for the problem's words.
    ///   - schemes: further ones, with whether they mean TLS.
    ///   - known: names that parameters may have.
    /// - Throws: ``Problem``.
    package init(
        url: String,
        key: String = "inbox.url",
        schemes: [String: Bool] = ["redis": false, "rediss": true],
        known: Set<String> = ["stream", "group"]
    ) throws(Problem) {
        let form = "\(schemes.keys.min() ?? "redis")://user:password@host:6379/0"
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, let tls = schemes[scheme],
            let host = parts.host, !host.isEmpty
        else {
            throw Problem(
                description:
                    "\(key) is no address of a Redis server: \(form). In user and password, a sign other than letters and digits is written as %XX"
            )
        }
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        usesTLS = tls
        port = parts.port ?? 6_379
        user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        password = parts.password.map { Secret($0) }
        if password == nil, user != nil {
            throw Problem(description: "\(key) names a user without a password: \(form)")
        }
        let path = parts.path.drop { $0 == "/" }
        guard let number = path.isEmpty ? 0 : Int(path), number >= 0 else {
            throw Problem(description: "\(key) names a database that is no number; they are counted from 0: \(form)")
        }
        database = number
        parameters = [:]
        for item in parts.queryItems ?? [] {
            guard known.contains(item.name) else {
                throw Problem(
                    description:
                        "\(key) has the parameter \"\(item.name)\", which is not known; there are \(known.sorted().joined(separator: ", "))"
                )
            }
            guard let value = item.value, !value.isEmpty else {
                throw Problem(description: "\(key) has the parameter \"\(item.name)\" without a value")
            }
            parameters[item.name] = value
        }
    }
}
#endif
