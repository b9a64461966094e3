import Logging
import SyncModel

/// Compares some records on all sides, as of one moment.
struct AuditBatch: Sendable {
    let run: JobRun
    let spec: AuditSpec
    let calendar: AuditCalendar
    let accounts: AuditAccounts

    private var owned: OwnedStore { run.owned }

    private var wait: AuditWait { AuditWait(now: run.now, readsShopify: owned.route.isReadable) }

    /// Compares each of these once; a CRM that cannot be read is left out.
    func compare(_ kind: RecordKind, _ items: [AuditItem]) async throws -> AuditReport {
        guard !items.isEmpty else { return AuditReport() }
        var results = try await look(kind, items).results
        let open = items.filter { results[$0.id]?.isOpen ?? false }
        if !open.isEmpty {
            // Traffic goes on meanwhile: what differs is looked at twice before it is told.
            let traffic = AuditTraffic(run: run, kind: kind, destinations: accounts.names)
            try await traffic.awaitArrival(of: open)
            let again = try await look(kind, open)
            let unmoved = try await traffic.withoutMoved(again)
            results.merge(try await traffic.withoutFreshOrders(unmoved)) { $1 }
        }
        var report = AuditReport()
        report.unread = accounts.unread
        for item in items { results[item.id].map { report.add($0) } }
        if spec.repairs {
            report.repaired = try await AuditRepair(run: run, accounts: accounts).mend(kind, items, results)
        }
        return report
    }

    private func look(_ kind: RecordKind, _ items: [AuditItem]) async throws -> AuditLook {
        let ours = try await owned.audited(kind, items.map(\.id), in: accounts.names)
        let name = owned.route.name
        for unread in ours.values.compactMap(\.unread) {
            owned.logger.warning(
                "A stored record cannot be read, so it was not compared",
                metadata: ["row": "\(unread.name)", "reason": "\(unread.reason)"]
            )
        }
        let erased = try await owned.store.erased(
            among: items.flatMap { $0.shopify?.concerned(of: name) ?? [] }
        )
        let items = items.map { item in
            // What Shopify still tells of people who were erased here is not missed.
            var item = item
            item.isErased = item.shopify.map { erased.allowed($0, of: name) == nil } ?? false
            item.shopify = item.shopify.flatMap { erased.allowed($0, of: name) }
            return item
        }
        var results: [Int64: AuditResult] = [:]
        for item in items { results[item.id] = beside(kind, item, ours[item.id]) }
        for name in accounts.open {
            guard let target = accounts.targets[name] else { continue }
            let account = AuditedAccount(name: name, target: target, accounts: accounts, owned: owned)
            do {
                let open = items.filter { ours[$0.id]?.unread == nil }
                for (id, found) in try await account.examine(kind, open, ours) { results[id]?.take(found, of: name) }
            } catch let failure as AccountUnread {
                accounts.leave(name, failure)
            }
        }
        return AuditLook(results: results, ours: ours)
    }

    /// Our record beside Shopify's.
    private func beside(_ kind: RecordKind, _ item: AuditItem, _ ours: AuditedRecord?) -> AuditResult {
        let newest = item.shopify.map { ours?.record.merged(with: $0) ?? $0 }
        let known = newest ?? ours?.record
        var result = AuditResult(
            kind: kind,
            id: item.id,
            name: known?.name,
            day: (item.shopify?.creation ?? known?.creation).map(calendar.day) ?? AuditCalendar.unknownDay,
            currency: known?.total?.currency ?? ""
        )
        if let newest, !newest.life.isDeleted { result.shopify = .one(newest.total?.amount) }
        if item.isUnreadable { result.shopify = .one(nil) }
        if let ours = ours?.record, !ours.life.isDeleted { result.records = .one(ours.total?.amount) }
        if ours?.unread != nil {
            result.findings.append(AuditFinding(.unreadableHere))
        } else if item.isUnreadable {
            result.findings.append(AuditFinding(.unreadable))
        } else if item.isErased {
            result.findings.append(AuditFinding(.erased))
        } else if let shopify = item.shopify {
            let interest = owned.route.routing.interest(in: owned.route.name)
            let finding = AuditFinding.between(
                ours?.record,
                shopify: shopify,
                in: interest,
                waiting: ours.map { wait.cause(of: $0.stored) } ?? .waiting
            )
            if let finding { result.findings.append(wait.told(finding, of: shopify)) }
        } else if let absence = item.absence, !(ours?.record.life.isDeleted ?? true) {
            result.findings.append(.missing(absence.verdict))
        }
        return result
    }
}

extension AuditResult {
    /// Takes in how the record stands in a destination.
    fileprivate mutating func take(_ found: AuditedAccount.Found, of name: DestinationName) {
        compared.append(name)
        findings += found.findings
        destinations[name] = found.held
    }
}
