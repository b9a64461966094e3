import Logging
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
    /// Creations that failed, of this pass and of those before it.
    var creations = FailedCreations()
    /// What may be in the CRM under our ids without our books knowing, by this pass and those before it.
    var untold = UntoldRecords()
    /// Whether the destination did not answer lately: then another failure says nothing new of a record.
    var isProbing = false
    /// Told of what the pass came to before that is stored.
    var beforeSettling: (@Sendable (PassResult) async throws -> Void)?
    var logger = Logger(label: "sluice.dispatch")
    let metrics = EngineMetrics()
    /// The spans in which this is told; `nil` where nobody traces it.
    var trace: PassTrace?

    /// Settles all lanes in one transaction at the end: none of them may be claimed anew before that anyway.
    func settled(_ lanes: [ClaimedLane]) async throws -> PassResult {
        var result = PassResult()
        var settlements: [Settlement] = []
        for kind in [RecordKind.customer, .order] {
            let batch = lanes.filter { $0.key.record.kind == kind }
                .map { $0.knowing(result.links).obeying(route.contacts) }
            guard !batch.isEmpty else { continue }
            settlements += try await attempt(batch, kind: kind, result: &result)
        }
        // Before settling: after a crash in between, the owner is delivered again and they are woken again.
        try await wakeSharers(of: lanes.filter { $0.key.record.kind == .customer }, settlements, result)
        try await lookFor(result.lostContacts)
        try await beforeSettling?(result)
        try await settle(settlements, result: &result)
        return result
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
        var departed: [(lane: ClaimedLane, rule: String?)] = []
        let own = Set(lanes.flatMap(InFlightKeys.keys))
        var resolver = ConflictResolver(
            route: route,
            store: store,
            clock: clock,
            inFlight: inFlight,
            untold: untold,
            epoch: epoch,
            own: own
        )
        let lanes = try await obeyed(lanes, &resolver, settled: &settled, result: &result)
        let round = DeliveryRound(now: clock.now)
        for lane in lanes {
            guard let facts = route.stores[lane.key.record.store] else {
                settled.append(skipped(lane, reason: "its store no longer sends here"))
                continue
            }
            switch DeliveryPlan.make(for: lane, mapper: route.mapper, store: facts, contacts: route.contacts) {
            case .unchanged(let state): settled.append(delivered(lane, state, outcome: "unchanged"))
            case .skipped(let reason): settled.append(skipped(lane, reason: reason))
            case .refused(let reason): settled.append(refused(lane, reason: reason, result: &result))
            case .failed(let fault): settled.append(failed(lane, fault, result: &result))
            case .departed: departed.append((lane, nil))
            case .withdrawing(let rule): departed.append((lane, rule))
            case .send(let plan):
                if !isProbing, resolver.rulings[lane.key.record] == nil,
                    let due = round.wait(of: plan, mapper: route.mapper)
                {
                    settled.append(later(lane, due: due))
                } else {
                    planned.append(plan)
                }
            }
        }
        let telling = Dictionary(
            planned.filter { $0.emailConsent != nil }.map { ($0.lane.key, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        // First: what is left behind may be a survivor's, who is written right after.
        for (lane, rule) in departed.prefix(Self.departuresAtOnce) {
            settled.append(try await depart(lane, by: rule, &resolver, result: &result))
        }
        settled += departed.dropFirst(Self.departuresAtOnce).map { later($0.lane) }
        do {
            try await recognise(&planned, &resolver, settled: &settled, result: result)
            try await findGuests(among: &planned, &resolver, settled: &settled, result: &result)
            settled += try await shared(&planned, resolver: resolver)
            try await write(planned, kind: kind, resolver: &resolver, settled: &settled, result: &result)
        } catch let fault as DeliveryFault {
            let done = Set(settled.map(\.key))
            for lane in lanes where !done.contains(lane.key) {
                settled.append(unread(lane, fault, result: &result))
            }
        }
        // Whatever stopped the others: nothing tells later that these were left out.
        await tellConsents(ofSharersAmong: telling, in: &settled, result: &result)
        result.taken.formUnion(resolver.taken)
        return settled
    }

    /// Each takes some calls of its own, and what is alive must not wait for many of them.
    private static let departuresAtOnce = 10

    /// A record that is no more in Shopify, or that a rule of the mapping takes out of the CRM.
    private func depart(
        _ lane: ClaimedLane,
        by rule: String?,
        _ resolver: inout ConflictResolver,
        result: inout PassResult
    ) async throws -> Settlement {
        if let fault = result.holding(lane.key.record.kind) {
            return held(lane, fault, isWritten: false, result: &result)
        }
        do {
            return departed(lane, try await resolver.depart(lane, by: rule), result: &result)
        } catch let fault as DeliveryFault {
            return unread(lane, fault, result: &result)
        }
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
            for item in first.retry.map(fitted) {
                if item.plan.isIdle(item.upsert) {
                    settled.append(delivered(item.plan.lane, item.plan.wanted, outcome: "unchanged"))
                } else {
                    pending.append(item)
                }
            }
        }
        let call = IsolatingCall(connector: route.connector, kind: kind)
        for round in 1...3 where !pending.isEmpty {
            pending = try await besidesUnderWay(pending, kind: kind, settled: &settled)
            pending = try await noted(pending, settled: &settled, result: &result)
            // All of them may wait, and then the CRM is not called.
            guard !pending.isEmpty else { return }
            for item in pending { result.attempted.updateValue(item.upsert.parent, forKey: item.plan.lane.key) }
            var obstacles: [(item: PendingUpsert, obstacle: Obstacle)] = []
            untold.sent(pending.map(\.plan.lane.key.record))
            let outcomes = await call(pending.map(\.upsert))
            result.unanswered.formUnion(call.unanswered.keys)
            for (item, outcome) in zip(pending, outcomes) {
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
                    let isUnderWay = call.unanswered.keys.contains(item.upsert.key)
                    settled.append(held(item, fault, isUnderWay: isUnderWay, result: &result))
                }
            }
            if let fault = result.holding(kind) {
                settled += obstacles.map { held($0.item.plan.lane, fault, isWritten: false, result: &result) }
                return
            }
            let resolution = try await resolver.resolve(obstacles, kind: kind, round: round)
            settle(resolution, settled: &settled, result: &result)
            pending = resolution.retry.map(fitted)
        }
    }

    /// The same without what the connector cannot do: an order's contact that it cannot empty is still there afterwards.
    private func fitted(_ item: PendingUpsert) -> PendingUpsert {
        guard !route.connector.capabilities.emptiesParents else { return item }
        var item = item
        item.upsert.losesParent = false
        return item
    }

    private func settle(
        _ resolution: ConflictResolution,
        settled: inout [Settlement],
        result: inout PassResult
    ) {
        for (lane, fault) in resolution.faults { settled.append(failed(lane, fault, result: &result)) }
        for share in resolution.shared { settled.append(sharing(share, result: &result)) }
        for (lane, reason) in resolution.skipped { settled.append(deleted(lane, reason: reason, result: &result)) }
        for (lane, reason) in resolution.leftOut {
            settled.append(skipped(lane, reason: reason, outcome: DeliveryNote.leftOut))
        }
    }

    /// Stores which records are about to be adopted, and which orders get a contact that another customer owns, so that
    /// it is known if the answer, or this process, is lost.
    ///
    /// Returns the writes that may be made; a lane that another owner has by now is not written.
    private func noted(
        _ pending: [PendingUpsert],
        settled: inout [Settlement],
        result: inout PassResult
    ) async throws -> [PendingUpsert] {
        let intents = Dictionary(
            pending.compactMap { item in item.intent.map { (item.plan.lane.key.record, $0) } },
            uniquingKeysWith: { first, _ in first }
        )
        guard !intents.isEmpty else { return pending }
        let noted = try await store.intend(intents, destination: route.name, epoch: epoch)
        var allowed: [PendingUpsert] = []
        for var item in pending {
            if let intent = intents[item.plan.lane.key.record] {
                guard noted.contains(item.plan.lane.key.record) else {
                    settled.append(failed(item.plan.lane, ConflictResolver.unsettled, result: &result))
                    continue
                }
                if case .adopting(let link) = intent { item.plan.lane.adopting = link }
            }
            allowed.append(item)
        }
        return allowed
    }

    /// Guests for whom no contact is made: those of whom one was found point at it.
    private func findGuests(
        among planned: inout [PlannedUpsert],
        _ resolver: inout ConflictResolver,
        settled: inout [Settlement],
        result: inout PassResult
    ) async throws {
        // One that we made before, by another setting or a person's choice, is theirs.
        var guests = planned.filter {
            route.contacts.onlyFinds($0.lane.record) && $0.lane.link?.standing != .owner
                && resolver.rulings[$0.lane.key.record]?.choice != .new
        }
        guard !guests.isEmpty else { return }
        let sought = Set(guests.map(\.lane.key))
        planned.removeAll { sought.contains($0.lane.key) }
        if !isProbing {
            let round = DeliveryRound(now: clock.now)
            guests.removeAll { guest in
                guard let due = round.wait(ofGuest: guest.lane) else { return false }
                settled.append(later(guest.lane, due: due))
                return true
            }
            guard !guests.isEmpty else { return }
        }
        if let fault = result.holding(.customer) {
            settled += guests.map { held($0.lane, fault, isWritten: false, result: &result) }
            return
        }
        let search = try await resolver.find(guests)
        result.reachedDestination = true
        for share in search.found { settled.append(sharing(share, result: &result)) }
        for lane in search.missing {
            settled.append(withoutContact(lane, reason: ConflictResolver.guestWithoutContact, result: &result))
        }
        for (lane, fault) in search.faults { settled.append(failed(lane, fault, result: &result)) }
    }

    /// Customers that share another one's contact: still so, or on their own from now on.
    private func shared(_ planned: inout [PlannedUpsert], resolver: ConflictResolver) async throws -> [Settlement] {
        var settled: [Settlement] = []
        for index in planned.indices.reversed() {
            let lane = planned[index].lane
            guard let link = lane.link, link.standing == .shared else { continue }
            if try await resolver.shares(lane, link) {
                settled.append(delivered(planned[index].lane, planned[index].wanted, outcome: Self.shared))
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
        let lateUntil = clock.now + DestinationRoute.requestTime
        let settlements = settlements.map { settlement in
            var settlement = settlement
            settlement.mayBeWritten = result.attempted.keys.contains(settlement.key)
            settlement.associated = result.attempted[settlement.key] ?? nil
            if result.unanswered.contains(settlement.key.record) { settlement.redeliverAt = lateUntil }
            // What was only held back, no mapping decided.
            if settlement.note?.outcome != "wait" { settlement.note?.mapping = route.mapper.identity }
            return settlement
        }
        let report = try await store.settle(settlements, destination: route.name, epoch: epoch, now: clock.now)
        route.observer?(settlements)
        tell(settlements)
        result.refused += report.refused
        // Not sooner: what is written and not in our books is what is looked for.
        untold.told(settlements.filter(\.isConfirmed).map(\.key.record))
        for (outcome, group) in Dictionary(grouping: settlements, by: { $0.note?.outcome ?? "released" }) {
            metrics.delivered(route.name, outcome: outcome, count: group.count)
        }
    }

    /// Customers that point at the contact of one whose address may have changed, or who is gone, are looked at anew.
    private func wakeSharers(
        of lanes: [ClaimedLane],
        _ settlements: [Settlement],
        _ result: PassResult
    ) async throws {
        let ends = Dictionary(settlements.map { ($0.key, $0) }) { first, _ in first }
        for lane in lanes {
            let end = ends[lane.key]
            let left = result.left[lane.key]
            for link in end?.linksFreed(from: lane.link, coalesces: lane.coalesces, left: left) ?? [] {
                // Those that came to share it in this very pass are not in the store yet.
                var holders = result.links.filter { $0.value.crmID == link.crmID }.map { LinkHolder(key: $0, link: $1) }
                var last: LinkHolder?
                repeat {
                    let page = try await store.holders(
                        destination: route.name,
                        object: link.object,
                        crmID: link.crmID,
                        after: last
                    )
                    try await wake(holders + page, of: lane)
                    holders = []
                    last = page.count < LinkHolder.listedAtOnce ? nil : page.last
                } while last != nil
            }
        }
    }

    private func wake(_ holders: [LinkHolder], of owner: ClaimedLane) async throws {
        let sharers = Set(holders.filter { $0.link.standing == .shared }.map(\.key)).subtracting([owner.key.record])
        guard !sharers.isEmpty else { return }
        try await store.mark(
            Array(sharers),
            destination: route.name,
            force: false,
            origin: owner.origin,
            now: clock.now
        )
    }
}
