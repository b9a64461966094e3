import Foundation
import Shopify
import SyncModel
import Testing

@testable import Commands

/// `sluice schema`, the loader and docs/configuration.md say the same.
@Suite struct ShapeTests {
    /// Every key by its path, `stores.name` for one of a list.
    private static func paths(
        _ shape: ConfigurationShape,
        under path: String = ""
    ) -> [(path: String, key: ConfigurationKey)] {
        switch shape {
        case .section(let keys):
            keys.flatMap { key -> [(path: String, key: ConfigurationKey)] in
                let inner = path.isEmpty ? key.name : path + "." + key.name
                return [(inner, key)] + paths(key.shape, under: inner)
            }
        case .list(let element), .table(let element): paths(element, under: path)
        default: []
        }
    }

    @Test func everyKeyIsExplained() {
        let keys = Self.paths(SluiceShape.document)
        #expect(keys.count > 35)
        for (path, key) in keys { #expect(key.about.count > 5, "\(path)") }
    }

    @Test func theSchemaHasEveryKeyAndRefusesOthers() throws {
        let schema = try #require(
            try JSONSerialization.jsonObject(with: Data(SchemaCommand.text.utf8)) as? [String: Any]
        )
        for (path, _) in Self.paths(SluiceShape.document) {
            var node = schema
            for name in path.split(separator: ".").map(String.init) {
                if let items = node["items"] as? [String: Any] { node = items }
                let properties = try #require(node["properties"] as? [String: Any], "\(path)")
                #expect(node["additionalProperties"] as? Bool == false, "\(path)")
                node = try #require(properties[name] as? [String: Any], "\(path)")
            }
            #expect((node["description"] as? String)?.isEmpty == false, "\(path)")
        }
    }

    @Test func theDocumentationNamesTheSameKeys() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("docs/configuration.md"), encoding: .utf8)
        var section = ""
        var documented: Set<String> = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("## ") {
                let title = line.dropFirst(3).filter { $0 != "`" }
                section = title == "Top level" ? "" : title + "."
            }
            guard line.hasPrefix("| `"), section != "Environment.", section != "Values from outside the file." else {
                continue
            }
            let key = line.dropFirst(3).prefix { $0 != "`" }
            documented.insert(section + key)
        }
        // What is told in the row of its section's own key.
        let inRow = ["stores.credentials.", "destinations.credentials."]
        let sections = [
            "destinations.objects", "destinations.adopt", "destinations.adopt.customers", "destinations.adopt.orders",
            "destinations.consent", "destinations.order_account",
        ]
        let expected = Self.paths(SluiceShape.document).map(\.path).filter { path in
            !sections.contains(path) && !inRow.contains { path.hasPrefix($0) }
        }
        #expect(documented.subtracting(expected).sorted() == [])
        #expect(Set(expected).subtracting(documented).sorted() == [])
    }

    @Test func whatTheDocumentationCallsTheSmallestFileHasTheDocumentedDefaults() throws {
        let folder = try ConfigurationFolder([
            "sluice.yaml": """
            stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
            destinations: [{ name: hubspot, type: hubspot, credentials: { access_token: t } }]
            """
        ])
        let configuration = try folder.load()
        let destination = try #require(configuration.destinations.first)
        let store = try #require(configuration.stores.first)
        #expect(configuration.installation == "production")
        #expect(configuration.server.bodyLimit == 8_388_608)
        #expect(configuration.server.shutdown == .seconds(25))
        #expect(configuration.storage.path == folder.url.standardizedFileURL.appendingPathComponent("sluice.db").path)
        #expect(store.apiVersion.description == "2026-07")
        #expect(store.baseURL == "https://acme.myshopify.com")
        #expect(!store.sendsTestOrders)
        #expect(destination.mode == .live)
        #expect(destination.stores == [store.name])
        #expect(destination.quotaShare == 0.9)
        #expect(destination.callsPerTenSeconds == nil)
        #expect(destination.concurrency == 3)
        #expect(destination.objects.isEmpty)
    }
}
