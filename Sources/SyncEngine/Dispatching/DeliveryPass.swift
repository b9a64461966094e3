import SyncModel

/// One pass of a dispatcher: takes claimed lanes to the CRM and settles each of them.
///
/// Contacts go before orders, so that an order of a new customer finds the contact in the same pass. What is decided
/// without a call is in `DeliveryPlan`; what a conflict means is in `IdentityDecision`.
struct DeliveryPass: Sendable {
    let route: DestinationRoute
    let store: any SyncStore
    let clock: any WallClock
    let random: @Sendable () -> Double
    let epoch: Int64
    let inFlight: InFlight
    /// Whether the destination did not answer lately: then another failure says nothing new of a record.
    var isProbing = false
    let metrics = EngineMetrics()

    /// Settles all lanes in one transaction at the end: none of them may be claimed anew before that anyway.
    func deliver(_ lanes: [ClaimedLane]) async throws -> PassResult {
        var result = PassResult()
        var settlements: [Settlement] = []
        for kind in [RecordKind.customer, .order] {
            let batch = lanes.filter { $0.key.record.kind == kind }.map { $0.knowing(result.links) }
            guard !batch.isEmpty else { continue }
            settlements += try await attempt(batch, kind: kind, result: &result)
        }
        // Before settling: after a crash in between, the owner is delivered again and they are woken again.
        try await wakeSharers(of: lanes.filter { $0.key.record.kind == .customer }, settlements, result.links)
        try await lookFor(result.lostContacts)
        try await settle(settlements, result: &result)
        try await lookAgain(at: result.sharers)
        return result
    }

    /// The owner's address may have moved after it was read and before the sharer was known as one, so that nobody has
    /// woken it.
    private func lookAgain(at sharers: [Sharing]) async throws {
        guard !sharers.isEmpty else { return }
        let resolver = ConflictResolver(route: route, store: store, clock: clock, inFlight: inFlight, own: [])
        for sharing in sharers where try await !resolver.shares(sharing.plan.lane, sharing.link) {
            let lane = sharing.plan.lane
            let key = lane.key.record
            try await store.mark([key], destination: route.name, force: false, origin: lane.origin, now: clock.now)
        }
    }

    /// Contacts that orders did not find are looked for: deleted in the CRM, or merged into others there.
    ///
    /// Whoever shares one waits for its owner, who is among its holders.
    private func lookFor(_ lost: [String: (link: Link, origin: Origin)]) async throws {
        for (link, origin) in lost.values {
            let holders = try await store.holders(destination: route.name, object: link.object, crmID: link.crmID)
            try await store.mark(
                holders.map(\.key),
                destination: route.name,
                force: true,
                origin: origin,
                now: clock.now
            )
        }
    }

    private func attempt(
        _ lanes: [ClaimedLane],
        kind: RecordKind,
        result: inout PassResult
    ) async throws -> [Settlement] {
        var settled: [Settlement] = []
        var planned: [PlannedUpsert] = []
        for lane in lanes {
            guard let facts = route.stores[lane.key.record.store] else {
                settled.append(skipped(lane, reason: "its store no longer sends here"))
                continue
            }
            switch DeliveryPlan.make(for: lane, mapper: route.mapper, store: facts) {
            case .unchanged(let state): settled.append(delivered(lane, state, outcome: "unchanged"))
            case .skipped(let reason): settled.append(skipped(lane, reason: reason))
            case .failed(let fault): settled.append(failed(lane, fault, result: &result))
            case .send(let plan): planned.append(plan)
            }
        }
        let own = Set(lanes.flatMap(InFlightKeys.keys))
        var resolver = ConflictResolver(route: route, store: store, clock: clock, inFlight: inFlight, own: own)
        do {
            settled += try await shared(&planned, resolver: resolver)
            try await write(planned, kind: kind, resolver: &resolver, settled: &settled, result: &result)
        } catch let fault as DeliveryFault {
            let done = Set(settled.map(\.key))
            for lane in lanes where !done.contains(lane.key) {
                settled.append(unread(lane, fault, result: &result))
            }
        }
        result.taken.formUnion(resolver.taken)
        return settled
    }

