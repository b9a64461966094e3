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

/// Every kind of credential and a person are planted; then everything that the processes wrote is looked through.
@Suite("Leaks", .timeLimit(.minutes(5)))
struct LeakTests {
    private static let sealKey = "planted-seal-key-0123456789abcdef0123456789"
    private static let zohoRefresh = "planted-zoho-refresh-token"
    private static let recording = "recording.jsonl"

    private static var settings: StageSettings {
        var settings = StageSettings()
        var shopify = ShopifyOptions()
        shopify.shop.secret = "planted-webhook-secret"
        shopify.app.clientSecret = "planted-webhook-secret"
        settings.shopify = shopify
        var zoho = ZohoOptions()
        zoho.refreshTokens = [zohoRefresh]
        zoho.clientSecret = "planted-zoho-secret"
        settings.zoho = zoho
        var salesforce = SalesforceOptions()
        salesforce.clientSecret = "planted-salesforce-secret"
        settings.salesforce = salesforce
        settings.hasEspoCRM = true
        settings.hasPublicURL = true
        settings.isSetUp = false
        settings.recording = recording
        return settings
    }

    private static let secrets = [
        "planted-webhook-secret", sealKey, zohoRefresh, "planted-zoho-secret", "planted-salesforce-secret", Stage.token,
        "end-to-end-admin-token", "end-to-end-read-token", "planted-alert-secret",
    ]

