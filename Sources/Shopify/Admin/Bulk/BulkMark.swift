import SyncModel

/// The comment in front of a bulk query by which its slice is known again.
enum BulkMark {
    private static let prefix = "# sluice "

    static func text(of slice: BulkSlice) -> String {
        let window = slice.window
        let ends = [window.since, window.until].map { $0.map { String($0.microseconds) } ?? "-" }
        return "\(prefix)\(slice.kind.rawValue) \(window.basis.rawValue) \(ends[0]) \(ends[1])"
    }

    /// `nil` for a query that is not ours.
    static func slice(of query: String) -> BulkSlice? {
        guard let line = query.split(separator: "\n").first, line.hasPrefix(prefix) else { return nil }
        let words = line.dropFirst(prefix.count).split(separator: " ").map(String.init)
        guard words.count == 4, let kind = RecordKind(rawValue: words[0]),
            let basis = ReadWindow.Basis(rawValue: words[1]), let since = end(words[2]), let until = end(words[3])
        else { return nil }
        return BulkSlice(kind, ReadWindow(basis, since: since.instant, until: until.instant))
    }

    /// `nil` for neither a time nor the sign for none.
    private static func end(_ word: String) -> (instant: Instant?, Void)? {
        if word == "-" { return (nil, ()) }
        return Int64(word).map { (Instant(microseconds: $0), ()) }
    }
}
