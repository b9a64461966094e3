import Foundation
import Testing

/// What may not stand in a log: secrets, addresses, names.
struct PrivateLog {
    let forbidden: [String]

    /// Records an issue for each thing that was told.
    func check(_ log: String) {
        let sieve = LogSieve(forbidden)
        // Each report shows the line's start only: the rest is what must not be shown.
        for line in log.split(separator: "\n") {
            let suspects = sieve.suspects(in: line)
            if suspects.address {
                #expect(!Self.holdsAddress(line), "an e-mail address in the log: \(line.prefix(160))")
            }
            for word in suspects.words where Self.holds(line, word) {
                Issue.record("\"\(word)\" in the log: \(line.prefix(160))")
            }
        }
    }

    func checkSecrets(_ text: String, _ secrets: [String]) {
        for secret in secrets { #expect(!text.contains(secret), "a command printed a secret") }
    }

    private static func holdsAddress(_ line: Substring) -> Bool {
        line.firstMatch(of: /[A-Za-z0-9._%+-]+(@|%40)[A-Za-z0-9-]+\.[A-Za-z]{2,}/) != nil
    }

    /// Whether a line holds the word as such and not within a longer one.
    static func holds(_ line: Substring, _ word: String) -> Bool {
        line.ranges(of: word).contains { range in
            let before = range.lowerBound > line.startIndex ? line[line.index(before: range.lowerBound)] : " "
            let after = range.upperBound < line.endIndex ? line[range.upperBound] : " "
            return !before.isLetter && !after.isLetter
        }
    }
}
