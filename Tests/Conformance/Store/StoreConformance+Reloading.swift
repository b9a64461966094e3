import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let reloading: [StoreCheck] = [
        StoreCheck("A request to read the configuration is answered by each node, and forgotten after ten others.") {
            stage in
            let store = stage.store
            #expect(try await store.newestReload() == 0)
            let first = try await store.askReload(now: Stage.at(0))
            #expect(try await store.newestReload() == first && first > 0)
            #expect(try await store.reloadAnswers(first).isEmpty)
            try await store.answerReload(first, by: "two", problem: "line 4", now: Stage.at(1))
            try await store.answerReload(first, by: "one", problem: nil, now: Stage.at(2))
            let answers = [ReloadAnswer(node: "one"), ReloadAnswer(node: "two", problem: "line 4")]
            #expect(try await store.reloadAnswers(first) == answers)
            try await store.answerReload(first, by: "two", problem: nil, now: Stage.at(3))
            #expect(try await store.reloadAnswers(first).map(\.problem) == [nil, nil])
            for number in 1...Int64(10) { #expect(try await store.askReload(now: Stage.at(9)) == first + number) }
            #expect(try await store.newestReload() == first + 10)
            #expect(try await store.reloadAnswers(first).isEmpty)
            try await store.answerReload(first, by: "late", problem: nil, now: Stage.at(10))
            #expect(try await store.reloadAnswers(first).isEmpty)
            try await store.answerReload(first + 10, by: "one", problem: nil, now: Stage.at(10))
            #expect(try await store.reloadAnswers(first + 10) == [ReloadAnswer(node: "one")])
        }
    ]
}
