import SyncModel
import Testing

@testable import Commands
@testable import Web

/// What a running server takes up from a changed configuration, and what is told of it.
@Suite struct ReloadTests {
    private func changes(_ change: (inout SluiceConfiguration) -> Void) -> [String] {
        let running = SluiceConfiguration(file: "sluice.yaml")
        var read = running
        change(&read)
        return FixedSettings.changes(from: running, to: read)
    }

    @Test func whereItListensAndItsTruthAreFixed() {
        #expect(changes { _ in } == [])
        #expect(changes { $0.server.listen.port = 9 } == ["server.listen"])
        #expect(changes { $0.server.adminToken = Secret("0123456789abcdef") } == ["server.admin_token"])
        #expect(changes { $0.server.publicURL = "https://x.example" } == ["server.public_url"])
        #expect(changes { $0.storage.path = "other.db" } == ["storage"])
        #expect(changes { $0.inbox = .discard } == ["inbox.url"])
        let both = changes {
            $0.server.bodyLimit = 1
            $0.server.shutdown = .seconds(1)
        }
        #expect(both == ["server.body_limit", "server.shutdown_seconds"])
    }

    @Test func allElseIsTakenUp() {
        let taken = changes {
            $0.installation = "staging"
            $0.destinations = []
            $0.complianceFolder = "elsewhere"
        }
        #expect(taken == [])
    }

    @Test func anAnswerNamesTheProcessAndNothingElseOfTheMachine() {
        let node = "web-1 0f1e2d3c-boot pid:[4026531836]/4711/nonce"
        let fine = ReloadOutcome(of: node, ReloadAnswer(node: node))
        #expect(fine.isTaken && fine.line == "Process 4711 on web-1 runs with the configuration as it is now.")
        let refused = ReloadOutcome(of: node, ReloadAnswer(node: node, problem: "line 4 is wrong"))
        #expect(!refused.isTaken && refused.line == "Process 4711 on web-1 did not take it:\nline 4 is wrong")
        let silent = ReloadOutcome(of: node, nil)
        #expect(!silent.isTaken && silent.problem == nil && silent.line.hasSuffix("has not answered yet."))
    }
}
