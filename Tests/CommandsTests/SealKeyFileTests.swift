import Foundation
import Shopify
import SyncModel
import Testing

@testable import Commands

@Suite struct SealKeyFileTests {
    private static let stores = """
        stores:
          - name: acme
            shop: acme.myshopify.com
            credentials: { client_id: id, client_secret: hush, grant: authorization_code }
        """
    private static let key = String(repeating: "k", count: 32)

    private func folder(_ storage: String = "") throws -> ConfigurationFolder {
        try ConfigurationFolder(["sluice.yaml": storage + "\n" + Self.stores])
    }

    private func refusal(_ configuration: SluiceConfiguration) -> CommandFailure? {
        do {
            _ = try SealKeyFile.keys(configuration)
            return nil
        } catch {
            return error as? CommandFailure
        }
    }

    @Test func aKeyIsMadeOnceAndOnlyItsOwnerMayReadIt() throws {
        let folder = try folder()
        let configuration = try folder.load()
        let path = SealKeyFile.path(configuration)
        #expect(path == folder.url.appendingPathComponent("sluice.db.key").path)
        #expect(!SealKeyFile.exists(configuration))
        let sealed = try SealKeyFile.keys(configuration).seal([1, 2, 3], as: "a")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o600)
        #expect(try SealKeyFile.keys(configuration).open(sealed, as: "a") == [1, 2, 3])
        // Nothing is left beside it.
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
        #expect(names.sorted() == ["sluice.db.key", "sluice.yaml"])
    }

    @Test func oneThatOthersMayReadIsRefused() throws {
        let folder = try folder()
        let configuration = try folder.load()
        let path = SealKeyFile.path(configuration)
        #expect(
            FileManager.default.createFile(
                atPath: path,
                contents: Data(Self.key.utf8),
                attributes: [.posixPermissions: 0o640]
            )
        )
        #expect(refusal(configuration)?.message.contains("chmod 600 \(path)") == true)
    }

    @Test func oneThatHoldsNoKeyIsRefusedAndNotReplaced() throws {
        let folder = try folder()
        let configuration = try folder.load()
        let path = SealKeyFile.path(configuration)
        #expect(
            FileManager.default.createFile(
                atPath: path,
                contents: Data(),
                attributes: [.posixPermissions: 0o600]
            )
        )
        #expect(refusal(configuration)?.message.contains("holds no key") == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)).isEmpty)
    }

    @Test func aConfiguredKeyMakesNoFileAndOldOnesOpen() throws {
        let old = try folder("storage: { seal_key: \(Self.key) }")
        let sealed = try SealKeyFile.keys(try old.load()).seal([7], as: "a")
        let new = try folder(
            "storage: { seal_key: \(String(repeating: "n", count: 32)), old_seal_keys: [\(Self.key)] }"
        )
        let configuration = try new.load()
        #expect(try SealKeyFile.keys(configuration).open(sealed, as: "a") == [7])
        #expect(!SealKeyFile.exists(configuration))
    }

    @Test func aShortKeyIsAMistakeOfTheFile() throws {
        let mistakes = try folder("storage: { seal_key: short, old_seal_keys: [\(Self.key), brief] }").mistakes()
        #expect(mistakes.count == 2)
        #expect(mistakes.allSatisfy { $0.contains("openssl rand -hex 32") })
    }

    @Test func theGrantDecidesTheCredentials() throws {
        let configuration = try folder().load()
        #expect(configuration.stores[0].credentials?.isAuthorized == true)
        // The client secret signs its webhooks in every case.
        #expect(configuration.stores[0].webhookSecrets.map { $0.reveal() } == ["hush"])
        let plain = try ConfigurationFolder([
            "sluice.yaml": Self.stores.replacingOccurrences(of: ", grant: authorization_code", with: "")
        ])
        #expect(try plain.load().stores[0].credentials?.isAuthorized == false)
        let wrong = try ConfigurationFolder([
            "sluice.yaml": Self.stores.replacingOccurrences(of: "authorization_code", with: "password")
        ])
        #expect(wrong.mistakes().count == 1)
    }

    @Test func withoutSuchAStoreNoKeyIsMade() throws {
        let folder = try ConfigurationFolder([
            "sluice.yaml": "stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]"
        ])
        let configuration = try folder.load()
        _ = try TokenKeeping.tokens(configuration, InMemoryStore { .beginning })
        #expect(!SealKeyFile.exists(configuration))
    }
}
