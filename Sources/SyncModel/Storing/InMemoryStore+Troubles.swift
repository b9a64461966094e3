extension InMemoryStore {
    package func troubles() -> [Trouble] { troublesByParty.values.sorted { $0.party < $1.party } }

    package func keep(_ trouble: Trouble) {
        var trouble = trouble
        if let known = troublesByParty[trouble.party] { trouble.since = min(known.since, trouble.since) }
        troublesByParty[trouble.party] = trouble
    }

    package func endTrouble(of party: String) { troublesByParty[party] = nil }
}
