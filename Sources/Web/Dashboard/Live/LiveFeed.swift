import Foundation
import ServiceLifecycle
import SyncEngine
import Synchronization

/// Tells all open pages what changed, from looks that they share.
///
/// One a second while few are open; the more there are, the seldomer, so that all of them together cost the same. While no page
/// is open it looks seldom too, which keeps the figures over time.
package final class LiveFeed: Service {
    /// What the feed saw last.
    struct Look: Sendable {
        var number: Int
        var overview: OverviewAnswer
        fileprivate var at: ContinuousClock.Instant
    }

    private struct State {
        var followers: [Int: AsyncStream<String>.Continuation] = [:]
        var next = 0
        var last: String?
        var version = 0
        var fingerprint = ""
        var quietFor = Duration.zero
        var look: Look?
    }

    private let desk: any OperatorDesk
    private let state = Mutex(State())
    private let wake = WakeSignal()
    private let limit: Int
    private let now: @Sendable () -> ContinuousClock.Instant

    static let pace = Duration.seconds(1)
    /// How many pages are told in a second, and how many fetch what changed, at most.
    private static let told = 50.0
    private static let fetching = 5.0
    static let idlePace = Duration.seconds(10)
    /// A line now and then shows which pages are gone.
    static let heartbeat = Duration.seconds(15)

    /// - Parameters:
    ///   - desk: which is asked.
    ///   - limit: how many pages may follow at once.
    ///   - now: what time it is.
    package init(
        desk: any OperatorDesk,
        limit: Int = 1_000,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.desk = desk
        self.limit = limit
        self.now = now
    }

    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await look()
            await rest(followers: followerCount)
        }
        // Finishing tells that a page has left, which takes the lock as well.
        let followers = state.withLock { state in
            defer { state.followers.removeAll() }
            return Array(state.followers.values)
        }
        for follower in followers { follower.finish() }
    }

    /// Looks at once, since somebody did something.
    func hurry() { wake.notify() }

    /// What is told from now on, the newest first of all; `nil` where too many follow already.
    func follow() -> AsyncStream<String>? {
        let (stream, continuation) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(1))
        let place: (number: Int, isFirst: Bool)? = state.withLock { state in
            guard state.followers.count < limit else { return nil }
            state.next += 1
            let isFirst = state.followers.isEmpty
            state.followers[state.next] = continuation
            if let last = state.last { continuation.yield(last) }
            return (state.next, isFirst)
        }
        guard let place else { return nil }
        continuation.onTermination = { [weak self] _ in self?.leave(place.number) }
        // The others were told of late; while there was nobody it is long ago.
        if place.isFirst { wake.notify() }
        return stream
    }

    /// What pages were told of last, for those that fetch it; `nil` where the feed looks seldom, or is late.
    var look: Look? {
        state.withLock { state in
            guard let look = state.look, !state.followers.isEmpty else { return nil }
            let age = now() - look.at
            return age < Self.pace(followers: state.followers.count) + Self.pace ? look : nil
        }
    }

    var followerCount: Int { state.withLock { $0.followers.count } }

    private func leave(_ number: Int) { state.withLock { $0.followers[number] = nil } }

    /// How long after a look the next one is, unless somebody does something.
    static func pace(followers: Int) -> Duration {
        followers == 0 ? idlePace : max(pace, .seconds(Double(followers) / told))
    }

    /// How many seconds a page waits at least before it fetches anew what has changed.
    static func pause(followers: Int) -> Int { max(2, Int((Double(followers) / fetching).rounded(.up))) }

    /// Until the next look: while pages are open at least the shortest pace, whatever somebody does meanwhile.
    private func rest(followers: Int) async {
        await cancelWhenGracefulShutdown {
            if followers > 0 { try? await Task.sleep(for: Self.pace) }
            let left = Self.pace(followers: followers) - (followers > 0 ? Self.pace : .zero)
            if left > .zero { await self.wake.wait(upTo: left) }
        }
    }

    /// One look, told to all; what did not change is told again only as a sign of life.
    func look() async {
        guard let answer = try? await desk.answer(.overview), let overview = try? answer.value(OverviewAnswer.self)
        else {
            return
        }
        let news = LiveNews(overview)
        state.withLock { state in
            state.look = Look(number: (state.look?.number ?? 0) + 1, overview: overview, at: now())
            if news.fingerprint != state.fingerprint {
                state.fingerprint = news.fingerprint
                state.version += 1
            }
            let event = news.event(version: state.version, pause: Self.pause(followers: state.followers.count))
            if event == state.last {
                state.quietFor += Self.pace(followers: state.followers.count)
                guard state.quietFor >= Self.heartbeat else { return }
            }
            state.quietFor = .zero
            state.last = event
            for follower in state.followers.values { follower.yield(event) }
        }
    }
}

/// What open pages are told: the figures that they show, and whether the rest has changed.
struct LiveNews: Sendable, Hashable {
    var tone: String
    /// What is read out when the tone has changed; the same however time passes.
    var spoken: String
    var values: [String: String]
    /// The same as long as nothing but ages changes.
    var fingerprint: String

    private struct Event: Encodable {
        var version: Int
        var pause: Int
        var tone: String
        var spoken: String
        var values: [String: String]
    }

    init(_ overview: OverviewAnswer) {
        let concerns = Concern.all(overview.status).map(\.what)
        tone = overview.tone
        spoken = Self.spoken(overview.tone, concerns.first)
        values = ["sentence": overview.sentence]
        var parts: [String] = []
        for destination in overview.status.destinations {
            let figures = overview.figures.first { $0.name == destination.name }
            for figure in OverviewPage.figures(destination, figures) { values[figure.key] = figure.value }
            parts.append(
                "\(destination.name) \(destination.clean) \(destination.leftOut ?? 0) \(destination.dirty) \(destination.claimed) "
                    + "\(destination.parked) \(destination.discarded) \(destination.pausedSince ?? "") "
                    + "\(destination.isServed) \(figures?.points.last?.at ?? "")"
            )
        }
        for store in overview.status.stores {
            parts.append("\(store.name) \(store.customers) \(store.orders) \(store.lastDelivery ?? "")")
        }
        parts += overview.status.jobs.map { "\($0.id) \($0.state) \($0.read) \($0.request ?? "")" }
        parts += concerns
        fingerprint = parts.joined(separator: "\n")
    }

    private static func spoken(_ tone: String, _ concern: String?) -> String {
        switch tone {
        case "good": "All is well now."
        case "bad": "Something is wrong now: \(concern ?? "the sentence on the page says what.")"
        default: "Something waits, or is not compared yet."
        }
    }

    /// As a browser's event stream takes it.
    ///
    /// `pause` is how many seconds a page waits between two times that it fetches parts anew.
    func event(version: Int, pause: Int = 2) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let event = Event(version: version, pause: pause, tone: tone, spoken: spoken, values: values)
        guard let data = try? encoder.encode(event) else { return "" }
        return "event: overview\ndata: \(String(decoding: data, as: UTF8.self))\n\n"
    }
}
