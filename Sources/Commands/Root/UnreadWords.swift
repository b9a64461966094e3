import SyncModel

/// Stored rows that were passed over, in words for a person.
enum UnreadWords {
    /// - Parameters:
    ///   - rows: those that cannot be read.
    ///   - fate: what became of them.
    /// - Returns: nothing where there are none.
    static func lines(_ rows: UnreadRows, _ fate: String) -> [String] {
        guard let first = rows.first.first else { return [] }
        let count = rows.count == 1 ? "1 stored row cannot" : "\(Numbers.grouped(Int64(rows.count))) stored rows cannot"
        let rest = rows.count - rows.first.count
        return ["INCOMPLETE: \(count) be read, \(fate):"] + rows.first.map { "  \($0.name)" }
            + (rest > 0 ? ["  and \(Numbers.grouped(Int64(rest))) more"] : []) + ["  \(first.reason)"]
    }
}
