/// Carries accepted receipts from receivers to the store.
///
/// A transport carries work; the store holds the truth.
///
/// Implementation: the journal on local disk (`direct`).
package protocol InboxTransport: Sendable {
    /// Makes a receipt durable; returns only when it would survive a crash. Concurrent calls share one flush.
    func append(_ receipt: Receipt) async throws(InboxFailure)
}

/// Why a receipt could not be made durable; the sender is answered 503 and comes again.
package enum InboxFailure: Error, Sendable, Hashable {
    case full
    case failing(reason: String)
    case closed
}
