import Synchronization

/// How many records each document may ask for at once; learnt from what Shopify refuses as too costly.
final class PageSizes: Sendable {
    private let sizes = Mutex<[String: Int]>([:])

    func size(of document: String, atMost wanted: Int) -> Int {
        sizes.withLock { min($0[document] ?? wanted, wanted) }
    }

    /// Halves the size that was refused; `false` where it cannot get smaller.
    func halve(_ document: String, from refused: Int) -> Bool {
        guard refused > 1 else { return false }
        sizes.withLock { $0[document] = min($0[document] ?? refused, refused / 2) }
        return true
    }
}
