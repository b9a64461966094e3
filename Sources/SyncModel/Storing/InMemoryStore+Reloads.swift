extension InMemoryStore {
    package func askReload(now: Instant) -> Int64 {
        lastReload += 1
        reloads[lastReload] = [:]
        reloads = reloads.filter { $0.key > lastReload - Self.keptReloads }
        return lastReload
    }

    package func newestReload() -> Int64 { lastReload }

    package func answerReload(_ number: Int64, by node: String, problem: String?, now: Instant) {
        reloads[number]?[node] = ReloadAnswer(node: node, problem: problem)
    }

    package func reloadAnswers(_ number: Int64) -> [ReloadAnswer] {
        (reloads[number] ?? [:]).values.sorted { $0.node < $1.node }
    }
}