    /// Three rounds: the write, the write after a conflict was decided, and one more for a decision that met a change
    /// made meanwhile.
    ///
    /// What is still in conflict then is looked at later or by a person.
    private func write(
        _ planned: [PlannedUpsert],
        kind: RecordKind,
        resolver: inout ConflictResolver,
        settled: inout [Settlement],
        result: inout PassResult
    ) async throws {
        var pending: [PendingUpsert] = []
        if let fault = result.holding(kind) {
            settled += planned.map { held($0.lane, fault, isWritten: false, result: &result) }
        } else {
            let first = try await resolver.firstTargets(planned, kind: kind)
            settle(first, settled: &settled, result: &result)
            for item in first.retry {
                if item.plan.isIdle(item.upsert) {
                    settled.append(delivered(item.plan.lane, item.plan.wanted, outcome: "unchanged"))
                } else {
                    pending.append(item)
                }
            }
        }
        let call = IsolatingCall(connector: route.connector, kind: kind)
        for round in 1...3 where !pending.isEmpty {
            pending = try await noted(pending, settled: &settled, result: &result)
            for item in pending { result.attempted[item.plan.lane.key] = item.plan.lane.origin }
            var obstacles: [(item: PendingUpsert, obstacle: Obstacle)] = []
            for (item, outcome) in zip(pending, await call(pending.map(\.upsert))) {
                switch outcome {
                case .answered(let answer):
                    result.reachedDestination = true
                    switch answer {
                    case .written(let written): settled.append(self.written(item, written, result: &result))
                    case .failed(let fault): settled.append(failed(item.plan.lane, fault, item: item, result: &result))
                    case .conflict(let conflict): obstacles.append((item, .conflict(conflict)))
                    case .gone: obstacles.append((item, .gone))
                    }
                case .held(let fault):
                    settled.append(held(item.plan.lane, fault, isWritten: fault.mayBeWritten, result: &result))
                }
            }
            if let fault = result.holding(kind) {
                settled += obstacles.map { held($0.item.plan.lane, fault, isWritten: false, result: &result) }
                return
            }
            let resolution = try await resolver.resolve(obstacles, kind: kind, round: round)
            settle(resolution, settled: &settled, result: &result)
            pending = resolution.retry
        }
    }

    private func settle(
        _ resolution: ConflictResolution,
        settled: inout [Settlement],
        result: inout PassResult
    ) {
        for (lane, fault) in resolution.faults { settled.append(failed(lane, fault, result: &result)) }
        for share in resolution.shared { settled.append(sharing(share.plan, share.link, result: &result)) }
        result.sharers += resolution.shared.filter(\.isByAddress)
        for (lane, reason) in resolution.skipped { settled.append(deleted(lane, reason: reason, result: &result)) }
    }

    /// Stores which records are about to be adopted, so that it is known if the answer, or this process, is lost.
    ///
    /// Returns the writes that may be made; a lane that another owner has by now is not written.
    private func noted(
        _ pending: [PendingUpsert],
        settled: inout [Settlement],
        result: inout PassResult
    ) async throws -> [PendingUpsert] {
        var links: [RecordKey: Link] = [:]
        for item in pending {
            if let link = item.adoption, link != item.plan.lane.adopting { links[item.plan.lane.key.record] = link }
        }
        guard !links.isEmpty else { return pending }
        let noted = try await store.adopt(links, destination: route.name, epoch: epoch)
        var allowed: [PendingUpsert] = []
        for var item in pending {
            if let link = links[item.plan.lane.key.record] {
                guard noted.contains(item.plan.lane.key.record) else {
                    settled.append(failed(item.plan.lane, ConflictResolver.unsettled, result: &result))
                    continue
                }
                item.plan.lane.adopting = link
            }
            allowed.append(item)
        }
        return allowed
    }

