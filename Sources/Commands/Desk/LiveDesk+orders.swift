import SyncEngine
import SyncModel
import Web

extension LiveDesk {
    func carryOut(_ order: DeskOrder, by actor: String) async throws(DeskFailure) -> DeskOutcome {
        do {
            return try await act(order, actor)
        } catch {
            throw DeskFailure(of: error)
        }
    }

    private func act(_ order: DeskOrder, _ actor: String) async throws -> DeskOutcome {
        let log = ActionLog(store, by: actor)
        switch order {
        case .syncNow(let address, let destination): return try await syncNow(address, destination, log)
        case .retry(let choice): return try await release(choice, discards: false, log)
        case .discard(let choice): return try await release(choice, discards: true, log)
        case .pause(let name): return try await pausing(name, actor).paused()
        case .resume(let name): return try await pausing(name, actor).resumed()
        case .backfill(let wanted): return try await backfill(wanted, log)
        case .reconcile(let wanted): return try await reconcile(wanted, log)
        case .audit(let wanted): return try await audit(wanted, log)
        case .job(let action, let id): return try await ask(action, id, log)
        case .decide(let address, let destination, let answer, let force):
            return try await decide(address, destination, answer, force: force, actor, log)
        case .undo(let address, let destination): return try await undo(address, destination, actor, log)
        case .repairWebhooks(let name):
            let settings = try readable(name)
            try await log.perform("webhooks repair", on: name, outcome: { "asked" }) {
                try await store.askForSubscriptions(of: settings.name, takingOver: false, now: clock.now)
            }
            return DeskOutcome("The subscriptions of \(name) are being looked at; what is missing is made again.")
        case .reload: return try await reload(log)
        }
    }

    private func syncNow(_ address: RecordAddress, _ destination: String?, _ log: ActionLog) async throws -> DeskOutcome
    {
        let story = try await story(address, limit: 1)
        let lanes = story.lanes.filter { lane in
            lane.state != .erased && (destination == nil || lane.destination.rawValue == destination)
        }
        guard !lanes.isEmpty else { throw DeskFailure(.conflict, "The record is not sent there.") }
        let key = story.record.key
        let outlook = try await DeliveryOutlook(
            lanes.map(\.destination),
            key.kind,
            configuration,
            store,
            node,
            clock.now
        )
        guard !outlook.open.isEmpty else { throw DeskFailure(.conflict, outlook.refusal) }
        for lane in lanes where outlook.open.contains(lane.destination) {
            try await log.perform("sync now", on: "\(key) to \(lane.destination)", outcome: { "marked" }) {
                try await store.mark([key], destination: lane.destination, force: true, origin: .live, now: clock.now)
            }
        }
        return DeskOutcome(outlook.said, count: outlook.open.count)
    }

    /// The failures of a destination, a store, a kind and a time, each where it is named.
    func failureFilter(
        _ destination: String?,
        _ name: String?,
        _ kind: String?,
        _ since: String?
    ) throws -> FailureFilter {
        FailureFilter(
            destination: try destination.map { try configuration.destination(named: $0).name },
            store: try name.map { try configuration.store(named: $0).name },
            kind: try kind.map { name in
                guard let kind = RecordKind(rawValue: name) else {
                    throw DeskFailure(.invalid, "kind is order or customer.")
                }
                return kind
            },
            parkedSince: try Self.instant(since, in: nil)
        )
    }

    private func pausing(_ name: String, _ actor: String) throws -> DestinationPausing {
        DestinationPausing(
            store: store,
            name: try configuration.destination(named: name).name,
            actor: actor,
            clock: clock
        )
    }

    func readable(_ name: String) throws -> StoreSettings {
        guard let settings = try JobSession.stores(name, configuration).first else {
            throw DeskFailure(.invalid, "There is no store \"\(name)\".")
        }
        return settings
    }

    private func ask(_ action: JobAction, _ id: Int64, _ log: ActionLog) async throws -> DeskOutcome {
        guard let request = JobRequest(rawValue: action.rawValue) else {
            throw DeskFailure(.invalid, "A job can be paused, resumed or cancelled.")
        }
        let reply = try await log.perform(
            "jobs \(request.rawValue)",
            on: "job \(id)",
            outcome: JobWord.outcome
        ) {
            try await store.ask(request, of: Job.ID(rawValue: id), now: clock.now)
        }
        switch reply {
        case .unknown: throw DeskFailure(.unknown, "There is no job \(id) any more.")
        case .refused(let job): throw DeskFailure(.conflict, "Not as it stands: \(JobLine(job).text()).")
        case .accepted(let job):
            return DeskOutcome(
                job.pending == nil
                    ? "\(JobLine(job).text())." : "Job \(id) is asked to \(request.rawValue); it does within seconds.",
                job: id
            )
        }
    }

    private func reload(_ log: ActionLog) async throws -> DeskOutcome {
        guard isReloadable else {
            throw DeskFailure(
                .conflict,
                "This server was started without a configuration file, so there is none to read."
            )
        }
        let servers = try await RunningServers(configuration, store, node: node).names()
        let number = try await log.perform("reload", on: configuration.file, outcome: { _ in "asked" }) {
            try await store.askReload(now: clock.now)
        }
        let until = clock.now + .seconds(30)
        var answers: [String: ReloadAnswer] = [:]
        while true {
            for answer in try await store.reloadAnswers(number) { answers[answer.node] = answer }
            if !answers.isEmpty, servers.isSubset(of: answers.keys) || clock.now >= until { break }
            guard clock.now < until else {
                throw DeskFailure(.unavailable, "The server has not answered yet; look at the log in a moment.")
            }
            try await Task.sleep(for: .milliseconds(200))
        }
        if let problem = answers.values.compactMap(\.problem).first {
            throw DeskFailure(.conflict, "It was not taken, and what runs goes on. \(problem)")
        }
        return DeskOutcome("The configuration and the mappings are read anew and run now.")
    }
}

extension DestinationPausing {
    fileprivate func paused() async throws -> DeskOutcome {
        DeskOutcome(PauseWords.paused(name, try await pause()))
    }

    fileprivate func resumed() async throws -> DeskOutcome {
        DeskOutcome(PauseWords.resumed(name, try await resume()))
    }
}
