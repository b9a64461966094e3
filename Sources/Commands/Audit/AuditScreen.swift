import SyncModel

/// An audit as a person reads it: what agrees, the days that do not, and each difference with what to do.
struct AuditScreen {
    var output: AuditOutput

    /// As many rows and differences as a screen takes; `--json` has more.
    private static let shown = 50

    var lines: [String] {
        [head] + sentences + remarks + days + differences + explained + ending
    }

    private var head: String {
        let zone = output.zone.map { "days in \($0)" } ?? "days as each record is dated"
        return "\(output.store): \(zone)" + (output.finishedAt.map { ", compared until \($0)" } ?? "")
    }

    // MARK: How it stands

    private var sentences: [String] {
        let hasDestinations = output.standings.contains { $0.destination != nil }
        let told = output.standings.filter { ($0.destination != nil) == hasDestinations }
        guard !told.isEmpty else { return ["  There is nothing in this range."] }
        return told.map(sentence)
    }

    private func sentence(_ standing: AuditOutput.Standing) -> String {
        let noun = standing.kind == RecordKind.order.rawValue ? "order" : "customer"
        let isOne = standing.agreeing == 1
        let isToTheCent = noun == "order" && !output.withoutTotal.contains(standing.destination ?? "")
        let place = standing.destination.map { "in \($0)" } ?? "with Shopify"
        var text =
            "  \(Numbers.grouped(standing.agreeing)) \(noun)\(isOne ? " agrees" : "s agree")"
            + "\(isToTheCent ? " to the cent" : "") \(place)"
        text += "; \(Numbers.grouped(standing.differing)) \(standing.differing == 1 ? "differs" : "differ")"
        if standing.explained > 0 {
            text += ", \(Numbers.grouped(standing.explained)) more for a known reason"
        }
        return text
    }

    private var remarks: [String] {
        var lines: [String] = []
        if output.since != nil || output.until != nil {
            let range = [output.since.map { "from \($0)" }, output.until.map { "up to \($0)" }].compactMap { $0 }
            lines.append(
                "  Only what was made \(range.joined(separator: " ")) is compared; days at its ends may be cut."
            )
        }
        if let kind = output.onlyKind { lines.append("  Only \(kind)s are compared.") }
        if let names = output.onlyDestinations {
            lines.append("  No other CRM is compared than \(names.joined(separator: ", ")).")
        }
        if !output.readsShopify {
            lines.append("  Shopify was not read: the store has no Admin API credentials. Only what came is compared.")
        }
        if output.seesOnlyRecentOrders {
            lines.append("  Shopify shows the app orders of the last 60 days only (read_all_orders is missing).")
        }
        if let job = output.besideBackfill {
            lines.append(
                "  A backfill ran meanwhile (job \(job)): what it had not read yet differs because of it. Compare again once it is done."
            )
        }
        for (name, reason) in output.unread.sorted(by: { $0.key < $1.key }) {
            lines.append("  \(name) could not be compared with: \(reason). \"sluice doctor\" tells more.")
        }
        return lines
    }

    // MARK: Days

    private var days: [String] {
        let differing = output.days.filter { $0.explained + $0.unexplained > 0 }
        guard !differing.isEmpty else { return [] }
        let names = Set(output.totals.flatMap(\.destinations.keys)).sorted()
        let header = ["day", "", "", "Shopify", "Sluice"] + names + ["differ", "explained"]
        let rows = differing.suffix(Self.shown).map { cells($0, names) }
        let totals = output.totals.filter { total in
            differing.contains { $0.kind == total.kind && $0.currency == total.currency }
        }
        .map { cells($0, names) }
        let more = differing.count - min(differing.count, Self.shown)
        return ["", "Days that differ"] + (more > 0 ? ["  \(more) earlier ones are left out; --json has them."] : [])
            + Output.rows([header] + rows + totals)
    }

    private func cells(_ row: AuditOutput.Row, _ names: [String]) -> [String] {
        [
            row.day ?? "all days", row.kind + "s", row.currency ?? "", cell(row.shopify, row.currency),
            cell(row.sluice, row.currency),
        ] + names.map { cell(row.destinations[$0], output.withoutTotal.contains($0) ? nil : row.currency) }
            + ["\(row.unexplained)", "\(row.explained)"]
    }

    private func cell(_ sum: AuditOutput.Sum?, _ currency: String?) -> String {
        guard let sum else { return "-" }
        guard let currency else { return Numbers.grouped(sum.count) }
        return "\(Numbers.grouped(sum.count)) = \(MoneyText.text(sum.amount, currency))"
    }

    // MARK: What differs

    private var differences: [String] {
        let open = output.differences.filter { !$0.explained }
        guard !open.isEmpty else { return [] }
        let rows = open.prefix(Self.shown).map(cells)
        let more = output.unexplained - Int64(rows.count)
        // Each advice once, with all that it is for.
        var advised: [(advice: String, causes: [String])] = []
        for difference in open {
            guard let advice = difference.advice else { continue }
            let index = advised.firstIndex { $0.advice == advice } ?? advised.endIndex
            if index == advised.endIndex { advised.append((advice, [])) }
            if !advised[index].causes.contains(difference.cause) { advised[index].causes.append(difference.cause) }
        }
        let advice = advised.map { "  \($0.causes.map(words).joined(separator: "; ")): \($0.advice)" }
        return ["", "What differs"] + Output.rows(Array(rows))
            + (more > 0 ? ["  and \(Numbers.grouped(more)) more; --json has up to 1,000."] : [])
            + ["", "What to do"] + advice
    }

    private func cells(_ difference: AuditOutput.Difference) -> [String] {
        let fields = difference.fields.joined(separator: ", ")
        return [
            difference.kind, difference.name ?? "\(difference.id)", difference.day,
            difference.destination ?? "Sluice", words(difference.cause),
            [fields, difference.detail.map { "(\($0))" } ?? ""].filter { !$0.isEmpty }.joined(separator: " "),
        ]
    }

    private var explained: [String] {
        let causes = output.causes.filter(\.explained)
        guard !causes.isEmpty else { return [] }
        return ["", "For a known reason"]
            + Output.rows(
                causes.map { [Numbers.grouped($0.count), words($0.cause), $0.destination ?? ""] }
            )
    }

    private var ending: [String] {
        guard output.repaired > 0 else { return [] }
        let noun = output.repaired == 1 ? "1 record is" : "\(Numbers.grouped(output.repaired)) records are"
        return ["", "\(noun) being mended. \"sluice status --wait-idle 600\" waits for it; then ask again."]
    }

    private func words(_ cause: String) -> String {
        AuditCause(rawValue: cause).map(AuditWords.meaning) ?? cause
    }
}
