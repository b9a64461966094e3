import ArgumentParser
import Foundation
import Logging
import NIOCore
import Outbound
import Sandbox
import ServiceLifecycle
import UnixSignals

struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract:
            "Run simulated CRMs and a simulated Shopify on loopback, with fault switches, to try things against.",
        discussion: """
            Example: sluice sandbox
            Example: sluice sandbox --send http://127.0.0.1:8080/webhooks --rate 10 --actions 100
            Example: sluice sandbox --history-orders 10000 --shopify-rate 5

            Point a destination at it with base_url: "http://127.0.0.1:9001" and access_token: "sandbox-token". With \
            --send it also sends the traffic of a simulated shop to a running Sluice: configure a store with the shop \
            sluice-sandbox.myshopify.com and the secret sandbox-webhook-secret.

            The simulated Salesforce: type: salesforce with login_url: "http://127.0.0.1:9003", client_id: \
            sandbox-client, client_secret: sandbox-secret.

            The simulated Zoho: type: zoho with accounts_url: "http://127.0.0.1:9004", client_id: 1000.SANDBOXCLIENT, \
            client_secret: sandbox-client-secret and refresh_token: 1000.sandbox-refresh-token.

            Three small CRMs stand at http://127.0.0.1:9005 for type: rest: builtin:yourcrm, builtin:pipedrive and \
            builtin:espocrm, each with credentials: { token: "sandbox-token" }; their switches are below \
            /_sandbox/yourcrm, /_sandbox/pipedrive and /_sandbox/espocrm.

            A store with base_url: "http://127.0.0.1:9002", the shop sluice-sandbox.myshopify.com and the credentials \
            client_id: sandbox-client-id, client_secret: shpss_sandbox-client-secret reads the simulated Shopify. With \
            --history-orders it sold so much before; with --shopify-rate it goes on selling, and its webhooks go to whoever \
            subscribed. --send is the traffic of another shop, which has no API.

            GET /_sandbox/state shows what it holds, /_sandbox/requests what it was asked. POST /_sandbox/faults makes it \
            misbehave, for example {"status": 503, "times": 5}, {"revokeToken": "sandbox-token"}, {"removeScope": \
            "crm.objects.deals.write"}, {"refuseValue": {"object": "deals", "property": "dealname"}}; {"clear": true} \
            ends faults and refused values, {"acceptToken": "sandbox-token"} gives the token back with all its scopes. \
            At the simulated Shopify's port they go to /_sandbox/faults likewise; it also takes {"uninstall": true}, and \
            {"standing": "installed"} to install the app again.
            """
    )

    @Option(help: "The port of the simulated HubSpot; 0 takes any free one.") var hubspotPort = 9001
    @Option(help: "The port of the simulated Shopify. Default: 9002, or any free one where --hubspot-port is given.")
    var shopifyPort: Int?
    @Option(help: "The port of the simulated Salesforce. Default: 9003, or any free one where --hubspot-port is given.")
    var salesforcePort: Int?
    @Option(help: "The port of the simulated Zoho. Default: 9004, or any free one where --hubspot-port is given.")
    var zohoPort: Int?
    @Option(
        help:
            "The port of the simulated CRMs with a REST API. Default: 9005, or any free one where --hubspot-port is given."
    )
    var restPort: Int?
    @Option(help: "Orders that the simulated Shopify took in the 18 months before.") var historyOrders = 0
    @Option(help: "Its customers from that time. Default: one for four orders.") var historyCustomers: Int?
    @Option(help: "Actions of the simulated Shopify in a second.") var shopifyRate = 0.0
    @Option(
        help:
            "The plan of the simulated Shopify's merchant, which sets its rate limit: standard, advanced, plus, enterprise."
    )
    var shopifyPlan = ShopPlan.standard
    @Flag(
        help: "Answer a bulk query that was answered before with the same result at once, to measure only its reading."
    )
    var repeatBulkResults = false
    @Option(help: "Send a simulated shop's webhooks to this address, such as http://127.0.0.1:8080/webhooks.")
    var send: String?
    @Option(help: "Actions of the simulated shop in a second.") var rate = 2.0
    @Option(help: "The simulated shop's domain.") var shop = "sluice-sandbox.myshopify.com"
    @Option(help: "The secret that signs its webhooks.") var secret = "sandbox-webhook-secret"
    @Option(help: "The seed of the traffic: the same seed gives the same traffic.") var seed: UInt64 = 1
    @Option(help: "Stop the traffic after this many actions.") var actions: Int?
    @Option(help: "The part of the simulated Shopify's webhooks that never arrive, 0 to 1.") var drop = 0.0
    @Option(help: "The part of the simulated Shopify's webhooks that are sent twice, 0 to 1.") var duplicates = 0.0
    @Option(help: "The part of them that are held back for up to two seconds, 0 to 1.") var reordered = 0.0
    @Option(
        help:
            "How fast the simulated Shopify tries a webhook again: 1 is Shopify's pace of four hours for eight times."
    )
    var retryPace = 1.0
    @Flag(help: "Let the simulated Shopify sell nothing until somebody has subscribed to its webhooks.")
    var awaitSubscriber = false
    @Flag(help: "Let the simulated CRMs take any number of calls in a day, for long runs at a high rate.")
    var noDailyLimits = false
    @Option(help: "The part of new orders that come from somebody new, 0 to 1.") var newCustomers = 0.1
    @Flag(help: "With --send and --actions: when all has arrived, print the delays as JSON and end.") var measure =
        false

    func validate() throws {
        guard (0...65_535).contains(hubspotPort) else { throw ValidationError("--hubspot-port takes a port number") }
        guard (0...65_535).contains(shopifyPort ?? 0) else {
            throw ValidationError("--shopify-port takes a port number")
        }
        guard (0...65_535).contains(salesforcePort ?? 0) else {
            throw ValidationError("--salesforce-port takes a port number")
        }
        guard (0...65_535).contains(zohoPort ?? 0) else { throw ValidationError("--zoho-port takes a port number") }
        guard (0...65_535).contains(restPort ?? 0) else { throw ValidationError("--rest-port takes a port number") }
        guard (0...10_000_000).contains(historyOrders), (0...10_000_000).contains(historyCustomers ?? 0) else {
            throw ValidationError("--history-orders and --history-customers take 0 to 10000000")
        }
        guard (0...1_000).contains(shopifyRate) else { throw ValidationError("--shopify-rate takes 0 to 1000") }
        guard rate > 0, rate <= 10_000 else { throw ValidationError("--rate takes a number above 0, at most 10000") }
        for (name, part) in [("--drop", drop), ("--duplicates", duplicates), ("--reordered", reordered)] {
            guard (0...1).contains(part) else { throw ValidationError("\(name) takes a part, 0 to 1") }
        }
        guard (0...1).contains(retryPace) else { throw ValidationError("--retry-pace takes a number from 0 to 1") }
        guard (0...1).contains(newCustomers) else { throw ValidationError("--new-customers takes a part, 0 to 1") }
        guard !measure || (send != nil && actions != nil) else {
            throw ValidationError("--measure needs --send, and --actions to know when it is over")
        }
        if let send, URL(string: send)?.host.map(LoopbackHost.contains) != true {
            throw ValidationError("--send takes an address on this machine: the traffic is made up")
        }
    }

    func run() async throws {
        LogOutput.start(level: .warning)
        var options = SandboxOptions()
        options.hubspotPort = hubspotPort
        if !measure {
            options.shopifyPort = portOfShopify
            options.salesforcePort = portOfSalesforce
            options.zohoPort = portOfZoho
            options.restPort = portOfREST
            options.shopify.shop.seed = seed
            options.shopify.shop.history = history
            options.shopify.plan = shopifyPlan
            options.shopify.bulk.repeatsResults = repeatBulkResults
            options.shopify.retries.pace = retryPace
            if noDailyLimits {
                options.hubspot.limits.daily = nil
                options.salesforce.dailyCalls = 100_000_000
                options.zoho.limits.credits = nil
            }
        }
        let server = SandboxServer(options: options)
        var services: [ServiceGroupConfiguration.ServiceConfiguration] = [.named(server)]
        if !measure { services.append(.named(SandboxAnnouncement(server: server))) }
        if shopifyRate > 0 {
            var settings = TrafficScript.Settings()
            settings.actionsPerSecond = shopifyRate
            settings.seed = seed
            settings.dropProbability = drop
            settings.duplicateProbability = duplicates
            settings.reorderProbability = reordered
            settings.newCustomerShare = newCustomers
            settings.actions = actions
            services.append(
                .named(SubscribedTraffic(server: server, settings: settings, awaitsSubscriber: awaitSubscriber))
            )
        }
        if let send {
            var settings = TrafficScript.Settings()
            settings.actionsPerSecond = rate
            settings.seed = seed
            settings.actions = actions
            var shopSettings = ShopSettings()
            shopSettings.domain = shop
            shopSettings.secret = secret
            shopSettings.seed = seed
            settings.newCustomerShare = newCustomers
            if measure {
                let traffic = MeasuredTraffic(url: send, settings: settings, shop: shopSettings, sandbox: server)
                services.append(.named(traffic, successTerminationBehavior: .gracefullyShutdownGroup))
            } else {
                services.append(.named(SandboxTraffic(url: send, settings: settings, shop: shopSettings)))
            }
        }
        do {
            try await ServiceGroup(
                configuration: .init(
                    services: services,
                    gracefulShutdownSignals: [.sigterm, .sigint],
                    logger: Logger(label: "sluice.sandbox")
                )
            ).run()
        } catch let failure as CommandFailure {
            throw failure
        } catch let failure as IOError where failure.errnoCode == EADDRINUSE {
            throw CommandFailure.failed(
                "One of the ports \(hubspotPort), \(portOfShopify), \(portOfSalesforce), \(portOfZoho), \(portOfREST) is taken: perhaps "
                    + "another sandbox runs. "
                    + "--hubspot-port 0 takes any free ports."
            )
        } catch {
            throw CommandFailure.failed("The sandbox stopped: \(error)")
        }
    }

    private var portOfShopify: Int { shopifyPort ?? (hubspotPort == 9001 ? 9002 : 0) }
    private var portOfSalesforce: Int { salesforcePort ?? (hubspotPort == 9001 ? 9003 : 0) }
    private var portOfREST: Int { restPort ?? (hubspotPort == 9001 ? 9005 : 0) }
    private var portOfZoho: Int { zohoPort ?? (hubspotPort == 9001 ? 9004 : 0) }

    /// What the simulated Shopify sold before.
    private var history: ShopHistory? {
        guard historyOrders > 0 || historyCustomers ?? 0 > 0 else { return nil }
        let now = SandboxTime.system()
        return ShopHistory(
            customers: historyCustomers ?? max(1, historyOrders / 4),
            orders: historyOrders,
            from: now.adding(seconds: -540 * 86_400),
            to: now
        )
    }
}

