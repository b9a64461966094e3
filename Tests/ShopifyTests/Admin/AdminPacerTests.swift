import Foundation
import Outbound
import Shopify
import SyncModel
import Synchronization
import Testing

@Suite struct AdminPacerTests {
    /// A store that keeps Shopify's own books and refuses what they do not cover.
    private final class Bucket: Sendable {
        private struct State {
            var available = 1_000.0
            var at: Instant
            var refusals = 0
        }

        private let cost = 100.0
        private let clock: StageClock
        private let state: Mutex<State>

        init(clock: StageClock) {
            self.clock = clock
            state = Mutex(State(at: clock.now))
        }

        var refusals: Int { state.withLock { $0.refusals } }

        func answer(_ data: JSONObject) -> OutboundResponse {
            let now = clock.now
            let (isGiven, available) = state.withLock { state in
                state.available = min(1_000, state.available + now.since(state.at).seconds * 50)
                state.at = now
                guard state.available >= cost else {
                    state.refusals += 1
                    return (false, state.available)
                }
                state.available -= cost
                return (true, state.available)
            }
            let told = OutboundResponse.cost(requested: cost, available: available, maximum: 1_000, restoreRate: 50)
            return isGiven
                ? .json(["data": data, "extensions": ["cost": told]]) : .errors("THROTTLED", cost: told)
        }
    }

    @Test func inASteadyStateNothingIsRefused() async throws {
        let bucket = Mutex<Bucket?>(nil)
        let stage = try AdminStage { _ in
            let bucket = try #require(bucket.withLock { $0 })
            return bucket.answer(["count": ["count": 1, "precision": "EXACT"]])
        }
        let book = Bucket(clock: stage.clock)
        bucket.withLock { $0 = book }
        let start = stage.clock.now
        for _ in 0..<60 { _ = try await stage.reader.count(.order, in: ReadWindow()) }
        #expect(book.refusals == 0)
        // 6,000 points, of which history may have 700 at once: the rest comes at 50 a second.
        let took = stage.clock.now.since(start)
        #expect(took >= .seconds(100) && took <= .seconds(112))
    }
}
