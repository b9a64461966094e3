import SyncEngine

/// Opens the place where the configured inbox puts what nobody could take.
enum DeadLetterSession {
    /// - Parameter configuration: which names the inbox.
    /// - Returns: the place.
    /// - Throws: `CommandFailure` where there is none, or it cannot be reached.
    static func open(_ configuration: SluiceConfiguration) async throws -> any DeadLetterBox {
        guard let inbox = try SharedInboxes.open(configuration) else {
            throw CommandFailure.usage(
                "inbox.url of \(configuration.file) names no inbox between machines, so nothing is given up there."
            )
        }
        let box: (any DeadLetterBox)?
        do { box = try await inbox.deadLetters() } catch {
            throw CommandFailure.failed("\(inbox.name) cannot be looked at: \(error).")
        }
        guard let box else {
            throw CommandFailure.usage(
                "\(inbox.name) has no queue of dead letters: \"sluice doctor\" says whether it should, \"sluice failures list\" "
                    + "shows what could not be read."
            )
        }
        return box
    }
}
