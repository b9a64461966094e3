import SyncModel

/// What a person reads of a plan.
struct MappingScreen {
    var output: MappingOutput
    /// Whether the CRM was read.
    var isCompared: Bool

    /// What `mapping apply` has done to the store's records.
    var applied: String {
        let place = "\(output.destination), \(output.store): "
        let more = "\(Numbers.grouped(output.waiting)) more"
        let waiting =
            output.waiting == 0
            ? "" : isLive ? " \(more) are on their way already." : " \(more) wait for mode: live.\(comparison)"
        guard output.marked > 0 else { return place + "nothing differs from what was sent." + waiting }
        let noun = output.marked == 1 ? "1 record is" : "\(Numbers.grouped(output.marked)) records are"
        let calls = output.calls.map { ", about \(Numbers.grouped($0)) calls" } ?? ""
        return place + "\(noun) to be sent\(calls)." + waiting
    }

    var lines: [String] {
        var lines = ["\(output.destination), \(output.store)"]
        guard !output.kinds.isEmpty else { return lines + ["  no records yet"] }
        for kind in output.kinds {
            let guests = kind.guests > 0 ? ", \(Numbers.grouped(kind.guests)) of them guests" : ""
            lines.append("  \(kind.kind)s: \(Numbers.grouped(kind.records))\(guests)")
            lines += Output.rows(
                Self.words.compactMap { outcome, words in
                    kind.outcomes[outcome.rawValue].map {
                        [Numbers.grouped($0), outcome == .waiting && !isLive ? "wait for mode: live" : words]
                    }
                },
                indent: "    "
            )
            lines += fields(kind)
        }
        lines += examples
        return lines + end
    }

    /// In the order in which they matter.
    private static let words: [(MappingOutcome, String)] = [
        (.created, "would be made"), (.adopted, "would be taken over, as they are in the CRM already"),
        (.changed, "would change"), (.conflicting, "need a person to say who they are in the CRM"),
        (.unread, "must be read first: the mapping names what was never read of them"),
        (.unmappable, "cannot be mapped"),
        (.archived, "are left out by a rule now, and would go to the CRM's bin"),
        (.marked, "are left out by a rule now, and would be marked so"),
        (.leftOut, "were sent, and are left out by a rule now: they stay as they are"),
        (.leftAlone, "differ only in fields that are not to be written"), (.unchanged, "stay as they are"),
        (.shared, "share another customer's contact"), (.skipped, "are left out by a rule"),
        (.waiting, "are about to be sent anyway"), (.parked, "are parked: \"sluice failures retry\" sends them"),
        (.discarded, "were discarded"), (.erased, "were erased on request"),
        (.deletedInShopify, "were deleted in Shopify"), (.deletedInCRM, "were deleted in the CRM and are left so"),
        (.notSent, "were never sent: \"sluice backfill --destination\" does"),
        (.notMeant, "are not meant, such as test orders"),
    ]

    private static let fieldWords: [(FieldOutcome, String)] = [
        (.changes, "written"), (.clears, "emptied, as Shopify has nothing"), (.ifEmpty, "written where it is empty"),
        (.kept, "left, as it is filled"),
        (.onCreate, "left, as the record is there"), (.edited, "left, as it was changed in the CRM"),
    ]

    private func fields(_ kind: MappingOutput.Kind) -> [String] {
        let rows = kind.fields.sorted { $0.key < $1.key }.map { name, outcomes in
            [
                name,
                Self.fieldWords.compactMap { outcome, words in
                    outcomes[outcome.rawValue].map { "\(Numbers.grouped($0)) \(words)" }
                }.joined(separator: ", "),
            ]
        }
        return rows.isEmpty ? [] : ["    by field"] + Output.rows(rows, indent: "      ")
    }

    private var examples: [String] {
        guard !output.examples.isEmpty else { return [] }
        let rows = output.examples.map { example in
            [
                "\(example.kind) \(example.id)", example.outcome.replacing("_", with: " "),
                example.reason ?? example.fields.joined(separator: ", "),
            ]
        }
        return ["  for example"] + Output.rows(rows, indent: "    ")
    }

    private var end: [String] {
        let preview = output.examples.first.map {
            "\"sluice mapping preview \($0.kind) \($0.id) --diff\" shows values beside those in the CRM."
        }
        let unread = output.unread == 0 ? [] : [unread]
        guard output.writes > 0 else {
            if !unread.isEmpty { return unread }
            guard !isCompared else { return ["Nothing would be written."] }
            guard !isLive, output.waiting > 0 else { return ["Nothing differs from what was sent."] }
            return ["What waits was not compared with the CRM.\(comparison)"]
        }
        let calls = output.calls.map { ", about \(Numbers.grouped($0)) calls" } ?? ""
        let records = output.writes == 1 ? "1 record" : "\(Numbers.grouped(output.writes)) records"
        let head = "\(records) would be written\(calls)."
        let how =
            isLive
            ? first + "\"\(output.apply)\" sends them, behind live traffic."
            : "Nothing is sent in mode \(output.mode); set mode: live to deliver."
        return [head] + unread + [how] + [preview].compactMap { $0 }
    }

    private var isLive: Bool { output.mode == DestinationSettings.Mode.live.rawValue }

    /// What tells more of a destination to which nothing is sent.
    private var comparison: String {
        guard output.mode == DestinationSettings.Mode.shadow.rawValue else { return "" }
        return
            " \"sluice mapping plan --destination \(ShellWord.quoted(output.destination)) --diff\" shows what they would do."
    }

    /// What comes before that.
    private var first: String {
        output.runsAnother ? "The server runs with another mapping: \"sluice reload\" lets it read this one. Then " : ""
    }

    private var unread: String {
        let count = output.unread == 1 ? "1 record is" : "\(Numbers.grouped(output.unread)) records are"
        return (output.writes == 0 ? first : "")
            + "\(count) read from Shopify by \"\(output.apply)\" before it looks at "
            + "\(output.unread == 1 ? "it, and sent where it differs" : "them, and sent where they differ") then."
    }
}
