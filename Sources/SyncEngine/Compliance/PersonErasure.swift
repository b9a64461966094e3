import Logging
import SyncModel

/// Erases a person, or all people of a shop, from our own store and files, in small steps.
struct PersonErasure: Sendable {
    let run: ComplianceRun
    let request: ComplianceRequest

    /// States of deliveries that bear no record's id, so that their bodies are looked through.
    static let unkeyed: [ReceiptState] = [.ignored, .undecodable, .test]

    func perform() async throws {
        var left = UnreadRows()
        _ = try await eraseRecords(onlyOpen: request.walkedAt != nil, &left)
        guard let begunAt = request.begunAt, try await run.route.inbox.isGone(receivedUntil: begunAt) else {
            throw ComplianceRun.Waiting(words: "accepted webhooks are still to be applied")
        }
        try await awaitOtherInboxes(receivedUntil: begunAt)
        // Deliveries that were still waiting there may have added some.
        let isFlying = try await eraseRecords(&left)
        let texts = try await textsOfThePerson()
        for state in request.kind == .shopRedact ? [nil] : Self.unkeyed.map(Optional.some) {
            var search = ReceiptSearch(request: request.id, state: state, texts: texts)
            while true {
                let step = try await run.store.eraseReceipts(search)
                left.add(step.unread)
                guard let next = step.next else { break }
                try Task.checkCancellation()
                search.after = next
            }
        }
        var counts = ErasureCounts()
        counts.files = try ComplianceFolder(path: run.route.folder)
            .remove(of: request.store, customer: request.notice.customerID)
        counts.files += try await removeDamaged(holding: texts)
        try await run.store.count(counts, of: request.id)
        try await tell(left)
        // Behind everything else: a delivery under way keeps nothing but its own record.
        if isFlying { throw ComplianceRun.Waiting(words: "a record is being delivered") }
    }

    /// What lies on this server's disk, for a request that another performs.
    func performOwnPart() async throws {
        guard let begunAt = request.begunAt, !run.route.ownErasures.contains(request.id) else { return }
        // Ends the part of the journal that is written now, so that it is applied and goes.
        guard try await run.route.inbox.isGone(receivedUntil: begunAt) else { return }
        var counts = ErasureCounts()
        counts.files = try await removeDamaged(holding: textsOfThePerson())
        if counts.files > 0 { try await run.store.count(counts, of: request.id) }
        run.route.ownErasures.add(request.id)
    }

    /// Goes on once every other server has said that nothing received until then lies in its journal.
    private func awaitOtherInboxes(receivedUntil time: Instant) async throws {
        // In a file all servers are of one machine, whatever it was called when they ran.
        guard run.route.inbox.hasOthers else { return }
        let others = try await run.store.nodes().filter { $0.word?.inbox != run.route.inbox.name }
        var waiting: [String] = []
        for node in others {
            switch node.standing(heldSince: time) {
            case .empty:
                guard let word = node.word, word.damagedFiles > 0, !word.searched.contains(request.id.rawValue) else {
                    break
                }
                waiting.append(
                    node.isAlive
                        ? "damaged files of the inbox of \(node.name) are still to be looked through"
                        : "damaged files of the inbox of \(node.name) are not included: start it, or it is left out a day later"
                )
            case .open: waiting.append("webhooks received on \(node.name) are still to be applied")
            case .unknown(let seen):
                let ago = seen.map { ", last seen \(Int(max(0, run.clock.now.since($0).seconds / 60))) min ago," } ?? ""
                waiting.append(
                    "webhooks received on \(node.name)\(ago) are not included: start it, or it is left out a day later"
                )
            }
        }
        if !waiting.isEmpty { throw ComplianceRun.Waiting(words: waiting.sorted().joined(separator: "; ")) }
    }

    /// Notes what cannot be read with the request, and says so once.
    private func tell(_ left: UnreadRows) async throws {
        guard left != request.left ?? UnreadRows() else { return }
        _ = try await run.take(.left(left), of: request)
        guard !left.isEmpty else { return }
        run.logger.error(
            "Stored rows that cannot be read may be of an erased person",
            metadata: [
                "store": "\(request.store)", "request": "\(request.id)", "count": "\(left.count)",
                "rows": "\(left.first.map(\.name).joined(separator: ", "))", "reason": "\(left.first[0].reason)",
            ]
        )
    }

    /// Removes what is damaged of the journal and holds the person; returns how many files.
    ///
    /// A segment holds deliveries of all stores. What of it was not read yet is looked for by comparing, which is asked for
    /// first: a crash in between must not lose it.
    private func removeDamaged(holding texts: [String]) async throws -> Int {
        let segments = try run.route.inbox.damaged(holding: texts)
        guard !segments.isEmpty else { return 0 }
        let begun = segments.map(\.begun)
        let since = begun.contains(nil) ? nil : begun.compactMap { $0 }.min().map { $0 - Self.overlap }
        let spec = ReconcileSpec(window: ReadWindow(.updatedAt, since: since), sweeps: true, reason: .gap)
        // Of an erased shop nothing is to be fetched.
        let stores = run.route.comparable.filter { request.kind != .shopRedact || $0 != request.store }
        for name in stores { _ = try await run.store.enqueue(.reconcile(spec), store: name, now: run.clock.now) }
        for segment in segments { try run.route.inbox.remove(segment) }
        run.logger.warning(
            "Damaged parts of the journal held erased people and were removed; stores that can be read are compared",
            metadata: [
                "segments": "\(segments.map(\.fileName).joined(separator: ","))",
                "stores": "\(stores.map(\.rawValue).joined(separator: ","))",
            ]
        )
        return segments.count
    }

