#if PostgreSQL
import CLibPQ
import Foundation
import SQLStore
import SyncModel

/// A connection URL, `postgres://…`, as libpq reads it.
package struct PostgreSQLAddress: Sendable, Hashable {
    let url: Secret
    let user: String
    let database: String
    /// Each host with its port; tried in this order.
    let hosts: [Host]
    /// How long connecting to one host may take.
    let patience: Duration
    /// Whether the URL, or libpq's environment, says how the server is to be verified.
    private let saysMode: Bool
    private let saysAuthority: Bool

    struct Host: Sendable, Hashable {
        var name: String
        var port: String

        /// A socket, or an address that leads to this machine however names are resolved.
        var isLocal: Bool {
            if name.isEmpty || name.hasPrefix("/") || name.hasPrefix("@") || name == "localhost" || name == "::1" {
                return true
            }
            let octets = name.split(separator: ".", omittingEmptySubsequences: false)
            return octets.count == 4 && octets[0] == "127" && octets.allSatisfy { UInt8($0) != nil }
        }
    }

    /// What failures call it: without user, password and parameters.
    package var name: String {
        "postgres://\(hosts.map { "\($0.name):\($0.port)" }.joined(separator: ","))/\(database)"
    }

    /// What is added for a host of which nothing says how it is verified: libpq itself would take any certificate, and go
    /// on without TLS where the server has none.
    ///
    /// Nothing for a host of this machine.
    func verification(_ host: Host) -> [(String, String)] {
        guard !saysMode, !host.isLocal else { return [] }
        let authorities =
            saysAuthority ? nil : Self.authorities.first { FileManager.default.isReadableFile(atPath: $0) }
        return [("sslmode", "verify-full")] + (authorities.map { [("sslrootcert", $0)] } ?? [])
    }

    /// The system's authorities: libpq knows none by itself.
    private static let authorities = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem",
    ]

    /// - Throws: `StoreFailure.refused` for a URL that libpq does not read.
    package init(url: String) throws { try self.init(url: url, environment: ProcessInfo.processInfo.environment) }

    init(url: String, environment: [String: String]) throws {
        self.url = Secret(url)
        var problem: UnsafeMutablePointer<CChar>?
        guard let parsed = PQconninfoParse(url, &problem) else {
            // libpq's words may quote the part that holds the password.
            if let problem { PQfreemem(problem) }
            throw StoreFailure.refused(
                database: "storage.url",
                detail: "is no URL that PostgreSQL's library reads. It is written as"
                    + " postgres://user:password@host:5432/database?sslmode=verify-full; in user and password, a sign other"
                    + " than letters and digits is written as %XX, and parameters are those that libpq knows"
            )
        }
        defer { PQconninfoFree(parsed) }
        var given: [String: String] = [:]
        var option = parsed
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val { given[String(cString: keyword)] = String(cString: value) }
            option += 1
        }
        // What is not given comes from the environment (PGUSER and so on), as everywhere with libpq.
        var defaults: [String: String] = [:]
        if let known = PQconndefaults() {
            defer { PQconninfoFree(known) }
            var option = known
            while let keyword = option.pointee.keyword {
                if let value = option.pointee.val { defaults[String(cString: keyword)] = String(cString: value) }
                option += 1
            }
        }
        func value(_ key: String, _ otherwise: String) -> String {
            [given[key], defaults[key]].compactMap { $0 }.first { !$0.isEmpty } ?? otherwise
        }
        // A service's file may say it too.
        let services = [given["service"], environment["PGSERVICE"]]
        func says(_ key: String, _ variable: String) -> Bool {
            ([given[key], environment[variable]] + services).contains { $0?.isEmpty == false }
        }
        saysMode = says("sslmode", "PGSSLMODE")
        // Where libpq looks for authorities of the user's own.
        let own = (environment["HOME"] ?? "") + "/.postgresql/root.crt"
        saysAuthority = says("sslrootcert", "PGSSLROOTCERT") || FileManager.default.fileExists(atPath: own)
        user = value("user", "postgres")
        database = value("dbname", user)
        let names = value("host", value("hostaddr", "localhost"))
            .split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let ports = value("port", "5432").split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        hosts = names.enumerated().map { place, name in
            let port = ports.count == names.count ? ports[place] : ports.first ?? "5432"
            return Host(name: name, port: port.isEmpty ? "5432" : port)
        }
        patience = .seconds(Int(value("connect_timeout", "")).flatMap { $0 > 0 ? $0 : nil } ?? 5)
    }
}
#endif
