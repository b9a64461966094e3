import SyncModel

extension ObservedStore {
    func rule(
        _ choice: IdentityRuling.Choice,
        on key: LaneKey,
        by person: String,
        now: Instant
    ) async throws -> IdentityRuling? {
        try await told { try await inner.rule(choice, on: key, by: person, now: now) }
    }
    func rulings(on keys: [RecordKey], in destination: DestinationName) async throws -> [RecordKey: IdentityRuling] {
        try await inner.rulings(on: keys, in: destination)
    }
    func rulings(in destination: DestinationName?, limit: Int) async throws -> [IdentityRuling] {
        try await inner.rulings(in: destination, limit: limit)
    }
    func letGo(_ release: IdentityRelease) async throws -> Bool {
        try await told(isOfPass: true) { try await inner.letGo(release) }
    }
}
