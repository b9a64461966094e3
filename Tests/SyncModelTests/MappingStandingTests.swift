import Testing

@testable import SyncModel

/// What a mapping would do to a record, told from our own books.
@Suite struct MappingStandingTests {
    private static let crm = DestinationName("hubspot")
    private static let facts = StoreFacts(name: StoreName("acme"), domain: "acme.myshopify.com")
    private static let key = RecordKey(store: facts.name, kind: .order, id: 1)

    private struct Saying: RecordMapper {
        var result: Result<MappingResult, DeliveryFault>
        var unmatched = Unmatched.leave

        func object(_ kind: RecordKind) -> String? { "deal" }
        func map(_ input: MappingInput) throws(DeliveryFault) -> MappingResult { try result.get() }
        func unmatched(_ input: MappingInput) -> Unmatched { unmatched }
    }

    private static func content(
        _ name: String = "#1",
        note: MappedValue = .text("as it was"),
        origin: String = "live",
        quantity: Int64 = 1
    ) -> MappedContent {
        MappedContent(
            object: "deal",
            externalID: "1",
            fields: [
                MappedField("dealname", .text(name), adopted: .ifEmpty),
                MappedField("note", note, write: .ifEmpty),
                MappedField("origin", .text(origin), write: .onCreate),
            ],
            lines: [MappedLine(externalID: "7", fields: [MappedField("quantity", .integer(quantity))])]
        )
    }

    private static func lane(
        _ state: LaneState = .clean,
        link: Link? = Link(object: "deal", crmID: "d1"),
        holding: MappedContent? = content()
    ) -> Lane {
        var lane = Lane(key: LaneKey(destination: crm, record: key))
        lane.state = state
        lane.link = link
        lane.holding = holding?.delivered(parent: nil)
        return lane
    }

    private static func record(deletedAt: Int64? = nil) -> SyncRecord {
        var order = OrderRecord(id: 1)
        var details = OrderDetails()
        details.name = .value("#1")
        let at = Instant(seconds: 1)
        order.details = Versioned(details, version: SourceVersion(at: at, tie: at, hash: 1))
        order.life = RecordLife(aliveAt: at, deletedAt: deletedAt.map { Instant(seconds: $0) })
        return .order(order)
    }

    private static func standing(
        _ lane: Lane?,
        _ result: Result<MappingResult, DeliveryFault> = .success(.content(content())),
        record: SyncRecord = record(),
        isRouted: Bool = true,
        unmatched: Unmatched = .leave
    ) -> MappingStanding {
        let stored = StoredRecord(key: key, revision: 1, record: record, firstSeenAt: .beginning, changedAt: .beginning)
        var audited = AuditedRecord(stored: stored)
        audited.lanes[crm] = lane
        return MappingStanding(
            audited,
            in: crm,
            isRouted: isRouted,
            mapper: Saying(result: result, unmatched: unmatched),
            store: facts
        )
    }

    @Test func whatIsMadeAsItWasStaysAsItIs() {
        let standing = Self.standing(Self.lane())
        #expect(standing.outcome == .unchanged && standing.fields.isEmpty && !standing.hasOtherLines)
    }

    @Test func onlyWhatDiffersIsTold() {
        let changed = Self.standing(Self.lane(), .success(.content(Self.content("#2", origin: "history"))))
        #expect(changed.outcome == .changed)
        #expect(changed.fields == ["dealname": .changes, "origin": .onCreate] && !changed.hasOtherLines)
        let lines = Self.standing(Self.lane(), .success(.content(Self.content(quantity: 2))))
        #expect(lines.outcome == .changed && lines.fields.isEmpty && lines.hasOtherLines)
    }

    @Test func aFieldTakenOutOfTheMappingChangesNothing() {
        var less = Self.content()
        less.fields.removeFirst()
        #expect(Self.standing(Self.lane(), .success(.content(less))).outcome == .unchanged)
    }

