#if PostgreSQL
import CLibPQ
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

    struct Host: Sendable, Hashable {
        var name: String
        var port: String
    }

    /// What failures call it: without user, password and parameters.
    package var name: String {
        "postgres://\(hosts.map { "\($0.name):\($0.port)" }.joined(separator: ","))/\(database)"
    }

    /// - Throws: `StoreFailure.refused` for a URL that libpq does not read.
    package init(url: String) throws {
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
