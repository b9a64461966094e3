extension InMemoryStore {
    package func begin(_ action: LoggedAction) -> Int64 {
        lastAction += 1
        var entry = action
        entry.id = lastAction
        loggedActions.append(entry)
        loggedActions.removeAll { $0.id <= lastAction - LoggedAction.kept }
        return entry.id
    }

    package func end(_ action: Int64, outcome: String, now: Instant) {
        guard let index = loggedActions.firstIndex(where: { $0.id == action }) else { return }
        loggedActions[index].outcome = LoggedAction.clipped(outcome)
        loggedActions[index].endedAt = now
    }

    package func actions(_ filter: ActionFilter, limit: Int) -> [LoggedAction] {
        Array(loggedActions.reversed().filter(filter.means).prefix(limit))
    }
}
