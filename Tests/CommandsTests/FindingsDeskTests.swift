import Foundation
import SyncEngine
import SyncModel
import Testing
import Web

@testable import Commands

/// What `doctor --server` and the Setup page say of servers that did not take a changed configuration.
@Suite struct FindingsDeskTests {
    private static let start = Instant(seconds: 1_780_000_000)

    private let store = InMemoryStore { start }

    private func desk() throws -> LiveDesk {
        let folder = try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            destinations: [{ name: hubspot, type: hubspot, mode: off, credentials: { access_token: t } }]
            """
        ])
        let configuration = try folder.mapped()
        return LiveDesk(
            session: StoreSession(store: store) { 0 },
            surroundings: LiveDesk.Surroundings(configuration: { configuration }, outbound: { nil }),
            pulse: DeliveryPulse(),
            node: .current(),
            clock: FixedClock(Self.start),
            isReloadable: false
        )
    }

    private func beat(refusing reason: String?) async {
        var node = ServerNode(owner: "web-1/4711", role: "all", version: "1.0", startedAt: Self.start - .seconds(900))
        node.word = NodeWord(lookedAt: Self.start)
        node.word?.refusal = reason.map { NodeWord.Refusal(at: Self.start - .seconds(90), reason: $0) }
        _ = await store.beat(node, lasting: .seconds(60))
    }

    private static func sections(_ json: String) throws -> [FindingsReport.Section] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(SetupReport.self, from: Data(json.utf8)).sections
    }

    @Test func aRefusedReloadIsToldUntilTheFilesAreTaken() async throws {
        let desk = try desk()
        await beat(refusing: nil)
        let before = try Self.sections(try await desk.answer(.findings(isFresh: true)).json)
        #expect(!before.isEmpty && !before.contains { $0.title == "servers" })

        // What was looked at before says nothing of it; the servers are asked each time.
        await beat(refusing: "The configuration has a mistake:\n  hubspot.mapping.yaml:3:7: no")
        for isFresh in [true, false] {
            let sections = try Self.sections(try await desk.answer(.findings(isFresh: isFresh)).json)
            let told = try #require(sections.first { $0.title == "servers" }?.findings.first)
            #expect(told.level == .problem && told.subject == "server web-1/4711")
            #expect(told.message.contains("goes on with its former configuration"), "\(told)")
            #expect(told.message.contains("refused 90 s ago: The configuration has a mistake"), "\(told)")
            #expect(told.message.hasSuffix("hubspot.mapping.yaml:3:7: no"), "\(told)")
            #expect(told.fix?.contains("sluice reload") == true)
            #expect(FindingsReport(sections: sections).hasProblem, "it ends with 4")
        }
        await beat(refusing: nil)
        let after = try Self.sections(try await desk.answer(.findings(isFresh: false)).json)
        #expect(!after.isEmpty && !after.contains { $0.title == "servers" })
    }
}
