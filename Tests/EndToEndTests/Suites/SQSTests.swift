import Conformance
import Foundation
import Sandbox
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Receivers and workers with nothing between them but a queue of SQS, as moto simulates it.
@Suite("SQS", .enabled(if: MotoServer.isInstalled, "moto is not installed"), .timeLimit(.minutes(6)))
struct SQSTests {
    private func settings(_ moto: MotoServer, profile: String = "default") throws -> StageSettings {
        var settings = StageSettings()
        settings.logLevel = "info"
        settings.inboxURL = moto.url()
        settings.environment = moto.environment(profile: profile)
        let text = try String(contentsOfFile: moto.credentials, encoding: .utf8)
        settings.secrets = text.split(separator: "\n").filter { $0.hasPrefix("aws_secret") }
            .compactMap { $0.split(separator: " ").last.map(String.init) }
        return settings
    }

    @Test(arguments: [UInt64(5)])
    func aWorkerThatIsKilledAtRandomLosesNothingAndMakesNothingTwice(seed: UInt64) async throws {
        let moto = try await MotoServer()
        var settings = try settings(moto)
        settings.shop.seed = seed
        try await Stage.run(settings) { stage in
            await stage.hubspot.add(
                SandboxFault(.delay(milliseconds: 150), .after, path: "batch", times: nil, probability: 0.4)
            )
            var script = TrafficScript.Settings()
            script.actionsPerSecond = 30
            script.actions = 200
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
            for _ in 0..<5 {
                for _ in 0..<generator.integer(10...50) { _ = await answers.next() }
                worker.signal(SIGKILL)
                #expect(await worker.ended() == .killed(signal: SIGKILL))
                worker = try await stage.serve("--role", "worker", "--config", second)
            }
            let shop = try await playing
            try await stage.settle()
            #expect(traffic.refused.isEmpty)
            #expect(traffic.acknowledged.count > 250)
            try await traffic.expectAllApplied()
            let differences = await Truth(shop: shop).differences(from: stage.hubspot)
            #expect(differences.isEmpty, "\(differences.count) differences: \(differences.prefix(20))")
            // Nothing went by this machine's disk.
            #expect(!FileManager.default.fileExists(atPath: stage.inbox))
        }
    }

    @Test func whileSQSIsAwayAReceiverSaysSoAndAWholeNodeKeepsWebhooksItself() async throws {
        let moto = try await MotoServer()
        try await Stage.run(settings(moto)) { stage in
            let whole = try await stage.serve()
            let (file, port) = try stage.otherMachine("receiver")
            _ = try await stage.serve("--role", "receiver", "--config", file)
            func receiver(_ webhook: Webhook) async throws -> Int {
                try await stage.post(webhook, toPort: port).status
            }
            let people = (1...4).map { Webhook("customers/create", Self.person($0)) }
            #expect(try await receiver(people[0]) == 200)
            try await stage.settle()
            moto.stop()
            #expect(try await receiver(people[1]) == 503)
            #expect(try await stage.post(people[2]).status == 200)
            _ = await whole.errors.line { $0.contains("Receipts cannot be applied") }
            _ = await whole.errors.line { $0.contains("they are kept on this node's disk meanwhile") }
            let ready = try await stage.get("/readyz")
            #expect(ready.status == 200 && ready.text.contains("SQS cannot be reached"), "\(ready)")
            let doctor = try await stage.sluice("doctor")
            #expect(doctor.code == 4 && doctor.output.contains("SQS cannot be reached"), "\(doctor.output)")
            // One without its former data, and with other keys, which are read anew.
            try await moto.start()
            while try await receiver(people[1]) != 200 { try await Task.sleep(for: .milliseconds(50)) }
            #expect(try await stage.post(people[3]).status == 200)
            try await stage.settle()
            let states = try await StoredReceipts(stage).states()
            #expect(states == Dictionary(uniqueKeysWithValues: people.map { ($0.id, "applied") }))
            #expect(await stage.hubspot.contacts().count == 4)
            stage.keepPrivate(["Ada", "ada1@example.com"])
        }
    }

