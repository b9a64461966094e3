package import SyncModel

/// Where the applier reads what receivers have made durable.
package protocol InboxSource: Sendable {
    /// The next receipts after what `positions` says was applied; `nil` when there are none now.
    func next(limit: Int, positions: @Sendable (String) async throws -> Int64?) async throws -> InboxBatch?

    /// Called after a batch was applied, so that what is finished can be removed; returns sources that are gone.
    func finished() async throws -> [String]

    /// Returns when there may be more, or after a short time.
    func waitForMore() async

    /// Bytes made durable and not yet applied.
    var backlogBytes: Int64 { get async }
}

/// Receipts from one source, and the place behind them.
package struct InboxBatch: Sendable {
    package var receipts: [Receipt]
    package var position: TransportPosition

    package init(receipts: [Receipt], position: TransportPosition) {
        self.receipts = receipts
        self.position = position
    }
}
