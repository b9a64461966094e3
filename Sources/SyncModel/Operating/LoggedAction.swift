/// That somebody changed something by a command or the API: who, what, on what, and what came of it.
///
/// Names and ids of our own only: no personal data and no secret.
package struct LoggedAction: Sendable, Hashable {
    /// Counts from 1 in the order of beginning; 0 until it is kept.
    package var id: Int64
    package var startedAt: Instant
    /// Who, as they say themselves: the system's user, or what `--by` names.
    package var actor: String
    /// What was called, such as `failures retry`.
    package var action: String
    /// What it was done to, such as `hubspot` or `job 12`.
    package var subject: String
    /// What came of it; `nil` while it is under way, and where the process died before it could tell.
    package var outcome: String?
    package var endedAt: Instant?

    /// The longest text that is kept of each kind.
    package static let longestText = 500

    /// How many are kept at most, however young they are.
    package static let kept: Int64 = 100_000

    package init(
        id: Int64 = 0,
        startedAt: Instant,
        actor: String,
        action: String,
        subject: String,
        outcome: String? = nil,
        endedAt: Instant? = nil
    ) {
        self.id = id
        self.startedAt = startedAt
        self.actor = Self.clipped(actor)
        self.action = Self.clipped(action)
        self.subject = Self.clipped(subject)
        self.outcome = outcome.map(Self.clipped)
        self.endedAt = endedAt
    }

    package static func clipped(_ text: String) -> String { String(text.prefix(longestText)) }
}

/// Which actions are meant; a member that is `nil` does not restrict.
package struct ActionFilter: Sendable, Hashable {
    package var actor: String?
    /// The whole of what was called, or its first word: `failures` means `failures retry` too.
    package var action: String?
    package var since: Instant?

    package init(actor: String? = nil, action: String? = nil, since: Instant? = nil) {
        self.actor = actor
        self.action = action
        self.since = since
    }

    package func means(_ entry: LoggedAction) -> Bool {
        (actor.map { $0 == entry.actor } ?? true)
            && (action.map { $0 == entry.action || entry.action.hasPrefix($0 + " ") } ?? true)
            && (since.map { entry.startedAt >= $0 } ?? true)
    }
}
