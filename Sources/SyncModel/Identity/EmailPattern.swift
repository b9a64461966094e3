/// Addresses by a pattern in which `*` stands for any text, such as `*@marketplace.example`; case does not count.
package struct EmailPattern: Sendable, Hashable, CustomStringConvertible {
    /// In lower case.
    package let description: String
    private let parts: [[UInt8]]

    /// How many patterns a destination may have.
    package static let mostPatterns = 100
    private static let longest = 254
    private static let mostStars = 8

    /// Why a text is no pattern, and what would be one.
    package struct Mistake: Error, Hashable {
        package var message: String
        package var fix: String
    }

    /// - Throws: ``Mistake`` for a text that no address fits, or every one does.
    package init(_ text: String) throws(Mistake) {
        let folded = text.lowercased()
        let example = "such as *@marketplace.example"
        guard !folded.isEmpty, folded.utf8.count <= Self.longest else {
            throw Mistake(message: "is empty or longer than \(Self.longest) bytes", fix: example)
        }
        guard !folded.unicodeScalars.contains(where: \.properties.isWhitespace) else {
            throw Mistake(message: "has white space in it", fix: example)
        }
        guard folded.utf8.count(where: { $0 == UInt8(ascii: "@") }) == 1 else {
            throw Mistake(message: "is no pattern for addresses: it needs one @", fix: example)
        }
        guard folded.contains(where: { $0 != "*" && $0 != "@" && $0 != "." }) else {
            throw Mistake(
                message: "fits every address",
                fix: "to leave all people out, leave \"customer\" out of the mapping"
            )
        }
        guard folded.utf8.count(where: { $0 == UInt8(ascii: "*") }) <= Self.mostStars else {
            throw Mistake(message: "has more than \(Self.mostStars) asterisks", fix: example)
        }
        description = folded
        parts = folded.utf8.split(separator: UInt8(ascii: "*"), omittingEmptySubsequences: false).map { Array($0) }
    }

    /// Whether the pattern stands for this folded address.
    package func fits(_ email: String) -> Bool {
        guard let first = parts.first, let last = parts.last else { return false }
        var rest = Array(email.utf8)[...]
        guard parts.count > 1 else { return rest.elementsEqual(first) }
        guard rest.starts(with: first) else { return false }
        rest = rest.dropFirst(first.count)
        guard rest.count >= last.count, rest.suffix(last.count).elementsEqual(last) else { return false }
        rest = rest.dropLast(last.count)
        // The earliest place of each leaves the most for those behind it.
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let place = Self.place(of: part, in: rest) else { return false }
            rest = rest[(place + part.count)...]
        }
        return true
    }

    private static func place(of part: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
        guard text.count >= part.count else { return nil }
        return (text.startIndex...(text.endIndex - part.count)).first { text[$0...].starts(with: part) }
    }
}