    @Test func policiesDecideWhatIsWritten() {
        let onCreate = Self.standing(Self.lane(), .success(.content(Self.content(origin: "history"))))
        #expect(onCreate.outcome == .leftAlone && onCreate.fields == ["origin": .onCreate])
        let ifEmpty = Self.standing(Self.lane(), .success(.content(Self.content(note: .text("other")))))
        #expect(ifEmpty.outcome == .changed && ifEmpty.fields == ["note": .ifEmpty])
        let emptied = Self.standing(Self.lane(), .success(.content(Self.content(note: .clear))))
        #expect(emptied.outcome == .unchanged && emptied.fields.isEmpty)
        let adopted = Self.lane(link: Link(object: "deal", crmID: "d1", isAdopted: true))
        let taken = Self.standing(adopted, .success(.content(Self.content("#2"))))
        #expect(taken.fields == ["dealname": .ifEmpty])
    }

    /// As a merchant does who has adopted many and wants Shopify's values after all.
    @Test func aPolicyThatLetsMoreIsCounted() {
        func named(_ write: WritePolicy, _ adopted: WritePolicy) -> MappedContent {
            MappedContent(
                object: "deal",
                externalID: "1",
                fields: [MappedField("dealname", .text("#1"), write: write, adopted: adopted)]
            )
        }
        for isAdopted in [false, true] {
            let (guarded, free) = (named(.onCreate, .ifEmpty), named(.always, .always))
            var lane = Self.lane(link: Link(object: "deal", crmID: "d1", isAdopted: isAdopted))
            lane.holding = guarded.delivered(parent: nil, isAdopted: isAdopted)
            #expect(Self.standing(lane, .success(.content(guarded))).outcome == .unchanged)
            let after = Self.standing(lane, .success(.content(free)))
            #expect(after.outcome == .changed && after.fields == ["dealname": .changes])
        }
    }

    @Test func whatTheBooksDoNotKnowCountsAsDifferent() {
        let standing = Self.standing(Self.lane(holding: nil))
        #expect(standing.outcome == .changed && standing.fields.count == 3 && standing.hasOtherLines)
    }

    @Test(
        arguments: [
            (LaneState.dirty, MappingOutcome.waiting), (.claimed, .waiting), (.parked, .parked),
            (.discarded, .discarded), (.erased, .erased),
        ]
    )
    func otherLanesAreLeft(state: LaneState, outcome: MappingOutcome) {
        #expect(Self.standing(Self.lane(state), .success(.content(Self.content("#2")))).outcome == outcome)
    }

    @Test func otherRecordsAreLeft() {
        let other = Result<MappingResult, DeliveryFault>.success(.content(Self.content("#2")))
        #expect(Self.standing(nil, other).outcome == .notSent)
        #expect(Self.standing(Self.lane(), other, isRouted: false).outcome == .notMeant)
        #expect(Self.standing(Self.lane(), other, record: .order(OrderRecord(id: 1))).outcome == .notMeant)
        #expect(Self.standing(Self.lane(), other, record: Self.record(deletedAt: 5)).outcome == .deletedInShopify)
        let shared = Self.lane(link: Link(object: "deal", crmID: "d1", standing: .shared))
        #expect(Self.standing(shared, other).outcome == .shared)
        let gone = Self.lane(link: Link(object: "deal", crmID: "d1", standing: .gone))
        #expect(Self.standing(gone, other).outcome == .deletedInCRM)
    }

    @Test func rulesTakeInAndLeaveOut() {
        let skipped = Result<MappingResult, DeliveryFault>.success(.skipped(reason: "the mapping takes only others"))
        #expect(Self.standing(Self.lane(), skipped).outcome == .leftOut)
        #expect(Self.standing(Self.lane(link: nil, holding: nil), skipped).outcome == .skipped)
        #expect(Self.standing(Self.lane(link: nil, holding: nil)).outcome == .created)
    }

    @Test func whatIsLeftOutIsArchivedOrMarkedOnce() {
        let skipped = Result<MappingResult, DeliveryFault>.success(.skipped(reason: "the mapping takes only others"))
        #expect(Self.standing(Self.lane(), skipped, unmatched: .archive).outcome == .archived)
        let adopted = Self.lane(link: Link(object: "deal", crmID: "d1", isAdopted: true))
        #expect(Self.standing(adopted, skipped, unmatched: .archive).outcome == .leftOut)
        #expect(Self.standing(Self.lane(link: nil), skipped, unmatched: .archive).outcome == .skipped)
        let mark = Unmatched.mark([MappedField("stage", .text("lost"))])
        let marking = Self.standing(Self.lane(), skipped, unmatched: mark)
        #expect(marking.outcome == .marked && marking.fields == ["stage": .changes] && marking.reason != nil)
        var lane = Self.lane()
        lane.holding = marking.content?.delivered(parent: nil)
        #expect(Self.standing(lane, skipped, unmatched: mark).outcome == .leftOut)
    }

