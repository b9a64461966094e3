import ArgumentParser
import Foundation
import Shopify
import SyncEngine
import SyncModel

struct ConnectShopifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "shopify",
        abstract: "Print the link by which a merchant installs the app, and wait until it was used.",
        discussion: """
            Example: sluice connect shopify --store acme
            Example: sluice connect shopify --store acme --scope read_all_orders --detach

            For an app of custom distribution: the store has credentials with grant: authorization_code. The link is good \
            for an hour, once. It asks for read_customers, read_customer_merge and read_orders; read_all_orders, which shows \
            orders older than 60 days, and read_products, which gives lines their product ids, are asked for by --scope. A running server takes the callback at server.public_url, which the app must list as a \
            redirect URL: public_url followed by /oauth/shopify/callback. docs/shopify-app.md walks through it.

            Ctrl-C leaves the link good. Exit codes: 0 connected, or detached, 1 refused, 2 the configuration does not \
            allow it, 3 nobody used the link, 4 connected without scopes that are needed.
            """
    )

    @Option(help: "The store's name in sluice.yaml.") var store: String
    @Option(help: "One more scope to ask for; may be given several times.") var scope: [String] = []
    @Flag(help: "Print the link and return at once.") var detach = false
    @OptionGroup var config: ConfigurationOption
    @OptionGroup var json: JSONOption
    @OptionGroup var actor: ActorOption

    func run() async throws {
        let configuration = try config.load()
        let settings = try Self.settings(store, configuration)
        let session = try await StoreSession.openOrMake(configuration).store
        let tokens = try TokenKeeping.tokens(configuration, session)
        let outbound = try OutboundComposition(configuration)
        let desk = ShopifyComposition(
            configuration,
            transport: outbound.transport,
            tokens: tokens,
            logger: .silent
        ).installDesk(session, tokens: tokens, clock: SystemClock())
        let scopes = SubscriptionCatalogue.scopes + scope.filter { !SubscriptionCatalogue.scopes.contains($0) }
        let invitation = try await ActionLog(session, by: actor.name).perform(
            "connect shopify",
            on: "\(settings.name)",
            outcome: { $0 == nil ? "refused" : "a link was given" }
        ) {
            try await desk?.invite(settings.name, scopes: scopes)
        }
        await outbound.shutdown()
        guard let invitation else { throw CommandFailure.usage("Store \(store) cannot be connected by a link.") }
        var report = ConnectionReport(store: store, invitation)
        if detach {
            return json.isOn ? try Output.json(report) : Output.line(invitation.link.url)
        }
        try await tell(invitation, session)
        let waiting = ConnectionWait(store: session, stateHash: invitation.stateHash, until: invitation.expiresAt)
        report.take(try await waiting.end())
        if json.isOn { try Output.json(report) } else { report.show() }
        try report.finish()
    }

    private static func settings(_ name: String, _ configuration: SluiceConfiguration) throws -> StoreSettings {
        let settings = try configuration.store(named: name)
        guard settings.credentials?.isAuthorized == true else {
            throw CommandFailure.usage(
                "Store \(name) needs no link: its credentials are not of grant: authorization_code. That grant is for an "
                    + "app of custom distribution in somebody else's store; docs/shopify-app.md tells which one you have."
            )
        }
        guard configuration.server.publicURL != nil else {
            throw CommandFailure.usage(
                "Shopify sends the merchant back to server.public_url, which is not set. Give it the https address under "
                    + "which this server is reached."
            )
        }
        return settings
    }

    /// The link goes where data goes only when it is the data.
    private func tell(_ invitation: InstallDesk.Invitation, _ session: any SyncStore) async throws {
        let say: (String) -> Void = { json.isOn ? Output.error($0) : Output.line($0) }
        say("Open this link as the owner or a collaborator of the store, within an hour:\n")
        say("  \(invitation.link.url)\n")
        let lease = try await session.holder(of: StoreName(store).leaseName)
        if lease.map({ NodeIdentity.current().knowsToBeDead($0.owner) }) ?? true {
            say("No server runs: start \"sluice serve\" first, since it takes the callback.")
        }
        say("Waiting. Ctrl-C leaves the link good.")
    }
}
