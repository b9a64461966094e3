import ArgumentParser
import Foundation
import SyncEngine
import SyncModel

struct FailuresListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List failures grouped by cause.",
        discussion: """
            Example: sluice failures list --destination hubspot

            Each cause with the number of records, the CRM's own words, what to do, and one record to look at. What the words \
            repeat of a person is left out: "sluice show" has it. Also lists webhooks that could not be read.
            """
    )

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @Option(help: "Only this destination.") var destination: String?

    private struct Report: Codable {
        struct Group: Codable {
            var destination: String
            var kind: String
            var code: String
            var count: Int
            var firstAt: String?
            var lastAt: String?
            var example: Example
            var message: String
            var fix: String
            /// For a doubtful match: the CRM records that could be the example.
            var candidates: [CandidateReport]?
        }

        struct Example: Codable {
            var store: String
            var kind: String
            var id: String
        }

        struct Unreadable: Codable {
            var store: String
            var topic: String
            var webhookId: String
            var receivedAt: String?
            var reason: String?
        }

        var groups: [Group]
        var unreadable: [Unreadable]
    }

    func run() async throws {
        let configuration = try config.load()
        let chosen = try destination.map { try configuration.destination(named: $0).name }
        let store = try await StoreSession.open(configuration).store
        let groups = try await store.failures(destination: chosen)
        let examples = try await store.records(groups.map(\.example))
        let unreadable = try await store.receipts(in: .undecodable, limit: 50)
        let report = Report(
            groups: groups.map {
                Report.Group(
                    destination: $0.destination.rawValue,
                    kind: $0.kind.rawValue,
                    code: $0.code.rawValue,
                    count: $0.count,
                    firstAt: Ages.stamp($0.firstAt),
                    lastAt: Ages.stamp($0.lastAt),
                    example: Report.Example(
                        store: $0.example.store.rawValue,
                        kind: $0.kind.rawValue,
                        id: $0.example.externalID
                    ),
                    message: MaskedWords.of($0.message, examples[$0.example]?.record),
                    fix: FailureAdvice.fix(for: $0.code),
                    candidates: Self.candidates($0)
                )
            },
            unreadable: unreadable.map {
                Report.Unreadable(
                    store: $0.store.rawValue,
                    topic: $0.topic,
                    webhookId: $0.webhookID,
                    receivedAt: Ages.stamp($0.receivedAt),
                    reason: $0.reason
                )
            }
        )
        if json.isOn { try Output.json(report) } else { show(report, now: SystemClock().now) }
    }

    private static func candidates(_ group: FailureGroup) -> [CandidateReport]? {
        group.candidates.isEmpty ? nil : group.candidates.map { CandidateReport($0, of: group.example) }
    }

    private func show(_ report: Report, now: Instant) {
        if report.groups.isEmpty, report.unreadable.isEmpty { Output.line("No failures.") }
        for group in report.groups {
            let first = group.firstAt.flatMap { Timestamp($0)?.instant }
            let last = group.lastAt.flatMap { Timestamp($0)?.instant }
            let times =
                group.count > 1
                ? "first \(Ages.ago(first, now: now)), last \(Ages.ago(last, now: now))" : Ages.ago(last, now: now)
            Output.line("\(group.destination): \(group.count) × \(group.code) (\(group.kind)), \(times)")
            Output.line("  The CRM's words: \(group.message)")
            Output.line("  What to do: \(group.fix)")
            Output.line("  One of them: sluice show \(group.kind) \(group.example.id)   (of \(group.example.store))")
            Output.table((group.candidates ?? []).map(\.row), indent: "    ")
            Output.line("  When mended: sluice failures retry --destination \(group.destination) --code \(group.code)")
        }
        guard !report.unreadable.isEmpty else { return }
        Output.line("Webhooks that could not be read (kept; the newest \(report.unreadable.count)):")
        Output.table(report.unreadable.map { [$0.receivedAt ?? "", $0.store, $0.topic, $0.reason ?? ""] })
        Output.line(
            "  What to do: \"sluice reconcile\" reads what they told; \"sluice failures discard --unreadable\" settles them."
        )
    }
}
