import Foundation
import SyncModel
import Testing

@testable import Commands

@Suite struct AuditScreenTests {
    private static let crm = DestinationName("hubspot")

    private func result(_ id: Int64, _ findings: AuditFinding..., currency: String = "EUR") -> AuditResult {
        var result = AuditResult(kind: .order, id: id, name: "#\(id)", day: "2026-05-11", currency: currency)
        result.shopify = .one(Decimal(string: "1234.5"))
        result.records = .one(Decimal(string: "1234.5"))
        result.destinations[Self.crm] = .one(Decimal(string: "1234.5"))
        result.compared = [Self.crm]
        result.findings = findings
        return result
    }

    private func output(_ results: [AuditResult], _ change: (inout AuditReport) -> Void = { _ in }) -> AuditOutput {
        var report = AuditReport()
        report.zone = "Europe/Berlin"
        for result in results { report.add(result) }
        change(&report)
        let job = Job(
            id: Job.ID(rawValue: 7),
            store: StoreName("acme"),
            spec: .audit(AuditSpec()),
            createdAt: .beginning
        )
        return AuditOutput(report.finished(at: Instant(seconds: 1_780_000_000)), of: job)
    }

    private func screen(_ output: AuditOutput) -> String {
        AuditScreen(output: output).lines.joined(separator: "\n")
    }

    @Test func whatAgreesIsOneSentence() {
        let text = screen(output((1...1_234).map { result($0) }))
        #expect(text.contains("acme: days in Europe/Berlin"))
        #expect(text.contains("1,234 orders agree to the cent in hubspot; 0 differ"))
        #expect(!text.contains("Days that differ") && !text.contains("What differs"))
    }

    @Test func aBackfillBesideItIsSaid() {
        let text = screen(output([result(1)]) { $0.besideBackfill = 12 })
        #expect(text.contains("A backfill ran meanwhile (job 12): what it had not read yet differs because of it."))
        #expect(!screen(output([result(1)])).contains("backfill"))
    }

    @Test func whatTheAppMayNotReadIsSaidAndIsNotGreen() throws {
        let found = output([result(1)]) { $0.denied = [.customer] }
        #expect(!found.clean && found.unread.keys.sorted() == ["Shopify's customers"])
        let words = "Shopify's customers could not be compared with: Shopify does not let the app read them."
        #expect(screen(found).contains(words))
        var report = AuditReport()
        report.denied = [.order]
        let standing = AuditStanding(report.finished(at: .beginning), of: Job.ID(rawValue: 7))
        #expect(standing?.unread == ["Shopify's orders"])
    }

    @Test func whatDiffersIsNamedWithWhatToDo() {
        let text = screen(
            output([
                result(1), result(2, .init(.changedInCRM, Self.crm, fields: ["amount", "dealname"])),
                result(3, .init(.outdatedInRecords, fields: ["currentTotal"])),
                result(4, .init(.refusedField, Self.crm, fields: ["note"])),
            ])
        )
        #expect(text.contains("1 order agrees to the cent in hubspot; 2 differ, 1 more for a known reason"))
        #expect(text.contains("2026-05-11") && text.contains("4 = 4,938.00"))
        #expect(
            text.contains("#2") && text.contains("amount, dealname") && text.contains("Shopify has something newer")
        )
        #expect(text.contains("--repair writes Shopify's value again"))
        #expect(text.contains("For a known reason") && text.contains("the CRM refused or cut the value"))
    }

    @Test func whoMustBeDecidedIsNotToldAsRefused() {
        let text = screen(output([result(2, .init(.undecided, Self.crm, detail: "identity_conflict"))]))
        #expect(text.contains("a person must say who it is") && text.contains("\"sluice identity decide\""))
        #expect(!text.contains("refuses") && !text.contains("failures retry"))
    }

    @Test func whatIsOnItsWayIsCountedAsExplained() {
        let text = screen(output([result(1), result(2, .init(.onItsWay))]))
        #expect(text.contains("1 order agrees to the cent in hubspot; 0 differ, 1 more for a known reason"))
        #expect(text.contains("changed less than a minute before, on its way"))
    }

    @Test func whatCouldNotBeReadIsSaid() {
        let text = screen(
            output([]) { report in
                report.readsShopify = false
                report.unread[Self.crm] = "the CRM could not be read (unauthorized)"
            }
        )
        #expect(text.contains("no Admin API credentials") && text.contains("hubspot could not be compared with"))
    }

    @Test func longListsAreCutAndSaySo() {
        let text = screen(output((1...120).map { result($0, .init(.missingInCRM, Self.crm)) }))
        #expect(text.contains("and 70 more"))
        #expect(text.split(separator: "\n").count < 80)
    }

    @Test func theJSONIsPlainAndExact() throws {
        let output = output([result(2, .init(.parked, Self.crm, detail: "invalid_value"), currency: "KWD")])
        let text = String(decoding: try Output.encoder.encode([output]), as: UTF8.self)
        for part in [
            "\"clean\" : false", "\"amount\" : \"1234.5\"", "\"currency\" : \"KWD\"", "\"cause\" : \"parked\"",
            "\"detail\" : \"invalid_value\"", "\"hubspot\" : {", "\"zone\" : \"Europe/Berlin\"", "\"sluice\" : {",
            "\"finished_at\" : \"2026-",
        ] {
            #expect(text.contains(part), "\(part) in \(text)")
        }
    }

    @Test(arguments: [
        ("1234.5", "EUR", "1,234.50"), ("1980", "JPY", "1,980"), ("12.3", "KWD", "12.300"), ("0", "USD", "0.00"),
        ("-1234567.891", "USD", "-1,234,567.891"), ("5", "", "5.00"),
    ])
    func moneyHasTheDigitsOfItsCurrency(_ amount: String, _ currency: String, _ text: String) {
        #expect(MoneyText.text(amount, currency) == text)
    }

    @Test func everyCauseHasWords() {
        for cause in AuditCause.allCases {
            #expect(!AuditWords.meaning(cause).isEmpty)
            #expect(cause.isExplained || AuditWords.advice(cause) != nil, "\(cause)")
        }
    }
}
