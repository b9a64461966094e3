/// How the raw text between triple quotes becomes a value: common indentation and blank first and last lines go.
enum GraphQLBlockString {
    static func value(of raw: [UInt8]) -> String {
        var lines = String(decoding: raw, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasSuffix("\r") ? $0.dropLast() : $0 }
        let indent = lines.dropFirst().filter { !isBlank($0) }.map(indentation).min() ?? 0
        for index in lines.indices.dropFirst() {
            lines[index] = lines[index].dropFirst(min(indent, indentation(lines[index])))
        }
        while let first = lines.first, isBlank(first) { lines.removeFirst() }
        while let last = lines.last, isBlank(last) { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy { $0 == " " || $0 == "\t" } }

    private static func indentation(_ line: Substring) -> Int { line.prefix { $0 == " " || $0 == "\t" }.count }
}
