/// Text with placeholders, parsed once.
struct RESTTemplate: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        case literal(String)
        case value(RESTPlaceholder)
    }

    /// A mistake in the text of a template.
    struct Mistake: Error, Sendable, Hashable {
        var offset: Int
        var message: String
        var fix: String?
    }

    private(set) var pieces: [Piece] = []

    init(pieces: [Piece]) { self.pieces = pieces }

    /// A text without placeholders.
    init(literal text: String) { self.init(pieces: text.isEmpty ? [] : [.literal(text)]) }

    /// Reads `text {name | filter: argument} text`; `{{` and `}}` stand for braces.
    init(parsing text: String) throws(Mistake) {
        let characters = Array(text)
        var literal = ""
        var index = 0
        while index < characters.count {
            let character = characters[index]
            let next = index + 1 < characters.count ? characters[index + 1] : nil
            if (character == "{" || character == "}") && next == character {
                literal.append(character)
                index += 2
            } else if character == "{" {
                guard let end = characters[index...].firstIndex(of: "}") else {
                    throw Mistake(offset: index, message: "\"{\" has no \"}\"", fix: "write {{ for a brace")
                }
                if !literal.isEmpty { pieces.append(.literal(literal)) }
                literal = ""
                pieces.append(.value(try Self.placeholder(String(characters[(index + 1)..<end]), at: index)))
                index = end + 1
            } else if character == "}" {
                throw Mistake(offset: index, message: "\"}\" has no \"{\"", fix: "write }} for a brace")
            } else {
                literal.append(character)
                index += 1
            }
        }
        if !literal.isEmpty { pieces.append(.literal(literal)) }
    }

    var placeholders: [RESTPlaceholder] {
        pieces.compactMap { piece in
            if case .value(let placeholder) = piece { placeholder } else { nil }
        }
    }

    /// The placeholder that is the whole text: its value keeps its JSON type.
    var sole: RESTPlaceholder? { pieces.count == 1 ? placeholders.first : nil }

    private static func placeholder(_ text: String, at offset: Int) throws(Mistake) -> RESTPlaceholder {
        var parts = text.split(separator: "|", omittingEmptySubsequences: false).map { trimmed(String($0)) }
        let written = parts.removeFirst()
        guard let name = RESTPlaceholder.Name(written) else {
            let nearest = NearestPlaceholder.of(written)
            throw Mistake(
                offset: offset + 1,
                message: "there is nothing named \"\(written)\"",
                fix: nearest.map { "did you mean \"\($0)\"?" } ?? "known: "
                    + NearestPlaceholder.names.joined(separator: ", ")
            )
        }
        var filters: [RESTFilter] = []
        for part in parts {
            let (word, argument) = split(part)
            guard let filter = RESTFilter(word, argument: argument) else {
                let nearest = NearestPlaceholder.of(word, among: RESTFilter.names)
                throw Mistake(
                    offset: offset + 1,
                    message: "there is no filter \"\(part)\"",
                    fix: nearest.map { "did you mean \"\($0)\"?" } ?? "known: "
                        + RESTFilter.names.joined(separator: ", ")
                )
            }
            filters.append(filter)
        }
        return RESTPlaceholder(name: name, filters: filters, offset: offset)
    }

    private static func split(_ part: String) -> (String, String?) {
        guard let colon = part.firstIndex(of: ":") else { return (part, nil) }
        return (trimmed(String(part[..<colon])), trimmed(String(part[part.index(after: colon)...])))
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
