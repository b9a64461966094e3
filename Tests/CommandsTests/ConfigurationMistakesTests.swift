import Connectors
import Foundation
import SyncModel
import Testing

@testable import Commands

@Suite struct ConfigurationMistakesTests {
    @Test func allMistakesOfAllFilesAreToldAtOnceWithLineAndMend() throws {
        let folder = try ConfigurationFolder([
            "sluice.yaml": """
            instalation: x
            server:
              listen: 8080
              body_limit: many
              public_url: http://example.com
            storage: { url: "mysql://u:pw@h/db" }
            stores:
              - name: Acme
                shop: acme.com
                webhook_secrets: ["${NOPE_SECRET}"]
                send_test_orders: maybe
              - name: two
                shop: two.myshopify.com
                webhook_secrets: [abc]
              - name: two
                shop: two.myshopify.com
                webhook_secrets: [abc]
            destinations:
              - name: hubspot
                type: hubspto
                stores: [twoo]
                credentials: { access_token: t }
                objects: { order: deals }
                mapping: bad.mapping.yaml
              - name: hubspot
                type: hubspot
                credentials: { access_token: t }
                mapping: none.yaml
            """,
            "bad.mapping.yaml": """
            customer:
              object: contact
              fields:
                email: customer.emial
            """,
        ])
        let types = ConnectorRegistry.descriptors.map(\.type).joined(separator: ", ")
        let orders = (ConnectorRegistry.objectChoices.first { $0.key == "order" }?.choices ?? [])
            .joined(separator: ", ")
        let pinned = [
            "sluice.yaml:1:1: unknown key \"instalation\" (did you mean \"installation\"?)",
            "sluice.yaml:3:11: server.listen must be an address with a port (such as 127.0.0.1:8080 or [::1]:8080)",
            "sluice.yaml:4:15: server.body_limit must be a whole number from 1024 to 268435456, not \"many\"",
            "sluice.yaml:5:15: server.public_url must be https: plain http is for loopback only (write https://example.com)",
            "sluice.yaml:5:15: server.public_url needs server.admin_token (admin_token: \"${SLUICE_ADMIN_TOKEN}\")",
            "sluice.yaml:6:17: storage.url \"mysql:…\" is not a store that this build knows (sqlite:FILE, such as sqlite:sluice.db, or postgres://USER:PASSWORD@HOST:5432/DATABASE)",
            "sluice.yaml:8:11: store name \"Acme\" is not usable (a to z, 0 to 9, - and _, at most 40)",
            "sluice.yaml:9:11: shop \"acme.com\" is not a permanent shop domain (the one that ends in .myshopify.com, from the address bar of the store's admin)",
            "sluice.yaml:10:23: stores[0].webhook_secrets[0]: the environment variable NOPE_SECRET is not set (export NOPE_SECRET=…, or write ${NOPE_SECRET:-default})",
            "sluice.yaml:11:23: stores[0].send_test_orders must be true or false, not \"maybe\"",
            "sluice.yaml:15:11: the store \"two\" stands twice (give each a name of its own)",
            "sluice.yaml:16:11: the shop \"two.myshopify.com\" stands twice (give each a shop of its own)",
            "sluice.yaml:20:11: destinations[0].type must be one of \(types), not \"hubspto\" (did you mean \"hubspot\"?)",
            "sluice.yaml:21:14: there is no store \"twoo\" (did you mean \"two\"?)",
            "sluice.yaml:23:23: destinations[0].objects.order must be one of \(orders), not \"deals\" (did you mean \"deal\"?)",
            "sluice.yaml:25:11: the destination \"hubspot\" stands twice (give each a name of its own)",
            "sluice.yaml:28:14: the mapping file \"none.yaml\" cannot be read (\"sluice init\" writes the default one)",
            "bad.mapping.yaml:4:12: there is no source field \"customer.emial\" (did you mean \"customer.email\"?)",
        ]
        #expect(folder.mistakes() == pinned)
    }

