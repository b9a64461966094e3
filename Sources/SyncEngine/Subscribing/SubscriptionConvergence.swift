import Logging
import SyncModel

/// One look at a store's webhook subscriptions: brings them to what is wanted, and has gaps compared.
///
/// Whatever dies in between, the next look finds it: gaps are written down before anything is created, and what stands
/// is remembered only once their comparison is asked for.
struct SubscriptionConvergence: Sendable {
    let owned: OwnedStore
    let settings: SubscriptionSettings
    /// Whether a store that cannot be reached now is waited for, as a server does and a command does not.
    let waits: Bool

    private var store: StoreName { owned.route.name }

    /// Looks, changes what is to be changed, and remembers it.
    ///
    /// - Returns: what was found and done; also where Shopify refused, then with the problem.
    /// - Throws: `JobStop`, what the store throws, and without waiting a ``ReadFault``.
    func perform() async throws -> SubscriptionReport {
        var state = try await owned.store.subscriptions(of: store).state
        let before = state.report
        var report = SubscriptionReport(at: owned.clock.now, address: settings.wish.address)
        do {
            try await converge(&state, &report)
        } catch let fault as ReadFault {
            report.problem = fault.description
        }
        state.report = report
        try await keep(state)
        tell(report, before: before)
        return report
    }

    private func converge(_ state: inout SubscriptionState, _ report: inout SubscriptionReport) async throws {
        let facts = try await reading { () async throws(ReadFault) in try await owned.route.reader.facts() }
        let access = SubscriptionAccess(facts)
        let plan = SubscriptionPlan(settings.wish, access: access, found: try await list())
        let delivered = try await owned.store.lastDeliveries(of: store)
        report.unseen = unseen(plan, sights: state.sights, delivered: delivered, now: report.at)
        let gaps = plan.gaps(sights: state.sights, delivered: delivered, now: report.at)
        if !gaps.isEmpty {
            state.open(gaps)
            try await keep(state)
        }
        try await apply(plan, &report)
        // What was asked for is not believed but looked at: an answer may have been lost.
        let after =
            plan.isFulfilled ? plan : SubscriptionPlan(settings.wish, access: access, found: try await list())
        report.describe(after, version: access.version)
        report.missing = report.missing.filter { after.standing[$0.key] == nil && after.covered[$0.key] == nil }
        report.gaps = try await close(&state, after)
        state.see(after, at: report.at)
    }

    private func apply(_ plan: SubscriptionPlan, _ report: inout SubscriptionReport) async throws {
        for stray in plan.deletions
        where try await reading({ () async throws(ReadFault) in try await settings.keeper.delete(stray.id) }) {
            report.deleted.append(stray.topic)
        }
        for repair in plan.repairs {
            let isDone = try await attempt(repair.draft.topic, &report) { () async throws(ReadFault) in
                _ = try await settings.keeper.update(repair.subscription.id, to: repair.draft)
            }
            if isDone { report.repaired.append(repair.draft.topic) }
        }
        for draft in plan.creations {
            let isDone = try await attempt(draft.topic, &report) { () async throws(ReadFault) in
                _ = try await settings.keeper.create(draft)
            }
            if isDone { report.created.append(draft.topic) }
        }
    }

    /// One topic that Shopify refuses does not stop the others.
    private func attempt(
        _ topic: String,
        _ report: inout SubscriptionReport,
        _ body: () async throws(ReadFault) -> Void
    ) async throws -> Bool {
        do {
            try await reading(body)
            return true
        } catch let fault as ReadFault where fault.disposition == .refuse {
            report.missing[topic] = .refused(fault.message)
            return false
        }
    }

    /// Asks for the comparison of every gap whose topic is heard again; the others stay open.
    private func close(_ state: inout SubscriptionState, _ plan: SubscriptionPlan) async throws -> [TopicGap] {
        let closed = state.openGaps.filter { plan.standing[$0.topic] != nil || plan.covered[$0.topic] != nil }
        let overlap = owned.route.policy.overlap
        for spec in ReconcileSpec.closing(closed, topics: settings.wish.topics, overlap: overlap) {
            _ = try await owned.store.enqueue(.reconcile(spec), store: store, now: owned.clock.now)
        }
        state.openGaps.removeAll { closed.contains($0) }
        return closed
    }

    /// Topics that came lately although we never subscribed to them.
    private func unseen(
        _ plan: SubscriptionPlan,
        sights: [String: SubscriptionSight],
        delivered: [String: Instant],
        now: Instant
    ) -> [String] {
        settings.wish.topics.map(\.topic).filter { topic in
            guard let last = delivered[topic], now.since(last) < .seconds(7 * 86_400) else { return false }
            return sights[topic] == nil && plan.standing[topic] == nil && plan.covered[topic] == nil
        }
    }

    private func list() async throws -> [WebhookSubscription] {
        try await reading { () async throws(ReadFault) in try await settings.keeper.subscriptions() }
    }

    private func reading<Value>(_ body: () async throws(ReadFault) -> Value) async throws -> Value {
        waits ? try await owned.reading({}, body) : try await body()
    }

    private func keep(_ state: SubscriptionState) async throws {
        guard try await owned.store.keep(state, of: store, epoch: owned.epoch) else { throw JobStop.lost }
    }

    /// Says what is new; what was wrong before and still is was said before.
    private func tell(_ report: SubscriptionReport, before: SubscriptionReport?) {
        let logger = owned.logger
        for gap in report.gaps {
            logger.warning(
                "A webhook subscription was missing; what was missed is compared",
                metadata: [
                    "store": "\(store)", "topic": "\(gap.topic)", "since": "\(Timestamp(gap.since).utcSeconds)",
                ]
            )
        }
        if report.hasChanged {
            logger.notice(
                "Webhook subscriptions were changed",
                metadata: [
                    "store": "\(store)", "created": "\(report.created.count)", "repaired": "\(report.repaired.count)",
                    "deleted": "\(report.deleted.count)",
                ]
            )
        }
        if !report.missing.isEmpty, report.missing != before?.missing {
            logger.warning(
                "Some webhook topics cannot be subscribed to; sluice doctor says why",
                metadata: ["store": "\(store)", "topics": "\(report.missing.keys.sorted().joined(separator: ","))"]
            )
        }
        if let problem = report.problem, problem != before?.problem {
            logger.error(
                "Webhook subscriptions could not be looked at",
                metadata: ["store": "\(store)", "error": "\(problem)"]
            )
        }
    }
}
