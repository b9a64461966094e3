/// The text of `~/.aws/credentials` or `~/.aws/config`: sections of `key = value`.
package struct ProfileFile: Sendable, Hashable {
    /// By profile, then by key.
    package private(set) var profiles: [String: [String: String]] = [:]

    /// - Parameters:
    ///   - text: of the file.
    ///   - isConfiguration: whether profiles other than the usual one stand there as `[profile NAME]`.
    package init(_ text: String, isConfiguration: Bool) {
        var section: String?
        for line in text.split(whereSeparator: \.isNewline) {
            let isNested = line.first?.isWhitespace == true
            let content = Self.trimmed(line)
            guard let first = content.first, first != "#", first != ";" else { continue }
            if first == "[" {
                section = Self.profile(content, isConfiguration)
                if let section, profiles[section] == nil { profiles[section] = [:] }
                continue
            }
            guard !isNested, let section, let sign = content.firstIndex(of: "=") else { continue }
            let key = Self.trimmed(content[..<sign]).lowercased()
            var value = Self.trimmed(content[content.index(after: sign)...])
            // A remark begins behind a space; a secret may hold the sign itself.
            for mark in [" #", " ;"] {
                if let start = value.firstRange(of: mark) { value = Self.trimmed(value[..<start.lowerBound]) }
            }
            profiles[section]?[key] = value
        }
    }

    private static func profile(_ header: String, _ isConfiguration: Bool) -> String? {
        guard let end = header.firstIndex(of: "]") else { return nil }
        let name = trimmed(header[header.index(after: header.startIndex)..<end])
        guard isConfiguration else { return name }
        if name == "default" { return name }
        guard name.hasPrefix("profile ") || name.hasPrefix("profile\t") else { return nil }
        return trimmed(name.dropFirst("profile".count))
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let front = text.drop(while: \.isWhitespace)
        return String(front.reversed().drop(while: \.isWhitespace).reversed())
    }
}
