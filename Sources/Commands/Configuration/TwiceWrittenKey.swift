import SyncModel

/// A key that stands a second time in one mapping, found where the parser says only in which.
struct TwiceWrittenKey: Equatable {
    let name: String
    /// Of the second, counted from 1.
    let line: Int
    let column: Int
    /// As it is written, its quotes among it.
    let length: Int
    let firstLine: Int

    /// Looks through a mapping for the first of some keys that comes again.
    ///
    /// - Parameters:
    ///   - names: which keys stand there more than once.
    ///   - line: where the mapping begins, counted from 1.
    ///   - column: at its first key.
    ///   - lines: of the whole document.
    init?(_ names: [String], line: Int, column: Int, _ lines: [Substring]) {
        guard lines.indices.contains(line - 1) else { return nil }
        let scalars = lines[(line - 1)...].map { Array($0.unicodeScalars) }
        guard let first = scalars.first, first.indices.contains(column - 1) else { return nil }
        let found =
            Self.isInBraces(lines, before: column - 1, of: line - 1)
            ? Self.keys(inBraces: scalars, from: column - 1) : Self.keys(inLines: scalars, at: column - 1)
        var seen: [String: Int] = [:]
        for key in found where names.contains(key.name) {
            if let before = seen[key.name] {
                (name, self.line, self.column) = (key.name, line + key.line, key.column + 1)
                (length, firstLine) = (key.length, line + before)
                return
            }
            seen[key.name] = key.line
        }
        return nil
    }

    func problem(in file: String) -> DocumentProblem {
        DocumentProblem(
            DocumentMark(file: file, line: line, column: column),
            "the key \"\(name)\" stands twice in one mapping",
            fix: "keep one of them; the first stands in line \(firstLine)"
        )
    }

    /// A key where it stands, counted from 0.
    private struct Key {
        var name: String
        var line: Int
        var column: Int
        var length: Int
    }

    /// Whether a brace is what stands before the first key.
    private static func isInBraces(_ lines: [Substring], before column: Int, of line: Int) -> Bool {
        var text = String(String.UnicodeScalarView(lines[line].unicodeScalars.prefix(column)))
        var above = line
        while text.allSatisfy({ $0 == " " }), above > 0 {
            above -= 1
            text = String(lines[above].prefix { $0 != "#" && $0 != "\r" })
        }
        return text.last { $0 != " " } == "{"
    }

    /// The keys of a mapping of one key a line: all that begin in its column.
    private static func keys(inLines lines: [[Unicode.Scalar]], at column: Int) -> [Key] {
        var keys: [Key] = []
        for (index, line) in lines.enumerated() {
            let indentation = index == 0 ? column : line.prefix { $0 == " " }.count
            guard line.count > indentation, line[indentation] != "#", line[indentation] != "\r" else { continue }
            if indentation < column { break }
            guard indentation == column, let key = key(line, from: column) else { continue }
            keys.append(Key(name: key.name, line: index, column: column, length: key.length))
        }
        return keys
    }

    /// The keys of a mapping in braces, from the first of them on: what stands there before a colon.
    private static func keys(inBraces lines: [[Unicode.Scalar]], from column: Int) -> [Key] {
        var keys: [Key] = []
        var (depth, isAtKey) = (1, true)
        for (index, line) in lines.enumerated() {
            var place = index == 0 ? column : 0
            while place < line.count {
                let sign = line[place]
                if sign == "{" || sign == "[" {
                    depth += 1
                } else if sign == "}" || sign == "]" {
                    depth -= 1
                    if depth == 0 { return keys }
                } else if sign == ",", depth == 1 {
                    isAtKey = true
                } else if sign == "#", place > 0, line[place - 1] == " " {
                    break
                } else if depth == 1, isAtKey, sign != " " {
                    isAtKey = false
                    guard let key = key(line, from: place) else { return keys }
                    keys.append(Key(name: key.name, line: index, column: place, length: key.length))
                    place += key.length
                    continue
                } else if sign == "\"" || sign == "'", place > 0, " :,[{".unicodeScalars.contains(line[place - 1]) {
                    guard let end = line[(place + 1)...].firstIndex(of: sign) else { return keys }
                    place = end
                }
                place += 1
            }
        }
        return keys
    }

    /// A key with its length as it is written; `nil` where none with a colon is in the line.
    private static func key(_ line: [Unicode.Scalar], from start: Int) -> (name: String, length: Int)? {
        var (first, end) = (start, start)
        if line[start] == "\"" || line[start] == "'" {
            guard let close = line[(start + 1)...].firstIndex(of: line[start]) else { return nil }
            (first, end) = (start + 1, close)
        } else {
            let colon = line[start...].indices.first {
                line[$0] == ":" && ($0 + 1 == line.count || " \r".unicodeScalars.contains(line[$0 + 1]))
            }
            guard let colon else { return nil }
            end = colon
            while end > start, line[end - 1] == " " { end -= 1 }
        }
        let name = String(String.UnicodeScalarView(line[first..<end]))
        return name.isEmpty ? nil : (name, (first > start ? end + 1 : end) - start)
    }
}
