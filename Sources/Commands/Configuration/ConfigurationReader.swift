import Foundation
import Outbound
import PostgreSQLDriver
import SQSInbox
import Shopify
import SyncModel
import Web

/// Turns checked documents into settings, and checks what no shape can say: names that must exist, addresses, secrets.
///
/// Reads on after a mistake, with a default in its place, so that all are told at once.
struct ConfigurationReader {
    /// The main file, or an included one; paths in it start at its folder.
    struct Document {
        var root: DocumentNode
        var folder: URL
    }

    private(set) var problems: [DocumentProblem] = []
    /// Destinations whose mapping file cannot be read, with what to tell of it.
    private(set) var unreadableMappings: [DestinationName: DocumentProblem] = [:]
    /// The folder of the document that is being read.
    private var folder = URL(fileURLWithPath: ".")

    /// The settings; the first document is the main one.
    mutating func configuration(file: String, documents: [Document]) -> SluiceConfiguration {
        var result = SluiceConfiguration(file: file)
        guard let first = documents.first else { return result }
        folder = first.folder
        let main = first.root
        if let name = main["installation"]?.text { result.installation = name }
        result.server = server(main["server"])
        result.storage.path = path(of: "sluice.db")
        if let url = main["storage"]?["url"] { result.storage = storage(url) }
        result.storage.sealKey = sealKey(main["storage"]?["seal_key"])
        if case .sequence(let items)? = main["storage"]?["old_seal_keys"]?.value {
            result.storage.oldSealKeys = items.compactMap { sealKey($0) }
        }
        result.inbox = inbox(main["inbox"]?["url"], storage: result.storage)
        result.forwardURL = forwardURL(main["inbox"]?["forward_url"], inbox: result.inbox)
        result.complianceFolder =
            main["compliance"]?["folder"]?.text.map { path(of: $0) } ?? result.storage.path + ".compliance"
        result.backupFolder = main["storage"]?["backups"]?.text.map { path(of: $0) } ?? result.storage.path + ".backups"
        result.retention = retention(main["retention"])
        result.alerts = alerts(main["alerts"])
        result.tracing = tracing(main["tracing"])
        result.trustRootsFile = trustRoots(main["outbound"]?["ca_file"])
        let stores = documents.flatMap { items($0.root, "stores") }
        result.stores = stores.map { store($0) }
        if stores.isEmpty {
            report(
                main["stores"] ?? main,
                "there is no store",
                fix:
                    "stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [\"${SHOPIFY_CLIENT_SECRET}\"] }]"
            )
        }
        let names = result.stores.map(\.name)
        for document in documents {
            folder = document.folder
            for item in items(document.root, "destinations") {
                result.destinations.append(destination(item, stores: names))
            }
        }
        refuseDoubles(stores, key: "name", what: "store")
        refuseDoubles(stores, key: "shop", what: "shop")
        refuseDoubles(documents.flatMap { items($0.root, "destinations") }, key: "name", what: "destination")
        return result
    }

    private func items(_ document: DocumentNode, _ key: String) -> [DocumentNode] {
        guard case .sequence(let items)? = document[key]?.value else { return [] }
        return items
    }

    func path(of name: String) -> String {
        URL(fileURLWithPath: name, relativeTo: folder).standardizedFileURL.path
    }

    /// Notes a mapping that is not there; what needs no mapping goes on all the same.
    mutating func reportMapping(_ node: DocumentNode, of destination: String, _ message: String, fix: String) {
        unreadableMappings[DestinationName(destination)] = DocumentProblem(node.mark, message, fix: fix)
    }

    /// Notes a mistake; without a node there is nothing to say, since the shape has told that the key is missing.
    mutating func report(_ node: DocumentNode?, _ message: String, fix: String? = nil) {
        guard let node else { return }
        problems.append(DocumentProblem(node.mark, message, fix: fix))
    }