    /// How much earlier than it was received a change may have been made: Shopify tries a delivery for four hours.
    private static let overlap = Duration.seconds(5 * 3_600)

    /// Goes through the records that are meant, or, where that was done, only through those that could not be erased then.
    ///
    /// - Returns: whether some are left because they are being delivered.
    private func eraseRecords(onlyOpen: Bool = false, _ left: inout UnreadRows) async throws -> Bool {
        var isWaiting = false
        switch request.kind {
        case .shopRedact where onlyOpen: break
        case .shopRedact:
            try await run.store.eraseShop(request.id)
            for kind in RecordKind.allCases {
                // Guests have negative ids.
                var last = Int64.min
                while true {
                    let ids = try await run.store.ids(
                        kind,
                        of: request.store,
                        after: last,
                        limit: Erasure.recordsAtOnce
                    )
                    guard let end = ids.last else { break }
                    if try await erase(ids.map { key(kind, $0) }, &left) { isWaiting = true }
                    last = end
                }
            }
            _ = try await run.take(.walked, of: request)
        case .customerRedact:
            guard let id = request.notice.customerID else { return false }
            isWaiting = try await erase([key(.customer, id)], &left)
            // Whoever became this person by a merger in Shopify was the same person.
            for former in try await run.store.predecessors(of: key(.customer, id)) {
                if try await eraseOrders(of: former, &left) { isWaiting = true }
                if try await erase([former], &left) { isWaiting = true }
            }
            // Those that are named, whether they are known or not: they may still come.
            let named = request.notice.orderIDs
            for start in stride(from: 0, to: named.count, by: Erasure.recordsAtOnce) {
                let part = named[start..<min(start + Erasure.recordsAtOnce, named.count)]
                if try await erase(part.map { key(.order, $0) }, &left) { isWaiting = true }
            }
            while true {
                let orders = try await run.store.ordersToErase(for: request.id, limit: Erasure.recordsAtOnce)
                guard !orders.isEmpty else { break }
                if try await erase(orders, &left) { isWaiting = true }
            }
            // Behind their orders, any version of which would have made them anew.
            let guests = try await run.guests(of: request)
            if try await erase(guests, &left) { isWaiting = true }
        default: return false
        }
        // Left by an earlier run.
        while !isWaiting {
            let open = try await run.store.openErasures(of: request.id, limit: Erasure.recordsAtOnce)
            guard !open.isEmpty else { break }
            isWaiting = try await erase(open, &left)
        }
        return isWaiting
    }

    private func eraseOrders(of customer: RecordKey, _ left: inout UnreadRows) async throws -> Bool {
        var isWaiting = false
        var last: Int64 = 0
        while true {
            let page = try await run.store.orders(ofCustomer: customer, after: last, limit: Erasure.recordsAtOnce)
            guard let end = page.last?.id else { return isWaiting }
            last = end
            if try await erase(page, &left) { isWaiting = true }
        }
    }

    /// Erases records until nothing is left of them but deliveries under way; returns whether there are such.
    private func erase(_ keys: [RecordKey], _ unread: inout UnreadRows) async throws -> Bool {
        var left = keys
        var isWaiting = false
        while !left.isEmpty {
            try Task.checkCancellation()
            let now = run.clock.now
            let report = try await run.store.erase(
                Erasure(
                    request: request.id,
                    keys: left,
                    leaving: Set(run.route.destinations.filter { $0.value.policy == .leave }.keys),
                    lateUntil: now + DestinationRoute.requestTime,
                    now: now
                )
            )
            for name in report.marked {
                run.route.crmWakes[name]?.notify()
                run.route.laneWakes[name]?.notify()
            }
            unread.add(report.unread)
            if report.isWaiting { isWaiting = true }
            // What was erased of bodies shows that there may be more; a delivery under way is not waited for here.
            left = report.counts.receipts > 0 ? left.filter(report.open.contains) : []
        }
        return isWaiting
    }

    private func key(_ kind: RecordKind, _ id: Int64) -> RecordKey {
        RecordKey(store: request.store, kind: kind, id: id)
    }

    /// By what the person is found where no record's id says it.
    private func textsOfThePerson() async throws -> [String] {
        guard request.kind == .customerRedact, let id = request.notice.customerID else { return [] }
        // The record has told more by now.
        let notice = try await run.store.request(request.id)?.notice ?? request.notice
        return [String(id)] + [notice.email, notice.phone?.lowercased()].compactMap { $0 }.filter { $0.count > 4 }
    }
}
