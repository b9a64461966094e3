import Connectors
import Foundation
import Shopify
import SyncModel

// Stores and destinations.
extension ConfigurationReader {
    mutating func store(_ node: DocumentNode) -> StoreSettings {
        let name = node["name"]?.text ?? ""
        checkName(node["name"], what: "store")
        let written = node["shop"]?.text ?? ""
        let domain = ShopDomain(written)
        let shop = domain?.description ?? written
        if node["shop"]?.text != nil, domain == nil {
            report(
                node["shop"],
                "shop \"\(written)\" is not a permanent shop domain",
                fix: "the one that ends in .myshopify.com, from the address bar of the store's admin"
            )
        }
        let credentials = shopifyCredentials(node["credentials"])
        var secrets: [Secret] = []
        if case .sequence(let items)? = node["webhook_secrets"]?.value {
            secrets = items.compactMap { $0.text.map(Secret.init) }
        } else if let secret = credentials?.clientSecret {
            secrets = [secret]
        }
        if secrets.isEmpty || secrets.contains(where: { SigningSecret($0.reveal()) == nil }) {
            report(
                node["webhook_secrets"] ?? node,
                "store \"\(name)\" has no secret to verify webhooks with",
                fix: "webhook_secrets: [\"${SHOPIFY_CLIENT_SECRET}\"]"
            )
        }
        return StoreSettings(
            name: StoreName(name),
            shop: shop,
            apiVersion: apiVersion(node["api_version"]),
            credentials: credentials,
            webhookSecrets: secrets,
            baseURL: node["base_url"].map { checkedURL($0, key: "base_url") } ?? "https://\(shop)",
            bulkHosts: bulkHosts(node["bulk_hosts"]),
            reconcile: reconcile(node),
            sendsTestOrders: node["send_test_orders"]?.text == "true",
            managesWebhooks: node["manage_webhooks"]?.text != "false"
        )
    }

    private mutating func apiVersion(_ node: DocumentNode?) -> AdminVersion {
        guard let node, let text = node.text else { return .current }
        if let version = AdminVersion(text) { return version }
        report(
            node,
            "\"\(text.prefix(40))\" is no version of the Admin API",
            fix: "a year and the first month of a quarter, such as \(AdminVersion.current)"
        )
        return .current
    }

    private mutating func bulkHosts(_ node: DocumentNode?) -> Set<String> {
        guard case .sequence(let items)? = node?.value else { return [] }
        var hosts: Set<String> = []
        for item in items {
            let host = item.text ?? ""
            if host.isEmpty || host.contains("/") || host.contains("@") || host.contains(" ") {
                report(
                    item,
                    "\"\(host.prefix(60))\" is no host",
                    fix: "without a scheme, such as files.example.com:8443"
                )
            }
            hosts.insert(host.lowercased())
        }
        return hosts
    }

    private func reconcile(_ node: DocumentNode) -> ReconcilePolicy {
        var policy = ReconcilePolicy()
        if let minutes = node["reconcile_minutes"]?.text.flatMap(Int64.init) {
            policy.interval = minutes == 0 ? nil : .seconds(minutes * 60)
        }
        if let days = node["sweep_days"]?.text.flatMap(Int64.init) {
            policy.sweepInterval = days == 0 ? nil : .seconds(days * 86_400)
        }
        return policy
    }

    private mutating func shopifyCredentials(_ node: DocumentNode?) -> StoreSettings.Credentials? {
        guard let node, !node.isNull else { return nil }
        if let token = node["access_token"]?.text { return .accessToken(Secret(token)) }
        if let id = node["client_id"]?.text, let secret = node["client_secret"]?.text {
            let isAuthorized = node["grant"]?.text == "authorization_code"
            return isAuthorized
                ? .authorization(id: id, secret: Secret(secret)) : .client(id: id, secret: Secret(secret))
        }
        report(
            node,
            "credentials must have access_token, or client_id and client_secret",
            fix: "without credentials the store works from webhooks alone: leave the key out"
        )
        return nil
    }

