import Connectors
import SyncModel

/// Every key of `sluice.yaml`, with what it is for.
enum SluiceShape {
    static let document: ConfigurationShape = .section([
        .init(
            "installation",
            .text,
            "Names our webhook subscriptions, so that a test server never touches production's. Default: production."
        ),
        .init("server", .section(server), "Where Sluice listens."),
        .init("storage", .section(storage), "Where the truth is kept."),
        .init("inbox", .section(inbox), "How accepted webhooks wait to be applied."),
        .init("compliance", .section(compliance), "Requests about people's data."),
        .init("retention", .section(OperationsShape.retention), "How long what is not needed for delivering is kept."),
        .init("alerts", .section(OperationsShape.alerts), "What a person is told of, unasked."),
        .init("tracing", .section(OperationsShape.tracing), "Where traces are sent. Absent: nothing is traced."),
        .init("outbound", .section(outbound), "How CRMs and Shopify are called."),
        .init("include", .list(.text), "More files with stores and destinations, as patterns such as stores.d/*.yaml."),
        .init("stores", .list(.section(store)), "The Shopify shops."),
        .init("destinations", .list(.section(destination)), "The CRM accounts."),
    ])

    /// What an included file may hold.
    static let included: ConfigurationShape = .section([
        .init("stores", .list(.section(store)), "More Shopify shops."),
        .init("destinations", .list(.section(destination)), "More CRM accounts."),
    ])

    private static let server: [ConfigurationKey] = [
        .init(
            "listen",
            .text,
            "Address and port for webhooks. Default: 127.0.0.1:8080. Beyond loopback needs admin_token."
        ),
        .init("admin_listen", .text, "Address and port for API, metrics and dashboard. Default: the same as listen."),
        .init("public_url", .text, "The address under which Shopify reaches this server, https. Needs admin_token."),
        .init("admin_token", .text, "What a person or program must show for the API and the dashboard."),
        .init("read_token", .text, "What one shows who may look and change nothing. Needs admin_token."),
        .init(
            "trusted_proxies",
            .list(.text),
            "Addresses or ranges (CIDR) of the proxies that are believed whom they name in X-Forwarded-For. Default: this machine."
        ),
        .init(
            "body_limit",
            .integer(1_024...268_435_456),
            "The largest webhook body taken, in bytes. Default: 8388608."
        ),
        .init(
            "shutdown_seconds",
            .integer(1...600),
            "How long a stopping server may finish what it has begun. Default: 25."
        ),
    ]

    private static let storage: [ConfigurationKey] = [
        .init(
            "url",
            .text,
            "sqlite:FILE, or postgres://USER:PASSWORD@HOST:5432/DATABASE with libpq's parameters. Default: sqlite:sluice.db."
        ),
        .init(
            "seal_key",
            .text,
            "What seals people's data and the access tokens of connected stores, at least 32 characters; give it by reference, such "
                + "as \"${SLUICE_SEAL_KEY}\". Default: data stays readable, and tokens are sealed with a key file beside the "
                + "database."
        ),
        .init("old_seal_keys", .list(.text), "Keys used before, which still open what they sealed."),
        .init(
            "backups",
            .text,
            "The folder for backups, by hand and before the schema is changed. Default: beside the database, with .backups."
        ),
    ]

    private static let outbound: [ConfigurationKey] = [
        .init(
            "ca_file",
            .text,
            "A PEM file of certificate authorities that are trusted beside the system's. There is no way to trust none."
        )
    ]

    private static let inbox: [ConfigurationKey] = [
        .init(
            "url",
            .text,
            "direct (a journal beside the database), or redis://user:password@host:6379/0?stream=sluice (rediss:// with TLS), "
                + "or sqs://sqs.REGION.amazonaws.com/ACCOUNT/QUEUE, or bullmq://user:password@host:6379/0?queue=NAME, which another "
                + "service fills. "
                + "Default: direct."
        ),
        .init(
            "forward_url",
            .text,
            "bullmq://user:password@host:6379/0?queue=NAME: each accepted webhook is put into that queue too, for a service of yours."
        ),
    ]