/// Says where the simulated systems are once they are up.
private struct SandboxAnnouncement: Service {
    var server: SandboxServer

    func run() async throws {
        for (name, url) in try await server.baseURLs() {
            let app = server.shopify.options.app
            let credentials =
                switch name {
                case "shopify": "client id: \(app.clientID), client secret: \(app.clientSecret)"
                case "salesforce":
                    "client id: \(server.salesforce.options.clientID), client secret: "
                        + server.salesforce.options.clientSecret
                case "zoho":
                    "client id: \(server.zoho.options.clientID), client secret: \(server.zoho.options.clientSecret), "
                        + "refresh token: \(server.zoho.options.refreshTokens.sorted().first ?? "none")"
                default: "token: sandbox-token"
                }
            Output.line("Simulated \(name) on \(url) (\(credentials))")
        }
        try await gracefulShutdown()
    }
}

/// Buyers and merchants in the simulated Shopify, whose webhooks go to its subscribers.
private struct SubscribedTraffic: Service {
    var server: SandboxServer
    var settings: TrafficScript.Settings
    var awaitsSubscriber: Bool

    func run() async throws {
        let (shopify, script, awaitsSubscriber) = (server.shopify, settings, awaitsSubscriber)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // Subscribing gives no event.
                while awaitsSubscriber, await shopify.subscriptions.isEmpty {
                    try await Task.sleep(for: .milliseconds(100))
                }
                try await ShopifyTraffic(shopify).play(script)
                // What it has sold can be asked for still.
                try? await gracefulShutdown()
            }
            group.addTask { try? await gracefulShutdown() }
            try await group.next()
            group.cancelAll()
        }
    }
}

extension ShopPlan: ExpressibleByArgument {}
