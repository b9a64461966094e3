import Web

/// Has a server try parked records again, so many a second, and stops where that does no good.
///
/// The server is asked for portion after portion, so whoever ends this ends the whole.
struct RemotePacedRelease: Sendable {
    var choice: FailureChoice
    /// Records a second.
    var rate: Int
    var stopAt: Int?
    var carryOut: @Sendable (DeskOrder) async throws -> DeskOutcome
    var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    func run() async throws -> PacedRelease.Outcome {
        var outcome = PacedRelease.Outcome()
        var portion = RetryPortion(limit: rate, stopAt: stopAt)
        while true {
            var wanted = choice
            wanted.portion = portion
            let answer = try await carryOut(.retry(wanted))
            if let again = answer.parkedAgain {
                outcome.end = .stopped(parkedAgain: again)
                return outcome
            }
            outcome.released += answer.count ?? 0
            guard let begun = answer.begun else {
                throw DeskFailure(
                    .unavailable,
                    "The server does not know portions and has tried all at once: use the release that runs there."
                )
            }
            portion.begun = begun
            guard answer.count == rate else { return outcome }
            do {
                try await sleep(.seconds(1))
            } catch {
                outcome.end = .interrupted
                return outcome
            }
        }
    }
}
