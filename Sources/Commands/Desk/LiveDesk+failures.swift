import SyncEngine
import SyncModel
import Web

/// Failures that are tried again or given up.
extension LiveDesk {
    func release(_ choice: FailureChoice, discards: Bool, _ log: ActionLog) async throws -> DeskOutcome {
        if choice.isUnreadable { return try await dismissUnreadable(discards: discards, log) }
        let wanted = try await filter(choice)
        if let portion = choice.portion { return try await release(portion, of: wanted, log) }
        let done = try await log.perform(
            discards ? "failures discard" : "failures retry",
            on: wanted.words,
            outcome: { (done: PacedRelease.Outcome) in "\(done.released) records" }
        ) {
            var release = PacedRelease(store: store, filter: wanted, clock: clock)
            release.discards = discards
            return try await release.run()
        }
        guard done.released > 0 else {
            throw DeskFailure(.conflict, "Nothing fits any more: it was tried again or given up meanwhile.")
        }
        let records = done.released == 1 ? "1 record" : "\(Numbers.grouped(done.released)) records"
        return DeskOutcome(
            discards
                ? "\(records) given up until Shopify has a newer version."
                : "\(records) \(done.released == 1 ? "is" : "are") being tried again. What fails once more comes back here.",
            count: done.released
        )
    }

    private func dismissUnreadable(discards: Bool, _ log: ActionLog) async throws -> DeskOutcome {
        guard discards else {
            throw DeskFailure(
                .invalid,
                "Webhooks that could not be read are not tried again: comparing the store with Shopify reads what they told."
            )
        }
        let count = try await log.perform(
            "failures discard",
            on: "unreadable webhooks",
            outcome: { (count: Int) in "\(count) webhooks" }
        ) {
            try await store.dismissUndecodable()
        }
        let webhooks = count == 1 ? "1 webhook" : "\(Numbers.grouped(count)) webhooks"
        return DeskOutcome(
            count == 0 ? "There is no webhook that could not be read." : "\(webhooks) given up.",
            count: count
        )
    }

    private func filter(_ choice: FailureChoice) async throws -> FailureFilter {
        var filter = try failureFilter(choice.destination, choice.store, choice.kind, choice.since)
        if let code = choice.code {
            filter.code = try await FailureCause.named(code, in: store, of: filter.destination)
        }
        filter.record = try choice.record.map { try key($0) }
        return filter
    }

    /// A portion of a retry that goes on as long as whoever asked for it goes on asking.
    private func release(
        _ portion: RetryPortion,
        of wanted: FailureFilter,
        _ log: ActionLog
    ) async throws -> DeskOutcome {
        let now = clock.now
        var open = wanted
        if let text = portion.begun {
            guard let begun = Timestamp(text)?.instant else {
                throw DeskFailure(.invalid, "begun is the time that the first portion's answer told.")
            }
            var again = wanted
            again.parkedSince = max(begun, wanted.parkedSince ?? begun)
            if let stopAt = portion.stopAt {
                let count = try await store.parkedLanes(again, limit: stopAt).count
                if count >= stopAt {
                    var outcome = DeskOutcome(
                        "\(count) of them were parked again, so the cause is not mended.",
                        count: 0
                    )
                    outcome.parkedAgain = count
                    return outcome
                }
            }
            open.parkedBefore = begun
        }
        let chosen = open
        let count = try await log.perform(
            "failures retry",
            on: wanted.words,
            outcome: { (count: Int) in "\(count) records, a portion" }
        ) {
            try await store.release(chosen, discard: false, limit: portion.limit, now: now)
        }
        var outcome = DeskOutcome("\(Numbers.grouped(count)) records are being tried again.", count: count)
        outcome.begun = portion.begun ?? Timestamp(now).description
        return outcome
    }
}
