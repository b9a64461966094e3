import Outbound
import SyncModel

/// What is known of the account, fetched and kept for a while: its facts and its pipelines.
actor HubSpotAccount {
    private let clock: any WallClock
    private var info: HubSpotAccountInfo?
    private var infoAt = Instant.beginning
    /// Objects whose unique property HubSpot has accepted in an upsert, which it does for no other.
    private var keyed: Set<HubSpotObject> = []
    private var pipelines: [HubSpotObject: (list: [HubSpotPipeline], at: Instant)] = [:]
    private var subscriptions: (list: [HubSpotSubscription], at: Instant)?
    /// Why consents cannot be passed on at all, as HubSpot said.
    private var refusedConsents: (words: String, at: Instant)?

    init(clock: any WallClock) {
        self.clock = clock
    }

    /// Whether records are certain to be single by our property, so that they may be made without an upsert.
    func isKeyed(_ object: HubSpotObject) -> Bool { keyed.contains(object) }

    func foundKeyed(_ object: HubSpotObject) { keyed.insert(object) }

    /// Forgets that: where a property is missing, a person may make ours anew and not unique.
    func doubtKeyed(_ object: HubSpotObject) { keyed.remove(object) }

    /// Forgets what a person may have changed meanwhile, as before a check.
    func doubtAll() {
        keyed = []
        refusedConsents = nil
        subscriptions = nil
    }

    /// Why no consent need be tried now: HubSpot refused one a short while ago for want of a scope.
    var consentRefusal: String? {
        guard let refusedConsents, clock.now.since(refusedConsents.at) < .seconds(600) else { return nil }
        return refusedConsents.words
    }

    func refuseConsents(_ words: String) { refusedConsents = (words, clock.now) }

    /// A subscription type by its name or id; fetched where it is not known, but not time and again.
    func subscription(named name: String, _ client: HubSpotClient) async throws(HubSpotRefusal) -> HubSpotSubscription?
    {
        func find(_ list: [HubSpotSubscription]) -> HubSpotSubscription? {
            list.first { $0.name == name } ?? list.first { $0.id == name }
        }
        if let known = subscriptions {
            let age = clock.now.since(known.at)
            if let found = find(known.list), age < .seconds(3_600) { return found }
            if age < .seconds(30) { return find(known.list) }
        }
        let fetched = try await client.get(
            client.preferences("definitions"),
            as: HubSpotList<HubSpotSubscription>.self
        ).results
        subscriptions = (fetched, clock.now)
        return find(fetched)
    }

    /// How long until the account's next midnight, when its daily quota starts anew; `nil` before its zone is known.
    var untilMidnight: Duration? {
        guard let offset = info?.utcOffsetMilliseconds else { return nil }
        let day: Int64 = 86_400_000_000
        let local = clock.now.microseconds + offset * 1_000
        let past = ((local % day) + day) % day
        // A few seconds more: their clock and ours differ.
        return .microseconds(day - past) + .seconds(5)
    }

    /// The account's facts; fetched where they are not known yet or, as its clocks change, an hour old, and anew with
    /// `fresh` unless that was just done.
    ///
    /// - Throws: A fault that stops the destination where the account is not the one that it is pinned to.
    func facts(_ client: HubSpotClient, fresh: Bool = false) async throws(HubSpotRefusal) -> HubSpotAccountInfo {
        if let info, clock.now.since(infoAt) < (fresh ? .seconds(30) : .seconds(3_600)) { return info }
        let fetched: HubSpotAccountInfo
        do {
            fetched = try await client.get(client.accountDetails, as: HubSpotAccountInfo.self)
        } catch {
            // What was known is better than nothing; the write itself tells of an outage.
            guard let info else { throw error }
            return info
        }
        if let pinned = client.settings.account, pinned != String(fetched.portalId) {
            throw HubSpotRefusal(fault: Self.wrongAccount(pinned: pinned, actual: fetched.portalId))
        }
        info = fetched
        infoAt = clock.now
        return fetched
    }

    /// An object's pipelines; fetched where they are not known yet, or anew with `fresh` unless that was just done.
    func pipelines(
        of object: HubSpotObject,
        _ client: HubSpotClient,
        fresh: Bool = false
    ) async throws(HubSpotRefusal) -> [HubSpotPipeline] {
        if let known = pipelines[object], !fresh || clock.now.since(known.at) < .seconds(30) { return known.list }
        let fetched = try await client.get(
            client.pipelines(object),
            kind: object.kind,
            as: HubSpotList<HubSpotPipeline>.self
        )
        pipelines[object] = (fetched.results, clock.now)
        return fetched.results
    }

    static func wrongAccount(pinned: String, actual: Int64) -> DeliveryFault {
        DeliveryFault(
            .wrongAccount,
            .pause(.destination),
            message: "the token belongs to HubSpot account \(actual), the destination is pinned to account \(pinned)"
        )
    }
}