    private mutating func server(_ node: DocumentNode?) -> ServerSettings {
        var server = ServerSettings()
        if let listen = node?["listen"] { server.listen = address(listen, key: "server.listen") ?? server.listen }
        if let admin = node?["admin_listen"] { server.adminListen = address(admin, key: "server.admin_listen") }
        if let token = node?["admin_token"] {
            server.adminToken = Secret(token.text ?? "")
            if (token.text ?? "").count < 16 {
                report(
                    token,
                    "server.admin_token is too short",
                    fix: "use at least 16 characters: openssl rand -hex 32"
                )
            }
        }
        if let token = node?["read_token"] { server.readToken = readToken(token, beside: server.adminToken) }
        if let url = node?["public_url"] {
            server.publicURL = checkedURL(url, key: "server.public_url")
            if server.adminToken == nil {
                report(url, "server.public_url needs server.admin_token", fix: "admin_token: \"${SLUICE_ADMIN_TOKEN}\"")
            }
        }
        let exposed = [server.listen, server.adminListen].compactMap { $0 }.filter { !$0.isLoopback }
        if !exposed.isEmpty, server.adminToken == nil {
            report(
                node?["listen"] ?? node,
                "listening on \(exposed[0]) without server.admin_token is refused",
                fix: "set server.admin_token, or listen on 127.0.0.1"
            )
        }
        if let proxies = node?["trusted_proxies"] { server.trustedProxies = self.proxies(proxies) }
        if let limit = node?["body_limit"]?.text.flatMap(Int.init) { server.bodyLimit = limit }
        if let seconds = node?["shutdown_seconds"]?.text.flatMap(Int.init) { server.shutdown = .seconds(seconds) }
        return server
    }

    private mutating func readToken(_ node: DocumentNode, beside admin: Secret?) -> Secret {
        let token = Secret(node.text ?? "")
        if (node.text ?? "").count < 16 {
            report(node, "server.read_token is too short", fix: "use at least 16 characters: openssl rand -hex 32")
        } else if admin == nil {
            report(node, "server.read_token needs server.admin_token", fix: "admin_token: \"${SLUICE_ADMIN_TOKEN}\"")
        } else if token == admin {
            report(node, "server.read_token is the admin_token", fix: "use another one: openssl rand -hex 32")
        }
        return token
    }

    private mutating func address(_ node: DocumentNode, key: String) -> ListenAddress? {
        guard let address = ListenAddress(node.text ?? "") else {
            report(node, "\(key) must be an address with a port", fix: "such as 127.0.0.1:8080 or [::1]:8080")
            return nil
        }
        return address
    }

    private mutating func storage(_ node: DocumentNode) -> StorageSettings {
        let text = node.text ?? ""
        if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") { return server(text, node) }
        guard text.hasPrefix("sqlite:"), text.count > 7 else {
            report(
                node,
                "storage.url \"\(text.prefix(while: { $0 != ":" })):…\" is not a store that this build knows",
                fix: "sqlite:FILE, such as sqlite:sluice.db, or postgres://USER:PASSWORD@HOST:5432/DATABASE"
            )
            return StorageSettings(path: path(of: "sluice.db"))
        }
        return StorageSettings(path: path(of: String(text.dropFirst(7))))
    }

    /// A PostgreSQL server's address; what this node keeps on its own disk lies beside the configuration.
    private mutating func server(_ text: String, _ node: DocumentNode) -> StorageSettings {
        var settings = StorageSettings(path: path(of: "sluice"))
        #if PostgreSQL
        do {
            settings.engine = .postgreSQL(url: Secret(text), name: try PostgreSQLAddress(url: text).name)
        } catch {
            report(node, "\(error)")
        }
        #else
        settings.engine = .postgreSQL(url: Secret(text), name: "PostgreSQL")
        report(
            node,
            "storage.url names a PostgreSQL server, and this program was built without PostgreSQL",
            fix: "install libpq-dev and build with \"swift build --traits PostgreSQL\", or write sqlite:sluice.db"
        )
        #endif
        return settings
    }

