/// A pattern for days and times made of `YYYY`, `YY`, `MM`, `M`, `DD`, `D`, `HH`, `mm`, `ss`; the rest stands as it is.
struct DayFormat: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        case text(String)
        case year, shortYear, paddedMonth, month, paddedDay, day, hour, minute, second
    }

    static let example = "YYYY-MM-DD"

    /// Longer tokens first.
    private static let tokens: [(String, Piece)] = [
        ("YYYY", .year), ("YY", .shortYear), ("MM", .paddedMonth), ("DD", .paddedDay), ("HH", .hour), ("mm", .minute),
        ("ss", .second), ("M", .month), ("D", .day),
    ]

    private let pieces: [Piece]

    /// `nil` for a pattern with other letters, or without any of the parts.
    init?(_ pattern: String) {
        var pieces: [Piece] = []
        var rest = Substring(pattern)
        while let first = rest.first {
            if let (token, piece) = Self.tokens.first(where: { rest.hasPrefix($0.0) }) {
                pieces.append(piece)
                rest = rest.dropFirst(token.count)
            } else {
                guard !first.isLetter || first == "T" else { return nil }
                pieces.append(.text(String(first)))
                rest = rest.dropFirst()
            }
        }
        guard pieces.contains(where: { if case .text = $0 { false } else { true } }) else { return nil }
        self.pieces = pieces
    }

    /// Whether it speaks of the time of day, which a bare day does not have.
    var hasTime: Bool { pieces.contains { $0 == .hour || $0 == .minute || $0 == .second } }

    /// Formats `YYYY-MM-DD` with or without `THH:MM:SS` behind it.
    func format(_ rfc3339: String) -> String {
        let bytes = Array(rfc3339.utf8)
        func part(_ range: Range<Int>) -> String {
            range.upperBound <= bytes.count ? String(decoding: bytes[range], as: UTF8.self) : "00"
        }
        func unpadded(_ text: String) -> String { text.hasPrefix("0") ? String(text.dropFirst()) : text }
        return pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .year: part(0..<4)
            case .shortYear: part(2..<4)
            case .paddedMonth: part(5..<7)
            case .month: unpadded(part(5..<7))
            case .paddedDay: part(8..<10)
            case .day: unpadded(part(8..<10))
            case .hour: part(11..<13)
            case .minute: part(14..<16)
            case .second: part(17..<19)
            }
        }.joined()
    }
}