    mutating func destination(_ node: DocumentNode, stores: [StoreName]) -> DestinationSettings {
        let name = node["name"]?.text ?? ""
        checkName(node["name"], what: "destination")
        let descriptor = ConnectorRegistry.descriptor(node["type"]?.text ?? "")
        let stores = chosenStores(node["stores"], all: stores)
        let definition = descriptor.flatMap { self.definition(node, $0) }
        return DestinationSettings(
            name: DestinationName(name),
            type: node["type"]?.text ?? "",
            mode: node["mode"]?.text.flatMap(DestinationSettings.Mode.init) ?? .live,
            stores: stores,
            credentials: descriptor.map { destinationCredentials(node, $0) } ?? [:],
            account: node["account"]?.text,
            baseURL: node["base_url"].map { checkedURL($0, key: "base_url") },
            apiVersion: node["api_version"]?.text,
            objects: descriptor.map { chosenObjects(node["objects"], $0) } ?? [:],
            definition: definition,
            mappingFile: mappingFile(node["mapping"], of: name),
            quotaShare: node["quota_share"]?.text.flatMap(Double.init) ?? 0.9,
            callsPerTenSeconds: node["calls_per_10_seconds"]?.text.flatMap(Int.init),
            concurrency: node["concurrency"]?.text.flatMap(Int.init) ?? 3,
            onRedact: node["on_redact"]?.text.flatMap(RedactPolicy.init) ?? .delete,
            onShopifyDelete: node["on_shopify_delete"]?.text.flatMap(ShopifyDeletion.init) ?? .leave,
            onCRMDelete: node["on_crm_delete"]?.text.flatMap(CRMDeletion.init) ?? .leave,
            adoption: adoption(node["adopt"], stores: stores),
            contacts: contactRules(node),
            consent: consent(node["consent"]),
            orderAccount: orderAccount(node["order_account"], descriptor)
        )
    }

    private mutating func consent(_ node: DocumentNode?) -> ConsentSettings {
        let settings = ConsentSettings(
            email: node?["email"]?.text.flatMap(ConsentPolicy.init) ?? .lower,
            subscription: node?["subscription"]?.text
        )
        if settings.email == .sync, settings.subscription == nil {
            report(
                node,
                "consent can be given to one subscription type only, and none is named",
                fix: "consent: { email: sync, subscription: \"Marketing Information\" }"
            )
        }
        return settings
    }

    private mutating func chosenStores(_ node: DocumentNode?, all: [StoreName]) -> [StoreName] {
        guard case .sequence(let items)? = node?.value else { return all }
        return items.map { item in
            let name = StoreName(item.text ?? "")
            if !all.contains(name) {
                let nearest = NearestName.of(name.rawValue, among: all.map(\.rawValue))
                report(
                    item,
                    "there is no store \"\(name)\"",
                    fix: nearest.map { "did you mean \"\($0)\"?" } ?? known(all)
                )
            }
            return name
        }
    }

    private func known(_ stores: [StoreName]) -> String? {
        stores.isEmpty ? nil : "known: " + stores.prefix(20).map(\.rawValue).joined(separator: ", ")
    }

    private mutating func mappingFile(_ node: DocumentNode?, of destination: String) -> String? {
        guard let node, let text = node.text else { return nil }
        let file = path(of: text)
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
        if !exists || isFolder.boolValue || !FileManager.default.isReadableFile(atPath: file) {
            reportMapping(
                node,
                of: destination,
                "the mapping file \"\(text)\" cannot be read",
                fix: "\"sluice init\" writes the default one"
            )
        }
        return file
    }

    private mutating func checkName(_ node: DocumentNode?, what: String) {
        guard let node, let name = node.text else { return }
        let isPlain = name.utf8.allSatisfy {
            (97...122).contains($0) || (48...57).contains($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_")
        }
        if name.isEmpty || name.count > 40 || !isPlain {
            report(
                node,
                "\(what) name \"\(name.prefix(40))\" is not usable",
                fix: "a to z, 0 to 9, - and _, at most 40"
            )
        }
    }
}

extension StoreSettings.Credentials {
    /// What signs the webhooks of the app, where it is known.
    fileprivate var clientSecret: Secret? {
        switch self {
        case .accessToken: nil
        case .client(_, let secret), .authorization(_, let secret): secret
        }
    }
}
