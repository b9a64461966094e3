import Synchronization
import Testing

@testable import SyncEngine

@Suite struct TurnsTests {
    /// How many are inside, and were.
    private final class Visits: Sendable {
        private let state = Mutex((inside: 0, most: 0, done: 0))

        func enter() {
            state.withLock {
                $0.inside += 1
                $0.most = max($0.most, $0.inside)
            }
        }

        func leave() {
            state.withLock {
                $0.inside -= 1
                $0.done += 1
            }
        }

        var most: Int { state.withLock { $0.most } }
        var done: Int { state.withLock { $0.done } }
    }

    @Test(arguments: [1, 3]) func noMoreAreInsideThanThereArePlacesAndAllGetTheirTurn(places: Int) async throws {
        let turns = Turns(places: places)
        let state = Visits()
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    await turns.taking {
                        state.enter()
                        await Task.yield()
                        state.leave()
                    }
                }
            }
        }
        #expect(state.most <= places && state.done == 200)
    }

    @Test func aFailureInsidePassesTheTurnOn() async throws {
        struct Trouble: Error {}
        let turns = Turns()
        await #expect(throws: Trouble.self) { try await turns.taking { throw Trouble() } }
        #expect(await turns.taking { 7 } == 7)
    }
}
