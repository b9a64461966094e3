import SyncModel

/// Who does which part of the work.
struct NodesAnswer: Decodable, Sendable {
    struct Part: Decodable, Sendable {
        /// A destination, or a store that is read.
        var part: String
        /// `nil` where nobody does it.
        var node: String?
        var epoch: Int64?
        var until: String?
    }

    /// The one that answers.
    var here: String
    var parts: [Part]
    var servers: [OverviewAnswer.Server]?
}

struct NodesPage {
    struct Row {
        var part: String
        var node: String?
        var isHere: Bool
        var epoch: String
        var until: ShownTime?
    }

    struct Server {
        var name: String
        var role: String
        var version: String
        var started: ShownTime?
        var isAlive: Bool
        /// The destinations and stores that it works on.
        var work: String
        /// Why it did not take up the changed configuration, line by line as it was told.
        var refused: String?
        var refusedTime: ShownTime?
    }

    var here: String
    var rows: [Row]
    var servers: [Server]
    var hasServers: Bool

    init(_ answer: NodesAnswer, now: Instant) {
        here = answer.here
        rows = answer.parts.map { part in
            Row(
                part: part.part,
                node: part.node,
                isHere: part.node == answer.here,
                epoch: part.epoch.map(String.init) ?? "",
                until: ShownTime(part.until, now: now)
            )
        }
        servers = (answer.servers ?? []).map { server in
            let work = server.destinations.map { "delivers to \($0)" } + server.stores.map { "reads from \($0)" }
            return Server(
                name: server.name,
                role: server.role,
                version: server.version,
                started: ShownTime(server.startedAt, now: now),
                isAlive: server.isAlive,
                work: work.isEmpty ? "–" : work.joined(separator: ", "),
                refused: server.isAlive ? server.refusedConfiguration : nil,
                refusedTime: ShownTime(server.refusedAt, now: now)
            )
        }
        hasServers = !servers.isEmpty
    }
}
