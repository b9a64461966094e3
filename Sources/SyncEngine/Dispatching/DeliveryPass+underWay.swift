import SyncModel

// Creations in a CRM that makes another record with every one.
extension DeliveryPass {
    /// A record whose call met a fault of the destination.
    ///
    /// Where a creation fails each time and others are made between its attempts, it is the record, however the CRM words
    /// it: each attempt then counts, and after the last it is parked. `isUnderWay` says that what was sent of it may still
    /// take effect.
    func held(
        _ item: PendingUpsert,
        _ fault: DeliveryFault,
        isUnderWay: Bool,
        result: inout PassResult
    ) -> Settlement {
        let lane = item.plan.lane
        if isUnderWay, fault.disposition == .retry, item.upsert.target == .externalID,
            route.connector.capabilities.createsAnew.contains(lane.key.record.kind), creations.failed(lane.key.record)
        {
            return failed(lane, fault, item: item, result: &result)
        }
        return held(lane, fault, isWritten: fault.mayBeWritten, result: &result)
    }

    /// Puts off creations of which an earlier one may still take effect: its record is not there yet, and will be.
    ///
    /// The claim tells of every call that a process was about to make, and is written before it; the process that takes over
    /// finds it there. So the earlier creation is known of, and a look at the CRM says what became of it, at the latest when
    /// its time is over.
    ///
    /// - Returns: what may be written now.
    func besidesUnderWay(
        _ pending: [PendingUpsert],
        kind: RecordKind,
        settled: inout [Settlement]
    ) async throws -> [PendingUpsert] {
        guard route.connector.capabilities.createsAnew.contains(kind) else { return pending }
        let now = clock.now
        let inDoubt = pending.filter { $0.upsert.target == .externalID && $0.plan.lane.lateUntil ?? now > now }
        guard !inDoubt.isEmpty else { return pending }
        let ids = inDoubt.map(\.upsert.externalID)
        let found = try await route.connector.find(externalIDs: ids, kind: kind)
        return pending.filter { item in
            guard let until = item.plan.lane.lateUntil, until > now, item.upsert.target == .externalID,
                found[item.upsert.externalID] == nil
            else { return true }
            settled.append(
                Settlement(
                    key: item.plan.lane.key,
                    wanted: item.plan.lane.wanted,
                    result: .wait(due: until),
                    parentsInDoubt: item.plan.lane.parentsInDoubt,
                    note: DeliveryNote(
                        at: now,
                        outcome: "wait",
                        message: "A call that may have made this record was not answered; it is looked for until then."
                    )
                )
            )
            return false
        }
    }
}
