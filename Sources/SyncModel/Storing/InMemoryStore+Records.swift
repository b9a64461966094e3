extension InMemoryStore {
    package func merge(_ request: MergeRequest) -> MergeReport {
        let request = request.withholding(erased(among: request.concerned))
        var merge = ReadMerge(request)
        merge.decide(records, now: request.now)
        var answer: CheckpointAnswer?
        if let checkpoint = request.checkpoint {
            let stored = self.checkpoint(checkpoint, store: request.store, merged: merge.report)
            guard stored != .refused else {
                var refused = MergeReport()
                refused.checkpoint = .refused
                return refused
            }
            answer = stored
        }
        let before = records(merge.written.map(\.key))
        for stored in merge.written { records[stored.key] = stored }
        var marked = claimGuests(
            by: merge.written,
            known: before,
            routing: request.routing,
            origin: request.origin,
            now: request.now
        )
        func mark(_ stored: StoredRecord, _ destination: DestinationName) {
            let lane = LaneKey(destination: destination, record: stored.key)
            if lanes[lane, default: Lane(key: lane)]
                .mark(origin: request.origin, force: false, since: request.now, now: request.now)
            {
                marked.insert(destination)
            }
        }
        for stored in merge.changed.compactMap({ records[$0.key] }) {
            for destination in merge.marking(stored) { mark(stored, destination) }
        }
        marked.formUnion(
            markOrders(ofCustomers: merge.changed, known: before, routing: request.routing, now: request.now)
        )
        for stored in merge.others.compactMap({ records[$0.key] }) {
            for destination in request.routing.destinations(for: stored.record, of: request.store)
            where request.completing.contains(destination)
                && lanes[LaneKey(destination: destination, record: stored.key)] == nil
            {
                mark(stored, destination)
            }
        }
        return merge.finished(marked: marked, checkpoint: answer)
    }

    package func records(_ keys: [RecordKey]) -> [RecordKey: StoredRecord] {
        Dictionary(Set(keys).compactMap { key in records[key].map { (key, $0) } }) { first, _ in first }
    }

    package func proven(_ glimpses: [RecordGlimpse], _ kind: RecordKind, of store: StoreName) -> Set<Int64> {
        let proven = glimpses.filter { glimpse in
            records[RecordKey(store: store, kind: kind, id: glimpse.id)]?.record.provenAt == glimpse.updatedAt
        }
        return Set(proven.map(\.id))
    }

    package func awaitingHydration(of store: StoreName, kind: RecordKind, after id: Int64, limit: Int) -> [StoredRecord]
    {
        let awaiting = records.values.filter {
            $0.key.store == store && $0.key.kind == kind && $0.key.id > id && $0.record.hydration.isNeeded
        }
        return Array(awaiting.sorted { $0.key.id < $1.key.id }.prefix(limit))
    }

    package func livingIDs(_ kind: RecordKind, of store: StoreName, after id: Int64, limit: Int) -> [Int64] {
        let living = records.values.filter {
            $0.key.store == store && $0.key.kind == kind && $0.key.id > id && !$0.record.life.isDeleted
        }
        return Array(living.map(\.key.id).sorted().prefix(limit))
    }

    package func watermark(of store: StoreName, kind: RecordKind) -> Watermark? {
        watermarks[WatermarkID(store: store, kind: kind)]
    }

    package func readPauses() -> [ReadPause] {
        pausesOfReading.values.sorted { $0.store.rawValue < $1.store.rawValue }
    }

    package func pauseReading(_ pause: ReadPause) {
        pausesOfReading[pause.store] = pause
    }

    package func pauseReading(_ pause: ReadPause, insteadOf standing: ReadPause?) -> Bool {
        guard pausesOfReading[pause.store] == standing else { return false }
        pausesOfReading[pause.store] = pause
        return true
    }

    package func resumeReading(of store: StoreName) -> Bool {
        pausesOfReading.removeValue(forKey: store) != nil
    }

    package func resumeReading(from pause: ReadPause) -> Bool {
        guard pausesOfReading[pause.store] == pause else { return false }
        pausesOfReading[pause.store] = nil
        return true
    }
}
