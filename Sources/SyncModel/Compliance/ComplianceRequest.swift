/// A notice on its way to being done: stored with the receipt that brought it, and kept afterwards as the proof that it
/// was, without personal data.
///
/// Shopify's customer id stays: without it a late delivery could not be told from a new one. A pure value: stores read
/// it, call one transition, and write it back in the same transaction.
package struct ComplianceRequest: Sendable, Hashable, Codable {
    package struct ID: RawRepresentable, Sendable, Hashable, Codable, CustomStringConvertible {
        package var rawValue: Int64

        package init(rawValue: Int64) { self.rawValue = rawValue }
        package var description: String { "\(rawValue)" }
    }

    package var id: ID
    package var store: StoreName
    /// The person's address, phone and orders stand in it only until nothing needs them any more.
    package private(set) var notice: ComplianceNotice
    /// The webhook's id, or `command`.
    package var source: String
    /// When it was asked, by Shopify's clock; what is older is meant.
    package var askedAt: Instant
    package var receivedAt: Instant
    package private(set) var state: ComplianceState = .open
    /// When it was first worked on: what was received until then is looked for.
    package private(set) var begunAt: Instant?
    /// When all records of a shop had been gone through; what is left of them then is noted one by one.
    package private(set) var walkedAt: Instant?
    /// Since when our own store holds nothing any more.
    package private(set) var erasedAt: Instant?
    /// Since when nothing is left of it in the store's files either.
    package private(set) var scrubbedAt: Instant?
    package private(set) var counts = ErasureCounts()
    /// How the CRM's records ended: how many, by outcome, by destination.
    package private(set) var crm: [String: [String: Int]] = [:]
    /// The name of the file with what is held of the person, in the compliance folder.
    package private(set) var file: String?
    /// What it waits for, or what was found; no personal data.
    package private(set) var remark: String?
    /// Set exactly while the state is `done`.
    package private(set) var finishedAt: Instant?
    /// What could not be read when it was last gone through, and so may still be of the person; `nil` where there was none.
    package private(set) var left: UnreadRows?
    /// Why the request itself cannot be read: nothing but its row is known then.
    ///
    /// Never stored.
    package private(set) var unread: String?

    package init(
        id: ID,
        store: StoreName,
        notice: ComplianceNotice,
        source: String,
        askedAt: Instant,
        receivedAt: Instant
    ) {
        self.id = id
        self.store = store
        self.notice = notice
        self.source = source
        self.askedAt = askedAt
        self.receivedAt = receivedAt
    }

    /// A request that cannot be read, by what its row tells.
    package init(unread reason: String, id: ID, store: StoreName, kind: ComplianceKind, customer: Int64?, isDone: Bool)
    {
        self.init(
            id: id,
            store: store,
            notice: ComplianceNotice(kind, customerID: customer),
            source: "",
            askedAt: .beginning,
            receivedAt: .beginning
        )
        state = isDone ? .done : .open
        unread = reason
        remark = "the request itself cannot be read: \(reason)"
    }

    package var kind: ComplianceKind { notice.kind }

    /// Whether a person at the command line asked, who is not asked back.
    package var isByHand: Bool { source == Self.command }

    package static let command = "command"

    /// Shopify gives 30 days.
    package static let allowedTime = Duration.seconds(30 * 86_400)

    package var dueAt: Instant { receivedAt + Self.allowedTime }

    /// How long the file with what is held of a person is kept: as long as Shopify gives for handing it over.
    package static let keptFile = Duration.seconds(30 * 86_400)

    /// Whether its file, where it has one, is past its time.
    package func isFileExpired(at now: Instant) -> Bool { finishedAt.map { now.since($0) >= Self.keptFile } ?? false }

    package func isOverdue(at now: Instant) -> Bool { state == .open && now > dueAt }
}

/// Where a request stands; stored under these names.
package enum ComplianceState: String, Sendable, Hashable, Codable, CaseIterable {
    case open
    case done
}

/// One step of a request that its performer has made.
package enum ComplianceStep: Sendable, Hashable {
    /// Work has begun.
    case begun
    /// It cannot go on for now, in words without personal data; `nil` where it goes on again.
    case waiting(String?)
    /// All records of the shop were gone through.
    case walked
    /// Our own store holds nothing of the person any more.
    case erased
    /// The store's files hold nothing either.
    case scrubbed
    /// What was passed over, since it cannot be read; in place of what was noted before.
    case left(UnreadRows)
    /// What was asked is done.
    case done(file: String?, remark: String?)
}

extension ComplianceRequest {
    /// Takes a step in; one that was taken already, or that comes after the end, changes nothing.
    package mutating func take(_ step: ComplianceStep, now: Instant) {
        guard state == .open else { return }
        switch step {
        case .begun: begunAt = begunAt ?? now
        case .waiting(let words): remark = words
        case .walked: walkedAt = walkedAt ?? now
        case .erased:
            erasedAt = erasedAt ?? now
            forgetPerson()
        case .scrubbed: scrubbedAt = scrubbedAt ?? now
        case .left(let rows): left = rows.isEmpty ? nil : rows
        case .done(let file, let remark):
            forgetPerson()
            self.file = file
            self.remark = remark
            state = .done
            finishedAt = now
        }
    }

    /// What the record said of the person, for finding what bears no id; nothing that is known already is replaced.
    package mutating func learn(email: String?, phone: String?) {
        guard state == .open, erasedAt == nil else { return }
        notice.email = notice.email ?? email
        notice.phone = notice.phone ?? phone
    }

    package mutating func count(_ counts: ErasureCounts) { self.counts += counts }

    /// Takes in how the CRM's records ended.
    package mutating func count(_ ended: [CRMErasure]) {
        for task in ended {
            guard let outcome = task.outcome else { continue }
            crm[task.destination.rawValue, default: [:]][outcome.rawValue, default: 0] += 1
        }
    }

    private mutating func forgetPerson() {
        notice.email = nil
        notice.phone = nil
        notice.orderIDs = []
    }
}
