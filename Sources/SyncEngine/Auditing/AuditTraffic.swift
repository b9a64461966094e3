import SyncModel

/// What one look at some records came to, and our records as they were then.
struct AuditLook: Sendable {
    var results: [Int64: AuditResult]
    var ours: [Int64: AuditedRecord]
}

/// Tells what traffic brought about while records were compared from what is amiss.
struct AuditTraffic: Sendable {
    let run: JobRun
    let kind: RecordKind
    /// Those that are compared.
    let destinations: [DestinationName]

    private var owned: OwnedStore { run.owned }

    /// How long a delivery that is on its way is waited for.
    private static let arrival = Duration.seconds(2)
    /// Between two looks at whether it has come: it is another process that applies it, as a rule.
    private static let look = Duration.milliseconds(250)
    /// More records than these of one batch are not deleted within a moment, so that nothing is waited for.
    private static let deletedAtOnce = 20
    /// Nor are more customers of one batch than these behind an older order of theirs for a moment only.
    private static let behindAtOnce = 20

    /// Waits until what is on its way has been applied, but not for long.
    func awaitArrival(of items: [AuditItem]) async throws {
        let wait = AuditWait(now: run.now)
        let gone = items.filter { $0.absence?.verdict == .deleted }
        let awaited =
            items.filter { item in item.shopify.map { wait.isFresh($0) || wait.hasFreshOrder($0) } ?? false }
            + (gone.count <= Self.deletedAtOnce ? gone : [])
        guard !awaited.isEmpty else { return }
        let until = wait.now + Self.arrival
        while run.now < until {
            try await run.pause(min(Self.look, until.since(run.now)))
            if try await haveArrived(awaited) { return }
        }
    }

    private func haveArrived(_ items: [AuditItem]) async throws -> Bool {
        let ours = try await owned.audited(kind, items.map(\.id), in: destinations)
        return items.allSatisfy { item in
            let held = ours[item.id]?.record
            guard let shopify = item.shopify else { return held?.life.isDeleted ?? true }
            return AuditFinding.between(held, shopify: shopify)?.cause.isExplained ?? true
        }
    }

    /// Where a record of ours changed or was delivered while its CRM's was read, the two are of different moments: what
    /// differs there is explained by that.
    func withoutMoved(_ look: AuditLook) async throws -> [Int64: AuditResult] {
        let open = look.results.filter { !$0.value.toMend.isEmpty }
        guard !open.isEmpty else { return look.results }
        let now = try await owned.audited(kind, open.keys.sorted(), in: destinations)
        var results = look.results
        for (id, result) in open {
            for (index, finding) in result.findings.enumerated() where !finding.cause.isExplained {
                guard let name = finding.destination, let later = now[id],
                    let lane = later.lanes[name], lane.hasMoved(since: look.ours[id]?.lanes[name])
                else { continue }
                results[id]?.findings[index].cause = .onItsWay
            }
        }
        return results
    }

    /// Where an order came to us within the lag, what it made of its customer's totals is on its way, too.
    ///
    /// Shopify's answer is dated by the last order; this is for an older one, such as one that was refunded just now.
    func withoutFreshOrders(_ found: [Int64: AuditResult]) async throws -> [Int64: AuditResult] {
        let behind = found.filter { $0.value.findings.contains(where: \.lacksOnlyOrders) }.keys.sorted()
        guard behind.count <= Self.behindAtOnce else { return found }
        let wait = AuditWait(now: run.now)
        var results = found
        for id in behind {
            let orders = try await owned.store.orders(
                ofCustomer: RecordKey(store: owned.route.name, kind: .customer, id: id),
                after: 0,
                limit: RoutingTable.ordersOfACustomer
            )
            let records = try await owned.audited(.order, orders.map(\.id), in: []).values.map(\.record)
            guard records.contains(where: { wait.isFresh($0) }) else { continue }
            for (index, finding) in (found[id]?.findings ?? []).enumerated() where finding.lacksOnlyOrders {
                results[id]?.findings[index].cause = .onItsWay
            }
        }
        return results
    }
}

extension OwnedStore {
    /// Records with their lanes in these destinations, by id; those that are not known are missing.
    func audited(
        _ kind: RecordKind,
        _ ids: [Int64],
        in destinations: [DestinationName]
    ) async throws -> [Int64: AuditedRecord] {
        let found = try await store.audited(kind, of: route.name, .ids(ids), destinations: destinations)
        return Dictionary(found.map { ($0.record.id, $0) }) { first, _ in first }
    }
}

extension Lane {
    /// Whether anything was wanted or confirmed since it was looked at.
    fileprivate func hasMoved(since earlier: Lane?) -> Bool {
        wanted != earlier?.wanted || delivered != earlier?.delivered
    }
}
