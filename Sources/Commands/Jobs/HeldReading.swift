import SyncModel

/// Stores from which nothing can be read until somebody mends it, and whose jobs are kept meanwhile.
struct HeldReading: Equatable {
    /// Why, by the store's name.
    var reasons: [String: String]
    /// Who goes on once it is mended.
    var isServed: Bool

    /// `nil` where none of the stores is held.
    ///
    /// - Parameters:
    ///   - reasons: why nothing is read, by the store's name; others than those of the jobs do not count.
    ///   - stores: of the jobs that are open and read.
    ///   - isServed: whether a server goes on with them.
    init?(_ reasons: [String: String], among stores: Set<String>, isServed: Bool) {
        self.reasons = reasons.filter { stores.contains($0.key) }
        self.isServed = isServed
        if self.reasons.isEmpty { return nil }
    }

    /// Whether nothing is left to be waited for: one store that is held never ends the wait for another.
    func holdsAll(_ stores: some Sequence<String>) -> Bool { stores.allSatisfy { reasons[$0] != nil } }

    var words: String {
        let isOne = reasons.count == 1
        let rest =
            isServed
            ? "the server goes on with \(isOne ? "it" : "them") once that is mended"
            : "the same command goes on with \(isOne ? "it" : "them")"
        return reasons.sorted { $0.key < $1.key }.map { "Nothing can be read from \($0.key): \($0.value)." }
            .joined(separator: " ") + " \(isOne ? "The job is" : "Their jobs are") kept: \(rest)."
    }

    var failure: CommandFailure { CommandFailure(code: 4, message: words) }
}
