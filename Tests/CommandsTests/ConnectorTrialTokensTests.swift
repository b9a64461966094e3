import Connectors
import Outbound
import Shopify
import SyncModel
import Testing

@testable import Commands

/// Trying out a CRM whose refresh tokens are good for one use.
@Suite("Trying a description out: refresh tokens")
struct ConnectorTrialTokensTests {
    private static let description = """
        credentials: { client_id: the id, client_secret: the secret, refresh_token: the token }
        auth: { kind: oauth, grant: refresh_token, token_url: "https://crm.test/token" }
        probe: { path: /me }
        objects:
          order:
            object: deal
            external_id: shop_id
            upsert: { path: "/deals/{external_id}" }
        mapping: { order: { object: deal, fields: { title: order.name } } }
        """

    private static let configuration = """
        storage: { url: "sqlite:store.sqlite", seal_key: "0123456789abcdef0123456789abcdef" }
        stores:
          - { name: acme, shop: acme.myshopify.com, webhook_secrets: [whsecret] }
        destinations:
          - name: crm
            type: rest
            definition: crm.yaml
            base_url: "https://crm.test"
            credentials: { client_id: id, client_secret: secret, refresh_token: r0 }
        """

    /// Gives one access token for each refresh token, which it replaces, and takes none twice.
    private actor RotatingCRM: OutboundTransport {
        private var number = 0
        private var isRevoked = false

        /// Ends the newest access token before its time.
        func revoke() { isRevoked = true }

        func send(_ request: OutboundRequest) async throws(OutboundFailure) -> OutboundResponse {
            let json = { (status: Int, body: String) in
                OutboundResponse(
                    status: status,
                    headers: [(name: "content-type", value: "application/json")],
                    body: Array(body.utf8)
                )
            }
            guard request.url.hasSuffix("/token") else {
                return isRevoked ? json(401, "{}") : json(200, #"{"id":"d1"}"#)
            }
            guard String(decoding: request.body ?? [], as: UTF8.self).contains("refresh_token=r\(number)&") else {
                return json(400, #"{"error":"invalid_grant"}"#)
            }
            number += 1
            isRevoked = false
            return json(200, #"{"access_token":"a\#(number)","expires_in":3600,"refresh_token":"r\#(number)"}"#)
        }
    }

    private static func settings(_ folder: ConfigurationFolder) throws -> (DestinationSettings, SluiceConfiguration) {
        let configuration = try folder.load()
        return (try configuration.destination(named: "crm"), configuration)
    }

    private static func folder() throws -> ConfigurationFolder {
        try ConfigurationFolder(["sluice.yaml": configuration, "crm.yaml": description])
    }

    @Test("What replaces a refresh token is kept in the store, for the next trial and for the server")
    func isKept() async throws {
        let folder = try Self.folder()
        defer { withExtendedLifetime(folder) {} }
        let (settings, configuration) = try Self.settings(folder)
        let crm = RotatingCRM()
        for _ in 1...2 {
            let trial = try ConnectorTrial(settings, configuration: configuration, sample: nil)
            try trial.admit(acceptsLoss: false)
            let steps = try await trial.run([.order], keeps: true, over: crm) { _ in }
            #expect(steps.filter { !$0.isFine }.isEmpty, "\(steps)")
            #expect(!steps.contains { $0.name == "refresh token" })
            await crm.revoke()
        }
        let sealed = try #require(try await StoreSession.open(configuration).store.secret("rest:crm"))
        #expect(!String(decoding: sealed, as: UTF8.self).contains("refresh"))
        let kept = try #require(try await StoreVault(configuration).open("rest:crm"))
        #expect(RESTJSON(parsing: kept)?["refresh"]?.scalar == "r2")
    }

    @Test("Without a destination nobody keeps it, and nothing is called")
    func isRefused() async throws {
        let folder = try Self.folder()
        defer { withExtendedLifetime(folder) {} }
        let (settings, _) = try Self.settings(folder)
        let trial = try ConnectorTrial(settings, configuration: nil, sample: nil)
        let failure = #expect(throws: CommandFailure.self) { try trial.admit(acceptsLoss: false) }
        #expect(failure?.code == 2 && failure?.message.contains("--destination") == true)
        try trial.admit(acceptsLoss: true)
        let steps = try await trial.run([.order], keeps: true, over: RotatingCRM()) { _ in }
        #expect(steps.last?.name == "refresh token" && steps.last?.outcome.contains("used up") == true, "\(steps)")
    }

    @Test("A dead refresh token is called that")
    func deadToken() async throws {
        let folder = try Self.folder()
        defer { withExtendedLifetime(folder) {} }
        var (settings, _) = try Self.settings(folder)
        settings.credentials["refresh_token"] = Secret("r7")
        let trial = try ConnectorTrial(settings, configuration: nil, sample: nil)
        let steps = try await trial.run([.order], keeps: true, over: RotatingCRM()) { _ in }
        let step = try #require(steps.first)
        #expect(!step.isFine && step.outcome.contains("the refresh token is dead"), "\(step.outcome)")
        #expect(!step.outcome.contains("the destination's credentials"))
    }
}
