package import SyncModel

/// How times that a server of an inbox gives to what lies there stand to ours.
package enum InboxAge {
    /// By how much the server's clock may differ from ours.
    package static let allowance = Duration.seconds(60)

    /// Whether something may have been received until a time of ours.
    ///
    /// - Parameters:
    ///   - milliseconds: when it was put there, by the server's clock.
    ///   - time: by ours.
    /// - Returns: `true` where it is not to be told.
    package static func isPut(_ milliseconds: Int64, receivedUntil time: Instant) -> Bool {
        milliseconds <= (time + allowance).microseconds / 1_000
    }
}
