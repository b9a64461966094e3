import SyncModel

@testable import SyncEngine

/// One process that owns the destination for a time: it claims and starts passes as a dispatch loop does.
final class SimulatedNode {
    let epoch: Int64
    let crm: ConductedCRM
    private let store: ObservedStore
    private let route: DestinationRoute
    private let clock: TestClock
    private let fates: Fates
    private var state = LoopState()
    private let finished = FinishedPasses(wake: WakeSignal())
    private let failures = Log<String>()
    private(set) var isDead = false

    init(
        epoch: Int64,
        store: ObservedStore,
        crm: ConductedCRM,
        clock: TestClock,
        fates: Fates,
        contacts: ContactRules
    ) {
        self.epoch = epoch
        self.store = store
        self.crm = crm
        self.clock = clock
        self.fates = fates
        route = DestinationRoute(
            name: EngineStage.crmName,
            connector: crm,
            mapper: TestMapper(passesConsents: true, onlyLowers: true),
            pacer: DestinationPacer(destination: EngineStage.crmName, quotas: [:], reserve: 0, clock: clock),
            stores: [EngineStage.shop: StoreFacts(name: EngineStage.shop, domain: "acme.myshopify.com")],
            retry: RetryPolicy(first: .seconds(1), cap: .seconds(60), maximumAttempts: 1_000),
            contacts: contacts
        )
    }

    var isBusy: Bool { state.running > 0 || !state.deferred.isEmpty }

    /// Passes that failed although the process lives.
    var troubles: [String] { isDead || isDown ? [] : failures.all }

    /// Whether it died by `dieSoon` by now.
    var isDown: Bool { store.isDown }

    /// It dies between two writes of its passes: after so many more.
    func dieSoon(after count: Int) { store.breakDown(afterWriting: count) }

    /// It lives on after all.
    func spare() { store.breakDown(false) }

    /// The process is gone: nothing of it reaches the store any more.
    func die() {
        isDead = true
        store.breakDown(true)
        crm.die()
    }

    /// Claims what is due and starts a pass with what may fly.
    func claim(limit: Int, in group: inout DiscardingTaskGroup, conductor: Conductor) async throws {
        guard state.running < crm.capabilities.concurrency else { return }
        let claimed = try await store.claim(
            ClaimRequest(
                destination: EngineStage.crmName,
                epoch: epoch,
                now: clock.now,
                limits: [.customer: limit, .order: limit]
            )
        )
        await start(state.admit(claimed), in: &group, conductor: conductor)
    }

    /// Takes in passes that have ended, and starts what waited for them.
    func collect(in group: inout DiscardingTaskGroup, conductor: Conductor) async {
        for pass in finished.take() { state.finish(pass) }
        for lanes in state.admitDeferred() { await start(lanes, in: &group, conductor: conductor) }
    }

    private func start(
        _ lanes: [ClaimedLane],
        in group: inout DiscardingTaskGroup,
        conductor: Conductor
    ) async {
        guard !lanes.isEmpty else { return }
        state.began(lanes)
        let pass = DeliveryPass(
            route: route,
            store: store,
            clock: clock,
            random: { [fates] in fates.draw() },
            epoch: epoch,
            inFlight: state.inFlight,
            untold: state.untold
        )
        conductor.begin()
        group.addTask { [finished, failures] in
            do {
                finished.add(EndedPass(lanes: lanes, extent: .everything, result: try await pass.deliver(lanes)))
            } catch {
                failures.add("\(error)")
            }
            conductor.end()
        }
        await conductor.settle()
    }
}
