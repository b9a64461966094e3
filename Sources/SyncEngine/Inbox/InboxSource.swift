package import SyncModel

/// Where the applier reads what receivers have made durable.
package protocol InboxSource: Sendable {
    /// The next receipts that were not applied; `nil` when there are none now.
    ///
    /// What was handed out and not confirmed by ``finished()`` is handed out again. `positions` says how much was applied of
    /// sources that are read by a place; the others know it themselves.
    func next(limit: Int, positions: @Sendable (String) async throws -> Int64?) async throws -> InboxBatch?

    /// Called after a batch was applied, so that what is finished can be removed; returns sources that are gone.
    func finished() async throws -> [String]

    /// Returns when there may be more, or after a short time.
    func waitForMore() async

    /// Bytes made durable and not yet applied.
    var backlogBytes: Int64 { get async }

    /// How often what was handed out must be held on to while it is applied; `nil` where it stays ours without a word.
    var holdInterval: Duration? { get }

    /// Holds on to what was handed out and not confirmed.
    func hold() async

    /// Gives others at once what was taken and not confirmed; called at the end.
    func release() async
}

extension InboxSource {
    package var holdInterval: Duration? { nil }

    package func hold() async {}

    package func release() async {}
}

/// Receipts from one source, and the place behind them.
package struct InboxBatch: Sendable {
    package var receipts: [Receipt]
    /// What lay there and is no delivery.
    package var foreign: [ForeignMessage]
    /// `nil` where the source is not read by a place.
    package var position: TransportPosition?

    package init(receipts: [Receipt], foreign: [ForeignMessage] = [], position: TransportPosition?) {
        self.receipts = receipts
        self.foreign = foreign
        self.position = position
    }
}
