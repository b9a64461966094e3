import SyncModel

/// How often a reading may begin again because its cursor is no longer known, without having come any further.
///
/// A cursor that Shopify never takes would otherwise be asked for without end.
struct CursorRestarts: Sendable {
    static let limit = 5

    private var left = limit
    private var place: JobSlice.Place?

    /// Whether it may begin again; `reached` is where the reading stands.
    mutating func allow(from reached: JobSlice.Place?) -> Bool {
        if reached != place {
            place = reached
            left = Self.limit
        }
        left -= 1
        return left >= 0
    }
}
