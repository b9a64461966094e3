import Connectors
import FoundationEssentials
import Outbound
import SyncEngine
import SyncModel
import Testing

@testable import Commands

@Suite("A CRM described in configuration")
struct DescribedCRMTests {
    private static let root = #filePath.components(separatedBy: "/Tests/")[0]

    private static func configuration(_ destination: String) -> String {
        """
        stores: [{ name: acme, shop: acme.myshopify.com, webhook_secrets: [s] }]
        destinations:
          - \(destination)
        """
    }

    private static let definition = """
        base_url: "https://crm.example.com"
        auth: { kind: bearer }
        objects:
          order:
            object: deal
            external_id: shop_id
            find: { path: /deals, query: { shop_id: "{external_id}" } }
            create: { path: /deals }
        """

    @Test func theLiteralFormOfTheOriginalRequestIsAnExample() throws {
        let file = "\(Self.root)/Examples/original-request/sluice.yaml"
        let loader = ConfigurationLoader(environment: ["SHOPIFY_CLIENT_SECRET": "s", "CRM_API_KEY": "key-1"])
        let configuration = try loader.load(file)
        var settings = configuration.destinations[0]
        settings.baseURL = "https://api.yourcrm.com"
        let step = try #require(try ConnectorTrial(settings, configuration: nil, sample: nil).rehearse([.order]).first)
        let request = try #require(step.exchanges.first)
        #expect(step.name == "create" && request.method == "POST")
        #expect(request.url == "https://api.yourcrm.com/v1/deals")
        #expect(request.requestHeaders["authorization"] == "Bearer ***")
        #expect(request.requestHeaders["content-type"] == "application/json")
        #expect(
            request.requestBody
                == #"{"deal_name":"Shopify Order #1001","amount":199.65,"customer_email":"bob@example.com","#
                + #""shopify_order_id":"820982911946154508","pipeline_stage":"Closed Won"}"#
        )
    }

    @Test func whatShipsNeedsNoMoreThanAnAddressAndAKey() async throws {
        for name in RESTBuiltins.all.keys.sorted() {
            let folder = try ConfigurationFolder([
                "sluice.yaml": Self.configuration(
                    "{ name: crm, type: rest, definition: \"builtin:\(name)\", base_url: \"https://crm.example.com\","
                        + " credentials: { token: t } }"
                )
            ])
            let configuration = try folder.mapped()
            let outbound = try OutboundComposition(configuration.settings)
            let route = try outbound.route(configuration.destinations[0], configuration)
            #expect(route.connector is RESTConnector)
            #expect(route.mapper.object(.order) != nil)
            await outbound.shutdown()
        }
    }

    @Test(arguments: [
        ("{ name: crm, type: rest, credentials: { token: t } }", "\"definition\" is missing"),
        (
            "{ name: crm, type: rest, definition: \"builtin:yourcmr\", credentials: { token: t } }",
            "there is no \"builtin:yourcmr\" (did you mean \"builtin:yourcrm\"?)"
        ),
        (
            "{ name: crm, type: rest, definition: none.yaml, credentials: { token: t } }",
            "the definition file \"none.yaml\" cannot be read"
        ),
        (
            "{ name: crm, type: hubspot, definition: crm.yaml, credentials: { access_token: t } }",
            "type hubspot takes no definition"
        ),
        (
            "{ name: crm, type: rest, definition: crm.yaml, credentials: { token: t } }",
            "crm.yaml:1:1: the description brings no mapping"
        ),
        (
            "{ name: crm, type: hubspot, credentials: { acces_token: t } }",
            "HubSpot takes no credentials.acces_token (did you mean \"access_token\"?)"
        ),
    ])
    func mistakesAreToldWithTheMend(destination: String, expected: String) throws {
        let folder = try ConfigurationFolder([
            "sluice.yaml": Self.configuration(destination), "crm.yaml": Self.definition,
        ])
        let mistakes = folder.mistakes()
        #expect(mistakes.contains(where: { $0.contains(expected) }), "\(mistakes)")
    }

    @Test func mistakesOfADescriptionAreToldWithThoseOfTheConfiguration() throws {
        let folder = try ConfigurationFolder([
            "sluice.yaml": Self.configuration(
                "{ name: crm, type: rest, definition: crm.yaml, mode: liev, credentials: { token: t } }"
            ),
            "crm.yaml": Self.definition.replacing("create", with: "creat"),
        ])
        let mistakes = folder.mistakes()
        #expect(mistakes.contains(where: { $0.contains("sluice.yaml:3") && $0.contains("\"liev\"") }), "\(mistakes)")
        #expect(
            mistakes.contains(where: {
                $0.contains("crm.yaml:8:5: \"order\" has no key \"creat\" (did you mean \"create\"?)")
            }),
            "\(mistakes)"
        )
    }

    @Test func theDescriptionsLimitsAndAddressesAreTaken() throws {
        let text =
            Self.definition + """

                limits: { windows: [{ calls: 30, seconds: 60 }, { calls: 5, seconds: 1 }] }
                mapping: { order: { object: deal, fields: { title: order.name } } }
                """
        let folder = try ConfigurationFolder([
            "sluice.yaml": Self.configuration(
                "{ name: crm, type: rest, definition: crm.yaml, credentials: { token: t } }"
            ),
            "crm.yaml": text,
        ])
        let loaded = try #require(try DefinitionLoader.load(folder.load().destinations[0]))
        #expect(
            loaded.description.quotas == [
                "default": CallQuota(limit: 30, window: .seconds(60)),
                "window 2": CallQuota(limit: 5, window: .seconds(1)),
            ]
        )
        #expect(loaded.description.baseURL == "https://crm.example.com")
    }

    @Test("doctor calls a description's mapping its own, and knows nothing of the CRM's fields")
    func mappingInDoctor() async throws {
        let folder = try ConfigurationFolder([
            "sluice.yaml": Self.configuration(
                "{ name: crm, type: rest, definition: \"builtin:yourcrm\", credentials: { token: t } }"
            )
        ])
        let configuration = try folder.mapped()
        let outbound = try OutboundComposition(configuration.settings)
        let route = try outbound.route(configuration.destinations[0], configuration)
        let findings = try await MappingCheck(configuration.destinations[0], configuration).findings(route.connector)
        await outbound.shutdown()
        let words = findings.filter { $0.subject == "mapping" }.map(\.message)
        #expect(words == ["the one in builtin:yourcrm fits the description; which fields the CRM has is not known"])
    }

    @Test("doctor tells what a destination lacks in words")
    func lackingInDoctor() {
        let findings = Finding.problems(of: CommandFailure.usage("destination tiny: base_url: is needed"))
        #expect(findings.map(\.message) == ["destination tiny: base_url: is needed"])
        #expect(findings.first?.level == .problem && findings.first?.fix != nil)
    }

    @Test("A refused record's advice names what a person can do")
    func advice() {
        let words = FailureAdvice.fix(for: .refused)
        for command in ["sluice show", "mapping", "failures retry", "failures discard"] {
            #expect(words.contains(command), "\(command)")
        }
    }
}