    @Test func whatIsNotOursIsListedDeadLettersArePutBackAndLargeWebhooksArrive() async throws {
        let moto = try await MotoServer()
        var settings = try settings(moto)
        settings.bodyLimit = 4 << 20
        try await Stage.run(settings) { stage in
            let queue = MotoQueue(moto)
            try await queue.send(#"{"order": 1001}"#)
            let event = try JSONSerialization.data(
                withJSONObject: Self.event(Webhook("customers/create", Self.person(2)), stage)
            )
            try await queue.send(String(decoding: event, as: UTF8.self))
            _ = try await stage.serve()
            let large = Webhook("customers/create", Self.person(1, padding: 2 << 20))
            #expect(try await stage.post(large).status == 200)
            try await stage.settle()
            #expect(try await StoredReceipts(stage).states()[large.id] == "applied")
            #expect(await stage.hubspot.contacts().count == 2)
            let listed = try await stage.sluice("failures", "list")
            #expect(listed.output.contains("somebody else writes"), "\(listed.output)")
            let none = try await stage.sluice("inbox", "dead-letters")
            #expect(none.code == 0 && none.output.contains("No dead letters"), "\(none)")
            try await queue.send(#"{"order": 1002}"#, to: "sluice-dead")
            let dead = try await stage.sluice("inbox", "dead-letters")
            #expect(dead.code == 4 && dead.output.contains("1 dead letter in"), "\(dead)")
            let doctor = try await stage.sluice("doctor")
            #expect(doctor.code == 4 && doctor.output.contains("sluice inbox redrive"), "\(doctor.output)")
            let back = try await stage.sluice("inbox", "redrive")
            #expect(back.code == 0 && back.output.contains("1 put back"), "\(back)")
            try await stage.settle()
            #expect(try await stage.sluice("inbox", "dead-letters").code == 0)
            stage.keepPrivate(["Ada"])
        }
        settings.isSetUp = false
        settings.inboxURL = moto.url(queue: "sluice-none")
        try await Stage.run(settings) { stage in
            let serving = try await stage.sluice("serve")
            #expect(serving.code == 1 && serving.errors.contains("there is no queue arn:aws:sqs"), "\(serving.errors)")
        }
        settings.inboxURL = moto.url() + "&regoin=x"
        try await Stage.run(settings) { stage in
            let serving = try await stage.sluice("serve")
            #expect(serving.code == 2 && serving.errors.contains("\"regoin\""), "\(serving.errors)")
        }
    }

    private static func event(_ webhook: Webhook, _ stage: Stage) throws -> [String: Any] {
        [
            "version": "0", "detail-type": "shopifyWebhook", "source": "aws.partner/shopify.com/1/sluice",
            "detail": [
                "payload": try JSONSerialization.jsonObject(with: Data(webhook.body)),
                "metadata": [
                    "X-Shopify-Topic": webhook.topic, "X-Shopify-Shop-Domain": stage.shopDomain,
                    "X-Shopify-Webhook-Id": webhook.id, "X-Shopify-Triggered-At": webhook.triggeredAt,
                ],
            ],
        ]
    }

    private static func person(_ number: Int, padding: Int = 0) -> [UInt8] {
        Array(
            """
            {"id": \(7_000_000_000_000 + number), "email": "ada\(number)@example.com", "first_name": "Ada", \
            "updated_at": "2026-11-23T10:00:00Z", "note": "\(String(repeating: "x", count: padding))"}
            """.utf8
        )
    }
}

/// Puts messages into the simulation's queues as somebody else would.
struct MotoQueue {
    private let moto: MotoServer

    init(_ moto: MotoServer) { self.moto = moto }

    func send(_ text: String, to queue: String = "sluice") async throws {
        _ = try await ServerScript.run([
            MotoServer.python, ServerScript.root.appending(path: "Tests/SQS/send.py").path, moto.credentials,
            "\(moto.port)", queue, text,
        ])
    }
}
