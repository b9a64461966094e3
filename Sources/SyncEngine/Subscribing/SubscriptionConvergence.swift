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
    /// Whether a person wants what another server set under this installation's name to be ours.
    var takesOver = false

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
        let plan = try await plan(access, state)
        let delivered = try await owned.store.lastDeliveries(of: store)
        report.unseen = unseen(plan, sights: state.sights, delivered: delivered, now: report.at)
        let gaps = plan.gaps(sights: state.sights, delivered: delivered, now: report.at)
        if !gaps.isEmpty {
            state.open(gaps)
            try await keep(state)
        }
        try await apply(plan, &report)
        // What was asked for is not believed but looked at: an answer may have been lost.
        let after = plan.isFulfilled ? plan : try await self.plan(access, state)
        report.describe(after, version: access.version)
        report.missing = report.missing.filter { after.standing[$0.key] == nil && after.covered[$0.key] == nil }
        report.gaps = try await close(&state, after)
        state.see(after, at: report.at)
    }

    private func plan(_ access: SubscriptionAccess, _ state: SubscriptionState) async throws -> SubscriptionPlan {
        SubscriptionPlan(
            settings.wish,
            access: access,
            found: try await list(),
            sights: state.sights,
            takesOver: takesOver
        )
    }

    private func apply(_ plan: SubscriptionPlan, _ report: inout SubscriptionReport) async throws {
        for stray in plan.deletions {
            do {
                if try await reading({ () async throws(ReadFault) in try await settings.keeper.delete(stray.id) }) {
                    report.deleted.append(stray.topic)
                }
            } catch let fault as ReadFault where fault.disposition == .refuse {
                // One too many does no harm, and what is missing does.
                report.undeleted = (report.undeleted ?? [:]).merging([stray.topic: fault.message]) { $1 }
            }
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

    /// Asks for the comparison of every gap whose topic is heard again, and lets go of those that were compared.
    private func close(_ state: inout SubscriptionState, _ plan: SubscriptionPlan) async throws -> [TopicGap] {
        try await settle(&state)
        let heard = state.openGaps.filter {
            $0.jobs == nil && (plan.standing[$0.topic] != nil || plan.covered[$0.topic] != nil)
        }
        let topics = settings.wish.topics
        var jobs: [RecordKind: Job.ID] = [:]
        for spec in ReconcileSpec.closing(heard, topics: topics, overlap: owned.route.policy.overlap) {
            let job = try await owned.store.enqueue(.reconcile(spec), store: store, now: owned.clock.now)
            for kind in spec.kinds { jobs[kind] = job.id }
        }
        for index in state.openGaps.indices where heard.contains(state.openGaps[index]) {
            let need = topics.first { $0.topic == state.openGaps[index].topic }
            state.openGaps[index].jobs = RecordKind.allCases.filter { need?.concerns($0) ?? false }.compactMap {
                jobs[$0]
            }
        }
        // What concerns no records leaves nothing to compare.
        state.openGaps.removeAll { $0.jobs == [] }
        return heard
    }

    /// Lets go of gaps that were compared to the end; those whose comparison came to nothing are compared anew.
    private func settle(_ state: inout SubscriptionState) async throws {
        for index in state.openGaps.indices {
            var open: [Job.ID] = []
            for id in state.openGaps[index].jobs ?? [] {
                switch try await owned.store.job(id)?.state {
                case .done: continue
                case .failed, .cancelled, nil: state.openGaps[index].jobs = nil
                case .waiting, .running, .paused: open.append(id)
                }
            }
            if state.openGaps[index].jobs != nil { state.openGaps[index].jobs = open }
        }
        state.openGaps.removeAll { $0.jobs == [] }
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
        if report.missing.values.contains(where: \.isRival), report.missing != before?.missing {
            logger.error(
                "Another server uses this installation's name for its webhooks; sluice doctor says what to do",
                metadata: ["store": "\(store)"]
            )
        } else if !report.missing.isEmpty, report.missing != before?.missing {
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
