/// Who changed what: the log that answers "who did that, and when".
package protocol ActionLogStore: Sendable {
    /// Keeps that something begins, before anything is changed.
    ///
    /// Of all the newest are kept, see ``LoggedAction/kept``.
    /// - Returns: its number, for ``end(_:outcome:now:)``.
    func begin(_ action: LoggedAction) async throws -> Int64

    /// Keeps what came of it; nothing happens where it is not known any more.
    func end(_ action: Int64, outcome: String, now: Instant) async throws

    /// Actions, the newest first.
    func actions(_ filter: ActionFilter, limit: Int) async throws -> [LoggedAction]
}
