/// Finds what a person probably meant.
package enum NearestName {
    /// The candidate with the fewest edits to `name`, if that is at most a third of its length (at least 2); ties go
    /// to the first.
    ///
    /// Of dotted names only what follows a common beginning counts for that third: what all have tells nothing. A word that
    /// says the same once more (`order.order_number`) is one edit.
    package static func of(_ name: String, among candidates: some Sequence<String>) -> String? {
        let wanted = name.lowercased()
        let spellings = [(wanted, 0)] + (withoutRepetition(wanted).map { [($0, 1)] } ?? [])
        var best: (distance: Int, name: String)?
        for candidate in candidates {
            for (spelling, cost) in spellings {
                guard let distance = distance(spelling, candidate.lowercased()) else { continue }
                if distance + cost < best?.distance ?? .max { best = (distance + cost, candidate) }
            }
        }
        return best?.name
    }

    /// The candidate of which every word is in the name, or the other way round, for a name that no few edits lead to
    /// (`order.total_price`); the fewer words are left over the better, at most two, and ties go to the first.
    ///
    /// What stands before the last point is to be the same.
    package static func sharingWords(_ name: String, among candidates: some Sequence<String>) -> String? {
        let (place, wanted) = words(name.lowercased())
        guard !wanted.isEmpty else { return nil }
        var best: (left: Int, name: String)?
        for candidate in candidates {
            let (other, known) = words(candidate.lowercased())
            guard other == place, known.isSubset(of: wanted) || wanted.isSubset(of: known) else { continue }
            let left = wanted.symmetricDifference(known).count
            if left <= 2, left < best?.left ?? .max { best = (left, candidate) }
        }
        return best?.name
    }

    private static func words(_ name: String) -> (place: String, words: Set<String>) {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        let last = parts.last.map(String.init) ?? ""
        return (parts.dropLast().joined(separator: "."), Set(last.split(separator: "_").map(String.init)))
    }

    /// `order.order_number` as `order.number`; `nil` where no word is said twice in a row.
    private static func withoutRepetition(_ name: String) -> String? {
        var kept: [Substring] = []
        var result = ""
        var rest = name[...]
        while !rest.isEmpty {
            let word = rest.prefix { $0 != "." && $0 != "_" }
            rest = rest.dropFirst(word.count)
            let mark = rest.prefix(1)
            rest = rest.dropFirst(mark.count)
            if kept.last == word, !word.isEmpty { continue }
            kept.append(word)
            result += word + mark
        }
        return kept.count < name.split(whereSeparator: { $0 == "." || $0 == "_" }).count ? result : nil
    }

    /// How many edits it takes; `nil` for too many.
    private static func distance(_ name: String, _ candidate: String) -> Int? {
        var (wanted, word) = (Array(name), Array(candidate))
        if let point = name.lastIndex(of: "."), candidate.hasPrefix(name[...point]) {
            let common = name[...point].count
            (wanted, word) = (Array(wanted.dropFirst(common)), Array(word.dropFirst(common)))
        }
        let limit = max(2, wanted.count / 3)
        // So many edits it takes at least; a text of any length costs nothing then.
        guard abs(wanted.count - word.count) <= limit else { return nil }
        let distance = edits(wanted, word)
        return distance <= limit ? distance : nil
    }

    /// Insertions, deletions, substitutions and swaps of neighbours between two words.
    private static func edits(_ left: [Character], _ right: [Character]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var before: [Int] = []
        var previous = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            for column in 1...right.count {
                let substitution = previous[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1)
                var cost = min(previous[column] + 1, current[column - 1] + 1, substitution)
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    cost = min(cost, before[column - 2] + 1)
                }
                current.append(cost)
            }
            before = previous
            previous = current
        }
        return previous[right.count]
    }
}
