/// Deliveries that are still to be handed on to a queue of somebody else.
///
/// `apply` notes those of the stores in ``RoutingTable/forwarded`` in the transaction that keeps them.
package protocol ForwardStore: Sendable {
    /// What waits to be handed on, by ascending number behind `number`.
    ///
    /// One that cannot be read is among the deliveries, without its body.
    func waitingForward(after number: Int64, limit: Int) async throws -> ForwardPage

    /// Ends the waiting of deliveries that were handed on, or need not be any more.
    func settleForward(_ numbers: [Int64]) async throws

    /// How many wait.
    func forwardBacklog() async throws -> Int
}

/// Some of what waits to be handed on.
package struct ForwardPage: Sendable, Hashable {
    package var deliveries: [StoredReceipt]
    /// Those that are not kept any more.
    package var gone: [Int64]

    package init(deliveries: [StoredReceipt] = [], gone: [Int64] = []) {
        self.deliveries = deliveries
        self.gone = gone
    }

    /// Behind which the next page is; `nil` where there is none.
    package var last: Int64? { (deliveries.map(\.number) + gone).max() }
}