    private static let compliance: [ConfigurationKey] = [
        .init(
            "folder",
            .text,
            "Where files with what is held of single people are written. Default: beside the database, with .compliance."
        )
    ]

    private static let store: [ConfigurationKey] = [
        .init("name", .text, required: true, "a short name of your own, such as acme"),
        .init("shop", .text, required: true, "the permanent domain, such as acme.myshopify.com"),
        .init("api_version", .text, "The Admin API version, such as 2026-07 (the default)."),
        .init("credentials", .section(shopifyCredentials), "How to reach the Admin API. Absent: webhooks only."),
        .init("webhook_secrets", .list(.text), "Secrets that may sign webhooks. Default: the client secret."),
        .init("base_url", .text, "Where the Admin API is. Default: https:// and the shop."),
        .init(
            "bulk_hosts",
            .list(.text),
            "Hosts of bulk results, host or host:port, beside Shopify's own storage and the host of base_url."
        ),
        .init(
            "reconcile_minutes",
            .integer(0...10_080),
            "Minutes between two comparisons with Shopify's newest changes; 0 for none. Default: 60."
        ),
        .init(
            "sweep_days",
            .integer(0...365),
            "Days between two comparisons of all ids, which find deletions; 0 for none. Default: 7."
        ),
        .init(
            "manage_webhooks",
            .boolean,
            "Whether webhook subscriptions are made and repaired, which needs server.public_url. Default: true."
        ),
        .init(
            "send_test_orders",
            .boolean,
            "Whether test orders go to the CRM. Default: false (they are kept, not sent)."
        ),
    ]

    private static let shopifyCredentials: [ConfigurationKey] = [
        .init("access_token", .text, "A token made in the store's admin (shpat_…)."),
        .init("client_id", .text, "The client id of an app from the Dev Dashboard."),
        .init("client_secret", .text, "Its client secret."),
        .init(
            "grant",
            .choice(["client_credentials", "authorization_code"]),
            "client_credentials (the default), or authorization_code for an app that the merchant installs by a link."
        ),
    ]

    private static let destination: [ConfigurationKey] = [
        .init("name", .text, required: true, "a short name of your own, such as hubspot"),
        .init("type", .choice(ConnectorRegistry.descriptors.map(\.type)), required: true, types),
        .init(
            "mode",
            .choice(["off", "shadow", "live"]),
            "off keeps everything and calls nothing; shadow also reads the CRM and writes nothing. Default: live."
        ),
        .init("stores", .list(.text), "Which stores' records go here. Default: all."),
        .init(
            "credentials",
            .openSection(destinationCredentials),
            required: true,
            "credentials: { access_token: \"${HUBSPOT_TOKEN}\" }"
        ),
        .init(
            "account",
            .text,
            "The account (portal, org) id that the token must belong to; another one pauses the destination."
        ),
        .init("base_url", .text, "Where the API is. Default: the vendor's own address."),
        .init("api_version", .text, "The API version. Default: the newest that the connector was made for."),
        .init("definition", .text, definition),
        .init("objects", .section(objects), "Which CRM objects are written."),
        .init("mapping", .text, "The mapping file. Default: the one that Sluice ships."),
        .init("quota_share", .number(0.1...1), "The part of the account's quota that Sluice may use. Default: 0.9."),
        .init("calls_per_10_seconds", .integer(10...1_000), "The quota before the CRM has told it. Default: 100."),
        .init("concurrency", .integer(1...8), "Passes under way at once. Default: 3."),
        .init(
            "on_redact",
            .choice(RedactPolicy.allCases.map(\.rawValue)),
            "A redacted person in the CRM: blank empties our fields, delete (the default) then removes what we made, leave"
                + " does nothing."
        ),
        .init(
            "on_shopify_delete",
            .choice(ShopifyDeletion.allCases.map(\.rawValue)),
            "A record deleted in Shopify: leave (the default) keeps the CRM's, archive moves it to the CRM's bin, delete"
                + " removes it for good where the CRM can. What was in the CRM before Sluice always stays."
        ),
        .init(
            "on_crm_delete",
            .choice(CRMDeletion.allCases.map(\.rawValue)),
            "A record that somebody deleted in the CRM: leave (the default) keeps it away, recreate makes it again with"
                + " the record's next change."
        ),
        .init("adopt", .section(adoption), "What is done about records that the CRM held before Sluice."),
        .init(
            "guests",
            .choice(GuestPolicy.allCases.map(\.rawValue)),
            "People who bought without an account: link (the default) only finds the contact that has their address,"
                + " create makes one, ignore leaves their orders without a contact."
        ),
        .init(
            "ignore_emails",
            .list(.text),
            "Addresses that get no contact, such as \"*@marketplace.example\"; * stands for any text, case does not count."
                + " At most \(EmailPattern.mostPatterns)."
        ),
        .init(
            "order_account",
            .section([
                .init("id", .text, "The account's id in Salesforce."),
                .init("name", .text, "Its name, where one account has that name."),
            ]),
            "Salesforce, objects.order: order: the account of orders for which no customer's account is there. Give id or"
                + " name. Absent: such orders are parked."
        ),
        .init("consent", .section(consent), "What the CRM is told of consent to marketing."),
    ]

