/// The alerts that stand: what new conditions make of them, as a pure value.
package struct AlertBook: Sendable, Hashable {
    package private(set) var alerts: [Alert.ID: Alert]

    /// How long a condition must be gone until its alert is over, so that one that comes and goes fires once.
    package static let patience = Duration.seconds(300)

    package init(_ alerts: [Alert] = []) {
        self.alerts = Dictionary(alerts.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Takes in what holds now.
    ///
    /// One that ends before anybody heard of it is forgotten without a word. One that holds again before it was told that it
    /// is over goes on as if it had never ended. One that something joins, such as a part that is paused as well, is told anew.
    package mutating func see(_ conditions: [AlertCondition], now: Instant) {
        let holding = Dictionary(conditions.map { ($0.id, $0) }) { first, _ in first }
        for condition in holding.values {
            var alert = alerts[condition.id] ?? Alert(condition, since: now)
            alert.see(condition, patience: Self.patience, now: now)
            alerts[condition.id] = alert
        }
        for (id, known) in alerts where holding[id] == nil && !known.isOver {
            var alert = known
            let quietSince = known.quietSince ?? now
            alert.quietSince = quietSince
            if now.since(quietSince) >= Self.patience { alert.endedAt = quietSince }
            alerts[id] = alert.isOver && !alert.wasTold ? nil : alert
        }
    }

    /// What is to be sent, the oldest first.
    package var untold: [Alert] {
        // One that is quiet before anybody heard of it may be over soon, without a word.
        sorted.filter { $0.isUntold && ($0.quietSince == nil || $0.isOver) }
    }

    /// It was sent: one that is over is forgotten.
    package mutating func told(_ sent: [Alert], now: Instant) {
        for alert in sent where alerts[alert.id] == alert {
            if alert.isOver {
                alerts[alert.id] = nil
            } else {
                alerts[alert.id]?.toldAt = now
                alerts[alert.id]?.told = alert.message
            }
        }
    }

    /// All of them, the oldest first.
    package var sorted: [Alert] {
        alerts.values.sorted {
            ($0.since, $0.id.kind.rawValue, $0.id.subject) < ($1.since, $1.id.kind.rawValue, $1.id.subject)
        }
    }
}