    @Test(arguments: [
        ("", "sluice.yaml:1:1: there is no store"),
        ("stores: \"hello\n", "sluice.yaml:2:1: this is not YAML"),
        ("stores:\n  - name: a\n    shop: a.myshopify.com\n", "sluice.yaml:2:5: store \"a\" has no secret"),
        ("stores: x\n", "sluice.yaml:1:9: stores must be a list"),
        ("include: [gone.yaml]\n", "include: \"gone.yaml\" does not exist"),
        ("server: { listen: \"0.0.0.0:80\" }\n", "listening on 0.0.0.0:80 without server.admin_token is refused"),
        (
            "destinations: [{ name: d, type: hubspot, guests: lnik }]\n",
            "sluice.yaml:1:50: destinations[0].guests must be one of link, create, ignore, not \"lnik\" (did you mean \"link\"?)"
        ),
        (
            "destinations:\n  - name: d\n    ignore_emails:\n      - ok@x.de\n      - market.example\n",
            "sluice.yaml:5:9: the pattern \"market.example\" of ignore_emails is no pattern for addresses: it needs one @ (such as *@marketplace.example)"
        ),
        ("destinations: [{ ignore_emails: \"*@x.de\" }]\n", "destinations[0].ignore_emails must be a list"),
        (
            "destinations: [{ name: d, type: hubspot, credentials: { access_token: t }, ignore_emails: ["
                + "\(Array(repeating: "a@x.de", count: 101).joined(separator: ","))] }]\n",
            "ignore_emails has 101 patterns (at most 100"
        ),
        (
            "stores: [{ name: one, shop: one.myshopify.com, webhook_secrets: [s] }]\n"
                + "destinations: [{ name: d, type: hubspot, credentials: { access_token: t }, consent: { email: lowr } }]\n",
            "destinations[0].consent.email must be one of lower, off, sync, not \"lowr\" (did you mean \"lower\"?)"
        ),
        (
            "stores: [{ name: one, shop: one.myshopify.com, webhook_secrets: [s] }]\n"
                + "destinations: [{ name: d, type: hubspot, credentials: { access_token: t }, consent: { email: sync } }]\n",
            "consent can be given to one subscription type only, and none is named (consent: { email: sync, subscription:"
        ),
        ("server: { admin_token: short }\n", "server.admin_token is too short"),
        ("server: { read_token: short }\n", "server.read_token is too short"),
        ("server: { read_token: 0123456789abcdef }\n", "server.read_token needs server.admin_token"),
        (
            "server: { admin_token: 0123456789abcdef, read_token: 0123456789abcdef }\n",
            "server.read_token is the admin_token"
        ),
        ("inbox: { url: \"kafka://x\" }\n", "inbox.url names a transport that there is not (direct, bullmq:"),
    ])
    func oneMistake(text: String, expected: String) throws {
        let mistakes = try ConfigurationFolder(["sluice.yaml": text]).mistakes()
        #expect(mistakes.contains(where: { $0.contains(expected) }), "\(mistakes)")
    }

    @Test func aMissingFileIsNamedWithTheMend() throws {
        #expect(
            try ConfigurationFolder([:]).mistakes() == [
                "sluice.yaml:1:1: there is no such file, or it cannot be read (\"sluice init\" writes one; --config names another)"
            ]
        )
    }

    @Test func whoGetsAContactIsReadWithItsDefaults() throws {
        func rules(_ more: String) throws -> ContactRules? {
            try ConfigurationFolder([
                "sluice.yaml": """
                stores: [{ name: one, shop: one.myshopify.com, webhook_secrets: [s] }]
                destinations: [{ name: crm, type: hubspot, credentials: { access_token: t }\(more) }]
                """
            ]).load().destinations.first?.contacts
        }
        #expect(try rules("") == ContactRules(guests: .link))
        let set = try rules(", guests: create, ignore_emails: [\"*@Market.example\", a@x.de]")
        #expect(set?.guests == .create && set?.ignoredEmails.map(\.description) == ["*@market.example", "a@x.de"])
        let routing = RoutingTable(
            try ConfigurationFolder([
                "sluice.yaml": """
                stores: [{ name: one, shop: one.myshopify.com, webhook_secrets: [s] }]
                destinations:
                  - { name: a, type: hubspot, credentials: { access_token: t }, guests: ignore }
                  - { name: b, type: hubspot, credentials: { access_token: t } }
                """
            ]).mapped()
        )
        #expect(routing.routes[StoreName("one")]?.ignoringGuests == [DestinationName("a")])
    }

    @Test func includedFilesBringStoresAndDestinationsWithPathsOfTheirOwn() throws {
        let folder = try ConfigurationFolder([
            "sluice.yaml": "include: [\"stores.d/*.yaml\"]\n",
            "stores.d/one.yaml": """
            stores: [{ name: one, shop: one.myshopify.com, webhook_secrets: ["${file:one.secret}"] }]
            destinations:
              - { name: crm, type: hubspot, credentials: { access_token: t }, mapping: maps/one.yaml }
            """,
            "stores.d/one.secret": "hush\n",
            "stores.d/maps/one.yaml": "customer: { object: contact, fields: { email: customer.email } }\n",
        ])
        let configuration = try folder.load()
        #expect(configuration.stores.map(\.name.rawValue) == ["one"])
        #expect(configuration.stores.first?.webhookSecrets.map { $0.reveal() } == ["hush"])
        #expect(configuration.destinations.first?.mappingFile?.hasSuffix("/stores.d/maps/one.yaml") == true)
    }
}
