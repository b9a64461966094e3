import SyncModel
import Synchronization
import Web

/// What a server delivered within the last hour, in steps of half a minute; a restart begins anew.
final class DeliveryPulse: Sendable {
    struct Step: Sendable {
        var number: Int64
        var delivered = 0
        var failed = 0
        /// Some of the delays, in seconds: enough for their middle.
        var delays: [Double] = []
        var waiting: Int?
    }

    static let step = Duration.seconds(30)
    static let kept = 120

    private let steps = Mutex<[DestinationName: [Step]]>([:])
    private let quotas: @Sendable () -> [QuotaReading]
    private let forecast = Mutex<[String: QuotaForecast]>([:])

    /// - Parameter quotas: what CRMs said last of how many calls they still allow.
    init(quotas: @escaping @Sendable () -> [QuotaReading] = { [] }) {
        self.quotas = quotas
    }

    func take(_ settlements: [Settlement]) {
        guard !settlements.isEmpty else { return }
        steps.withLock { steps in
            for settlement in settlements {
                guard let note = settlement.note else { continue }
                Self.change(&steps, settlement.key.destination, at: note.at) { $0.count(note) }
            }
        }
    }

    func note(waiting: [DestinationName: Int], now: Instant) {
        steps.withLock { steps in
            for (name, count) in waiting {
                Self.change(&steps, name, at: now) { $0.waiting = max(count, $0.waiting ?? 0) }
            }
        }
        for reading in quotas() where reading.window == "day" {
            forecast.withLock { $0[reading.destination, default: QuotaForecast()].note(reading.remaining, at: now) }
        }
    }

    func figures(of name: DestinationName, now: Instant) -> DeliveryFigures {
        let steps = steps.withLock { $0[name] ?? [] }
        let current = Self.number(now)
        let byNumber = Dictionary(steps.map { ($0.number, $0) }) { $1 }
        let first = max(steps.first?.number ?? current, current - Int64(Self.kept) + 1)
        let recent = steps.filter { $0.number >= current - 1 }
        let hour = steps.filter { $0.number > current - Int64(Self.kept) }
        let delivered = recent.reduce(0) { $0 + $1.delivered }
        // The step that has begun counts as far as it has come.
        let seconds = (recent.contains { $0.number < current } ? Self.step.seconds : 0) + Self.elapsed(now)
        return DeliveryFigures(
            name: name.rawValue,
            deliveredPerMinute: Double(delivered) / max(seconds, 5) * 60,
            failedPerHour: hour.reduce(0) { $0 + $1.failed },
            delaySeconds: Self.middle(recent.flatMap(\.delays)),
            slowestSeconds: hour.flatMap(\.delays).max(),
            quotas: quotas().filter { $0.destination == name.rawValue }.map { reading in
                DeliveryFigures.Quota(
                    window: reading.window,
                    remaining: reading.remaining,
                    runsOutAt: Ages.stamp(
                        reading.window == "day" ? forecast.withLock { $0[reading.destination]?.end(now: now) } : nil
                    )
                )
            },
            points: first > current
                ? []
                : (first...current).map { number in
                    DeliveryFigures.Point(
                        at: Timestamp(Instant(seconds: number * Self.step.components.seconds)).utcSeconds,
                        delivered: byNumber[number]?.delivered ?? 0,
                        failed: byNumber[number]?.failed ?? 0,
                        delaySeconds: byNumber[number].flatMap { Self.middle($0.delays) },
                        waiting: byNumber[number]?.waiting
                    )
                }
        )
    }

    private static func change(
        _ steps: inout [DestinationName: [Step]],
        _ name: DestinationName,
        at time: Instant,
        _ body: (inout Step) -> Void
    ) {
        let number = number(time)
        var own = steps[name] ?? []
        if let last = own.last, last.number >= number {
            // A clock that was set back counts into the newest step.
            body(&own[own.count - 1])
        } else {
            var new = Step(number: number)
            body(&new)
            own.append(new)
            if own.count > kept { own.removeFirst(own.count - kept) }
        }
        steps[name] = own
    }

    private static func number(_ time: Instant) -> Int64 { time.microseconds / 1_000_000 / step.components.seconds }

    private static func elapsed(_ now: Instant) -> Double {
        Double(now.microseconds % (step.components.seconds * 1_000_000)) / 1_000_000
    }

    private static func middle(_ delays: [Double]) -> Double? {
        delays.isEmpty ? nil : delays.sorted()[delays.count / 2]
    }
}

extension DeliveryPulse.Step {
    fileprivate mutating func count(_ note: DeliveryNote) {
        switch note.outcome {
        case "parked", "retry": failed += 1
        case "wait": return
        default: delivered += 1
        }
        guard let lag = note.lag?.seconds else { return }
        // A spread of them once there are many.
        if delays.count < 64 { delays.append(lag) } else { delays[(delivered + failed) % 64] = lag }
    }
}

/// What was delivered to a destination of late, for people and for `--json`.
struct DeliveryFigures: Codable, Sendable, Hashable {
    struct Quota: Codable, Sendable, Hashable {
        var window: String
        var remaining: Int
        /// When the rest of the day's calls will be used up at the rate of late; `nil` where they last.
        var runsOutAt: String?
    }

    struct Point: Codable, Sendable, Hashable {
        var at: String
        var delivered: Int
        var failed: Int
        var delaySeconds: Double?
        var waiting: Int?
    }

    var name: String
    var deliveredPerMinute: Double
    var failedPerHour: Int
    /// The middle of the delays of the last minute, from receiving to the CRM's answer.
    var delaySeconds: Double?
    var slowestSeconds: Double?
    var quotas: [Quota]
    /// Half minutes of the last hour, the oldest first.
    var points: [Point]
}
