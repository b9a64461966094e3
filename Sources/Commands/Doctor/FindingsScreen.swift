import SyncModel

/// Findings of `doctor` and `setup`, for people and for `--json`.
struct FindingsReport: Codable {
    struct Section: Codable {
        var title: String
        var findings: [Finding]
    }

    var sections: [Section] = []

    var hasProblem: Bool { sections.contains { $0.findings.contains { $0.level == .problem } } }

    mutating func add(_ title: String, _ findings: [Finding]) {
        sections.append(Section(title: title, findings: findings))
    }

    func show(style: TerminalStyle = .plain) {
        for line in lines(style) { Output.line(line) }
    }

    var lines: [String] { lines(.plain) }

    /// What a person reads: like findings about many fields of one object are told together.
    func lines(_ style: TerminalStyle) -> [String] {
        sections.flatMap { section in
            [section.title] + Self.grouped(section.findings).flatMap { Self.lines($0, style) }
        }
    }

    private static func lines(_ group: [Finding], _ style: TerminalStyle) -> [String] {
        guard let first = group.first else { return [] }
        guard group.count > 2, let (kind, object, _) = parts(first) else {
            return group.flatMap { finding in
                ["  \(mark(finding.level, style)) \(finding.subject): \(finding.message)"]
                    + (finding.fix.map { ["      → \($0)"] } ?? [])
            }
        }
        let names = group.compactMap { parts($0)?.name }
        let plural = kind == "property" ? "properties" : kind + "s"
        let place = object.isEmpty ? "" : " of \(object)"
        let head = "  \(mark(first.level, style)) \(names.count) \(plural)\(place): each \(first.message)"
        guard first.level == .problem || first.level == .warning else { return [head] }
        let isSame = group.allSatisfy { $0.fix == first.fix }
        let mend = first.fix.map { fix in
            let words = fix.hasPrefix("run setup") ? "sluice setup" : fix
            return "      → \(words)\(isSame ? "" : "; --json tells each one's mend")"
        }
        return [head, "      " + names.joined(separator: ", ")] + (mend.map { [$0] } ?? [])
    }

    /// Neighbours of one level, message and object.
    private static func grouped(_ findings: [Finding]) -> [[Finding]] {
        findings.reduce(into: []) { groups, finding in
            if let last = groups.last?.last, let left = parts(last), let right = parts(finding),
                left.kind == right.kind,
                left.object == right.object, last.level == finding.level, last.message == finding.message
            {
                groups[groups.count - 1].append(finding)
            } else {
                groups.append([finding])
            }
        }
    }

    /// `property contacts.shopify_tags` as its three parts.
    private static func parts(_ finding: Finding) -> (kind: String, object: String, name: String)? {
        let words = finding.subject.split(separator: " ", maxSplits: 1)
        guard words.count == 2 else { return nil }
        // Topics belong to no object.
        if words[0] == "webhook" { return ("webhook", "", String(words[1])) }
        let names = words[1].split(separator: ".", maxSplits: 1)
        guard names.count == 2, !words[1].contains(" ") else { return nil }
        return (String(words[0]), String(names[0]), String(names[1]))
    }

    private static func mark(_ level: Finding.Level, _ style: TerminalStyle) -> String {
        switch level {
        case .fine: style.good("ok     ")
        case .made: style.good("made   ")
        case .warning: style.busy("warning")
        case .problem: style.bad("PROBLEM")
        }
    }
}
