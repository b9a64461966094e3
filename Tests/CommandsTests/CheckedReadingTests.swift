import Foundation
import SyncModel
import Testing

@testable import Commands

/// A configuration whose mappings have mistakes: what works without them, and what is told of them.
@Suite struct CheckedReadingTests {
    private static let head = """
        stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
        destinations:
          - name: hubspot
            type: hubspot
            mode: MODE
            base_url: "http://127.0.0.1:9"
            credentials: { access_token: t }
            mapping: own.mapping.yaml

        """

    private static let broken = """
        order:
          object: deal
          fields:
            dealnam: order.name
            amount: order.totl
            nowhere: order.nmae

        """

    private static func folder(
        _ mapping: String?,
        mode: String = "live",
        more: String = ""
    ) throws -> ConfigurationFolder {
        var files = ["sluice.yaml": head.replacingOccurrences(of: "MODE", with: "\"\(mode)\"") + more]
        files["own.mapping.yaml"] = mapping
        return try ConfigurationFolder(files)
    }

    private static func reading(_ folder: ConfigurationFolder) -> ConfigurationReading {
        ConfigurationLoader(environment: [:]).read(folder.url.appendingPathComponent("sluice.yaml").path)
    }

    private static let schema = CRMSchema(
        object: "deals",
        fields: Dictionary(
            uniqueKeysWithValues: ["dealname", "amount", "shopify_order_id"].map {
                ($0, CRMSchema.FieldType(type: "text"))
            }
        )
    )

    /// What is refused, without the folder's own path; `nil` where nothing is.
    private static func refusal(
        _ folder: ConfigurationFolder,
        knowing schema: CRMSchema?,
        _ scope: CheckedReading.Scope
    ) async throws -> String? {
        let store = InMemoryStore { Instant(seconds: 1) }
        if let schema {
            await store.note(
                [.order: SeenSchema(schema, fetchedAt: Instant(seconds: 1))],
                of: DestinationName("hubspot")
            )
        }
        do {
            _ = try await CheckedReading(reading(folder), store: store).mapped(checking: scope)
            return nil
        } catch {
            return error.message.replacingOccurrences(of: folder.url.path + "/", with: "")
        }
    }

    private static func places(_ message: String?) -> [String] {
        (message ?? "").split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ", maxSplits: 1).map(String.init)
            return words.first?.hasPrefix("own.mapping.yaml:") == true ? words[0] : nil
        }
    }

    @Test func aMappingStopsOnlyWhatNeedsIt() throws {
        let folder = try Self.folder(Self.broken)
        #expect(try folder.load().destinations.map(\.name.rawValue) == ["hubspot"])
        #expect(
            Self.reading(folder).warnings == ["The mapping of hubspot has 2 mistakes; \"sluice doctor\" names them."]
        )
        #expect(folder.mistakes().count == 2)
        #expect(throws: DocumentProblems.self) { try folder.mapped() }
    }

    @Test func aMappingFileThatIsGoneIsAMistakeOfTheMapping() throws {
        let folder = try Self.folder(nil)
        #expect(try folder.load().destinations.count == 1)
        #expect(Self.reading(folder).warnings == ["The mapping of hubspot has a mistake; \"sluice doctor\" names it."])
        #expect(folder.mistakes().first?.contains("the mapping file \"own.mapping.yaml\" cannot be read") == true)
    }

    @Test func whatElseIsWrongIsToldWithTheMappings() throws {
        let folder = try Self.folder(Self.broken, more: "instalation: x\n")
        let told = #expect(throws: DocumentProblems.self) { try folder.load() }
        #expect(told?.problems.count == 3)
    }

    @Test func bothKindsAreToldAtOnceInReadingOrder() async throws {
        let folder = try Self.folder(Self.broken)
        for scope in [CheckedReading.Scope.whatIsWrong, .everything] {
            let told = try await Self.refusal(folder, knowing: Self.schema, scope)
            #expect(told?.hasPrefix("The configuration has 4 mistakes:") == true, "\(told ?? "")")
            #expect(
                Self.places(told)
                    == ["4:5", "5:13", "6:5", "6:14"].map { "own.mapping.yaml:\($0):" },
                "\(told ?? "")"
            )
            #expect(told?.contains("has no field \"dealnam\" (did you mean \"dealname\"?)") == true)
            #expect(
                told?.contains("has no field \"nowhere\" (make it in the CRM, or let its name begin with shopify_")
                    == true
            )
            #expect(told?.contains("What hubspot has is known from") == true, "how old that is, is said")
        }
    }

    @Test func aServerLooksAtWhatTheCRMLacks() async throws {
        let mapping = Self.broken.replacing("totl", with: "total").replacing(
            "nowhere: order.nmae",
            with: "dealname: order.name"
        )
        let folder = try Self.folder(mapping)
        // The CRM cannot be asked here, so that what it last said counts.
        let told = try await Self.refusal(folder, knowing: Self.schema, .everything)
        #expect(Self.places(told) == ["own.mapping.yaml:4:5:"], "\(told ?? "")")
        #expect(told?.contains("it cannot be asked now") == true)
        // A command that was not asked for that leaves it to its own look.
        #expect(try await Self.refusal(folder, knowing: Self.schema, .whatIsWrong) == nil)
        // Nothing is known of a CRM that never said anything, and nobody is called for it.
        #expect(try await Self.refusal(folder, knowing: nil, .everything) == nil)
        let off = try Self.folder(mapping, mode: "off")
        #expect(try await Self.refusal(off, knowing: Self.schema, .everything) == nil)
    }

    @Test func theServersMappingIsTheOneThatWasRead() throws {
        let folder = try Self.folder("order:\n  object: deal\n  fields:\n    dealname: order.name\n")
        let configuration = try folder.mapped()
        let destination = try #require(configuration.destinations.first)
        try Data("nonsense".utf8).write(to: folder.url.appendingPathComponent("own.mapping.yaml"))
        #expect(try configuration.mapping(of: destination).fieldNames(.order).contains("dealname"))
        #expect(try configuration.read(of: destination).source.mistakes(by: [.order: Self.schema]).isEmpty)
        #expect(try configuration.read(of: destination).source.text?.hasPrefix("order:") == true)
    }

    @Test func anotherObjectNamesTheCommandThatPrintsItsMapping() throws {
        let folder = try Self.folder(
            "order:\n  object: deal\n  fields:\n    dealname: order.name\n",
            more: "    objects: { order: order }\n"
        )
        let told = folder.mistakes()
        #expect(
            told.contains {
                $0.contains("there is no object \"deal\"")
                    && $0.contains("sluice mapping default --destination hubspot > ")
            },
            "\(told)"
        )
    }

    @Test func aMappingThatIsNoTextIsAMistakeOfItsOwn() throws {
        let folder = try Self.folder("order: {}")
        try Data([0x6f, 0xe4, 0x0a]).write(to: folder.url.appendingPathComponent("own.mapping.yaml"))
        let told = folder.mistakes()
        #expect(told.count == 1 && told[0].contains("own.mapping.yaml") && told[0].contains("UTF-8"), "\(told)")
    }
}
