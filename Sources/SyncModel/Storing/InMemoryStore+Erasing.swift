extension InMemoryStore {
    package func erased(among keys: [RecordKey]) -> ErasedRecords {
        ErasedRecords(keys: Set(keys.filter { erasedEntries[$0]?.isForGood ?? false }), stores: erasedShops)
    }

    package func erase(_ erasure: Erasure) -> ErasureReport {
        var report = ErasureReport()
        guard let request = requestsByID[erasure.request], request.kind.erases else { return report }
        forgetPreviews(of: Set(erasure.keys.map(\.store)))
        for key in erasure.keys { erase(key, erasure, of: request, report: &report) }
        requestsByID[erasure.request]?.count(report.counts)
        return report
    }

    private func erase(
        _ key: RecordKey,
        _ erasure: Erasure,
        of request: ComplianceRequest,
        report: inout ErasureReport
    ) {
        let isForGood = request.erasesForGood(key)
        erasedEntries[key] = ErasedEntry(
            request: request.id,
            isOpen: true,
            isForGood: isForGood || erasedEntries[key]?.isForGood ?? false
        )
        var isChanged = false
        if let known = records[key] {
            if key.id == request.notice.customerID, key.kind == .customer {
                requestsByID[request.id]?.learn(email: known.record.foldedEmail, phone: known.phone)
            }
            if let bare = known.erased(now: erasure.now) {
                records[key] = bare
                isChanged = true
                report.counts.erased(key.kind)
            }
        }
        var isOpen = emptyBodies(of: key, report: &report)
        for lane in lanes.values where lane.key.record == key {
            if end(lane, erasure, isChanged: isChanged, report: &report) { isOpen = true }
        }
        if isOpen {
            report.open.insert(key)
        } else {
            close(key, isForGood: isForGood)
        }
    }

    /// Erases one lane; returns whether that is still to be done.
    private func end(_ lane: Lane, _ erasure: Erasure, isChanged: Bool, report: inout ErasureReport) -> Bool {
        var lane = lane
        let destination = lane.key.destination
        let isFlying = lane.isInFlight(under: flyingEpoch(of: destination))
        if lane.key.record.kind == .order {
            if isChanged, !erasure.leaving.contains(destination) {
                if lane.mark(origin: nil, force: false, since: erasure.now, now: erasure.now) {
                    report.marked.insert(destination)
                }
            } else {
                lane.forgetWords()
            }
        } else if !isFlying, let task = lane.erase(for: erasure.request, lateUntil: erasure.lateUntil, now: erasure.now)
        {
            crmErasuresByLane[lane.key] = task
            report.marked.insert(destination)
        }
        if lane.state == .erased { rulingsByLane[lane.key] = nil }
        lanes[lane.key] = lane
        if isFlying {
            report.isWaiting = true
        } else {
            report.counts.notes += notes.removeValue(forKey: lane.key)?.count ?? 0
        }
        return isFlying
    }

    private func close(_ key: RecordKey, isForGood: Bool) {
        erasedEntries[key]?.isOpen = false
        guard !isForGood, erasedEntries[key]?.isForGood == false else { return }
        erasedEntries[key] = nil
        guard key.kind == .customer else { return }
        records[key] = nil
        for lane in lanes.keys where lane.record == key {
            lanes[lane] = nil
            rulingsByLane[lane] = nil
        }
    }

    /// Empties the bodies that speak of a record; returns whether there are more.
    private func emptyBodies(of key: RecordKey, report: inout ErasureReport) -> Bool {
        let filled = receipts.indices.reversed().filter {
            !receipts[$0].receipt.body.isEmpty && receipts[$0].keys.contains(key)
        }
        for place in filled.prefix(Erasure.receiptsAtOnce) { empty(place) }
        report.counts.receipts += min(filled.count, Erasure.receiptsAtOnce)
        return filled.count > Erasure.receiptsAtOnce
    }

    private func empty(_ place: Int) {
        let decoded = receipts[place]
        receipts[place].receipt.body = []
        guard case .changes(let parts) = decoded.content else { return }
        receipts[place].content = .changes(parts.map { .trace($0.kind, $0.id) })
    }

    package func eraseShop(_ request: ComplianceRequest.ID) {
        guard let request = requestsByID[request], request.kind == .shopRedact else { return }
        watermarks = watermarks.filter { $0.value.store != request.store }
        erasedShops[request.store] = max(erasedShops[request.store] ?? request.askedAt, request.askedAt)
    }

    package func ordersToErase(for request: ComplianceRequest.ID, limit: Int) -> [RecordKey] {
        guard let request = requestsByID[request], let id = request.notice.customerID else { return [] }
        let theirs = records.values.filter { stored in
            guard stored.key.store == request.store, stored.key.kind == .order, erasedEntries[stored.key] == nil else {
                return false
            }
            if stored.record.customerID == id { return true }
            guard let email = request.notice.email else { return false }
            return stored.record.customerID.map { $0 < 0 } ?? true && stored.record.foldedEmail == email
        }
        return Array(theirs.map(\.key).sorted { $0.id < $1.id }.prefix(limit))
    }

    package func ids(_ kind: RecordKind, of store: StoreName, after id: Int64, limit: Int) -> [Int64] {
        let ids = records.keys.filter { $0.store == store && $0.kind == kind && $0.id > id }.map(\.id)
        return Array(ids.sorted().prefix(limit))
    }

    package func openErasures(of request: ComplianceRequest.ID, limit: Int) -> [RecordKey] {
        let open = erasedEntries.filter { $0.value.request == request && $0.value.isOpen }.keys
        return Array(open.sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }.prefix(limit))
    }

    package func eraseReceipts(_ search: ReceiptSearch) -> ReceiptErasure {
        guard let store = requestsByID[search.request]?.store else { return ReceiptErasure() }
        let looked = receipts.indices.filter { place in
            Int64(place) + 1 > search.after && receipts[place].receipt.store == store
                && (search.state.map { $0 == receipts[place].state } ?? true)
        }
        .prefix(search.limit)
        var counts = ErasureCounts()
        for place in looked where search.finds(receipts[place].receipt.body) {
            empty(place)
            counts.receipts += 1
        }
        requestsByID[search.request]?.count(counts)
        return ReceiptErasure(next: looked.count < search.limit ? nil : looked.last.map { Int64($0) + 1 })
    }

    package func erasedRecords(of store: StoreName, after last: RecordKey?, limit: Int) -> [RecordKey] {
        let known = erasedEntries.filter { $0.key.store == store && $0.value.isForGood }.keys
        let sorted = known.sorted { ($0.kind.rawValue, $0.id) < ($1.kind.rawValue, $1.id) }
        let rest = sorted.filter { key in
            last.map { ($0.kind.rawValue, $0.id) < (key.kind.rawValue, key.id) } ?? true
        }
        return Array(rest.prefix(limit))
    }

    package func scrub() -> Bool { true }
}

extension ErasureCounts {
    package mutating func erased(_ kind: RecordKind) {
        switch kind {
        case .customer: customers += 1
        case .order: orders += 1
        }
    }
}
