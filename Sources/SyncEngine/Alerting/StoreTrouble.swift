import SyncModel

/// What one server tells while the store refuses, in which all other alerts are kept: from its memory, once and at its end.
struct StoreTrouble: Sendable, Equatable {
    private var since: Instant?
    private var isTold = false

    /// A server of databases that starts again refuses for some seconds.
    static let patience = Duration.seconds(120)

    /// It refused.
    ///
    /// - Returns: what to send now; `nil` where it is too early, or was told.
    mutating func refused(at now: Instant, by server: String) -> String? {
        guard let since else {
            self.since = now
            return nil
        }
        guard !isTold, now.since(since) >= Self.patience else { return nil }
        return
            "Sluice :warning: \(server): the store takes nothing since \(Timestamp(since).utcSeconds), so nothing is delivered "
            + "and no other alert is sent. The log says why: a full disk, rights, or a database that is away."
    }

    /// What was to be sent was sent.
    mutating func told() { isTold = true }

    /// It answered; what was told stands until its end is told.
    ///
    /// - Returns: what to send now; `nil` where nothing was told.
    mutating func answered(by server: String) -> String? {
        guard let since, isTold else {
            self = StoreTrouble()
            return nil
        }
        return "Sluice :white_check_mark: \(server): over: the store, which had taken nothing since "
            + "\(Timestamp(since).utcSeconds), answers again."
    }

    /// Its end was sent.
    mutating func ended() { self = StoreTrouble() }
}
