import Commands
import Connectors
import SyncModel
import Testing

@Suite("REST: reading a description")
struct RESTDescriptionTests {
    private static let small = """
        auth: { kind: bearer }
        objects:
          order:
            object: deal
            external_id: shopify_order_id
            find: { path: /deals, query: { q: "{external_id}" }, external_id: shopify_order_id }
            create: { path: /deals }
        """

    @Test func aSmallOneIsRead() throws {
        #expect(try RESTBench.mistakes(Self.small) == [])
        #expect(try RESTBench(Self.small).connector.capabilities.createsAnew == [.order])
    }

    @Test func allMistakesAreToldAtOnceWithTheirPlacesAndTheNearestName() throws {
        let mistakes = try RESTBench.mistakes(
            """
            titel: X
            auth: { kind: baerer }
            values: { decimals: float }
            limits: { windows: [{ calls: 0, seconds: 60 }] }
            errors: { rules: [{ status: 409, then: confict }] }
            objects:
              order:
                object: deal
                external_id: id
                find: { path: "/deals/{extrenal_id}" }
                create: { path: deals, method: PSOT, body: { a: "{fields.x | numbr}" } }
                update: { path: /deals }
              custmer: { object: x }
            """
        )
        #expect(
            mistakes == [
                "crm.yaml:1:1: a description has no key \"titel\" (did you mean \"title\"?)",
                "crm.yaml:2:15: \"kind\" cannot be \"baerer\" (did you mean \"bearer\"?)",
                "crm.yaml:3:21: \"decimals\" cannot be \"float\" (one of number, text)",
                "crm.yaml:4:30: \"calls\" is a whole number from 1 to 1000000",
                "crm.yaml:5:40: \"then\" cannot be \"confict\" (did you mean \"conflict\"?)",
                "crm.yaml:10:28: there is nothing named \"extrenal_id\" (did you mean \"external_id\"?)",
                "crm.yaml:11:21: a path begins with / and has no ? (put what stands behind ? under query)",
                "crm.yaml:11:36: there is no method \"PSOT\" (did you mean \"POST\"?)",
                "crm.yaml:11:55: there is no filter \"numbr\" (did you mean \"number\"?)",
                "crm.yaml:12:13: \"update\" is no use: it does not say which record (use {id})",
                "crm.yaml:13:3: \"objects\" has no key \"custmer\" (did you mean \"customer\"?)",
            ]
        )
    }

    @Test func aCRMWithoutALookIsRefusedUnlessDuplicatesAreAccepted() throws {
        let text = """
            auth: { kind: none }
            objects:
              order:
                object: deal
                create: { path: /deals }
            """
        #expect(
            try RESTBench.mistakes(text) == [
                "crm.yaml:3:3: a lost answer would make a second deal: nothing tells whether the first was made "
                    + "(describe find, send {record_key} in a header that the CRM knows, or write "
                    + "i_accept_duplicates_when_an_answer_is_lost: true)"
            ]
        )
        #expect(try RESTBench.mistakes(text + "\n    i_accept_duplicates_when_an_answer_is_lost: true") == [])
        let key = "\n    external_id: x\n    create: { path: /deals, headers: { Idempotency-Key: \"{record_key}\" } }"
        #expect(try RESTBench.mistakes(text.split(separator: "\n").dropLast().joined(separator: "\n") + key) == [])
    }

    @Test func credentialsStandInHeadersOnly() throws {
        let mistakes = try RESTBench.mistakes(
            """
            credentials: { token: the key }
            auth: { kind: header, headers: { X-Key: "{credentials.tokn}" } }
            objects:
              order:
                object: deal
                external_id: id
                find: { path: /deals, query: { key: "{credentials.token}", id: "{external_id}" } }
                create: { path: /deals }
            """
        )
        #expect(
            mistakes == [
                "crm.yaml:2:43: there is no credential \"tokn\" (did you mean \"token\"?)",
                "crm.yaml:7:43: a credential must not stand in \"key\" "
                    + "(put it into a header: addresses and bodies are recorded)",
            ]
        )
    }

    @Test func aDestinationWithoutANeededCredentialIsTold() throws {
        #expect(
            throws: ConnectorSettings.Mistake(
                key: "credentials.token",
                message: "is needed: token, as the description names it"
            )
        ) {
            try RESTBench(Self.small, credentials: [:])
        }
    }

    @Test func namesThatDoNotFitBetweenDescriptionAndMappingAreTold() throws {
        let description = try RESTDescription(
            reading: YAMLDocument.parse(
                """
                auth: { kind: none }
                objects:
                  order:
                    object: deal
                    external_id: shopify_order_id
                    find: { path: /deals, query: { q: "{external_id}" }, external_id: shopify_order_id }
                    create: { path: /deals, body: { title: "{fields.titel}", id: "{fields.shopify_order_id}" } }
                """,
                file: "crm.yaml"
            )
        )
        let mapping = try MappingCompiler(
            MappingOptions(externalIDs: description.externalIDs, objects: description.objectNames)
        ).compile(
            YAMLDocument.parse(
                """
                order:
                  object: deal
                  fields:
                    title: order.name
                    total: { value: order.total, write: if_empty }
                """,
                file: "map.yaml"
            )
        )
        #expect(
            description.problems(with: mapping).map(\.description) == [
                "crm.yaml:7:13: \"create\" sends \"titel\", which the mapping does not fill (did you mean \"title\"?)",
                "crm.yaml:3:3: the mapping fills \"title\", which no body sends (use {fields.title})",
                "crm.yaml:3:3: the mapping fills \"total\", which no body sends (use {fields.total})",
                "crm.yaml:3:3: \"total\" may be written only while it is empty, but the description has no read to see that "
                    + "(describe read, or take if_empty out of the mapping)",
            ]
        )
    }

    @Test func requestsThatCannotBeMadeOfASampleRecordAreTold() throws {
        let description = try RESTDescription(
            reading: YAMLDocument.parse(
                """
                auth: { kind: none }
                objects:
                  order:
                    object: deal
                    external_id: id
                    find: { path: /deals, query: { q: "{external_id}" }, external_id: shopify_order_id }
                    create: { path: /deals, body: { id: "{external_id}", name: "{fields.name | number}" } }
                """,
                file: "crm.yaml"
            )
        )
        let mapping = try MappingCompiler(MappingOptions(externalIDs: description.externalIDs)).compile(
            YAMLDocument.parse("order: { object: deal, fields: { name: order.name } }", file: "map.yaml")
        )
        #expect(
            description.problems(with: mapping).map(\.description) == [
                "crm.yaml:7:13: \"create\" cannot be made of a sample order: \"#1001\" is no number "
                    + "(a filter may be wrong here, or the mapping leaves something out)"
            ]
        )
    }

    @Test(arguments: RESTBuiltins.all.keys.sorted())
    func whatShipsFitsItsMapping(name: String) throws {
        let text = try #require(RESTBuiltins.all[name])
        let description = try RESTDescription(reading: YAMLDocument.parse(text, file: name))
        let options = MappingOptions(externalIDs: description.externalIDs, objects: description.objectNames)
        let mapping = try MappingCompiler(options).compile(try #require(description.mapping))
        #expect(description.problems(with: mapping).map(\.description) == [])
        #expect(mapping.kinds.contains(.order))
    }
}
