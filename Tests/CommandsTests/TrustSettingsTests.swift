import Foundation
import Testing

@testable import Commands

@Suite struct TrustSettingsTests {
    private static let stores = "stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]\n"

    @Test func aPrivateAuthorityStandsBesideTheConfiguration() throws {
        let folder = try ConfigurationFolder([
            "sluice.yaml": Self.stores + "outbound: { ca_file: ca.pem }\n", "ca.pem": "no certificate",
        ])
        let configuration = try folder.load()
        #expect(configuration.trustRootsFile == folder.url.appendingPathComponent("ca.pem").path)
        // What is no certificate is told when it is to be used, and nothing is called without it.
        #expect(throws: (any Error).self) { try OutboundComposition(configuration) }
    }

    @Test func aMissingFileIsAMistake() throws {
        let folder = try ConfigurationFolder(["sluice.yaml": Self.stores + "outbound: { ca_file: none.pem }\n"])
        let mistakes = folder.mistakes()
        #expect(mistakes.count == 1 && mistakes[0].contains("outbound.ca_file"))
    }

    @Test func verificationCannotBeTurnedOff() throws {
        for key in ["verify", "insecure", "skip_verify", "tls_verify"] {
            let folder = try ConfigurationFolder(["sluice.yaml": Self.stores + "outbound: { \(key): false }\n"])
            #expect(folder.mistakes().count == 1)
        }
    }
}
