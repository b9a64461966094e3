/// What became of a request to read the configuration anew, on one node.
package struct ReloadAnswer: Sendable, Hashable {
    /// As in leases.
    package var node: String
    /// Why the configuration was not taken; `nil` where it runs.
    package var problem: String?

    package init(node: String, problem: String? = nil) {
        self.node = node
        self.problem = problem
    }
}

/// Requests to all running servers to read their configuration anew.
package protocol ReloadStore: Sendable {
    /// Writes a request down; returns its number. Of earlier ones the last ten are kept.
    func askReload(now: Instant) async throws -> Int64

    /// The number of the newest request; 0 where there was none.
    func newestReload() async throws -> Int64

    /// A node's answer; a later one of the same node takes its place, and one to a forgotten request is dropped.
    func answerReload(_ number: Int64, by node: String, problem: String?, now: Instant) async throws

    /// By node.
    func reloadAnswers(_ number: Int64) async throws -> [ReloadAnswer]
}

extension ReloadStore {
    /// How many requests are kept.
    package static var keptReloads: Int64 { 10 }
}
