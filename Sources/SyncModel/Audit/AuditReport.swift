/// What an audit found: everything counted, and as much of it named as a person can read.
///
/// Parts of an audit make reports of their own, which are added up.
package struct AuditReport: Sendable, Hashable, Codable {
    /// How records of one kind stand in one destination.
    package struct Standing: Sendable, Hashable, Codable {
        package var kind: RecordKind
        /// `nil` for our records beside Shopify.
        package var destination: DestinationName?
        package var agreeing: Int64 = 0
        package var explained: Int64 = 0
        package var differing: Int64 = 0

        package init(kind: RecordKind, destination: DestinationName?) {
            self.kind = kind
            self.destination = destination
        }

        package var compared: Int64 { agreeing + explained + differing }
    }

    /// How often a cause was found.
    package struct CauseCount: Sendable, Hashable, Codable {
        package var cause: AuditCause
        package var destination: DestinationName?
        package var count: Int64

        package init(cause: AuditCause, destination: DestinationName?, count: Int64) {
            self.cause = cause
            self.destination = destination
            self.count = count
        }
    }

    /// How many differences are named; explained ones make room for unexplained ones.
    package static let keptDifferences = 1_000
    /// How many rows a finished report keeps; those that differ first.
    package static let keptRows = 1_000

    /// The zone whose days are meant, such as `Europe/Berlin`; `nil` where each record's own offset counted.
    package var zone: String?
    /// Whether Shopify could be read.
    package var readsShopify = true
    /// Whether Shopify shows orders of the last 60 days only.
    package var seesOnlyRecentOrders = false
    /// A backfill that ran meanwhile, by its number: what it had not read yet differs because of it.
    package var besideBackfill: Int64?
    package var tally = AuditTally()
    package private(set) var standings: [Standing] = []
    package private(set) var causes: [CauseCount] = []
    package private(set) var differences: [AuditDifference] = []
    /// Records that were marked, or read into our records, to be mended.
    package var repaired: Int64 = 0
    /// Destinations of which not all could be read, and why.
    package var unread: [DestinationName: String] = [:]
    /// Kinds that the app may not read, so that none of them was compared; `nil` where it may read all.
    package var denied: [RecordKind]?
    /// Destinations whose mapping sends no order total, so that only counts and fields are compared.
    package var withoutTotal: [DestinationName] = []
    package var finishedAt: Instant?

    package init() {}

    /// Records of which something differs without a reason, each counted once in each place.
    package var unexplained: Int64 { causes.reduce(0) { $0 + ($1.cause.isExplained ? 0 : $1.count) } }

    package var explained: Int64 { causes.reduce(0) { $0 + ($1.cause.isExplained ? $1.count : 0) } }

    /// Whether everything was compared and nothing differs without a reason.
    package var isClean: Bool { unexplained == 0 && unread.isEmpty && denied == nil }

    /// What a person must look at in one destination.
    package func unexplained(in destination: DestinationName) -> Int64 {
        causes.reduce(0) { sum, entry in
            guard !entry.cause.isExplained, entry.destination == nil || entry.destination == destination else {
                return sum
            }
            return sum + entry.count
        }
    }

    package mutating func add(_ result: AuditResult) {
        tally.add(result.row)
        for destination in [nil] + result.compared.map(Optional.some) {
            var standing = Standing(kind: result.kind, destination: destination)
            switch result.verdict(in: destination) {
            case .agreeing: standing.agreeing = 1
            case .explained: standing.explained = 1
            case .differing: standing.differing = 1
            }
            add(standing)
        }
        for finding in result.findings {
            add(CauseCount(cause: finding.cause, destination: finding.destination, count: 1))
            keep(
                AuditDifference(
                    kind: result.kind,
                    id: result.id,
                    name: result.name,
                    day: result.day,
                    finding: finding
                )
            )
        }
    }

    package mutating func add(_ other: AuditReport) {
        zone = zone ?? other.zone
        readsShopify = readsShopify && other.readsShopify
        seesOnlyRecentOrders = seesOnlyRecentOrders || other.seesOnlyRecentOrders
        besideBackfill = besideBackfill ?? other.besideBackfill
        tally.add(other.tally)
        for standing in other.standings { add(standing) }
        for count in other.causes { add(count) }
        for difference in other.differences { keep(difference) }
        repaired += other.repaired
        unread.merge(other.unread) { first, _ in first }
    }

    /// The report as it is kept: with the rows that differ, and others as far as there is room.
    package func finished(at now: Instant) -> AuditReport {
        var report = self
        report.finishedAt = now
        report.differences.sort { ($0.kind.rawValue, $0.day, $0.id) < ($1.kind.rawValue, $1.day, $1.id) }
        let rows = tally.rows
        guard rows.count > Self.keptRows else { return report }
        var kept = AuditTally()
        var rest: [AuditRow] = []
        var room = Self.keptRows
        for row in rows.sorted(by: Self.isMoreTelling) {
            guard room > 0 else {
                rest.append(row)
                continue
            }
            room -= 1
            kept.add(row)
        }
        for var row in rest {
            row.key.day = AuditTally.otherDays
            kept.add(row)
        }
        report.tally = kept
        return report
    }

    private static func isMoreTelling(_ left: AuditRow, _ right: AuditRow) -> Bool {
        if (left.unexplained > 0) != (right.unexplained > 0) { return left.unexplained > 0 }
        if left.differs != right.differs { return left.differs }
        return left.key.day > right.key.day
    }

    private mutating func add(_ standing: Standing) {
        guard
            let index = standings.firstIndex(where: {
                $0.kind == standing.kind && $0.destination == standing.destination
            })
        else { return standings.append(standing) }
        standings[index].agreeing += standing.agreeing
        standings[index].explained += standing.explained
        standings[index].differing += standing.differing
    }

    private mutating func add(_ count: CauseCount) {
        guard
            let index = causes.firstIndex(where: { $0.cause == count.cause && $0.destination == count.destination })
        else { return causes.append(count) }
        causes[index].count += count.count
    }

    private mutating func keep(_ difference: AuditDifference) {
        if differences.count < Self.keptDifferences { return differences.append(difference) }
        guard !difference.finding.cause.isExplained,
            let index = differences.lastIndex(where: { $0.finding.cause.isExplained })
        else { return }
        differences[index] = difference
    }
}