    private mutating func sealKey(_ node: DocumentNode?) -> Secret? {
        guard let node else { return nil }
        let text = node.text ?? ""
        if text.utf8.count < SealKeys.shortest {
            report(
                node,
                "a key that seals is shorter than \(SealKeys.shortest) characters",
                fix: "openssl rand -hex 32"
            )
        }
        return Secret(text)
    }

    private mutating func trustRoots(_ node: DocumentNode?) -> String? {
        guard let node else { return nil }
        let file = path(of: node.text ?? "")
        if !FileManager.default.isReadableFile(atPath: file) {
            report(
                node,
                "outbound.ca_file names a file that cannot be read",
                fix: "a PEM file, readable for this user, with the certificate of the authority"
            )
        }
        return file
    }

    private mutating func inbox(_ node: DocumentNode?, storage: StorageSettings) -> InboxSettings {
        switch node?.text ?? "direct" {
        case "direct": return .journal(folder: storage.path + ".inbox")
        case "discard:": return .discard
        case let text where text.hasPrefix("redis://") || text.hasPrefix("rediss://"):
            return shared(.redisStream, text, node, storage: storage)
        case let text where text.hasPrefix("bullmq://") || text.hasPrefix("bullmqs://"):
            return shared(.bullMQ, text, node, storage: storage)
        case let text where text.hasPrefix("sqs://"):
            do { _ = try SQSAddress(url: text) } catch { report(node, "\(error)") }
            return .shared(SharedInboxSettings(kind: .sqs, url: Secret(text)), folder: storage.path + ".inbox")
        default:
            report(
                node,
                "inbox.url names a transport that there is not",
                fix:
                    "direct, bullmq://HOST:6379/0?queue=NAME, redis://USER:PASSWORD@HOST:6379/0?stream=sluice (rediss:// with TLS), or sqs://sqs.REGION.amazonaws.com/ACCOUNT/QUEUE"
            )
            return .journal(folder: storage.path + ".inbox")
        }
    }

    private mutating func proxies(_ node: DocumentNode) -> [AddressRange] {
        guard case .sequence(let items) = node.value else { return AddressRange.loopback }
        var ranges: [AddressRange] = []
        for item in items {
            guard let range = AddressRange(item.text ?? "") else {
                report(
                    item,
                    "server.trusted_proxies takes addresses and ranges",
                    fix: "such as 127.0.0.1, 10.0.0.0/8 or fd00::/8"
                )
                continue
            }
            ranges.append(range)
        }
        return ranges
    }

    /// An address that paths are put behind; `isWhole` for one that is called as it stands.
    mutating func checkedURL(_ node: DocumentNode, key: String, isWhole: Bool = false) -> String {
        let text = node.text ?? ""
        guard let url = URL(string: text), let host = url.host, let scheme = url.scheme,
            scheme == "https" || scheme == "http"
        else {
            report(node, "\(key) must be an address such as https://example.com")
            return text
        }
        if scheme == "http", !LoopbackHost.contains(host) {
            report(node, "\(key) must be https: plain http is for loopback only", fix: "write https://\(host)")
        }
        if url.user != nil || url.password != nil {
            report(
                node,
                "\(key) holds a user or a password, which belong into no address",
                fix: "leave out what stands before the \"@\""
            )
        }
        return text.hasSuffix("/") && !isWhole ? String(text.dropLast()) : text
    }

    private mutating func refuseDoubles(_ nodes: [DocumentNode], key: String, what: String) {
        var seen: Set<String> = []
        for node in nodes {
            guard let name = node[key]?.text, !seen.insert(name).inserted else { continue }
            report(node[key], "the \(what) \"\(name)\" stands twice", fix: "give each a \(key) of its own")
        }
    }
}
