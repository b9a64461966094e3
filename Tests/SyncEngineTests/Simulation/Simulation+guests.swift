import SyncModel
import Testing

@testable import SyncEngine

// What must be true of guests at the end.
extension Simulation {
    /// Verifies that each guest is whom it must be, and has the contact that is due; returns how many may have one of
    /// their own.
    func verifyGuests() async throws -> Int {
        var own = 0
        for (key, truth) in traffic.guests.sorted(by: { $0.key.id < $1.key.id }) {
            guard let stored = try await inner.record(key)?.record, case .customer(let guest) = stored,
                case .customer(let wanted) = truth
            else {
                Issue.record("seed \(seed): \(key) was never heard of")
                continue
            }
            let (held, told) = (guest.profile, wanted.profile)
            let isNewest = held.fields == told.fields && held.version == told.version
            #expect(isNewest, "seed \(seed): \(key) is not as the newest order says")
            if let account = account(with: truth.foldedEmail) {
                #expect(guest.survivorID == account, "seed \(seed): \(key) is not the account with the address")
            }
            if guest.survivorID == nil, guests == .create { own += 1 }
            try await verify(guest, key)
        }
        return own
    }

    /// The living account that has an address since latest.
    private func account(with email: String?) -> Int64? {
        let accounts = traffic.truth.values.compactMap { record -> (SourceVersion, Int64)? in
            guard case .customer(let customer) = record, !customer.life.isDeleted, record.foldedEmail == email else {
                return nil
            }
            return customer.profile.version.map { ($0, customer.id) }
        }
        return accounts.max { $0 < $1 }?.1
    }

    private func verify(_ guest: CustomerRecord, _ key: RecordKey) async throws {
        let link = try await inner.link(LaneKey(destination: EngineStage.crmName, record: key))
        let contacts = crm.with { $0.records[.customer] ?? [:] }
        let mine = contacts.filter { $0.value.externalID == key.externalID }
        let standing = try await people()
        guard guest.survivorID == nil else {
            #expect(mine.isEmpty && link == nil, "seed \(seed): \(key) has an account and a contact: \(standing)")
            return
        }
        let email = guest.profile.fields.email.value ?? ""
        if let link {
            #expect(
                contacts[link.crmID]?.emails.contains(email) == true,
                "seed \(seed): the contact of \(key) has another address: \(standing)"
            )
        }
        switch guests {
        case .create: #expect(link != nil && mine.count <= 1, "seed \(seed): \(key) has no contact: \(standing)")
        case .link: #expect(mine.isEmpty, "seed \(seed): a contact was made for \(key): \(standing)")
        case .ignore, nil: #expect(link == nil && mine.isEmpty, "seed \(seed): \(key): \(standing)")
        }
    }

    /// What was done for these records, in words.
    func stories(_ keys: [RecordKey]) async throws -> [String] {
        var words: [String] = []
        for key in keys {
            guard let story = try await inner.story(of: key, limit: 100) else { continue }
            for delivery in story.lanes.flatMap(\.deliveries) {
                let sent = delivery.sent.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
                words.append(
                    "\(delivery.at.microseconds / 1_000) \(key.id) \(delivery.outcome) \(delivery.crmID ?? "-")"
                        + " \(sent.joined(separator: ",")) \(delivery.message ?? "")"
                )
            }
        }
        return words.sorted()
    }
}
