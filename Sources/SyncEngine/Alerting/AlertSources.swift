package import SyncModel

/// Where what alerts ask is found: most of it in the store, the rest with whoever runs here.
package struct AlertSources: Sendable {
    /// What is configured of a store.
    package struct Store: Sendable {
        package var name: StoreName
        package var askedVersion: String?
        package var versionEnds: Instant?
        /// When the token ends and nothing renews it.
        package var tokenEnds: @Sendable () async -> Instant?

        package init(
            _ name: StoreName,
            askedVersion: String? = nil,
            versionEnds: Instant? = nil,
            tokenEnds: @escaping @Sendable () async -> Instant? = { nil }
        ) {
            self.name = name
            self.askedVersion = askedVersion
            self.versionEnds = versionEnds
            self.tokenEnds = tokenEnds
        }
    }

    package var stores: [Store]
    /// Destinations that are delivered to, with the pacers of those whose calls are counted here.
    package var destinations: [DestinationName: DestinationPacer?]

    package init(stores: [Store], destinations: [DestinationName: DestinationPacer?]) {
        self.stores = stores
        self.destinations = destinations
    }

    /// All of it, as it is now.
    package func facts(from store: any SyncStore, now: Instant) async throws -> AlertFacts {
        let overview = try await store.overview()
        let silences = try await store.silences()
        var facts = AlertFacts()
        for source in stores {
            var found = AlertFacts.Store(source.name)
            found.lastReceiptAt = overview.stores.first { $0.store == source.name }?.lastReceiptAt
            if found.lastReceiptAt == nil {
                found.listenedSince = try await store.listens(to: source.name, now: now)
            }
            found.silence = silences.first { $0.store == source.name }
            found.readPause = overview.readPauses.first { $0.store == source.name }
            if let report = try await store.subscriptions(of: source.name).state.report, report.problem == nil {
                found.missingTopics = report.missing.keys.sorted()
                found.gaps = report.gaps.map(\.topic)
            }
            found.askedVersion = source.askedVersion
            found.versionEnds = source.versionEnds
            let seen = try await store.appFacts(of: source.name)?.facts
            // What was seen under another setting says nothing of this one.
            if let seen, seen.askedVersion == source.askedVersion { found.servedVersion = seen.servedVersion }
            found.tokenEnds = await source.tokenEnds()
            facts.stores.append(found)
        }
        // Whoever delivers knows what the CRM said of the day: another server, as a rule.
        let nodes = try await store.nodes()
        let words = nodes.filter(\.isAlive).compactMap(\.word)
        facts.inboxes = nodes.compactMap { AlertFacts.Inbox(of: $0, now: now) }.sorted { $0.server < $1.server }
        let waits = try await store.liveWaits(for: Array(destinations.keys))
        for (name, pacer) in destinations.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            var found = AlertFacts.Destination(name)
            let lanes = overview.lanes.filter { $0.destination == name }
            found.waitingSince = waits[name]
            found.parked = lanes.first { $0.state == .parked }?.count ?? 0
            found.pauses = overview.pauses.filter { $0.destination == name }
            let told = words.compactMap { $0.dayEnds[name.rawValue] }.filter { $0 > now }.max()
            found.dayEndsIn = pacer?.dailyWait(.history) ?? told?.since(now)
            facts.destinations.append(found)
        }
        return facts
    }
}
