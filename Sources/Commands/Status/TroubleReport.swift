import SyncModel

/// That a CRM or a shop does not answer now.
struct TroubleReport: Codable {
    var since: String
    /// What was answered last.
    var because: String
    var nextTry: String

    init(_ trouble: Trouble) {
        since = Timestamp(trouble.since).utcMilliseconds
        // Whoever may look reads this, and a CRM may repeat an address.
        because = MaskedWords.of(trouble.message, nil)
        nextTry = Timestamp(trouble.nextTryAt).utcMilliseconds
    }

    /// Since when, why, and when it is tried again.
    func words(now: Instant) -> String {
        let begun = Timestamp(since)?.instant
        let left = Timestamp(nextTry)?.instant.since(now) ?? .zero
        let next = left > .seconds(1) ? "in \(Ages.text(left))" : "now"
        return
            "since \(begun.map { Timestamp($0).utcSeconds } ?? since) (\(Ages.ago(begun, now: now))): \(because); next try \(next)"
    }
}

extension StoreOverview {
    func trouble(of party: String) -> TroubleReport? {
        troubles.first { $0.party == party }.map { TroubleReport($0) }
    }
}