    @Test func noSecretIsWrittenAnywhereAndNobodyWhereNobodyAsked() async throws {
        try await AlertReceiver.run { receiver in
            try await Stage.run(Self.settings) { stage in
                let key = stage.folder.appending(path: "seal.key")
                try Data(Self.sealKey.utf8).write(to: key)
                try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: key.path)
                try stage.configure {
                    $0.replacing("sluice.db\" }", with: "sluice.db\", seal_key: \"${file:seal.key}\" }")
                        + "\nalerts: { webhook: \"\(receiver.url)\" }\n"
                }
                stage.keepPrivate(PlantedPerson.words)
                let findings = Findings()
                try await Self.play(stage, findings)
                findings.keep("alerts", receiver.texts.joined(separator: "\n"))
                #expect(findings.asked.contains("Plantedfirst"), "who asks for the person is shown them")
                #expect(await stage.hubspot.contacts().contains { $0["firstname"] == "Plantedfirst" })
                findings.check(secrets: Self.secrets, people: PlantedPerson.words)
                try Self.checkRecording(stage)
                try Self.checkFiles(stage)
            }
        }
    }

    private static func play(_ stage: Stage, _ findings: Findings) async throws {
        try await run(["setup"], stage, findings)
        let server = try await stage.serve()
        try await traffic(stage, findings)
        try await run(["status", "--wait-idle", "60"], stage, findings)
        try await commands(stage, findings)
        for path in ["/metrics", "/readyz", "/", "/api/v1/x"] {
            findings.keep(path, try await stage.get(path).text)
        }
        // Who may look, and change nothing, sees nobody.
        let paths = [
            "overview", "status", "waiting", "failures", "jobs", "findings", "identity", "log", "nodes", "webhooks",
        ]
        for path in paths {
            let answer = try await stage.get("/api/v1/\(path)", token: Stage.readToken)
            #expect(answer.status == 200, "\(path): \(answer.status)")
            findings.keep("the read token's \(path)", answer.text)
        }
        for order in await stage.shopify.shop.orderIDs {
            let answer = try await stage.get("/api/v1/records/acme/order/\(order)", token: Stage.readToken)
            findings.keep("the read token's order \(order)", answer.text)
        }
        server.signal(SIGTERM)
        #expect(await server.ended() == .exited(0))
        findings.keep("serve", server.output.text + server.errors.text)
    }

    private static func run(
        _ arguments: [String],
        _ stage: Stage,
        _ findings: Findings,
        isAsked: Bool = false
    ) async throws {
        let result = try await stage.sluice(arguments: arguments)
        let name = "sluice \(arguments.joined(separator: " "))"
        findings.keep(name, result.output + result.errors, isAsked: isAsked)
    }

    private static func traffic(_ stage: Stage, _ findings: Findings) async throws {
        for path in ["contacts/batch/upsert", "deals/batch"] {
            await stage.hubspot.add(SandboxFault(.status(400), path: path))
            await stage.hubspot.add(SandboxFault(.status(500), path: path))
        }
        await stage.zoho.add(SandboxFault(.status(401), path: "/crm/"))
        await stage.espocrm.add(SandboxFault(.status(400), path: "/api/"))
        let deliveries = await stage.shopify.act { shop, moment in
            shop.visit(of: PlantedPerson.one, orders: 3, at: moment)
                + shop.visit(of: PlantedPerson.invalid, orders: 1, at: moment)
        }
        for delivery in deliveries {
            let answer = try await stage.post(delivery)
            #expect(answer.status == 200)
            findings.keep("an answer", answer.text)
        }
        // What is refused, or cannot be read, speaks of the person too.
        let torn = Array("{\"id\": \"\(PlantedPerson.email)\", \"note\": \"\(PlantedPerson.note)".utf8)
        #expect(try await stage.post(Webhook("orders/create", torn)).status == 200)
        var headers = Webhook("orders/create", torn).headers(stage.settings.shop)
        headers.removeAll { $0.0 == "X-Shopify-Hmac-Sha256" }
        let refused = try await stage.post(torn, headers: headers)
        #expect(refused.status == 401)
        findings.keep("a refusal", refused.text)
    }

    private static func commands(_ stage: Stage, _ findings: Findings) async throws {
        for arguments in [
            ["status"], ["status", "--json"], ["status", "--waiting"], ["doctor"], ["doctor", "--json"],
            ["failures", "list"], ["failures", "list", "--json"], ["audit"], ["audit", "--json"], ["jobs", "list"],
            ["db", "check"], ["db", "backup"], ["db", "reseal"], ["replay", "--store", "acme"], ["reconcile"],
            ["failures", "retry"], ["mapping", "fields", "hubspot"], ["reload"], ["schema"],
            ["show", "order", "nobody@example.com"], ["connect", "shopify", "--store", "acme"], ["redact", "list"],
            ["log"], ["log", "--json"],
        ] { try await run(arguments, stage, findings) }
        // Whoever decides who is who has to see who it is.
        for arguments in [
            ["show", "customer", PlantedPerson.email], ["show", "customer", PlantedPerson.email, "--json"],
            ["identity", "list"],
        ] { try await run(arguments, stage, findings, isAsked: true) }
        // Mistakes in a configuration that names all the secrets.
        let good = try String(contentsOf: stage.folder.appending(path: "sluice.yaml"), encoding: .utf8)
        let bad = good.replacing("type: zoho", with: "type: zho").replacing("seal_key:", with: "seal_kee:")
        try Data(bad.utf8).write(to: stage.folder.appending(path: "bad.yaml"))
        try await run(["doctor", "--config", "bad.yaml"], stage, findings)
    }

    /// A recording holds conversations, people included; never a secret.
    private static func checkRecording(_ stage: Stage) throws {
        let text = try String(contentsOf: stage.folder.appending(path: recording), encoding: .utf8)
        #expect(text.contains("Plantedfirst"), "the recording holds the traffic")
        for secret in secrets { #expect(!text.contains(secret), "the recording holds a secret: \(secret)") }
        #expect(text.firstMatch(of: /shp(at|ca|ua|ss)_[0-9A-Za-z]{8,}/) == nil, "the recording holds an access token")
    }

    /// The database, its log, its backup and the inbox are sealed.
    private static func checkFiles(_ stage: Stage) throws {
        let data = stage.folder.appending(path: stage.settings.dataFolder)
        var count = 0
        for name in try FileManager.default.subpathsOfDirectory(atPath: data.path) {
            guard let bytes = FileManager.default.contents(atPath: data.appending(path: name).path) else { continue }
            count += 1
            for word in secrets + PlantedPerson.words where bytes.range(of: Data(word.utf8)) != nil {
                Issue.record("the file \(name) holds \"\(word)\"")
            }
        }
        #expect(count >= 2, "there is a database and a backup")
    }
}
