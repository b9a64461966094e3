/// What only a server itself can see, said to the others with its beats.
package struct NodeWord: Sendable, Hashable, Codable {
    /// Names its journal, which no two machines share; `nil` where it has none.
    package var inbox: String?
    /// Of accepted webhooks there that are not applied yet.
    package var unappliedBytes: Int64 = 0
    /// When the oldest of those came; `nil` where there is none, and from a server that does not tell.
    package var unappliedSince: Instant?
    /// When the oldest part of the journal that is still there was begun.
    package var holdsSince: Instant?
    /// Damaged files of the journal there, which a person may be looked for in.
    package var damagedFiles = 0
    /// The newest erasures for which that was done.
    package var searched: Set<Int64> = []
    /// When it began to look, on the store's clock.
    package var lookedAt: Instant
    /// Until when the rest of the day's calls is for others, by destination, as the CRM told this server.
    package var dayEnds: [String: Instant] = [:]
    /// The mappings by which it delivers, by destination, as ``CompiledMapping/identity`` names them; `nil` from a server that
    /// does not tell.
    package var mappings: [String: String]?
    /// Why it goes on with an older configuration than its files hold; `nil` where it runs with what it read last.
    package var refusal: Refusal?

    /// That a server did not take up what it was asked to read.
    package struct Refusal: Sendable, Hashable, Codable {
        package var at: Instant
        package var reason: String

        /// A file may have any number of mistakes; the first are kept.
        package static let keptCharacters = 4_000

        package init(at: Instant, reason: String) {
            self.at = at
            self.reason = String(reason.prefix(Self.keptCharacters))
        }
    }

    package init(inbox: String? = nil, lookedAt: Instant) {
        self.inbox = inbox
        self.lookedAt = lookedAt
    }

    /// Whether people's data lies there outside the store.
    package var holdsPersons: Bool { holdsSince != nil || damagedFiles > 0 }
}

/// What another server's inbox is known to hold, of what was received until a moment.
package enum InboxStanding: Sendable, Hashable {
    /// Nothing, by its word since then.
    case empty
    /// It holds some, or has not said since then that it does not.
    case open
    /// It says nothing any more, and held some when it last did.
    case unknown(lastSeen: Instant?)
}

extension ServerNode {
    /// Whether its inbox may hold what was received until then and is not applied; for whoever has an inbox of another name.
    package func standing(unappliedAt time: Instant) -> InboxStanding {
        guard let word, word.inbox != nil else { return isAlive && word == nil ? .open : .empty }
        guard isAlive else { return word.unappliedBytes > 0 ? .unknown(lastSeen: seenAt) : .empty }
        return word.unappliedBytes == 0 && word.lookedAt >= time ? .empty : .open
    }

    /// The same of what lies in its journal's files, applied or not.
    package func standing(heldSince time: Instant) -> InboxStanding {
        guard let word, word.inbox != nil else { return isAlive && word == nil ? .open : .empty }
        let mayHold = word.holdsSince.map { $0 <= time } ?? false
        guard isAlive else { return mayHold ? .unknown(lastSeen: seenAt) : .empty }
        return !mayHold && word.lookedAt >= time ? .empty : .open
    }
}

extension ServerNode {
    /// For people: the machine's name and the process id there.
    package var name: String { Self.name(of: owner) }

    /// The same of an owner as leases name it, whose parts are the machine, the process and what tells two of one id apart.
    package static func name(of owner: String) -> String {
        let parts = owner.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let machine = parts[0].split(separator: " ").first else { return owner }
        return "\(machine)/\(parts[1])"
    }
}
