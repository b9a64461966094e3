import SyncModel
import Testing

@testable import Connectors

/// A pipeline or a stage that is not there is told with the nearest that is.
@Suite struct MisspeltStageTests {
    @Test(
        arguments: [
            ("Shopfy", ["Sales"], "; did you mean \"Shopify\"? It has: Sales"),
            ("sale", ["Sales", "Support"], "; did you mean \"Sales\"? It has: Sales, Support"),
            ("B2B", ["Sales", "Support"], "; it has: Sales, Support"),
        ] as [(String, [String], String)]
    )
    func theNearestIsOffered(_ name: String, _ known: [String], _ words: String) {
        #expect(NearestName.offer(insteadOf: name, known, words: ["Shopify"], list: "it has") == words)
    }

    @Test func everyConnectorOffersIt() {
        let hubspot = HubSpotStages.Mistake.noStage(named: "wno", pipeline: "Sales", known: ["Closed"])
        #expect(
            hubspot.fault("dealstage", "pipeline").message
                == "pipeline \"Sales\" has no stage \"wno\"; did you mean \"won\"? Its stages: Closed"
        )
        let zoho = ZohoStages.Mistake.noPipeline(named: "Shopfy", known: ["Standard"])
        #expect(zoho.fault.message == "Zoho has no pipeline \"Shopfy\"; did you mean \"Shopify\"? It has: Standard")
        let stages = [SalesforceStage("Prospecting"), SalesforceStage("Closed Won")]
        #expect(
            SalesforceStage.fault("Closed Wan", among: stages).message
                == "the org has no stage \"Closed Wan\"; did you mean \"Closed Won\"? It has: Prospecting, Closed Won"
        )
    }
}
