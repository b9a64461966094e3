/// Deliveries that are too large for the transport that carries the others: it carries the name of what lies here.
///
/// The bytes are the transport's own, sealed where it seals.
package protocol LargeBodyStore: Sendable {
    /// Keeps bytes under a name, durably before it returns; what stood there is replaced.
    func keepLargeBody(_ name: String, _ bytes: [UInt8], now: Instant) async throws

    /// The bytes under a name; `nil` where there are none.
    func largeBody(_ name: String) async throws -> [UInt8]?

    /// Removes those of these names that are there.
    func removeLargeBodies(_ names: [String]) async throws

    /// Removes those that were kept before then, whose messages are gone: nobody will ask for them.
    ///
    /// - Returns: how many there were.
    func removeLargeBodies(keptBefore time: Instant) async throws -> Int
}
