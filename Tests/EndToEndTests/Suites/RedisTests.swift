#if RedisStreams
import Conformance
import Foundation
import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Receivers and workers with nothing between them but a stream of a Redis server.
@Suite("Redis", .enabled(if: RedisServer.isInstalled, "no Redis server is installed"), .timeLimit(.minutes(4)))
struct RedisTests {
    @Test(arguments: [UInt64(3)])
    func aWorkerThatIsKilledAtRandomLosesNothingAndMakesNothingTwice(seed: UInt64) async throws {
        let redis = try await RedisServer()
        var settings = StageSettings()
        settings.shop.seed = seed
        settings.logLevel = "info"
        settings.inboxURL = redis.url()
        try await Stage.run(settings) { stage in
            await stage.hubspot.add(
                SandboxFault(.delay(milliseconds: 150), .after, path: "batch", times: nil, probability: 0.4)
            )
            var script = TrafficScript.Settings()
            script.actionsPerSecond = 40
            script.actions = 250
            script.newCustomerShare = 0.3
            script.duplicateProbability = 0.1
            script.reorderProbability = 0.2
            script.reorderWindowMilliseconds = 1_500
            script.seed = seed
            let traffic = Traffic(stage, script)
            let second = try stage.secondConfiguration()
            _ = try await stage.serve("--role", "receiver")
            var worker = try await stage.serve("--role", "worker", "--config", second)
            async let playing = traffic.play()
            var generator = SeededGenerator(seed: seed)
            var answers = traffic.progress.makeAsyncIterator()
            for _ in 0..<6 {
                for _ in 0..<generator.integer(10...50) { _ = await answers.next() }
                worker.signal(SIGKILL)
                #expect(await worker.ended() == .killed(signal: SIGKILL))
                worker = try await stage.serve("--role", "worker", "--config", second)
            }
            let shop = try await playing
            try await stage.settle()
            #expect(traffic.refused.isEmpty)
            #expect(traffic.acknowledged.count > 350)
            try await traffic.expectAllApplied()
            let differences = await Truth(shop: shop).differences(from: stage.hubspot)
            #expect(differences.isEmpty, "\(differences.count) differences: \(differences.prefix(20))")
            // Nothing went by this machine's disk, and nothing stays behind.
            #expect(!FileManager.default.fileExists(atPath: stage.inbox))
            #expect(try await redis.command("XLEN", "sluice") == "0")
        }
    }

    @Test func whileRedisIsAwayAReceiverSaysSoAndAWholeNodeKeepsWebhooksItself() async throws {
        let redis = try await RedisServer()
        var settings = StageSettings()
        settings.logLevel = "info"
        settings.inboxURL = redis.url()
        try await Stage.run(settings) { stage in
            let whole = try await stage.serve()
            let (file, port) = try stage.otherMachine("receiver")
            _ = try await stage.serve("--role", "receiver", "--config", file)
            func receiver(_ webhook: Webhook) async throws -> Int {
                try await stage.post(webhook, toPort: port).status
            }
            let people = (1...4).map { Webhook("customers/create", Self.person($0)) }
            #expect(try await receiver(people[0]) == 200)
            redis.stop()
            _ = await whole.errors.line { $0.contains("Receipts cannot be applied") }
            #expect(try await receiver(people[1]) == 503)
            #expect(try await stage.post(people[2]).status == 200)
            _ = await whole.errors.line { $0.contains("they are kept on this node's disk meanwhile") }
            let ready = try await stage.get("/readyz")
            #expect(ready.status == 200 && ready.text.contains("Redis cannot be reached"), "\(ready)")
            let status = try await stage.sluice("status", "--wait-idle", "0")
            #expect(status.code == 3 && status.errors.contains("cannot be seen"), "\(status)")
            let doctor = try await stage.sluice("doctor")
            #expect(doctor.code == 4 && doctor.output.contains("Redis cannot be reached"), "\(doctor.output)")
            try await redis.start()
            while try await receiver(people[1]) != 200 { try await Task.sleep(for: .milliseconds(50)) }
            #expect(try await stage.post(people[3]).status == 200)
            try await stage.settle()
            let states = try await StoredReceipts(stage).states()
            #expect(states == Dictionary(uniqueKeysWithValues: people.map { ($0.id, "applied") }))
            #expect(await stage.hubspot.contacts().count == 4)
            stage.keepPrivate(["Ada", "ada1@example.com"])
        }
    }

    @Test func whatIsNotOursIsListedAndWhatIsWrongIsNamed() async throws {
        let redis = try await RedisServer()
        var settings = StageSettings()
        settings.inboxURL = redis.url()
        try await Stage.run(settings) { stage in
            let foreign = try await redis.command("XADD", "sluice", "*", "order", "1001")
            let webhook = Webhook("customers/create", Self.person(1))
            _ = try await stage.serve()
            #expect(try await stage.post(webhook).status == 200)
            try await stage.settle()
            #expect(try await StoredReceipts(stage).states()[webhook.id] == "applied")
            let listed = try await stage.sluice("failures", "list")
            #expect(
                listed.output.contains(foreign) && listed.output.contains("somebody else writes"),
                "\(listed.output)"
            )
            let doctor = try await stage.sluice("doctor")
            #expect(
                doctor.output.contains("appendfsync: always") && doctor.output.contains("noeviction"),
                "\(doctor.output)"
            )
            try await redis.command(
                "CONFIG",
                "SET",
                "appendonly",
                "no",
                "maxmemory",
                "1gb",
                "maxmemory-policy",
                "allkeys-lru"
            )
            let alarmed = try await stage.sluice("doctor")
            #expect(alarmed.code == 4 && alarmed.output.contains("drop the whole stream"), "\(alarmed.output)")
            #expect(alarmed.output.contains("CONFIG SET appendonly yes"))
            stage.keepPrivate(["Ada"])
        }
        settings.isSetUp = false
        settings.inboxURL = redis.url(user: "sluice:wrong")
        try await Stage.run(settings) { stage in
            let serving = try await stage.sluice("serve")
            #expect(serving.code == 1 && serving.errors.contains("user or password of inbox.url"), "\(serving.errors)")
        }
        settings.inboxURL = redis.url() + "&strem=x"
        try await Stage.run(settings) { stage in
            let serving = try await stage.sluice("serve")
            #expect(serving.code == 2 && serving.errors.contains("\"strem\""), "\(serving.errors)")
        }
    }

    private static func person(_ number: Int) -> [UInt8] {
        Array(
            """
            {"id": \(7_000_000_000_000 + number), "email": "ada\(number)@example.com", "first_name": "Ada", \
            "updated_at": "2026-11-23T10:00:00Z"}
            """.utf8
        )
    }
}
#endif
