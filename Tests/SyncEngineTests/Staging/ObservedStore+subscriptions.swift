import SyncModel

extension ObservedStore {
    func subscriptions(of store: StoreName) async throws -> StoredSubscriptions {
        try await inner.subscriptions(of: store)
    }
    func askForSubscriptions(of store: StoreName, takingOver takesOver: Bool, now: Instant) async throws {
        try await told { try await inner.askForSubscriptions(of: store, takingOver: takesOver, now: now) }
    }
    func keep(_ state: SubscriptionState, of store: StoreName, epoch: Int64) async throws -> Bool {
        try await told { try await inner.keep(state, of: store, epoch: epoch) }
    }
    func note(_ deliveries: [TopicDeliveries]) async throws { try await told { try await inner.note(deliveries) } }
    func lastDeliveries(of store: StoreName) async throws -> [String: Instant] {
        try await inner.lastDeliveries(of: store)
    }
    func rhythm(of store: StoreName) async throws -> DeliveryRhythm { try await inner.rhythm(of: store) }
    func silences() async throws -> [Silence] { try await inner.silences() }
    func tell(_ silence: Silence) async throws -> Bool { try await told { try await inner.tell(silence) } }
    func endSilence(of store: StoreName) async throws -> Silence? {
        try await told { try await inner.endSilence(of: store) }
    }
    func secret(_ name: String) async throws -> [UInt8]? { try await inner.secret(name) }
    func listens(to store: StoreName, now: Instant) async throws -> Instant {
        try await told { try await inner.listens(to: store, now: now) }
    }

    func replaceSecret(_ name: String, _ known: [UInt8], by bytes: [UInt8]) async throws -> Bool {
        try await told { try await inner.replaceSecret(name, known, by: bytes) }
    }

    func setSecret(_ name: String, _ bytes: [UInt8]) async throws {
        try await told { try await inner.setSecret(name, bytes) }
    }
    func removeSecret(_ name: String) async throws -> Bool { try await told { try await inner.removeSecret(name) } }
    func begin(_ authorization: PendingAuthorization, now: Instant) async throws {
        try await told { try await inner.begin(authorization, now: now) }
    }
    func authorization(stateHash: String) async throws -> PendingAuthorization? {
        try await inner.authorization(stateHash: stateHash)
    }
    func useAuthorization(stateHash: String, now: Instant) async throws -> PendingAuthorization? {
        try await told { try await inner.useAuthorization(stateHash: stateHash, now: now) }
    }
    func endAuthorization(stateHash: String, _ outcome: PendingAuthorization.Outcome) async throws {
        try await told { try await inner.endAuthorization(stateHash: stateHash, outcome) }
    }
    func troubles() async throws -> [Trouble] { try await inner.troubles() }
    func keep(_ trouble: Trouble) async throws { try await told { try await inner.keep(trouble) } }
    func endTrouble(of party: String) async throws { try await told { try await inner.endTrouble(of: party) } }
    func dismissUndecodable() async throws -> Int { try await told { try await inner.dismissUndecodable() } }
}
