package import SyncModel

extension SQLStore {
    package func subscriptions(of store: StoreName) async throws -> StoredSubscriptions {
        try await database.read { session in
            let row = try session.query(
                "SELECT asked_at, body, takes_over FROM subscription_states WHERE store = ?",
                [.text(store.rawValue)]
            ).first
            guard let row else { return StoredSubscriptions() }
            let state = try coding.valueOrNil(SubscriptionState.self, from: row.blobOrNil(1))
            return StoredSubscriptions(
                state: state ?? SubscriptionState(),
                askedAt: try row.instantOrNil(0),
                takesOver: try row.integer(2) != 0
            )
        }
    }

    package func askForSubscriptions(of store: StoreName, takingOver takesOver: Bool, now: Instant) async throws {
        _ = try await database.write { session in
            try session.execute(
                "INSERT INTO subscription_states (store, asked_at, takes_over) VALUES (?, ?, ?)"
                    + " ON CONFLICT (store) DO UPDATE SET asked_at = excluded.asked_at,"
                    + " takes_over = excluded.takes_over",
                [.text(store.rawValue), .integer(now.microseconds), SQLValue(takesOver)]
            )
        }
    }

    package func keep(_ state: SubscriptionState, of store: StoreName, epoch: Int64) async throws -> Bool {
        let body = try coding.bytes(state)
        return try await database.write { session in
            guard try self.epoch(ofLease: store.leaseName, in: session) == epoch else { return false }
            try session.execute(
                "INSERT INTO subscription_states (store, body) VALUES (?, ?)"
                    + " ON CONFLICT (store) DO UPDATE SET body = excluded.body",
                [.text(store.rawValue), .blob(body)]
            )
            return true
        }
    }

    package func note(_ deliveries: [TopicDeliveries]) async throws {
        guard !deliveries.isEmpty else { return }
        _ = try await database.write { session in
            try session.execute(
                "INSERT INTO topic_deliveries (store, topic, last_at) VALUES (?, ?, ?)"
                    + " ON CONFLICT (store, topic) DO UPDATE SET last_at = excluded.last_at"
                    + " WHERE excluded.last_at > topic_deliveries.last_at",
                each: deliveries.map {
                    [.text($0.store.rawValue), .text($0.topic), .integer($0.triggeredAt.microseconds)]
                }
            )
            for span in DeliverySpan.of(deliveries) {
                var rhythm = try rhythm(of: span.store, locking: true, in: session)
                rhythm.heard(from: span.firstAt, to: span.lastAt)
                try keep(rhythm, of: span.store, in: session)
            }
        }
    }

    package func lastDeliveries(of store: StoreName) async throws -> [String: Instant] {
        try await database.read { session in
            let rows = try session.query(
                "SELECT topic, last_at FROM topic_deliveries WHERE store = ? ORDER BY topic LIMIT 1000",
                [.text(store.rawValue)]
            )
            return Dictionary(try rows.map { (try $0.text(0), try $0.instant(1)) }) { first, _ in first }
        }
    }

    package func rhythm(of store: StoreName) async throws -> DeliveryRhythm {
        try await database.read { try rhythm(of: store, locking: false, in: $0) }
    }

    private func rhythm(of store: StoreName, locking: Bool, in session: any SQLSession) throws -> DeliveryRhythm {
        let row = try session.query(
            "SELECT body FROM delivery_rhythms WHERE store = ?" + (locking ? dialect.rowLock : ""),
            [.text(store.rawValue)]
        ).first
        return try coding.valueOrNil(DeliveryRhythm.self, from: row?.blobOrNil(0)) ?? DeliveryRhythm()
    }

    package func listens(to store: StoreName, now: Instant) async throws -> Instant {
        // Nearly always there is nothing to be kept, and only a look is taken.
        var known = try await rhythm(of: store)
        let look = known.listens(at: now)
        guard look.isNews else { return look.since }
        return try await database.write { session in
            var rhythm = try rhythm(of: store, locking: true, in: session)
            let since = rhythm.listens(at: now).since
            try keep(rhythm, of: store, in: session)
            return since
        }
    }

    private func keep(_ rhythm: DeliveryRhythm, of store: StoreName, in session: any SQLSession) throws {
        try session.execute(
            "INSERT INTO delivery_rhythms (store, body) VALUES (?, ?)"
                + " ON CONFLICT (store) DO UPDATE SET body = excluded.body",
            [.text(store.rawValue), .blob(try coding.bytes(rhythm))]
        )
    }

    package func silences() async throws -> [Silence] {
        try await database.read { session in
            try session.query("SELECT body FROM silences ORDER BY store LIMIT 10000", []).compactMap {
                try coding.valueOrNil(Silence.self, from: $0.blobOrNil(0))
            }
        }
    }

    package func tell(_ silence: Silence) async throws -> Bool {
        let body = try coding.bytes(silence)
        return try await database.write { session in
            guard silence.isNews(after: try self.silence(of: silence.store, in: session)) else { return false }
            try session.execute(
                "INSERT INTO silences (store, body) VALUES (?, ?)"
                    + " ON CONFLICT (store) DO UPDATE SET body = excluded.body",
                [.text(silence.store.rawValue), .blob(body)]
            )
            return true
        }
    }

    package func endSilence(of store: StoreName) async throws -> Silence? {
        // Nearly always there is none, and only a look is taken.
        guard try await database.read({ try silence(of: store, in: $0) }) != nil else { return nil }
        return try await database.write { session in
            let known = try silence(of: store, in: session)
            try session.execute("DELETE FROM silences WHERE store = ?", [.text(store.rawValue)])
            return known
        }
    }

    private func silence(of store: StoreName, in session: any SQLSession) throws -> Silence? {
        let row = try session.query("SELECT body FROM silences WHERE store = ?", [.text(store.rawValue)]).first
        return try coding.valueOrNil(Silence.self, from: row?.blobOrNil(0))
    }
}