    /// Customers that share another one's contact: still so, or on their own from now on.
    private func shared(_ planned: inout [PlannedUpsert], resolver: ConflictResolver) async throws -> [Settlement] {
        var settled: [Settlement] = []
        for index in planned.indices.reversed() {
            let lane = planned[index].lane
            guard let link = lane.link, link.standing == .shared else { continue }
            if try await resolver.shares(lane, link) {
                settled.append(delivered(planned[index].lane, planned[index].wanted, outcome: "shared"))
                planned.remove(at: index)
            } else {
                planned[index].lane.link = nil
                planned[index].lane.delivered = nil
                planned[index] = planned[index].forUnknownRecord
            }
        }
        return settled
    }

    private func settle(_ settlements: [Settlement], result: inout PassResult) async throws {
        guard !settlements.isEmpty else { return }
        let report = try await store.settle(settlements, destination: route.name, epoch: epoch, now: clock.now)
        route.observer?(settlements)
        result.refused += report.refused
        if report.refused > 0 { try await undoLateWrites(settlements, result) }
        for (outcome, group) in Dictionary(grouping: settlements, by: { $0.note?.outcome ?? "released" }) {
            metrics.delivered(route.name, outcome: outcome, count: group.count)
        }
    }

    /// This node lost the destination while it was writing, so what it wrote may be older than what the new owner did:
    /// the new owner is asked to write it all again.
    private func undoLateWrites(_ settlements: [Settlement], _ result: PassResult) async throws {
        let written = settlements.map(\.key).filter { result.attempted[$0] != nil }
        for (origin, keys) in Dictionary(grouping: written, by: { result.attempted[$0] ?? .live }) {
            try await store.mark(
                keys.map(\.record),
                destination: route.name,
                force: true,
                origin: origin,
                now: clock.now
            )
        }
    }

    /// Customers that point at the contact of one whose address may have changed, or who is gone, are looked at anew.
    private func wakeSharers(
        of lanes: [ClaimedLane],
        _ settlements: [Settlement],
        _ made: [RecordKey: Link]
    ) async throws {
        let ends = Dictionary(settlements.map { ($0.key, $0) }) { first, _ in first }
        for lane in lanes {
            for link in ends[lane.key]?.linksFreed(from: lane.link) ?? [] {
                let holders = try await store.holders(destination: route.name, object: link.object, crmID: link.crmID)
                // Those that came to share it in this very pass are not in the store yet.
                let known = holders + made.filter { $0.value.crmID == link.crmID }.map { LinkHolder(key: $0, link: $1) }
                let sharers = Set(known.filter { $0.link.standing == .shared }.map(\.key)).subtracting([lane.key.record]
                )
                guard !sharers.isEmpty else { continue }
                try await store.mark(
                    Array(sharers),
                    destination: route.name,
                    force: false,
                    origin: lane.origin,
                    now: clock.now
                )
            }
        }
    }
}

extension Settlement {
    /// The contacts that may have another address now, or have lost their owner.
    fileprivate func linksFreed(from known: Link?) -> [Link] {
        let owned = known?.standing == .owner ? known : nil
        switch result {
        case .skipped: return [owned].compactMap { $0 }
        case .delivered(_, let new?, _) where new.standing == .shared: return [owned].compactMap { $0 }
        case .delivered(_, let new, _):
            guard note?.sent.values.contains(where: { $0.isEmpty || EmailAddress.folded($0) != nil }) ?? false else {
                return []
            }
            // Nobody can have pointed at a contact that was just made.
            let found = note?.outcome == "created" || new?.crmID == owned?.crmID ? nil : new
            return [owned, found].compactMap { $0 }
        case .retry, .wait, .parked: return []
        }
    }
}
