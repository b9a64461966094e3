extension InMemoryStore {
    package func ask(_ notice: ComplianceNotice, of store: StoreName, now: Instant) -> ComplianceRequest {
        let open = requestsByID.values.first {
            $0.store == store && $0.kind == notice.kind && notice.customerID != nil
                && $0.notice.customerID == notice.customerID && $0.state == .open
        }
        return open ?? add(notice, of: store, source: ComplianceRequest.command, askedAt: now, receivedAt: now)
    }

    @discardableResult
    func add(
        _ notice: ComplianceNotice,
        of store: StoreName,
        source: String,
        askedAt: Instant,
        receivedAt: Instant
    ) -> ComplianceRequest {
        let id = ComplianceRequest.ID(rawValue: Int64(requestsByID.count) + 1)
        let request = ComplianceRequest(
            id: id,
            store: store,
            notice: notice,
            source: source,
            askedAt: askedAt,
            receivedAt: receivedAt
        )
        requestsByID[id] = request
        return request
    }

    package func request(_ id: ComplianceRequest.ID) -> ComplianceRequest? { requestsByID[id] }

    package func requests(_ filter: ComplianceFilter, limit: Int) -> [ComplianceRequest] {
        let meant = requestsByID.values.filter { request in
            (filter.store.map { $0 == request.store } ?? true) && !(filter.isOpen && request.state == .done)
        }
        let sorted = meant.sorted { $0.id.rawValue < $1.id.rawValue }
        let listed = filter.isOpen ? sorted : sorted.reversed()
        guard let behind = filter.behind?.rawValue else { return Array(listed.prefix(limit)) }
        return Array(
            listed.filter { ($0.id.rawValue > behind) == filter.isOpen && $0.id.rawValue != behind }.prefix(limit)
        )
    }

    package func take(_ step: ComplianceStep, of request: ComplianceRequest.ID, now: Instant) -> ComplianceRequest? {
        guard var known = requestsByID[request] else { return nil }
        if case .done = step, known.state == .open {
            let tasks = crmErasuresByLane.filter { $0.value.request == request }
            known.count(Array(tasks.values))
            for key in tasks.keys { crmErasuresByLane[key] = nil }
        }
        known.take(step, now: now)
        requestsByID[request] = known
        return known
    }

    package func count(_ counts: ErasureCounts, of request: ComplianceRequest.ID) {
        requestsByID[request]?.count(counts)
    }

    package func crmErasures(of destination: DestinationName, now: Instant, limit: Int) -> [CRMErasure] {
        let due = crmErasuresByLane.values.filter {
            $0.destination == destination && $0.outcome == nil && $0.due <= now
        }
        return Array(due.sorted { ($0.due, $0.customerID) < ($1.due, $1.customerID) }.prefix(limit))
    }

    package func crmErasures(of request: ComplianceRequest.ID, limit: Int) -> [CRMErasure] {
        let open = crmErasuresByLane.values.filter { $0.request == request && $0.outcome == nil }
        let sorted = open.sorted {
            ($0.destination.rawValue, $0.customerID) < ($1.destination.rawValue, $1.customerID)
        }
        return Array(sorted.prefix(limit))
    }

    package func save(_ erasures: [CRMErasure]) {
        for erasure in erasures {
            let key = LaneKey(destination: erasure.destination, record: erasure.customer)
            if crmErasuresByLane[key] != nil { crmErasuresByLane[key] = erasure }
        }
    }

    package func bodies(of key: RecordKey, after number: Int64, limit: Int) -> [ReceiptBody] {
        let found = receipts.enumerated().filter { place, decoded in
            Int64(place) + 1 > number && decoded.keys.contains(key) && !decoded.receipt.body.isEmpty
        }
        return found.prefix(limit).map { place, decoded in
            ReceiptBody(
                number: Int64(place) + 1,
                webhookID: decoded.receipt.webhookID,
                topic: decoded.receipt.topic,
                receivedAt: decoded.receipt.receivedAt,
                body: decoded.receipt.body
            )
        }
    }

    package func bodies(_ search: ReceiptSearch) -> (found: [ReceiptBody], next: Int64?) {
        guard let store = requestsByID[search.request]?.store else { return ([], nil) }
        let looked = receipts.enumerated().filter { place, decoded in
            Int64(place) + 1 > search.after && decoded.receipt.store == store
                && (search.state.map { $0 == decoded.state } ?? true)
        }
        .prefix(search.limit)
        let found = looked.filter { search.finds($0.element.receipt.body) }.map { place, decoded in
            ReceiptBody(
                number: Int64(place) + 1,
                webhookID: decoded.receipt.webhookID,
                topic: decoded.receipt.topic,
                receivedAt: decoded.receipt.receivedAt,
                body: decoded.receipt.body
            )
        }
        return (found, looked.count < search.limit ? nil : looked.last.map { Int64($0.offset) + 1 })
    }

    package func merged(into key: RecordKey, after id: Int64, limit: Int) -> [RecordKey] {
        let theirs = records.values.filter { $0.key.id > id && $0.survivorKey == key }
        return Array(theirs.map(\.key).sorted { $0.id < $1.id }.prefix(limit))
    }

    package func orders(ofCustomer key: RecordKey, after id: Int64, limit: Int) -> [RecordKey] {
        let theirs = records.values.filter { $0.key.id > id && $0.customerKey == key }
        return Array(theirs.map(\.key).sorted { $0.id < $1.id }.prefix(limit))
    }

    package func unknownBuyers(of store: StoreName, after id: Int64, limit: Int) -> [Int64] {
        let named = records.values.compactMap { stored -> Int64? in
            guard stored.key.store == store, let buyer = stored.customerKey, buyer.id > max(0, id),
                records[buyer] == nil
            else { return nil }
            return buyer.id
        }
        return Array(Set(named).sorted().prefix(limit))
    }

    package func customers(of store: StoreName, foldedEmail: String, limit: Int) -> [RecordKey] {
        let theirs = records.values.filter {
            $0.key.store == store && $0.key.kind == .customer && $0.record.foldedEmail == foldedEmail
        }
        return Array(theirs.map(\.key).sorted { $0.id < $1.id }.prefix(limit))
    }
}

extension CRMErasure {
    package var customer: RecordKey { RecordKey(store: store, kind: .customer, id: customerID) }
}
