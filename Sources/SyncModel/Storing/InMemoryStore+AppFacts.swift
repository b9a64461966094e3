extension InMemoryStore {
    package func appFacts(of store: StoreName) -> SeenAppFacts? { appFacts[store] }

    package func note(_ facts: SeenAppFacts, of store: StoreName) { appFacts[store] = facts }
}
