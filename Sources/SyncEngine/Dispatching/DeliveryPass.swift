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
    let logger: Logger
    let epoch: Int64
    let metrics = EngineMetrics()

    func deliver(_ lanes: [ClaimedLane]) async throws -> PassResult {
        var result = PassResult()
        for kind in [RecordKind.customer, .order] {
            var batch = lanes.filter { $0.key.record.kind == kind }
            guard !batch.isEmpty else { continue }
            for index in batch.indices where batch[index].parentLink == nil {
                batch[index].parentLink = batch[index].customerKey.flatMap { result.links[$0] }
            }
            try await settle(try await attempt(batch, kind: kind, result: &result), result: &result)
        }
        return result
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
                settled.append(end(lane, .skipped(reason: "its store no longer sends here"), outcome: "skipped"))
                continue
            }
            switch DeliveryPlan.make(for: lane, mapper: route.mapper, store: facts) {
            case .unchanged(let state): settled.append(delivered(lane, state, outcome: "unchanged"))
            case .skipped(let reason):
                settled.append(end(lane, .skipped(reason: reason), outcome: "skipped", message: reason))
            case .failed(let fault): settled.append(failed(lane, fault, result: &result))
            case .send(let plan): planned.append(plan)
            }
        }
        var resolver = ConflictResolver(route: route, store: store, clock: clock)
        do {
            settled += try await shared(&planned, resolver: resolver)
            var pending = try await resolver.firstTargets(planned, kind: kind)
            // Three rounds: the write, the write after a conflict was decided, and one more for a decision that
            // met a change made meanwhile. What is still in conflict then is looked at later or by a person.
            for round in 1...3 where !pending.isEmpty {
                let outcomes = try await call(pending.map(\.upsert), kind: kind)
                result.reachedDestination = true
                var next: [PendingUpsert] = []
                for (item, outcome) in zip(pending, outcomes) {
                    switch outcome {
                    case .written(let written): settled.append(self.written(item, written, result: &result))
                    case .failed(let fault): settled.append(failed(item.plan.lane, fault, item: item, result: &result))
                    case .conflict, .gone:
                        next.append(item.after(outcome))
                    }
                }
                let resolution = try await resolver.resolve(next, kind: kind, isLast: round == 3)
                for (lane, fault) in resolution.faults { settled.append(failed(lane, fault, result: &result)) }
                for (plan, link) in resolution.shared {
                    settled.append(delivered(plan.lane, plan.wanted, link: link, outcome: "shared", result: &result))
                }
                for (lane, reason) in resolution.skipped {
                    settled.append(end(lane, .skipped(reason: reason), outcome: "skipped", message: reason))
                }
                pending = resolution.retry
            }
        } catch let fault as DeliveryFault {
            let done = Set(settled.map(\.key))
            settled += holdAll(lanes.filter { !done.contains($0.key) }, fault, result: &result)
        }
        return settled
    }

    /// Customers that share another one's contact: still so, or on their own from now on.
    private func shared(_ planned: inout [PlannedUpsert], resolver: ConflictResolver) async throws -> [Settlement] {
        var settled: [Settlement] = []
        for index in planned.indices.reversed() where planned[index].lane.link?.standing == .shared {
            let plan = planned[index]
            if try await resolver.stillShares(plan) {
                settled.append(delivered(plan.lane, plan.wanted, outcome: "shared"))
                planned.remove(at: index)
            } else {
                planned[index].lane.link = nil
                planned[index].lane.delivered = nil
                planned[index].changed = plan.content.fields
            }
        }
        return settled
    }

    /// Calls the connector; a call that failed as a whole because of one record is split until that one is found.
    private func call(_ upserts: [CRMUpsert], kind: RecordKind) async throws(DeliveryFault) -> [UpsertOutcome] {
        do throws(DeliveryFault) {
            return try await route.connector.upsert(upserts, kind: kind)
        } catch {
            guard error.disposition == .bisect || (error.disposition == .park && upserts.count > 1) else { throw error }
            guard upserts.count > 1 else {
                var fault = error
                fault.disposition = .park
                return [.failed(fault)]
            }
            let middle = upserts.count / 2
            return try await call(Array(upserts[..<middle]), kind: kind)
                + call(Array(upserts[middle...]), kind: kind)
        }
    }

    private func settle(_ settlements: [Settlement], result: inout PassResult) async throws {
        guard !settlements.isEmpty else { return }
        let report = try await store.settle(settlements, destination: route.name, epoch: epoch, now: clock.now)
        result.dirtyAgain += report.dirtyAgain
        result.refused += report.refused
        for (outcome, group) in Dictionary(grouping: settlements, by: { $0.note?.outcome ?? "released" }) {
            metrics.delivered(route.name, outcome: outcome, count: group.count)
        }
    }
}

extension ClaimedLane {
    /// The customer that an order belongs to.
    var customerKey: RecordKey? {
        record.customerID.map { RecordKey(store: key.record.store, kind: .customer, id: $0) }
    }
}
