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
            Self.reading(folder).warnings
                == ["The mapping of hubspot cannot be used; \"sluice doctor\" says what is wrong with it."]
        )
        #expect(folder.mistakes().count == 2)
        #expect(throws: DocumentProblems.self) { try folder.mapped() }
    }

    @Test func aMappingFileThatIsGoneIsAMistakeOfTheMapping() throws {
        let folder = try Self.folder(nil)
        #expect(try folder.load().destinations.count == 1)
        #expect(Self.reading(folder).warnings.count == 1)
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

    /// What is judged of a mapping that names a field which the CRM lacked when it was asked last; the CRM does not answer now.
    private static func judged(
        _ folder: ConfigurationFolder,
        knowing schema: CRMSchema?,
        running: RunningMappings = RunningMappings()
    ) async throws -> CheckedReading.Judged {
        let store = InMemoryStore { Instant(seconds: 1) }
        if let schema {
            await store.note(
                [.order: SeenSchema(schema, fetchedAt: Instant(seconds: 1))],
                of: DestinationName("hubspot")
            )
        }
        return try await CheckedReading(reading(folder), store: store).judged(checking: .everything, running: running)
    }

    private static let lacking = broken.replacingOccurrences(of: "totl", with: "total").replacingOccurrences(
        of: "nowhere: order.nmae",
        with: "dealname: order.name"
    )

    @Test func whatIsKnownOfACRMThatIsAwayIsToldAndIsNotTheLastWord() async throws {
        let folder = try Self.folder(Self.lacking)
        let told = try await Self.judged(folder, knowing: Self.schema).remarks
        #expect(told.count == 1, "\(told)")
        #expect(told.first?.contains("it cannot be asked now") == true, "\(told)")
        #expect(told.first?.contains("has no field \"dealnam\" (did you mean \"dealname\"?)") == true, "\(told)")
        // A command that was not asked for that leaves it to its own look.
        #expect(try await Self.refusal(folder, knowing: Self.schema, .whatIsWrong) == nil)
        // Nothing is known of a CRM that never said anything, and nobody is called for it.
        #expect(try await Self.judged(folder, knowing: nil).remarks.isEmpty)
        let off = try Self.folder(Self.lacking, mode: "off")
        #expect(try await Self.judged(off, knowing: Self.schema).remarks.isEmpty)
    }

    @Test func conditionsThatNeverHoldAreToldWhereverAMappingIsChecked() async throws {
        let folder = try Self.folder(
            """
            order:
              object: deal
              when: order.financial_status == 'payed'
              fields:
                dealname: order.name

            """
        )
        let told = try await Self.judged(folder, knowing: Self.schema).remarks
        #expect(
            told.first?.hasPrefix("The mapping of hubspot works, but perhaps not as it is meant:\n") == true,
            "\(told)"
        )
        #expect(told.first?.contains("is never \"payed\" (did you mean \"paid\"?)") == true, "\(told)")
        let configuration = try folder.mapped()
        let settings = try #require(configuration.destinations.first)
        let checked = try await MappingCheck(settings, configuration).load(in: nil)
        #expect(checked.remarks == told)
    }

    /// Made by the CRM's fresh answer where it has one; here its kept words are those of a moment ago.
    @Test func aMappingThatRunsAlreadyKeepsNothingElseFromBeingTakenUp() throws {
        let problem = DocumentProblem(DocumentMark(file: "m.yaml", line: 4, column: 5), "the CRM has no field \"x\"")
        let misfit = MappingMisfit(destination: DestinationName("hubspot"), problems: [problem])
        #expect(misfit.remarks(Instant(seconds: 9)).isEmpty, "it is a mistake")
        let old = misfit.remarks(Instant(seconds: 9), isOld: true)
        #expect(old.first?.hasPrefix("The mapping of hubspot runs already and does not fit") == true, "\(old)")
        #expect(old.first?.contains("m.yaml:4:5: the CRM has no field \"x\"") == true)
    }

    @Test func serversSayByWhichMappingsTheyDeliver() throws {
        let folder = try Self.folder(Self.lacking)
        let configuration = try folder.mapped()
        let settings = try #require(configuration.destinations.first)
        let mapping = try configuration.mapping(of: settings)
        var node = ServerNode(owner: "a/1/x", role: "all", version: "1", startedAt: Instant(seconds: 1))
        node.word = NodeWord(lookedAt: Instant(seconds: 1))
        let silent = RunningMappings([node])
        #expect(!silent.isOld(mapping, of: settings.name) && !silent.differs(from: mapping, of: settings.name))
        node.word?.mappings = ["hubspot": try #require(mapping.identity)]
        let same = RunningMappings([node])
        #expect(same.isOld(mapping, of: settings.name) && !same.differs(from: mapping, of: settings.name))
        var other = node
        other.owner = "b/2/y"
        other.word?.mappings = ["hubspot": "0"]
        let both = RunningMappings([node, other])
        #expect(!both.isOld(mapping, of: settings.name) && both.differs(from: mapping, of: settings.name))
        other.isAlive = false
        #expect(RunningMappings([node, other]).isOld(mapping, of: settings.name), "who is gone runs with nothing")
    }

    @Test func whoDeliversNothingNeedsNoMappingAndKnowsItsFields() throws {
        let folder = try Self.folder(
            """
            customer:
              object: contact
              fields:
                email: customer.emial
                shopify_tags: customer.tags
              otherwise: { mark: { lifecyclestage: "x" } }

            """
        )
        let configuration = try Self.reading(folder).outlined()
        let settings = try #require(configuration.destinations.first)
        #expect(throws: CommandFailure.self) { try configuration.mapping(of: settings) }
        let outline = try #require(configuration.outline(of: settings))
        #expect(
            Set(outline.fieldNames(.customer)) == ["shopify_customer_id", "email", "shopify_tags", "lifecyclestage"]
        )
        // What a person wrote instead of fields says nothing of them.
        let nonsense = try Self.reading(Self.folder("customer: { object: contact, fields: 7 }")).outlined()
        #expect(try nonsense.outline(of: #require(nonsense.destinations.first)) == nil)
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
