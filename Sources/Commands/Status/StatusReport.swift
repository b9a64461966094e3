import SyncModel

/// How the sync stands, for people and for `--json`.
struct StatusReport: Codable {
    struct Destination: Codable {
        var name: String
        var mode: String
        /// Whether a running server delivers to it.
        var isServed: Bool
        /// Nothing is left to be done of them; those that are left out are among them.
        var clean: Int
        /// Records that the CRM does not have and is not to have: left out by a rule or a person, taken out again, or gone;
        /// `nil` where there are none.
        var leftOut: Int?
        var dirty: Int
        var claimed: Int
        var parked: Int
        var discarded: Int
        /// Records that are in the CRM without a value that it refused; "sluice failures list" names them.
        var withRefusedValues: Int
        /// Delivered records that are delivered once more: a call that nobody answered may take effect until then.
        var repeating: Int
        var oldestDirtySeconds: Double?
        var pausedSince: String?
        var pausedBecause: String?
        /// What ends the pause.
        var pausedFix: String?
        /// Since when the CRM does not answer the server that delivers, what it said last, and when it is tried next.
        var unreachable: TroubleReport?

        /// Records that are there as they should be.
        var inStep: Int { clean - (leftOut ?? 0) }

        /// Whether something is left to do there: where nothing is delivered, nothing is waited for.
        var keepsFromIdleness: Bool {
            mode == DestinationSettings.Mode.live.rawValue && dirty + claimed + repeating > 0
        }
    }

    struct Store: Codable {
        var name: String
        var customers: Int
        var orders: Int
        var lastDelivery: String?
        /// Records that wait for an Admin read; where there are no credentials, nobody will make it.
        var awaitingHydration: Int
        var canHydrate: Bool
        /// Whether the store has Admin API credentials; without them nothing is ever read from it.
        var hasCredentials: Bool
        /// Since when nothing can be read from it, and why.
        var readPausedSince: String?
        var readPausedBecause: String?
        /// Since when Shopify does not answer whoever reads from the store.
        var unreachable: TroubleReport?
        /// Since when comparing by schedule fails, why, and when it is tried again.
        var comparingFails: TroubleReport?
        /// What a server found when it last looked at the webhooks; `nil` where it never did.
        var webhooks: WebhookStatus?
        /// Since when the store is silent although it usually speaks, and how that is known.
        var silentSince: String?
        var silentBecause: String?
        /// What the last comparison of the whole store found; `nil` where there was none.
        var audit: AuditStanding?

        /// Whether something is left to be read: what nobody can read is not waited for.
        var keepsFromIdleness: Bool { canHydrate && awaitingHydration > 0 }
    }

    var isIdle: Bool
    /// What keeps it from being idle, in words.
    var remaining: [String]
    var unappliedBytes: Int64
    var receipts: [String: Int]
    var awaitingHydration: Int
    var stores: [Store]
    var destinations: [Destination]
    /// Jobs that are not finished, the newest first.
    var jobs: [JobReport]
    /// What a person is told of, the oldest first.
    var alerts: [AlertReport] = []
    /// The servers that work on the store.
    var nodes: [NodeReport] = []
    /// When the last audit of a whole store ended, of several stores the one that was longest ago; `nil` where one of them was
    /// never compared.
    var comparedAt: String?
    /// Stores in which what missing webhooks did not tell is being compared, or waits for that.
    private(set) var comparingGaps: Set<StoreName> = []

    private enum CodingKeys: String, CodingKey {
        case isIdle, remaining, unappliedBytes, receipts, awaitingHydration, stores, destinations, jobs, alerts, nodes
        case comparedAt
    }