    @Test func whatCannotBeMappedIsToldByItsCode() {
        let fault = DeliveryFault(.mapping, .park, message: "ada@example.com is no number")
        let standing = Self.standing(Self.lane(), .failure(fault))
        #expect(standing.outcome == .unmappable && standing.reason == "mapping_failed")
    }

    @Test func theLastNoteSaysWhatTheBooksDoNot() {
        func noted(_ message: String?, _ lane: Lane, outcome: String = "skipped") -> MappingOutcome {
            var standing = Self.standing(lane, .success(.content(Self.content("#2"))))
            standing.take(DeliveryNote(at: .beginning, outcome: outcome, message: message))
            return standing.outcome
        }
        // Deleted in the CRM and left so: nothing but a call would find that out again.
        #expect(noted("it was deleted in the CRM", Self.lane()) == .deletedInCRM)
        #expect(noted(nil, Self.lane(), outcome: "updated") == .changed)
        // Left out by a rule so far, and taken in again.
        #expect(noted("the mapping takes only records with order.total > 0", Self.lane()) == .changed)
        let unsent = Self.lane(link: nil, holding: nil)
        #expect(noted("the mapping takes only records with order.total > 0", unsent) == .created)
        #expect(noted("its address is ignored", unsent) == .skipped)
        // Left out by a person, whatever the books say.
        for lane in [unsent, Self.lane()] {
            #expect(noted(IdentityRuling.skipReason, lane, outcome: "left_out") == .skipped)
        }
        // Left out because its address was ignored, which it is no more.
        let gone = Self.lane(link: Link(object: "deal", crmID: "d1", standing: .gone), holding: nil)
        #expect(noted("the address fits \"*@x.de\" of ignore_emails", gone) == .changed)
        #expect(noted("deleted in the CRM and left so", gone) == .deletedInCRM)
    }

    @Test func whoWasLeftOutByASettingIsTakenInOnceItSaysSo() {
        func outcome(_ adoption: AdoptionPolicy) -> MappingOutcome {
            var standing = Self.standing(Self.lane(link: nil, holding: nil))
            let message = AdoptionPolicy.leavesOut("contact 512", as: .customer)
            #expect(standing.needsNote)
            standing.take(DeliveryNote(at: .beginning, outcome: "left_out", message: message), adoption: adoption)
            return standing.outcome
        }
        #expect(outcome(AdoptionPolicy(customers: .skip)) == .skipped)
        #expect(outcome(AdoptionPolicy(customers: .adopt)) == .created)
    }

    /// It was left as it is by the mapping before, which said so in its note.
    @Test func whatARuleLeftIsStillArchivedOrMarked() {
        let reason = "the mapping takes only records with order.total > 0"
        let mark = Unmatched.mark([MappedField("stage", .text("lost"))])
        for (unmatched, outcome) in [(Unmatched.archive, MappingOutcome.archived), (mark, .marked)] {
            for (message, expected) in [(reason, outcome), ("it was deleted in the CRM", .deletedInCRM)] {
                var standing = Self.standing(Self.lane(), .success(.skipped(reason: reason)), unmatched: unmatched)
                #expect(standing.needsNote)
                standing.take(DeliveryNote(at: .beginning, outcome: "skipped", message: message))
                #expect(standing.outcome == expected, "\(unmatched) after \(message)")
            }
        }
    }

    @Test func theReportIsBoundedAndAddsUp() throws {
        var report = MappingReport()
        for id in 0..<50 {
            var order = OrderRecord(id: Int64(id))
            order.life = RecordLife(aliveAt: .beginning)
            report.add(.order(order), .changed, fields: ["dealname": .changes, "note": .same, "origin": .onCreate])
        }
        #expect(report.examples.count == MappingReport.keptExamples)
        #expect(report.examples.allSatisfy { $0.fields == ["dealname"] })
        #expect(report.count(.order).fields == ["dealname": [.changes: 50], "origin": [.onCreate: 50]])
        var sum = report
        sum.add(report)
        #expect(sum.writes == 100 && sum.examples.count == MappingReport.keptExamples)
        #expect(sum.count(.order).fields["dealname"] == [.changes: 100])
    }
}
