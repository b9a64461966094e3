/// Which Shopify record is which CRM record.
package protocol LinkStore: Sendable {
    func link(_ key: LaneKey) async throws -> Link?

    /// The lanes that are linked to a CRM record, owners first; at most 100, those after `last` where it is given.
    func holders(
        destination: DestinationName,
        object: String,
        crmID: String,
        after last: LinkHolder?
    ) async throws -> [LinkHolder]

    /// Remembers that a contact is about to become a part of another one, before the CRM is asked, in place of an earlier
    /// merger of the same contact.
    ///
    /// - Returns: `false`, with nothing remembered, where `epoch` is not the destination's current one: the CRM must not be
    ///   asked then.
    func intend(_ merger: ContactMerger, destination: DestinationName, epoch: Int64) async throws -> Bool

    /// The mergers of these contacts, or into them, that were begun and of which no end is known, by their former ids.
    func mergers(of contacts: Set<String>, in destination: DestinationName) async throws -> [ContactMerger]

    /// Remembers that contacts are others in the CRM by now; for good, since orders may name them at any time.
    ///
    /// A merger that was begun of one of them has ended, in the same transaction.
    func note(_ moves: [ContactMove], in destination: DestinationName) async throws

    /// Where contacts went, by their former ids; one step each.
    func moves(of contacts: Set<String>, in destination: DestinationName) async throws -> [String: String]

    /// Forgets a link, because the CRM record is gone.
    func unlink(_ key: LaneKey) async throws
}

extension LinkStore {
    /// The first of the lanes that are linked to a CRM record: all of its owners, unless there are very many.
    package func holders(destination: DestinationName, object: String, crmID: String) async throws -> [LinkHolder] {
        try await holders(destination: destination, object: object, crmID: crmID, after: nil)
    }
}

package struct LinkHolder: Sendable, Hashable {
    package var key: RecordKey
    package var link: Link

    /// How many are listed at once.
    package static let listedAtOnce = 100

    /// The order in which holders are listed: owners first, then by key.
    package static func isListedEarlier(_ left: LinkHolder, _ right: LinkHolder) -> Bool {
        let (leftStanding, rightStanding) = (left.link.standing.rawValue, right.link.standing.rawValue)
        if leftStanding != rightStanding { return leftStanding < rightStanding }
        return (left.key.store.rawValue, left.key.kind.rawValue, left.key.id)
            < (right.key.store.rawValue, right.key.kind.rawValue, right.key.id)
    }

    package init(key: RecordKey, link: Link) {
        self.key = key
        self.link = link
    }
}

/// Ownership for a time, on the store's own clock.
package protocol LeaseStore: Sendable {
    /// Takes a lease that is free, expired or already the owner's. Taking it anew raises the epoch; renewing keeps it.
    ///
    /// - Returns: the lease, or `nil` while another owner holds it.
    func acquire(lease name: String, owner: String, lasting: Duration) async throws -> Lease?

    /// Who holds a lease that has not expired; `nil` where nobody does.
    func holder(of lease: String) async throws -> Lease?

    /// Takes a lease from an owner that is known to be dead, raising the epoch.
    ///
    /// - Returns: the lease, or `nil` when `holder` is no longer its owner under that epoch.
    func takeOver(_ holder: Lease, owner: String, lasting: Duration) async throws -> Lease?

    /// Gives a lease back at once; nothing happens where it is not the owner's under this epoch.
    func giveUp(_ lease: Lease) async throws
}

package struct Lease: Sendable, Hashable {
    package var name: String
    package var owner: String
    /// Grows with every change of owner; fences what a former owner still does.
    package var epoch: Int64
    package var expiresAt: Instant

    package init(name: String, owner: String, epoch: Int64, expiresAt: Instant) {
        self.name = name
        self.owner = owner
        self.epoch = epoch
        self.expiresAt = expiresAt
    }
}

/// Destinations that stand still until something is mended, or by a person's hand.
package protocol PauseStore: Sendable {
    func pauses() async throws -> [Pause]

    /// Sets the pause of this destination and scope; replaces an earlier one.
    func pause(_ pause: Pause) async throws

    /// Lifts the pauses of a destination; returns whether there were any.
    func resume(_ destination: DestinationName) async throws -> Bool
}

package struct Pause: Sendable, Hashable, Codable {
    package var destination: DestinationName
    package var scope: PauseScope
    /// The fault that caused it; of a pause by hand, what had paused it before.
    package var fault: DeliveryFault?
    package var since: Instant
    /// When the connection is tried again by itself; for a currency, when the pause ends unless another order meets it.
    ///
    /// `nil` for a pause by hand.
    package var probeAt: Instant?

    package init(
        destination: DestinationName,
        scope: PauseScope,
        fault: DeliveryFault?,
        since: Instant,
        probeAt: Instant?
    ) {
        self.destination = destination
        self.scope = scope
        self.fault = fault
        self.since = since
        self.probeAt = probeAt
    }

    /// Whether a person set it, so that only a person lifts it.
    package var isByHand: Bool { probeAt == nil }
}

extension DestinationName {
    /// The name of the lease whose holder owns this destination; its epoch fences claims and settlements.
    package var leaseName: String { "destination/\(rawValue)" }
}

extension PauseScope {
    /// The name under which the scope is stored and shown: `destination`, `customer`, `order` or `currency EUR`.
    package var name: String {
        switch self {
        case .destination: "destination"
        case .kind(let kind): kind.rawValue
        case .currency(let code): Self.currencyPrefix + code
        }
    }

    /// The scope of a stored name; `nil` for any other text.
    package init?(name: String) {
        if name == "destination" {
            self = .destination
        } else if let kind = RecordKind(rawValue: name) {
            self = .kind(kind)
        } else if name.hasPrefix(Self.currencyPrefix) {
            self = .currency(String(name.dropFirst(Self.currencyPrefix.count)))
        } else {
            return nil
        }
    }

    private static let currencyPrefix = "currency "
}
