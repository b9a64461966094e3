import SyncModel

/// Servers that go on with a former configuration, as findings.
enum ServerFindings {
    /// - Parameters:
    ///   - nodes: the servers that are known.
    ///   - now: by our clock.
    /// - Returns: one for each that did not take up what it was asked to read.
    static func all(_ nodes: [ServerNode], now: Instant) -> [Finding] {
        nodes.filter(\.isAlive).compactMap { node in
            node.word?.refusal.map { refusal in
                Finding(
                    .problem,
                    "server \(node.name)",
                    "goes on with its former configuration; the changed one was refused \(Ages.ago(refusal.at, now: now)): "
                        + refusal.reason.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: "; ")
                        .replacing(":; ", with: ": "),
                    fix: "mend that, then \"sluice reload\" lets it read the files again"
                )
            }
        }
    }
}

extension FindingsReport {
    /// The same with what is known of the servers, beside the configuration that was looked at.
    mutating func add(_ nodes: [ServerNode], now: Instant) {
        let findings = ServerFindings.all(nodes, now: now)
        guard !findings.isEmpty else { return }
        sections.insert(Section(title: "servers", findings: findings), at: min(1, sections.count))
    }
}
