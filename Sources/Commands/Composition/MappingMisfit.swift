import SyncModel

/// What a mapping names that its CRM does not have, or not so; and what works, but perhaps not as it is meant.
struct MappingMisfit: Sendable {
    var destination: DestinationName
    var problems: [DocumentProblem] = []
    /// As `doctor` tells them.
    var warnings: [DocumentProblem] = []
    /// Since when what they are told by has been known, where the CRM was not asked anew.
    var knownSince: Instant?
    /// Whether it was asked, and did not answer: what is known may be old then, and is not the last word.
    var isAway = false

    /// As many as a person reads before the rest of an answer.
    private static let shown = 10

    /// How old that is.
    func age(_ now: Instant) -> String? {
        knownSince.map {
            "What \(destination) has is known from \(Ages.ago($0, now: now)); "
                + (isAway ? "it cannot be asked now." : "it is asked anew once the rest is mended.")
        }
    }

    /// What is told of a mapping that can be used all the same.
    ///
    /// - Parameters:
    ///   - now: by our clock.
    ///   - isOld: whether it is the one that runs already, so that what does not fit stops it already.
    /// - Returns: a text for each thing to tell.
    func remarks(_ now: Instant, isOld: Bool = false) -> [String] {
        var remarks: [String] = []
        if !problems.isEmpty, isAway || isOld {
            let age = age(now).map { [$0] } ?? []
            let head =
                isAway
                ? "By that its mapping does not fit it; if that is so still, delivery pauses until it is mended:"
                : "The mapping of \(destination) runs already and does not fit what the CRM has; delivery pauses until it is mended:"
            remarks.append((age + [head] + Self.lines(problems)).joined(separator: "\n"))
        }
        if !warnings.isEmpty {
            let head = "The mapping of \(destination) works, but perhaps not as it is meant:"
            remarks.append(([head] + Self.lines(warnings)).joined(separator: "\n"))
        }
        return remarks
    }

    private static func lines(_ problems: [DocumentProblem]) -> [String] {
        let more = problems.count > shown ? ["  and \(problems.count - shown) more: \"sluice doctor\" names all"] : []
        return problems.inReadingOrder.prefix(shown).map { "  \($0)" } + more
    }
}
