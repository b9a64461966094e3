import SyncModel
import Testing

extension StoreConformance {
    private typealias Stage = StoreStage

    static let actions: [StoreCheck] = [
        StoreCheck("An action is kept when it begins, and what came of it when it ends.") { stage in
            let id = try await stage.store.begin(action("failures retry", at: 1))
            let begun = try #require(try await stage.store.actions(ActionFilter(), limit: 5).first)
            #expect(begun.id == id && begun.startedAt == Stage.at(1) && begun.actor == "ada")
            #expect(begun.action == "failures retry" && begun.subject == "hubspot")
            #expect(begun.outcome == nil && begun.endedAt == nil)
            try await stage.store.end(id, outcome: "3 released", now: Stage.at(2))
            let ended = try #require(try await stage.store.actions(ActionFilter(), limit: 5).first)
            #expect(ended.outcome == "3 released" && ended.endedAt == Stage.at(2) && ended.id == id)
            // An end that nobody knows the beginning of changes nothing.
            try await stage.store.end(id + 7, outcome: "x", now: Stage.at(3))
            #expect(try await stage.store.actions(ActionFilter(), limit: 5) == [ended])
        },
        StoreCheck("Actions are listed newest first, by any filter, within the limit.") { stage in
            for (number, name) in ["failures retry", "pause", "failures discard", "failuresx"].enumerated() {
                _ = try await stage.store.begin(
                    action(name, at: Int64(number), by: number == 1 ? "grace" : "ada")
                )
            }
            func names(_ filter: ActionFilter, limit: Int = 9) async throws -> [String] {
                try await stage.store.actions(filter, limit: limit).map(\.action)
            }
            #expect(try await names(ActionFilter()) == ["failuresx", "failures discard", "pause", "failures retry"])
            #expect(try await names(ActionFilter(), limit: 1) == ["failuresx"])
            #expect(try await names(ActionFilter(actor: "grace")) == ["pause"])
            #expect(try await names(ActionFilter(action: "failures")) == ["failures discard", "failures retry"])
            #expect(try await names(ActionFilter(action: "failures retry")) == ["failures retry"])
            #expect(try await names(ActionFilter(action: "f%")) == [])
            #expect(try await names(ActionFilter(since: Stage.at(2))) == ["failuresx", "failures discard"])
        },
        StoreCheck("A text that is too long is cut, not refused.") { stage in
            let long = String(repeating: "a", count: LoggedAction.longestText + 5)
            let id = try await stage.store.begin(
                LoggedAction(startedAt: Stage.start, actor: long, action: long, subject: long)
            )
            try await stage.store.end(id, outcome: long, now: Stage.start)
            let kept = try #require(try await stage.store.actions(ActionFilter(), limit: 1).first)
            #expect(kept.actor.count == LoggedAction.longestText && kept.outcome?.count == LoggedAction.longestText)
        },
    ]

    private static func action(_ name: String, at seconds: Int64, by actor: String = "ada") -> LoggedAction {
        LoggedAction(startedAt: Stage.at(seconds), actor: actor, action: name, subject: "hubspot")
    }
}
