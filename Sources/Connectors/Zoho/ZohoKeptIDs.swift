/// Ids of what records point at, by its name or key, as far as they are kept: of too many, the half that was used longest ago
/// is forgotten.
///
/// Whoever needs an id for the call at hand holds it itself: what is kept here may be forgotten at any time.
struct ZohoKeptIDs: Sendable {
    private struct Kept: Sendable {
        var id: String
        /// The turn in which it was used last.
        var used: Int
    }

    private let most: Int
    private var kept: [String: Kept] = [:]
    private var turn = 0

    /// - Parameter most: how many are kept; at least one.
    init(most: Int) { self.most = max(1, most) }

    /// The id, if it is kept; it then counts as used.
    mutating func id(_ key: String) -> String? {
        guard let id = kept[key]?.id else { return nil }
        keep(id, key)
        return id
    }

    /// Keeps an id, or forgets it with `nil`.
    mutating func keep(_ id: String?, _ key: String) {
        guard let id else {
            kept[key] = nil
            return
        }
        turn += 1
        kept[key] = Kept(id: id, used: turn)
        guard kept.count > most else { return }
        let latest = kept.sorted { $0.value.used > $1.value.used }.prefix((most + 1) / 2)
        kept = Dictionary(uniqueKeysWithValues: latest.map { ($0.key, $0.value) })
    }

    mutating func forgetAll() { kept = [:] }
}
