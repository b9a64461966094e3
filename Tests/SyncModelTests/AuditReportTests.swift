import FoundationEssentials
import Testing

@testable import SyncModel

@Suite struct AuditReportTests {
    private static let crm = DestinationName("hubspot")

    private func decimal(_ text: String) throws -> Decimal { try #require(Decimal(string: text)) }

    private func order(
        _ id: Int64,
        _ amount: String,
        _ currency: String = "EUR",
        day: String = "2026-05-11",
        crm: String? = nil,
        findings: [AuditFinding] = []
    ) throws -> AuditResult {
        var result = AuditResult(kind: .order, id: id, name: "#\(id)", day: day, currency: currency)
        result.shopify = .one(try decimal(amount))
        result.records = .one(try decimal(amount))
        result.destinations[Self.crm] = .one(try decimal(crm ?? amount))
        result.compared = [Self.crm]
        result.findings = findings
        return result
    }

    @Test func moneyAddsUpToTheLastDigitAndNeverAcrossCurrencies() throws {
        var report = AuditReport()
        for id in 1...1_000 { report.add(try order(Int64(id), "0.10")) }
        report.add(try order(2_001, "12.345", "KWD"))
        report.add(try order(2_002, "0.005", "KWD"))
        report.add(try order(2_003, "1980", "JPY"))
        let rows = report.tally.rows
        #expect(rows.map(\.key.currency) == ["EUR", "JPY", "KWD"])
        #expect(rows.map(\.shopify.amount) == [try decimal("100"), 1_980, try decimal("12.35")])
        #expect(rows.map(\.destinations[Self.crm]?.count) == [1_000, 1, 2])
        #expect(report.isClean && report.tally.totals.count == 3)
    }

    @Test func daysStandApartAndAddUp() throws {
        var one = AuditReport()
        one.add(try order(1, "5.00", day: "2026-05-11"))
        var other = AuditReport()
        other.add(try order(2, "7.50", day: "2026-05-12"))
        other.add(try order(3, "1.25", day: "2026-05-11", crm: "1.20", findings: [.init(.changedInCRM, Self.crm)]))
        one.add(other)
        #expect(one.tally.rows.map(\.key.day) == ["2026-05-11", "2026-05-12"])
        #expect(one.tally.rows[0].destinations[Self.crm]?.amount == (try decimal("6.20")))
        #expect(one.tally.rows.map(\.unexplained) == [1, 0])
        #expect(one.tally.totals.first?.shopify == AuditSum(count: 3, amount: try decimal("13.75")))
    }

    @Test func onlyWhatHasNoReasonMakesItUnclean() throws {
        var report = AuditReport()
        report.add(try order(1, "5.00", findings: [.init(.refusedField, Self.crm, fields: ["note"])]))
        #expect(report.isClean && report.explained == 1 && report.unexplained == 0)
        report.add(try order(2, "5.00", findings: [.init(.refusedField, Self.crm), .init(.changedInCRM, Self.crm)]))
        #expect(!report.isClean && report.unexplained(in: Self.crm) == 1)
        let standing = report.standings.first { $0.destination == Self.crm }
        #expect(standing?.explained == 1 && standing?.differing == 1 && standing?.agreeing == 0)
        var unread = AuditReport()
        unread.unread[Self.crm] = "the CRM could not be read (unauthorized)"
        #expect(!unread.isClean)
    }

    /// What the CRM refused may be mended there since, and nothing else tries it again.
    @Test func aRepairSendsWhatWasRefusedAgainAndNothingElseThatIsExplained() throws {
        let refused = try order(1, "5.00", findings: [.init(.refusedField, Self.crm, fields: ["note"])])
        #expect(refused.isRepairable && refused.toSendAgain == [Self.crm] && refused.toMend.isEmpty)
        let shared = try order(2, "5.00", findings: [.init(.sharedContact, Self.crm), .init(.waiting, Self.crm)])
        #expect(!shared.isRepairable && shared.toSendAgain.isEmpty)
        let changed = try order(3, "5.00", findings: [.init(.changedInCRM, Self.crm, fields: ["note"])])
        #expect(changed.isRepairable && changed.toSendAgain == [Self.crm])
    }

    @Test func whatOurRecordsLackCountsInEveryDestination() throws {
        var report = AuditReport()
        report.add(try order(1, "5.00", findings: [.init(.outdatedInRecords, fields: ["currentTotal"])]))
        #expect(report.unexplained(in: Self.crm) == 1 && report.unexplained(in: DestinationName("other")) == 1)
        #expect(report.standings.allSatisfy { $0.differing == 1 })
    }

    @Test func anotherDestinationsDifferenceIsNotThisOnes() throws {
        let other = DestinationName("salesforce")
        var result = try order(1, "5.00", findings: [.init(.missingInCRM, other)])
        result.compared = [Self.crm, other]
        var report = AuditReport()
        report.add(result)
        #expect(report.unexplained(in: Self.crm) == 0 && report.unexplained(in: other) == 1)
        #expect(report.standings.first { $0.destination == Self.crm }?.agreeing == 1)
        #expect(result.toMend == [other])
    }

    @Test func everythingIsCountedAndThoseWithoutReasonAreNamedFirst() throws {
        var report = AuditReport()
        for id in 0..<1_200 { report.add(try order(Int64(id), "1.00", findings: [.init(.notSentByRule, Self.crm)])) }
        for id in 2_000..<2_700 { report.add(try order(Int64(id), "1.00", findings: [.init(.missingInCRM, Self.crm)])) }
        #expect(report.explained == 1_200 && report.unexplained == 700)
        #expect(report.differences.count == AuditReport.keptDifferences)
        #expect(report.differences.count { !$0.finding.cause.isExplained } == 700)
    }

    @Test func aFinishedReportKeepsTheRowsThatDifferAndEveryRecord() throws {
        var report = AuditReport()
        for number in 0..<1_500 {
            let day = Timestamp(Instant(seconds: 1_600_000_000 + Int64(number) * 86_400)).day
            let findings = number == 3 ? [AuditFinding(.missingInCRM, Self.crm)] : []
            report.add(try order(Int64(number), "1.00", day: day, findings: findings))
        }
        let finished = report.finished(at: Instant(seconds: 1_800_000_000))
        #expect(finished.tally.rows.count == AuditReport.keptRows + 1)
        #expect(finished.tally.rows.reduce(0) { $0 + $1.shopify.count } == 1_500)
        #expect(finished.tally.rows.contains(where: { $0.unexplained == 1 && $0.key.day == "2020-09-16" }))
        #expect(finished.tally.rows.contains(where: { $0.key.day == AuditTally.otherDays }))
    }

    @Test func rowsAboveTheLimitAreSummedUp() {
        var tally = AuditTally(limit: 2)
        for day in ["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04", "2026-01-01"] {
            var row = AuditRow(AuditRow.Key(kind: .customer, day: day, currency: ""))
            row.records = .one(nil)
            tally.add(row)
        }
        #expect(tally.rows.map(\.key.day) == ["2026-01-01", "2026-01-02", AuditTally.otherDays])
        #expect(tally.rows.map(\.records.count) == [2, 1, 2])
    }

    @Test func itIsStoredAsItIs() throws {
        var report = AuditReport()
        report.zone = "Asia/Kolkata"
        report.add(try order(1, "12.345", "KWD", findings: [.init(.parked, Self.crm, detail: "invalid_value")]))
        var slice = JobSlice(
            job: Job.ID(rawValue: 1),
            number: 0,
            kind: .order,
            method: .pages,
            window: ReadWindow(.createdAt)
        )
        slice.audit = AuditPart(report: report, seen: SeenIDs([9, 4, 1 << 53, 4]))
        let copy = try JSONDecoder().decode(JobSlice.self, from: JSONEncoder().encode(slice))
        #expect(copy == slice)
        #expect(copy.audit?.seen.contains(9) == true && copy.audit?.seen.contains(5) == false)
        #expect(copy.audit?.seen.contains(1 << 53) == true && copy.audit?.seen.count == 3)
    }

    @Test(arguments: [
        ("2026-05-11T23:30:00Z", "2026-05-12"), ("2026-05-12T01:30:00+02:00", "2026-05-12"),
        ("2026-05-11T21:59:59Z", "2026-05-11"), ("2026-01-11T22:59:59Z", "2026-01-11"),
        ("2026-01-11T23:00:00Z", "2026-01-12"),
    ])
    func aDayIsTheShopsWhateverOffsetATimeIsWrittenWith(_ text: String, _ day: String) throws {
        let time = try #require(Timestamp(text))
        #expect(AuditCalendar(zone: "Europe/Berlin").day(of: time) == day)
    }

    @Test func withoutAZoneATimesOwnOffsetCounts() throws {
        let time = try #require(Timestamp("2026-05-11T23:30:00-04:00"))
        #expect(AuditCalendar(zone: nil).day(of: time) == "2026-05-11")
        #expect(AuditCalendar(zone: "Not/AZone").day(of: time) == "2026-05-11")
    }
}
