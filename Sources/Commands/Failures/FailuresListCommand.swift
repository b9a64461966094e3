import ArgumentParser
import Foundation
import SyncEngine
import SyncModel
import Web

struct FailuresListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List failures grouped by cause.",
        discussion: """
            Example: sluice failures list --destination hubspot

            Each cause with the number of records, why (often in the CRM's own words), what to do, and one record to look at. What the words \
            repeat of a person is left out: "sluice show" has it. Also lists records that are in the CRM without a value that it refused, and webhooks that \
            could not be read.
            """
    )

    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var server: ServerOption
    @OptionGroup var scope: FailureScope

    func run() async throws {
        let isRemote = try await server.ask { desk in
            let question = DeskQuestion.failures(
                destination: scope.destination,
                store: scope.store,
                kind: scope.kind?.kind.rawValue,
                since: scope.sinceStamp
            )
            show(try await desk.report(question), now: SystemClock().now)
        }
        if isRemote { return }
        let configuration = try config.load()
        let filter = try scope.filter(configuration)
        let session = try await StoreSession.open(configuration).store
        let report = try await FailuresReport.current(session, filter)
        show(try ShownReport(report), now: SystemClock().now)
    }

    /// A record that is there needs no retry: it is sent again by a comparison, once the CRM takes the value.
    static func lines(_ group: FailuresReport.Refused) -> [String] {
        let records = group.count == 1 ? "1 \(group.kind) is" : "\(group.count) \(group.kind)s are"
        return [
            "\(group.destination): \(records) there without \(group.fields.joined(separator: ", ")), which the CRM refused"
        ]
            + (group.message.map { ["  Why: \($0)"] } ?? [])
            + [
                "  What to do: correct the value in Shopify, the mapping, or the field in the CRM, such as its choices.",
                "  One of them: sluice show \(group.kind) \(group.example.id)   (of \(group.example.store))",
                "  When mended in the CRM: sluice audit --repair --destination \(group.destination)",
            ]
    }

    /// What to do with webhooks that could not be read for these reasons.
    ///
    /// Where the stored record was at fault they are all that holds the news, and to settle them would lose it.
    static func advice(_ reasons: [String]) -> [String] {
        let waiting = reasons.filter { $0.hasPrefix(ReceiptContent.unmerged) }
        let others =
            "\"sluice reconcile\" reads what they told, of a store with Admin credentials; \"sluice replay --unreadable\" reads them "
            + "once more, as after an upgrade"
        let settles = "\"sluice failures discard --unreadable\" settles them"
        if waiting.isEmpty { return ["\(others); \(settles)."] }
        let mend =
            "\(waiting.count) wait for a stored record that cannot be read: mend that as \"sluice db check --thorough\" says, then "
            + "\"sluice replay --unreadable\". Discard none of them before."
        return waiting.count == reasons.count ? [mend] : [mend, "Of the others \(others). Then \(settles)."]
    }

    private func show(_ shown: ShownReport<FailuresReport>, now: Instant) {
        if json.isOn { return Output.document(shown.json) }
        let report = shown.value
        if report.groups.isEmpty, report.refused.isEmpty, report.unreadable.isEmpty { Output.line("No failures.") }
        for group in report.groups {
            let first = group.firstAt.flatMap { Timestamp($0)?.instant }
            let last = group.lastAt.flatMap { Timestamp($0)?.instant }
            let times =
                group.count > 1
                ? "first \(Ages.ago(first, now: now)), last \(Ages.ago(last, now: now))" : Ages.ago(last, now: now)
            Output.line("\(group.destination): \(group.count) × \(group.code) (\(group.kind)), \(times)")
            Output.line("  Why: \(group.message)")
            Output.line("  What to do: \(group.fix)")
            if let finding = group.finding {
                Output.line("  First mend what \"sluice doctor\" finds there: \(finding)")
            }
            Output.line("  One of them: sluice show \(group.kind) \(group.example.id)   (of \(group.example.store))")
            Output.table((group.candidates ?? []).map(\.row), indent: "    ")
            Output.line("  When mended: sluice failures retry --destination \(group.destination) --code \(group.code)")
        }
        for group in report.refused { for line in Self.lines(group) { Output.line(line) } }
        guard !report.unreadable.isEmpty else { return }
        let count = report.unreadableCount ?? report.unreadable.count
        Output.line(
            count > report.unreadable.count
                ? "Webhooks that could not be read (kept; the newest \(report.unreadable.count) of \(Numbers.grouped(count))):"
                : "Webhooks that could not be read (kept):"
        )
        Output.table(report.unreadable.map { [$0.receivedAt ?? "", $0.store, $0.topic, $0.reason ?? ""] })
        for line in Self.advice(report.unreadable.map { $0.reason ?? "" }) { Output.line("  What to do: " + line) }
    }
}
