import Foundation
import SyncModel
import Testing

@testable import Commands

@Suite struct OperationsSettingsTests {
    private static func yaml(_ more: String) -> [String: String] {
        ["sluice.yaml": "stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]\n" + more]
    }

    @Test func whatIsLeftOutHasItsDefault() throws {
        let configuration = try ConfigurationFolder(Self.yaml("")).load()
        #expect(configuration.retention == RetentionPolicy())
        #expect(configuration.alerts.rules == AlertRules() && configuration.alerts.webhook == nil)
        #expect(configuration.backupFolder == configuration.storage.path + ".backups")
    }

    @Test func theAlertWebhooksAddressStaysAsItIs() throws {
        let folder = try ConfigurationFolder(Self.yaml("alerts: { webhook: \"https://hooks.example.com/in/\" }\n"))
        #expect(try folder.load().alerts.webhook?.reveal() == "https://hooks.example.com/in/")
        for url in ["https://ada:secret@hooks.example.com/in", "https://ada@hooks.example.com/in"] {
            let folder = try ConfigurationFolder(Self.yaml("alerts: { webhook: \"\(url)\" }\n"))
            let problems = #expect(throws: DocumentProblems.self) { try folder.load() }
            #expect(problems?.problems.first?.message.contains("a user or a password") == true)
            #expect("\(problems?.problems ?? [])".contains("secret@") == false)
        }
    }

    @Test func trustedProxiesAreAddressesAndRanges() throws {
        let taken = try ConfigurationFolder(
            Self.yaml("server: { trusted_proxies: [127.0.0.1, 10.0.0.0/8, \"fd00::/8\"] }\n")
        )
        #expect(try taken.load().server.trustedProxies.count == 3)
        #expect(try ConfigurationFolder(Self.yaml("")).load().server.trustedProxies.count == 2)
        let none = try ConfigurationFolder(Self.yaml("server: { trusted_proxies: [] }\n")).load()
        #expect(none.server.trustedProxies.isEmpty)
        let wrong = try ConfigurationFolder(Self.yaml("server: { trusted_proxies: [proxy.example, 10.0.0.0/40] }\n"))
        let problems = #expect(throws: DocumentProblems.self) { try wrong.load() }
        #expect(problems?.problems.count == 2)
    }

    @Test func allKeysAreTaken() throws {
        let folder = try ConfigurationFolder(
            Self.yaml(
                """
                storage: { url: "sqlite:data/s.db", backups: kept }
                retention: { receipts_days: 1, deleted_days: 2, deliveries_days: 3, log_days: 4 }
                alerts: { webhook: "${HOOK}", lag_minutes: 5, failures: 6, silence_hours: 7, notice_days: 8 }
                """
            )
        )
        let configuration = try folder.load(["HOOK": "https://hooks.example.com/services/T0/B0/secret"])
        #expect(configuration.backupFolder == folder.url.standardizedFileURL.path + "/kept")
        let day = Duration.seconds(86_400)
        let retention = configuration.retention
        #expect(retention.receipts == day && retention.deleted == day * 2)
        #expect(retention.notes == day * 3 && retention.log == day * 4)
        let rules = configuration.alerts.rules
        #expect(rules.lag == .seconds(300) && rules.failures == 6 && rules.silence == .seconds(25_200))
        #expect(rules.notice == day * 8)
        #expect(configuration.alerts.webhook?.reveal() == "https://hooks.example.com/services/T0/B0/secret")
        #expect("\(configuration)".contains("T0/B0") == false)
    }

    @Test func tracesGoWhereTheCollectorIs() throws {
        let folder = try ConfigurationFolder(
            Self.yaml("tracing: { otlp_url: \"http://127.0.0.1:4318\", headers: { x-key: \"${KEY}\" }, sample: 0.5 }")
        )
        let tracing = try #require(try folder.load(["KEY": "planted-secret"]).tracing)
        #expect(tracing.url == "http://127.0.0.1:4318/v1/traces" && tracing.sample == 0.5)
        #expect(tracing.headers["x-key"]?.reveal() == "planted-secret" && !"\(tracing)".contains("planted-secret"))
        let whole = try ConfigurationFolder(
            Self.yaml("tracing: { otlp_url: \"https://otlp.example.com/otlp/v1/traces\" }")
        )
        #expect(try whole.load().tracing == TracingSettings(url: "https://otlp.example.com/otlp/v1/traces"))
        #expect(try ConfigurationFolder(Self.yaml("")).load().tracing == nil)
        let wrong = try ConfigurationFolder(
            Self.yaml("tracing: { otlp_url: \"http://otel:4318\", headers: { \"x key\": a }, sample: 2 }")
        )
        let mistakes = wrong.mistakes()
        #expect(mistakes.contains(where: { $0.contains("tracing.sample must be a number from 0") }), "\(mistakes)")
        let address = try ConfigurationFolder(
            Self.yaml("tracing: { otlp_url: \"http://otel:4318\", headers: { \"x key\": a } }")
        ).mistakes()
        #expect(address.contains(where: { $0.contains("tracing.otlp_url must be https") }), "\(address)")
        #expect(address.contains(where: { $0.contains("tracing.headers") }), "\(address)")
    }

    @Test func nonsenseIsNamedWithoutTheAddress() throws {
        let folder = try ConfigurationFolder(
            Self.yaml("retention: { receipts_days: 0 }\nalerts: { webhook: \"http://hooks.example.com/T0\", lag: 3 }")
        )
        let mistakes = folder.mistakes()
        #expect(mistakes.contains(where: { $0.contains("retention.receipts_days") && $0.contains("from 1 to 3650") }))
        #expect(mistakes.contains(where: { $0.contains("unknown key \"alerts.lag\"") }))
        let other = try ConfigurationFolder(Self.yaml("alerts: { webhook: \"http://hooks.example.com/T0\" }"))
        #expect(other.mistakes().contains(where: { $0.contains("alerts.webhook must be https") && !$0.contains("T0") }))
    }
}
