import Foundation
import SyncModel

/// What an audit found, for people and for `--json`.
struct AuditOutput: Codable {
    struct Sum: Codable, Equatable {
        var count: Int64
        /// Plain decimal text, never a floating point number.
        var amount: String

        init(_ sum: AuditSum) {
            count = sum.count
            amount = sum.amount.description
        }
    }

    struct Row: Codable {
        /// `nil` for a sum over all days.
        var day: String?
        var kind: String
        /// `nil` for customers.
        var currency: String?
        /// `nil` where Shopify could not be read.
        var shopify: Sum?
        var sluice: Sum
        var destinations: [String: Sum]
        var explained: Int64
        var unexplained: Int64
    }

    struct Standing: Codable {
        /// `nil` for Sluice beside Shopify.
        var destination: String?
        var kind: String
        var agreeing: Int64
        var explained: Int64
        var differing: Int64
    }

    struct Cause: Codable {
        var cause: String
        var explained: Bool
        var destination: String?
        var count: Int64
    }

    struct Difference: Codable {
        var kind: String
        var id: Int64
        var name: String?
        var day: String
        var destination: String?
        var cause: String
        var explained: Bool
        var fields: [String]
        var detail: String?
        var advice: String?
    }

    var job: Int64
    var store: String
    var clean: Bool
    /// The zone of the days; `nil` where each record's own offset counted.
    var zone: String?
    /// The range that was compared; `nil` for no end on that side.
    var since: String?
    var until: String?
    /// `customer` or `order`, where only these were compared; `nil` for both.
    var onlyKind: String?
    /// CRMs with which alone it was compared; `nil` for all.
    var onlyDestinations: [String]?
    var readsShopify: Bool
    var seesOnlyRecentOrders: Bool
    /// The job of a backfill that ran meanwhile.
    var besideBackfill: Int64?
    var repairs: Bool
    var repaired: Int64
    var finishedAt: String?
    var explained: Int64
    var unexplained: Int64
    var standings: [Standing]
    var totals: [Row]
    var days: [Row]
    var causes: [Cause]
    /// Those without a reason first; at most 1,000.
    var differences: [Difference]
    /// Destinations, and records of Shopify's, that could not be compared with, and why.
    var unread: [String: String]
    var withoutTotal: [String]

    init(_ report: AuditReport, of job: Job) {
        self.job = job.id.rawValue
        store = job.store.rawValue
        clean = report.isClean
        zone = report.zone
        readsShopify = report.readsShopify
        seesOnlyRecentOrders = report.seesOnlyRecentOrders
        besideBackfill = report.besideBackfill
        if case .audit(let spec) = job.spec {
            repairs = spec.repairs
            (since, until) = (Ages.stamp(spec.since), Ages.stamp(spec.until))
            onlyKind = spec.kinds.count == 1 ? spec.kinds.first?.rawValue : nil
            onlyDestinations = spec.destinations?.map(\.rawValue).sorted()
        } else {
            repairs = false
        }
        repaired = report.repaired
        finishedAt = Ages.stamp(report.finishedAt)
        explained = report.explained
        unexplained = report.unexplained
        standings = report.standings.map {
            Standing(
                destination: $0.destination?.rawValue,
                kind: $0.kind.rawValue,
                agreeing: $0.agreeing,
                explained: $0.explained,
                differing: $0.differing
            )
        }
        .sorted { ($0.destination ?? "", $0.kind) < ($1.destination ?? "", $1.kind) }
        totals = report.tally.totals.map { Self.row($0, report, isTotal: true) }
        days = report.tally.rows.map { Self.row($0, report, isTotal: false) }
        causes = report.causes.map {
            Cause(
                cause: $0.cause.rawValue,
                explained: $0.cause.isExplained,
                destination: $0.destination?.rawValue,
                count: $0.count
            )
        }
        .sorted { ($0.cause, $0.destination ?? "") < ($1.cause, $1.destination ?? "") }
        let open = report.differences.filter { !$0.finding.cause.isExplained }
        differences = (open + report.differences.filter(\.finding.cause.isExplained)).map(Self.difference)
        unread = Dictionary(report.unread.map { ($0.key.rawValue, $0.value) }) { first, _ in first }
        for name in AuditStanding.denied(report) { unread[name] = "Shopify does not let the app read them" }
        withoutTotal = report.withoutTotal.map(\.rawValue)
    }

    private static func row(_ row: AuditRow, _ report: AuditReport, isTotal: Bool) -> Row {
        Row(
            day: isTotal ? nil : row.key.day,
            kind: row.key.kind.rawValue,
            currency: row.key.currency.isEmpty ? nil : row.key.currency,
            shopify: report.readsShopify ? Sum(row.shopify) : nil,
            sluice: Sum(row.records),
            destinations: Dictionary(row.destinations.map { ($0.key.rawValue, Sum($0.value)) }) { first, _ in first },
            explained: row.explained,
            unexplained: row.unexplained
        )
    }

    private static func difference(_ difference: AuditDifference) -> Difference {
        let finding = difference.finding
        return Difference(
            kind: difference.kind.rawValue,
            id: difference.id,
            name: difference.name,
            day: difference.day,
            destination: finding.destination?.rawValue,
            cause: finding.cause.rawValue,
            explained: finding.cause.isExplained,
            fields: finding.fields,
            detail: finding.detail,
            advice: AuditWords.advice(finding.cause)
        )
    }
}
