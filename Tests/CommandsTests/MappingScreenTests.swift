import Foundation
import SyncModel
import Testing

@testable import Commands

/// What a person reads of a plan and of one record beside the CRM's.
@Suite struct MappingScreenTests {
    private func settings(_ mode: DestinationSettings.Mode) -> DestinationSettings {
        DestinationSettings(
            name: DestinationName("hubspot"),
            type: "hubspot",
            mode: mode,
            stores: [StoreName("acme")],
            credentials: ["access_token": Secret("t")],
            objects: [:],
            quotaShare: 0.9,
            callsPerTenSeconds: 100,
            concurrency: 3
        )
    }

    private func report() -> MappingReport {
        var report = MappingReport()
        for id in 1...250 {
            report.add(.order(OrderRecord(id: Int64(id))), .changed, fields: ["dealname": .changes])
        }
        report.add(.order(OrderRecord(id: 900)), .unchanged, fields: [:])
        report.add(.customer(CustomerRecord(id: 4)), .leftAlone, fields: ["company": .onCreate, "phone": .kept])
        return report
    }

    @Test func aPlanCountsShowsAndSaysWhatToDo() {
        let output = MappingOutput(report(), of: StoreName("acme"), settings: settings(.live), limit: 2)
        #expect(output.writes == 250 && output.calls == 3 && output.examples.count == 2)
        let lines = MappingScreen(output: output, isCompared: false).lines
        #expect(lines.first == "hubspot, acme")
        #expect(lines.contains("  orders: 251"))
        #expect(lines.contains("    250  would change"))
        #expect(lines.contains("      dealname  250 written"))
        #expect(lines.contains(where: { $0.contains("company") && $0.contains("left, as the record is there") }))
        #expect(lines.contains("    order 1  changed  dealname"))
        #expect(lines.contains("250 records would be written, about 3 calls."))
        #expect(
            lines.contains("\"sluice mapping apply --destination hubspot\" sends them, behind live traffic.")
        )
    }

    @Test func whatGoesToTheBinCostsACallEach() {
        var report = report()
        for id in 1_000..<1_050 { report.add(.order(OrderRecord(id: Int64(id))), .archived, fields: [:]) }
        let output = MappingOutput(report, of: StoreName("acme"), settings: settings(.live), limit: 0)
        #expect(output.writes == 300 && output.calls == 53)
    }

    @Test func anApplySaysWhatIsOnItsWayAlready() {
        var report = report()
        for id in 1_000..<1_145 { report.add(.order(OrderRecord(id: Int64(id))), .waiting, fields: [:]) }
        report.marked = 250
        let output = MappingOutput(report, of: StoreName("acme"), settings: settings(.live), limit: 0)
        #expect(
            MappingScreen(output: output, isCompared: false).applied
                == "hubspot, acme: 250 records are to be sent, about 3 calls. 145 more are on their way already."
        )
        report.marked = 0
        let nothing = MappingOutput(report, of: StoreName("acme"), settings: settings(.live), limit: 0)
        #expect(
            MappingScreen(output: nothing, isCompared: false).applied
                == "hubspot, acme: nothing differs from what was sent. 145 more are on their way already."
        )
    }

    @Test func whatWaitsInShadowIsNotSaidToBeSent() {
        var report = MappingReport()
        for id in 1...2 { report.add(.order(OrderRecord(id: Int64(id))), .waiting, fields: [:]) }
        let hint = "\"sluice mapping plan --destination hubspot --diff\" shows what they would do."
        let output = MappingOutput(report, of: StoreName("acme"), settings: settings(.shadow), limit: 0)
        let screen = MappingScreen(output: output, isCompared: false)
        #expect(screen.lines.contains("    2  wait for mode: live"))
        #expect(screen.lines.last == "What waits was not compared with the CRM. " + hint)
        #expect(
            screen.applied
                == "hubspot, acme: nothing differs from what was sent. 2 more wait for mode: live. " + hint
        )
    }

    @Test func aPlanSaysThatAReloadComesFirstAndKeepsTheStore() {
        var output = MappingOutput(report(), of: StoreName("acme"), settings: settings(.live), limit: 0)
        output.runsAnother = true
        output.isOneStore = true
        #expect(
            MappingScreen(output: output, isCompared: false).lines.contains(
                "The server runs with another mapping: \"sluice reload\" lets it read this one. Then "
                    + "\"sluice mapping apply --destination hubspot --store acme\" sends them, behind live traffic."
            )
        )
    }

    @Test func whatIsEmptiedIsNotSaidToBeWritten() {
        var report = MappingReport()
        report.add(.order(OrderRecord(id: 1)), .changed, fields: ["shopify_note": .clears])
        report.add(.order(OrderRecord(id: 2)), .changed, fields: ["shopify_note": .changes])
        let output = MappingOutput(report, of: StoreName("acme"), settings: settings(.live), limit: 5)
        let lines = MappingScreen(output: output, isCompared: false).lines
        #expect(lines.contains("      shopify_note  1 written, 1 emptied, as Shopify has nothing"), "\(lines)")
        #expect(output.examples.first?.fields == ["shopify_note"])
    }

    @Test func guestsAreCountedAmongCustomers() throws {
        var report = report()
        var other = MappingReport()
        for id in 1...43 { other.add(.customer(CustomerRecord(id: Int64(-id))), .skipped, fields: [:]) }
        report.add(other)
        let output = MappingOutput(report, of: StoreName("acme"), settings: settings(.live), limit: 0)
        #expect(MappingScreen(output: output, isCompared: false).lines.contains("  customers: 44, 43 of them guests"))
        // What an earlier release has kept is read as well.
        let kept = try JSONDecoder().decode(MappingReport.Count.self, from: Data(#"{"outcomes":{},"fields":{}}"#.utf8))
        #expect(kept.guests == nil)
    }

    @Test func inShadowNothingIsSent() {
        let output = MappingOutput(report(), of: StoreName("acme"), settings: settings(.shadow), limit: 0)
        let lines = MappingScreen(output: output, isCompared: true).lines
        #expect(lines.contains("Nothing is sent in mode shadow; set mode: live to deliver."))
        #expect(!lines.contains("  for example"))
        let nothing = MappingOutput(MappingReport(), of: StoreName("acme"), settings: settings(.live), limit: 5)
        #expect(MappingScreen(output: nothing, isCompared: false).lines.contains("  no records yet"))
    }

    @Test func whatMustBeReadFirstIsTold() {
        var report = MappingReport()
        report.add(.order(OrderRecord(id: 1)), .unread, fields: [:])
        let only = MappingOutput(report, of: StoreName("acme"), settings: settings(.live), limit: 5)
        let words =
            "1 record is read from Shopify by \"sluice mapping apply --destination hubspot\" before it looks at it, and "
            + "sent where it differs then."
        #expect(only.unread == 1 && MappingScreen(output: only, isCompared: false).lines.last == words)
        report.add(.order(OrderRecord(id: 2)), .changed, fields: ["dealname": .changes])
        let both = MappingOutput(report, of: StoreName("acme"), settings: settings(.live), limit: 5)
        let lines = MappingScreen(output: both, isCompared: false).lines
        #expect(lines.contains(words) && lines.contains("1 record would be written, about 1 calls."))
    }

    @Test func oneRecordStandsBesideTheCRMs() {
        var comparison = MappingComparison(.changed, crmID: "501")
        comparison.fields = [
            .init(name: "dealname", wanted: "Order #1", held: "#1", outcome: .changes),
            .init(name: "note", wanted: "a\nb", held: nil, outcome: .onCreate),
        ]
        comparison.lines = ["line 7: quantity"]
        var report = DiffReport(comparison, of: .order(OrderRecord(id: 1)), destination: DestinationName("hubspot"))
        #expect(
            report.text == [
                "hubspot: order 1 would change (501 in the CRM)",
                "  field     would be sent  the CRM holds",
                "  dealname  Order #1       #1             would change",
                "  note      a / b          -              left: on_create, and the record is there",
                "  line 7: quantity differs",
            ]
        )
        report.mapping = "a1b2"
        #expect(report.text.first == "By mapping a1b2")
    }
}
