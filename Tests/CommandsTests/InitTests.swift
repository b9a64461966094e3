import Connectors
import Foundation
import Testing

@testable import Commands

/// What `init` writes, for every CRM that there is.
@Suite("Init")
struct InitTests {
    @Test func zohosTokenIsMadeBeforeAnythingElse() {
        #expect(InitCommand.steps(["hubspot"]) == ["sluice doctor", "sluice setup", "sluice serve"])
        #expect(InitCommand.steps(["hubspot", "zoho"]).first == "sluice connect zoho --code CODE")
    }

    private static func files(_ crms: [String], in folder: ConfigurationFolder) -> InitialFiles {
        InitialFiles(shop: "acme-store.myshopify.com", directory: folder.url.path, crms: crms)
    }

    @Test(arguments: InitialDestination.choices) func whatItWritesLoads(crm: String) async throws {
        let folder = try ConfigurationFolder([:])
        let report = try Self.files([crm], in: folder).write()
        let environment = Dictionary(uniqueKeysWithValues: report.variables.map { ($0, "value") })
        #expect(folder.mistakes(environment) == [])
        // Every variable that it names is needed.
        #expect(folder.mistakes().count == report.variables.count)
        let destination = try #require(try folder.load(environment).destinations.first)
        let configured = try #require(ConnectorRegistry.descriptor(destination.type))
        let outbound = try OutboundComposition(try folder.load(environment))
        _ = try outbound.route(destination, try folder.mapped(environment))
        await outbound.shutdown()
        #expect(FileManager.default.fileExists(atPath: Documentation.root.appending(path: configured.docsPath).path))
    }

    @Test func allOfThemStandTogether() throws {
        let folder = try ConfigurationFolder([:])
        let report = try Self.files(InitialDestination.choices, in: folder).write()
        let environment = Dictionary(uniqueKeysWithValues: report.variables.map { ($0, "value") })
        #expect(folder.mistakes(environment) == [])
        #expect(try folder.load(environment).destinations.count == InitialDestination.choices.count)
    }

    @Test func hubspotIsTheDefaultAndNothingIsOverwritten() throws {
        let folder = try ConfigurationFolder([:])
        let run = InitialFiles(shop: "acme-store.myshopify.com", directory: folder.url.path)
        let first = try run.write()
        #expect(first.variables == ["SHOPIFY_CLIENT_SECRET", "HUBSPOT_TOKEN"])
        let file = folder.url.appendingPathComponent("sluice.yaml")
        try Data("mine".utf8).write(to: file)
        let second = try run.write()
        #expect(second.written == [])
        #expect(
            second.kept == ["sluice.yaml", "hubspot.mapping.yaml", "hubspot.mapping.tests/paid-order.case.yaml"]
        )
        #expect(try String(contentsOf: file, encoding: .utf8) == "mine")
    }

    @Test func anUnknownCRMIsNamedWithTheNearest() throws {
        let folder = try ConfigurationFolder([:])
        do {
            _ = try Self.files(["salesforse"], in: folder).write()
            Issue.record("it was taken")
        } catch let failure as CommandFailure {
            #expect(failure.message.contains("Did you mean salesforce?"))
        }
        #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "sluice.yaml").path))
    }

    /// The registry names the page; the page names everything that the registry asks for.
    @Test(arguments: ConnectorRegistry.descriptors.map(\.type)) func everyConnectorHasAPage(type: String) throws {
        let descriptor = try #require(ConnectorRegistry.descriptor(type))
        let page = try String(contentsOf: Documentation.root.appending(path: descriptor.docsPath), encoding: .utf8)
        #expect(page.contains("type: \(type)"))
        for credential in descriptor.credentials { #expect(page.contains(credential.key), "\(credential.key)") }
        for choice in descriptor.objects where choice.choices.count > 1 {
            for name in choice.choices { #expect(page.contains("`\(name)`"), "\(choice.key): \(name)") }
        }
        for name in descriptor.definitions.keys { #expect(page.contains("builtin:\(name)")) }
    }
}

private enum Documentation {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
}
