extension InMemoryStore {
    package func subscriptions(of store: StoreName) -> StoredSubscriptions {
        subscriptionsByStore[store] ?? StoredSubscriptions()
    }

    package func askForSubscriptions(of store: StoreName, takingOver takesOver: Bool, now: Instant) {
        subscriptionsByStore[store, default: StoredSubscriptions()].askedAt = now
        subscriptionsByStore[store, default: StoredSubscriptions()].takesOver = takesOver
    }

    package func keep(_ state: SubscriptionState, of store: StoreName, epoch: Int64) -> Bool {
        guard self.epoch(ofLease: store.leaseName) == epoch else { return false }
        subscriptionsByStore[store, default: StoredSubscriptions()].state = state
        return true
    }

    package func note(_ deliveries: [TopicDeliveries]) {
        for delivery in deliveries {
            let known = deliveryTimes[delivery.store]?[delivery.topic] ?? delivery.triggeredAt
            deliveryTimes[delivery.store, default: [:]][delivery.topic] = max(known, delivery.triggeredAt)
        }
        for span in DeliverySpan.of(deliveries) {
            rhythms[span.store, default: DeliveryRhythm()].heard(from: span.firstAt, to: span.lastAt)
        }
    }

    package func lastDeliveries(of store: StoreName) -> [String: Instant] { deliveryTimes[store] ?? [:] }

    package func rhythm(of store: StoreName) -> DeliveryRhythm { rhythms[store] ?? DeliveryRhythm() }

    package func listens(to store: StoreName, now: Instant) -> Instant {
        rhythms[store, default: DeliveryRhythm()].listens(at: now).since
    }

    package func silences() -> [Silence] {
        silencesByStore.values.sorted { $0.store.rawValue < $1.store.rawValue }
    }

    package func tell(_ silence: Silence) -> Bool {
        guard silence.isNews(after: silencesByStore[silence.store]) else { return false }
        silencesByStore[silence.store] = silence
        return true
    }

    package func endSilence(of store: StoreName) -> Silence? { silencesByStore.removeValue(forKey: store) }
}

extension InMemoryStore {
    package func secret(_ name: String) -> [UInt8]? { secrets[name] }

    package func setSecret(_ name: String, _ bytes: [UInt8]) { secrets[name] = bytes }

    package func replaceSecret(_ name: String, _ known: [UInt8], by bytes: [UInt8]) -> Bool {
        guard secrets[name] == known else { return false }
        secrets[name] = bytes
        return true
    }

    package func removeSecret(_ name: String) -> Bool { secrets.removeValue(forKey: name) != nil }

    package func begin(_ authorization: PendingAuthorization, now: Instant) {
        authorizations = authorizations.filter { $0.value.expiresAt + PendingAuthorization.keptAfterEnd > now }
        authorizations[authorization.stateHash] = authorization
    }

    package func authorization(stateHash: String) -> PendingAuthorization? { authorizations[stateHash] }

    package func useAuthorization(stateHash: String, now: Instant) -> PendingAuthorization? {
        guard let known = authorizations[stateHash], known.isGood(at: now) else { return nil }
        authorizations[stateHash]?.isUsed = true
        return known
    }

    package func endAuthorization(stateHash: String, _ outcome: PendingAuthorization.Outcome) {
        authorizations[stateHash]?.outcome = outcome
    }
}
