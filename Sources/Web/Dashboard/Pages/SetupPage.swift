import SyncModel

/// `doctor` as a page, each finding with its fix.
struct FindingsAnswer: Decodable, Sendable {
    struct Finding: Decodable, Sendable {
        var level: String
        var subject: String
        var message: String
        var fix: String?
    }

    struct Section: Decodable, Sendable {
        var title: String
        var findings: [Finding]
    }

    var sections: [Section]
    var lookedAt: String?
    var file: String?
    /// The mapping files in use, by destination.
    var mappings: [String: String]?
}

struct SetupPage {
    struct Finding {
        var tone: String
        var level: String
        var subject: String
        var message: String
        var fix: String?
    }

    struct Section {
        var title: String
        var findings: [Finding]
        /// How many are as they should be, which are not shown one by one.
        var fine: String?
    }

    struct Mapping {
        var destination: String
        var file: String
    }

    var sections: [Section]
    var looked: ShownTime?
    var file: String?
    var mappings: [Mapping]
    var tone: String
    var words: String

    init(_ answer: FindingsAnswer, now: Instant) {
        let open = answer.sections.flatMap(\.findings).filter { Self.isOpen($0) }
        tone = open.contains { $0.level == "problem" } ? "bad" : open.isEmpty ? "good" : "busy"
        words =
            answer.sections.isEmpty
            ? "Nothing was checked yet."
            : open.isEmpty
                ? "All that was checked is well."
                : open.count == 1 ? "1 finding needs a look." : "\(open.count) findings need a look."
        sections = answer.sections.map { section in
            let fine = section.findings.filter { !Self.isOpen($0) }
            return Section(
                title: section.title,
                findings: section.findings.filter(Self.isOpen).map { finding in
                    Finding(
                        tone: finding.level == "problem" ? "bad" : "busy",
                        level: finding.level,
                        subject: finding.subject,
                        message: finding.message,
                        fix: finding.fix
                    )
                },
                fine: fine.isEmpty ? nil : fine.map { "\($0.subject): \($0.message)" }.joined(separator: "; ")
            )
        }
        looked = ShownTime(answer.lookedAt, now: now)
        file = answer.file
        mappings = (answer.mappings ?? [:]).sorted { $0.key < $1.key }.map {
            Mapping(destination: $0.key, file: $0.value)
        }
    }

    private static func isOpen(_ finding: FindingsAnswer.Finding) -> Bool {
        finding.level == "problem" || finding.level == "warning"
    }
}
