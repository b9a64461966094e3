import Synchronization
import Testing

@testable import SyncEngine

@Suite struct MergeTurnsTests {
    @Test func onlyOneIsInsideAndAllGetTheirTurn() async throws {
        let turns = MergeTurns()
        let state = Mutex((inside: 0, most: 0, done: 0))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    await turns.taking {
                        state.withLock {
                            $0.inside += 1
                            $0.most = max($0.most, $0.inside)
                        }
                        await Task.yield()
                        state.withLock {
                            $0.inside -= 1
                            $0.done += 1
                        }
                    }
                }
            }
        }
        #expect(state.withLock { $0.most } == 1 && state.withLock { $0.done } == 200)
    }

    @Test func aFailureInsidePassesTheTurnOn() async throws {
        struct Trouble: Error {}
        let turns = MergeTurns()
        await #expect(throws: Trouble.self) { try await turns.taking { throw Trouble() } }
        #expect(await turns.taking { 7 } == 7)
    }
}