    /// For a connector that the user describes.
    private static let definition: String = {
        let shipped = ConnectorRegistry.descriptors.flatMap { $0.definitions.keys.sorted() }.map { "builtin:\($0)" }
        return "For type rest: the file that describes the CRM, or one of \(shipped.joined(separator: ", "))."
    }()

    private static let types = ConnectorRegistry.descriptors.map(\.type).joined(separator: " | ")

    private static let consent: [ConfigurationKey] = [
        .init(
            "email",
            .choice(ConsentPolicy.allCases.map(\.rawValue)),
            "lower (the default) withdraws in the CRM what was withdrawn in Shopify, off does nothing, sync also gives what was"
                + " given in Shopify, unless the CRM's own word is newer."
        ),
        .init(
            "subscription",
            .text,
            "The CRM's subscription type that Shopify's consent is about. Default: all marketing e-mail, which can only be"
                + " withdrawn."
        ),
    ]

    private static let adoption: [ConfigurationKey] = [
        .init(
            "customers",
            .section([
                .init(
                    "found",
                    found,
                    "A person whom the CRM knows by the address: adopt (the default) links the contact and writes our id into"
                        + " it, skip leaves it alone and sends nothing, refuse asks a person (sluice identity)."
                ),
                .init(
                    "phone",
                    .text,
                    "The CRM's field by which people without an e-mail address are looked up before they are made, with the"
                        + " phone number as the mapping writes it. Absent: they are not."
                ),
            ]),
            "People whom the CRM knew before."
        ),
        .init(
            "orders",
            .section([
                .init(
                    "field",
                    .text,
                    required: true,
                    "the CRM's field that names the Shopify order, such as hs_external_order_id"
                ),
                .init(
                    "holds",
                    .choice(AdoptionPolicy.OrderField.Holding.allCases.map(\.rawValue)),
                    "What stands in it: id (the default), name (#1001) or number (1001)."
                ),
                .init(
                    "found",
                    found,
                    "What is done about an order that is there: adopt (the default), skip or refuse."
                ),
            ]),
            "Orders that the CRM's own Shopify app, or an older connector, has made. Absent: none are looked for."
        ),
    ]

    private static let found = ConfigurationShape.choice(AdoptionPolicy.Found.allCases.map(\.rawValue))

    /// What any connector takes; which of them a destination needs is its connector's.
    private static let destinationCredentials: [ConfigurationKey] = ConnectorRegistry.credentialKeys.map { key in
        let explanations = ConnectorRegistry.descriptors.compactMap { descriptor in
            descriptor.credentials.first { $0.key == key }.map { "\(descriptor.title): \($0.explanation)" }
        }
        return .init(key, .text, explanations.joined(separator: " "))
    }

    private static let objects: [ConfigurationKey] = ConnectorRegistry.objectChoices.map { choice in
        let choices = ConnectorRegistry.descriptors.compactMap { descriptor in
            descriptor.objects.first { $0.key == choice.key }.map {
                "\(descriptor.title): \($0.choices.joined(separator: ", "))"
            }
        }
        return .init(choice.key, .choice(choice.choices), choices.joined(separator: "; ") + ". Default: the first.")
    }
}
