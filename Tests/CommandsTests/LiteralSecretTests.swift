import SyncModel
import Testing

@testable import Commands

/// A secret that stands in the configuration itself is named by doctor; one that comes from outside is not.
@Suite struct LiteralSecretTests {
    private static let text = """
        server: { admin_token: "planted-admin-token-1", read_token: "${READ}" }
        storage: { url: "sqlite:s.db", seal_key: "${file:key}" }
        alerts: { webhook: "https://hooks.example.com/planted" }
        stores:
          - name: acme
            shop: acme.myshopify.com
            webhook_secrets: [planted-1, "${SECRET}"]
            credentials: { client_id: open, client_secret: planted-2 }
        destinations:
          - { name: hubspot, type: hubspot, credentials: { access_token: planted-3 } }
        """

    @Test func eachIsNamedWithItsPlaceAndTheWayOut() throws {
        let folder = try ConfigurationFolder([
            "sluice.yaml": Self.text, "key": String(repeating: "k", count: 40),
        ])
        let found = try folder.load(["READ": "another-read-token-2", "SECRET": "s"]).literalSecrets
        #expect(
            found.map(\.key) == [
                "server.admin_token", "alerts.webhook", "stores[0].webhook_secrets[0]",
                "stores[0].credentials.client_secret", "destinations[0].credentials.access_token",
            ]
        )
        let first = try #require(found.first).finding
        #expect(first.level == .warning && first.message.contains("sluice.yaml, line 1"))
        #expect(first.fix?.contains("${SLUICE_ADMIN_TOKEN}") == true && first.fix?.contains("${file:") == true)
        for secret in found {
            let finding = secret.finding
            #expect(!"\(finding.subject) \(finding.message) \(finding.fix ?? "")".contains("planted"))
        }
    }

    @Test(arguments: [
        ("storage.url", "postgres://sluice:pw@db:5432/sluice", true),
        ("storage.url", "postgres://sluice@db/sluice", false),
        ("storage.url", "sqlite:s.db", false), ("storage.url", "postgres://db/sluice?user=a&password=b", true),
        ("inbox.url", "redis://sluice:pw@h/0", true), ("inbox.url", "direct", false),
        ("inbox.url", "redis://h/0", false),
        ("inbox.forward_url", "bullmqs://sluice:pw@h/0?queue=a", true),
        ("destinations[0].credentials.login_url", "https://acme.my.salesforce.com", false),
        ("destinations[0].credentials.private_key_file", "key.pem", false),
        ("destinations[1].credentials.api_key", "k", true), ("storage.old_seal_keys[1]", "k", true),
        ("tracing.headers.authorization", "Bearer x", true), ("stores[0].name", "acme", false),
        ("server.admin_token", "", false),
    ])
    func whatIsASecret(_ key: String, _ text: String, _ isSecret: Bool) {
        #expect(LiteralSecret.isSecret(key, text) == isSecret)
    }
}
