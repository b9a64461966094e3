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

    func show() {
        for section in sections {
            Output.line(section.title)
            for finding in section.findings {
                Output.line("  \(Self.mark(finding.level)) \(finding.subject): \(finding.message)")
                if let fix = finding.fix { Output.line("      → \(fix)") }
            }
        }
    }

    private static func mark(_ level: Finding.Level) -> String {
        switch level {
        case .fine: "ok     "
        case .made: "made   "
        case .warning: "warning"
        case .problem: "PROBLEM"
        }
    }
}