    init(
        overview: StoreOverview,
        backlog: Int64,
        owned: Set<DestinationName>,
        configuration: SluiceConfiguration,
        now: Instant
    ) {
        unappliedBytes = backlog
        receipts = Dictionary(uniqueKeysWithValues: overview.receipts.map { ($0.key.rawValue, $0.value) })
        awaitingHydration = overview.awaitingHydration
        stores = configuration.stores.map { settings in
            let activity = overview.stores.first { $0.store == settings.name }
            let pause = overview.readPauses.first { $0.store == settings.name }
            return Store(
                name: settings.name.rawValue,
                customers: activity?.customers ?? 0,
                orders: activity?.orders ?? 0,
                lastDelivery: Ages.stamp(activity?.lastReceiptAt),
                awaitingHydration: overview.hydrations[settings.name] ?? 0,
                // What was stopped until somebody acts is nothing to wait for.
                canHydrate: settings.credentials != nil && pause.map { $0.probeAt != nil } ?? true,
                hasCredentials: settings.credentials != nil,
                readPausedSince: Ages.stamp(pause?.since),
                readPausedBecause: pause?.message,
                unreachable: overview.trouble(of: settings.name.leaseName),
                comparingFails: overview.trouble(of: settings.name.comparisonName)
            )
        }
        destinations = configuration.destinations.map { settings in
            func count(_ state: LaneState) -> Int {
                overview.lanes.first { $0.destination == settings.name && $0.state == state }?.count ?? 0
            }
            let oldest = overview.lanes.first { $0.destination == settings.name && $0.state == .dirty }?.oldest
            let pauses = overview.pauses.filter { $0.destination == settings.name }
            let pause = pauses.first(where: \.scope.stopsClaims) ?? pauses.first
            return Destination(
                name: settings.name.rawValue,
                mode: settings.mode.rawValue,
                isServed: owned.contains(settings.name),
                clean: count(.clean),
                leftOut: overview.leftOut[settings.name].flatMap { $0 > 0 ? $0 : nil },
                dirty: count(.dirty),
                claimed: count(.claimed),
                parked: count(.parked),
                discarded: count(.discarded),
                withRefusedValues: overview.refused[settings.name] ?? 0,
                repeating: overview.repeating[settings.name] ?? 0,
                oldestDirtySeconds: oldest.map { now.since($0).seconds },
                pausedSince: Ages.stamp(pause?.since),
                pausedBecause: pause.map { MaskedWords.of(PauseWords.cause($0, among: pauses), nil) },
                pausedFix: pause.map { PauseWords.fix($0, among: pauses) },
                unreachable: owned.contains(settings.name) ? overview.trouble(of: settings.name.leaseName) : nil
            )
        }
        jobs = overview.jobs.map { JobReport($0) }
        comparingGaps = Set(
            overview.jobs.filter { job in
                guard case .reconcile(let spec) = job.spec else { return false }
                return spec.reason == .gap
            }
            .map(\.store)
        )
        remaining = []
        isIdle = true
        remaining = Self.remaining(of: self)
        isIdle = remaining.isEmpty
    }

    /// Differences without a reason that nothing was done about, of all stores.
    var differences: Int64 { stores.reduce(0) { $0 + ($1.audit?.open ?? 0) } }

    /// Adds what was found when each whole store was compared last.
    mutating func add(_ audits: [StoreName: AuditStanding]) {
        for index in stores.indices { stores[index].audit = audits[StoreName(stores[index].name)] }
        let times = stores.compactMap(\.audit?.finishedAt)
        comparedAt = times.count == stores.count ? times.min() : nil
    }

    mutating func addRemaining(_ words: [String]) {
        remaining += words
        isIdle = remaining.isEmpty
    }

    private static func remaining(of report: StatusReport) -> [String] {
        var words: [String] = []
        if report.unappliedBytes > 0 { words.append("\(report.unappliedBytes) bytes of webhooks not applied yet") }
        for store in report.stores where store.keepsFromIdleness {
            words.append("\(store.name): \(records(store.awaitingHydration)) to read from Shopify")
        }
        words += report.jobs.compactMap(\.remainingWork)
        for destination in report.destinations where destination.keepsFromIdleness {
            if destination.dirty > 0 { words.append("\(destination.name): \(records(destination.dirty)) to deliver") }
            if destination.claimed > 0 { words.append("\(destination.name): \(destination.claimed) being delivered") }
            if destination.repeating > 0 {
                words.append(
                    "\(destination.name): \(records(destination.repeating)) to deliver once more, for a call was not answered"
                )
            }
        }
        return words
    }

    private static func records(_ count: Int) -> String { count == 1 ? "1 record" : "\(count) records" }

    /// Whether a person is needed: a paused destination, a store that cannot be read or whose webhooks another server has,
    /// a server that did not take up its configuration, or parked lanes where `strict`.
    func needsPerson(strict: Bool) -> Bool {
        destinations.contains { $0.pausedSince != nil || (strict && $0.parked > 0) }
            || nodes.contains { $0.isAlive && $0.refusedConfiguration != nil }
            || stores.contains { $0.readPausedSince != nil || $0.webhooks?.isContested ?? false }
    }
}
