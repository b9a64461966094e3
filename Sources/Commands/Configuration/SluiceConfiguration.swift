package import Connectors
package import Shopify
package import SyncModel
package import Web

/// `sluice.yaml`, checked and with its variables filled in; of the mappings it knows only where they stand.
///
/// ``MappedConfiguration`` has them too.
package struct SluiceConfiguration: Sendable {
    package var file: String
    package var installation = "production"
    package var server = ServerSettings()
    package var storage = StorageSettings(path: "sluice.db")
    package var inbox = InboxSettings.journal(folder: "sluice.db.inbox")
    /// The queue that accepted deliveries are handed on to; `nil` for none.
    package var forwardURL: Secret?
    /// Where files with what is held of single people are written.
    package var complianceFolder = "sluice.db.compliance"
    /// Where backups are written, by hand and before the schema is changed.
    package var backupFolder = "sluice.db.backups"
    package var retention = RetentionPolicy()
    package var alerts = AlertSettings()
    /// `nil` where nothing is traced.
    package var tracing: TracingSettings?
    /// A PEM file of certificate authorities that are trusted beside the system's.
    package var trustRootsFile: String?
    package var stores: [StoreSettings] = []
    package var destinations: [DestinationSettings] = []
    /// Secrets that stand in the files themselves.
    var literalSecrets: [LiteralSecret] = []
}

package struct ServerSettings: Sendable {
    package var listen = ListenAddress(host: "127.0.0.1", port: 8080)
    package var adminListen: ListenAddress?
    package var publicURL: String?
    package var adminToken: Secret?
    /// Who shows it may look at everything but personal data, and change nothing.
    package var readToken: Secret?
    /// Whose word is taken for whom a request comes from.
    package var trustedProxies = AddressRange.loopback
    package var bodyLimit = 8 * 1_024 * 1_024
    package var shutdown = Duration.seconds(25)
}

package struct StorageSettings: Sendable, Hashable {
    package enum Engine: Sendable, Hashable {
        case sqlite
        /// `name` is the address without the password.
        case postgreSQL(url: Secret, name: String)
    }

    package var engine = Engine.sqlite
    /// The SQLite file; with a server, what the names begin with of what this node keeps on its own disk.
    package var path: String
    /// What seals people's data and access tokens; `nil` leaves the data readable, and the tokens to the key file.
    package var sealKey: Secret?
    /// Keys that were used before, which still open.
    package var oldSealKeys: [Secret] = []

    /// Whether the store is a file of this machine.
    package var isFile: Bool { engine == .sqlite }

    /// What people are told that it is called.
    package var name: String {
        switch engine {
        case .sqlite: path
        case .postgreSQL(_, let name): name
        }
    }
}

package struct AlertSettings: Sendable {
    /// Where alerts are sent; the address is a secret in itself.
    package var webhook: Secret?
    package var rules = AlertRules()
}

package enum InboxSettings: Sendable, Hashable {
    case journal(folder: String)
    /// One that machines share; while it takes nothing, a node that also works keeps webhooks in its journal.
    case shared(SharedInboxSettings, folder: String)
    /// Verifies and keeps nothing: for measuring only.
    case discard

    /// Where this node's own journal lies; `nil` where it has none.
    package var journalFolder: String? {
        switch self {
        case .journal(let folder), .shared(_, let folder): folder
        case .discard: nil
        }
    }

    package var shared: SharedInboxSettings? {
        if case .shared(let settings, _) = self { settings } else { nil }
    }
}

package struct SharedInboxSettings: Sendable, Hashable {
    package enum Kind: Sendable, Hashable {
        case redisStream
        case bullMQ
        case sqs
    }

    package var kind: Kind
    package var url: Secret
}

package struct StoreSettings: Sendable {
    package enum Credentials: Sendable {
        case accessToken(Secret)
        case client(id: String, secret: Secret)
        /// The merchant agrees by an install link; the token is kept in the store.
        case authorization(id: String, secret: Secret)
    }

    package var name: StoreName
    package var shop: String
    package var apiVersion: AdminVersion
    package var credentials: Credentials?
    package var webhookSecrets: [Secret]
    package var baseURL: String
    /// Hosts of bulk results beside Shopify's own and the base URL's.
    package var bulkHosts: Set<String> = []
    package var reconcile = ReconcilePolicy()
    package var sendsTestOrders: Bool
    /// Whether webhook subscriptions are made and kept by us.
    package var managesWebhooks = true
}

package struct DestinationSettings: Sendable {
    package enum Mode: String, Sendable {
        case off
        /// Looked at, and never written to.
        case shadow
        case live

        /// Whether its CRM may be called at all.
        package var reads: Bool { self != .off }
    }

    package var name: DestinationName
    package var type: String
    package var mode: Mode
    package var stores: [StoreName]
    /// What stands under `credentials:`, by key.
    package var credentials: [String: Secret]
    package var account: String?
    package var baseURL: String?
    package var apiVersion: String?
    /// What stands under `objects:`, by key; a key that is missing means the connector's first choice.
    package var objects: [String: String]
    /// What describes the CRM, for a connector that the user describes: `builtin:NAME`, or a file.
    package var definition: String?
    /// The mapping file; `nil` for the shipped one.
    package var mappingFile: String?
    package var quotaShare: Double
    /// `nil` for what the CRM's description says, else 100.
    package var callsPerTenSeconds: Int?
    package var concurrency: Int
    package var onRedact = RedactPolicy.delete
    package var onShopifyDelete = ShopifyDeletion.leave
    package var onCRMDelete = CRMDeletion.leave
    package var adoption = AdoptionPolicy()
    package var contacts = ContactRules()
    package var consent = ConsentSettings()
    /// The CRM's account of orders for which no customer's account is there.
    package var orderAccount: FallbackAccount?
}
