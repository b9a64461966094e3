package import SyncModel

/// Gives people who bought without an account their turn, once a destination does something else about them.
///
/// Their contacts come as history, and with each contact the orders that wait for it.
package struct GuestTurn: Sendable {
    /// What a destination does about guests, and of which stores.
    package struct Rule: Sendable, Hashable {
        package var policy: GuestPolicy
        package var stores: [StoreName]

        package init(policy: GuestPolicy, stores: [StoreName]) {
            self.policy = policy
            self.stores = stores
        }
    }

    private static let size = 250

    let store: any SyncStore
    let now: Instant

    package init(store: any SyncStore, now: Instant) {
        self.store = store
        self.now = now
    }

    /// Marks the guests who have no contact in the destination, where it did something else about them before.
    ///
    /// Noted at the end: after a crash in between all are marked once more, and delivered once.
    ///
    /// - Returns: how many were marked.
    package func take(_ rule: Rule, of destination: DestinationName) async throws -> Int {
        let former = try await store.guestPolicy(of: destination)
        guard former != rule.policy else { return 0 }
        var count = 0
        // What it was before anything was noted is not known: nothing may have changed.
        if let former, rule.policy != .ignore {
            for shop in rule.stores {
                count +=
                    former == .ignore
                    ? try await markBuyers(of: shop, to: destination) : try await markGuests(of: shop, to: destination)
            }
        }
        try await store.note(guests: rule.policy, of: destination, now: now)
        return count
    }

    /// Guests have ids below zero, so that they are the first customers.
    private func markGuests(of shop: StoreName, to destination: DestinationName) async throws -> Int {
        try await pages(.customer, of: shop, to: destination) { page in
            // One without a lane came before the destination: a backfill brings it.
            page.filter { $0.record.isGuest && $0.lanes[destination] != nil }
        }
    }

    /// Guests of the orders that go there: where guests were left out they have no lanes of their own.
    private func markBuyers(of shop: StoreName, to destination: DestinationName) async throws -> Int {
        try await pages(.order, of: shop, to: destination) { page in
            let ids = Set(
                page.filter { $0.lanes[destination] != nil }.compactMap(\.record.customerID).filter { $0 < 0 }
            )
            guard !ids.isEmpty else { return [] }
            return try await store.audited(.customer, of: shop, .ids(ids.sorted()), destinations: [destination])
        }
    }

    /// Goes through records page by page, and marks whom the page names, as far as they lack a contact.
    private func pages(
        _ kind: RecordKind,
        of shop: StoreName,
        to destination: DestinationName,
        _ guests: ([AuditedRecord]) async throws -> [AuditedRecord]
    ) async throws -> Int {
        var count = 0
        var last = Int64.min
        while true {
            let page = try await store.audited(
                kind,
                of: shop,
                .behind(last, limit: Self.size),
                destinations: [destination]
            )
            let keys = try await guests(page).filter { Self.lacksContact($0, in: destination) }.map(\.stored.key)
            if !keys.isEmpty {
                try await store.mark(keys, destination: destination, force: false, origin: .history, now: now)
                count += keys.count
            }
            guard page.count == Self.size, let end = page.last?.record.id, kind == .order || end < 0 else {
                return count
            }
            last = end
        }
    }

    /// Whether a guest is nobody's by now, or was left out, and nothing is under way; what is parked is a person's to decide.
    private static func lacksContact(_ guest: AuditedRecord, in destination: DestinationName) -> Bool {
        guard !guest.record.life.isDeleted, guest.record.hasContent else { return false }
        guard let lane = guest.lanes[destination] else { return true }
        return lane.isLeftOut
    }
}
