#if PostgreSQL
import Conformance
import Foundation
import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Several servers on one PostgreSQL: what each owns, and what becomes of it when one dies or stands still.
@Suite(
    "Nodes",
    .enabled(if: PostgreSQLServer.isInstalled, "no PostgreSQL server is installed"),
    .timeLimit(.minutes(4))
)
struct NodesTests {
    /// A server as the test knows it.
    private struct Node {
        let child: ChildProcess
        let port: Int
        let file: String

        func owns(_ destination: String, _ stage: Stage) async throws -> Bool {
            try await stage.nodes().first { $0.process == child.id }?.destinations.contains(destination) ?? false
        }
    }

    @Test func aPausedServerIsReplacedWithinTenSecondsAndADeadOneToo() async throws {
        let server = try await PostgreSQLServer()
        try await server.makeDatabase("sluice")
        var settings = StageSettings.withHistory(customers: 10, orders: 20, seed: 9)
        settings.storageURL = server.url("sluice")
        settings.logLevel = "info"
        settings.zoho = ZohoOptions()
        settings.hasEspoCRM = true
        try await Stage.run(settings) { stage in
            #expect(try await stage.sluice("backfill", "--json").code == 0)
            let other = try stage.otherMachine("two")
            let one = Node(child: try await stage.serve(), port: stage.port, file: "sluice.yaml")
            let two = Node(
                child: try await stage.serve("--config", other.file),
                port: other.port,
                file: other.file
            )
            // Three destinations between two: each has one at least, and all are owned.
            try await stage.until("all destinations are shared out") { nodes in
                let owned = nodes.map(\.destinations.count).sorted()
                return owned == [1, 2]
            }
            try await stage.settle()

            let owner = try await one.owns("hubspot", stage) ? one : two
            let standby = owner.child.id == one.child.id ? two : one
            // What is on its way when the owner stops is in doubt.
            await stage.hubspot.add(SandboxFault(.delay(milliseconds: 400), .after, path: "batch", times: 2))
            try await order(stage, port: owner.port)
            var writes = await stage.hubspot.recordEvents().makeAsyncIterator()
            _ = await writes.next()
            owner.child.signal(SIGSTOP)
            let stopped = ContinuousClock.now
            try await order(stage, port: standby.port)
            let taken = await standby.child.errors.line { line in
                line.contains("Owns the destination") && line.contains("hubspot")
            }
            #expect(taken != nil)
            let moved = ContinuousClock.now - stopped
            #expect(moved < .seconds(10), "the dead node's work moved after \(moved)")
            try await order(stage, port: standby.port)
            let idle = try await stage.sluice("status", "--wait-idle", "60", "--json", "--config", standby.file)
            #expect(idle.code == 0, "\(idle.errors)")

            owner.child.signal(SIGCONT)
            _ = await owner.child.errors.line { $0.contains("Lost the destination") || $0.contains("cannot be used") }
            try await stage.until("both own something again") { nodes in
                nodes.count { $0.isAlive } == 2 && nodes.map(\.destinations.count).sorted() == [1, 2]
            }
            try await order(stage, port: owner.port)
            for node in [one, two] {
                #expect(try await stage.sluice("status", "--wait-idle", "60", "--config", node.file).code == 0)
            }
            try await expectTruth(stage)

            two.child.signal(SIGKILL)
            _ = await two.child.ended()
            try await stage.until("the one that is left owns all") { nodes in
                nodes.first { $0.process == one.child.id }?.destinations.count == 3
            }
            try await order(stage, port: one.port)
            try await stage.settle()
            try await expectTruth(stage)
            let audited = try await stage.sluice("audit", "--json")
            #expect(audited.code == 0, "\(audited.output.prefix(3_000)) \(audited.errors)")
        }
    }

    private func order(_ stage: Stage, port: Int) async throws {
        let told = await stage.shopify.act { shop, moment in
            shop.placeOrder(by: .newCustomer, at: moment).deliveries
        }
        for delivery in told { try #require(try await stage.post(delivery, toPort: port).status == 200) }
    }

    private func expectTruth(_ stage: Stage) async throws {
        let differences = await Truth(shop: stage.shopify.shop).differences(from: stage.hubspot)
        #expect(differences.isEmpty, "\(differences.count) differences: \(differences.prefix(20))")
    }
}

/// A server as `status` shows it.
struct ShownNode: Sendable {
    var process: Int32
    var isAlive: Bool
    var destinations: [String]
}

extension Stage {
    func nodes() async throws -> [ShownNode] {
        let status = try await sluice("status", "--json").json()
        return (status["nodes"]?.arrayValue ?? []).map { node in
            ShownNode(
                process: node["name"]?.stringValue?.split(separator: "/").last.flatMap { Int32($0) } ?? 0,
                isAlive: node["isAlive"]?.boolValue ?? false,
                destinations: node["destinations"]?.arrayValue?.compactMap(\.stringValue) ?? []
            )
        }
    }

    /// Waits until `status` shows the servers so.
    func until(_ what: String, _ isSo: ([ShownNode]) -> Bool) async throws {
        let clock = ContinuousClock()
        let latest = clock.now + .seconds(60)
        var last: [ShownNode] = []
        while clock.now < latest {
            last = try await nodes()
            if isSo(last) { return }
            // Another process does it, so there is no event to wait for.
            try await Task.sleep(for: .milliseconds(200))
        }
        throw Trouble("\(what): not within a minute, but \(last)")
    }
}
#endif
