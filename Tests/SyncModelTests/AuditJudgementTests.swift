import Testing

@testable import SyncModel

/// What is told of a record that a CRM does not hold as it is wanted.
@Suite struct AuditJudgementTests {
    private static let crm = DestinationName("hubspot")
    private static let key = RecordKey(store: StoreName("acme"), kind: .order, id: 1)
    private static let content = MappedContent(
        object: "deal",
        externalID: "1",
        fields: [
            MappedField("amount", .integer(12)), MappedField("dealname", .text("#1")),
            MappedField("closedate", .day("2026-05-11"), write: .onCreate),
            MappedField("phone", .text("1"), adopted: .ifEmpty),
        ],
        lines: [MappedLine(externalID: "7", fields: [MappedField("quantity", .integer(2))])]
    )

    private func lane(_ state: LaneState, _ link: Link? = Link(object: "deal", crmID: "d1")) -> Lane {
        var lane = Lane(key: LaneKey(destination: Self.crm, record: Self.key))
        lane.state = state
        lane.link = link
        lane.holding = Self.content.delivered(parent: nil)
        if state == .parked { lane.fault = DeliveryFault(.invalidValue, .park, message: "ada@example.com is no stage") }
        return lane
    }

    private func judge(
        _ held: AuditJudgement.Held,
        _ lane: Lane?,
        parent: Link? = nil,
        notes: [DeliveryNote] = [],
        wait: AuditWait = AuditWait(now: .beginning),
        lacksBuyer: Bool = false
    ) -> [AuditFinding] {
        AuditJudgement(
            destination: Self.crm,
            content: Self.content,
            lane: lane,
            parent: parent,
            notes: notes,
            wait: wait,
            lacksBuyer: lacksBuyer,
            currency: "EUR"
        )
        .findings(held)
    }

    /// Weeks behind a pause are no explanation: nobody but a person ends it.
    @Test func waitingExplainsOnlyWhatMoves() {
        let now = Instant(seconds: 1_000_000)
        func cause(_ age: Int, _ pauses: PauseScope...) -> AuditCause? {
            var waiting = lane(.dirty)
            waiting.dirtySince = now - .seconds(age)
            return judge(differing("amount"), waiting, wait: AuditWait(now: now, pauses: pauses)).first?.cause
        }
        #expect(cause(60) == .waiting && cause(3_599) == .waiting)
        #expect(cause(3_700) == .delayed)
        #expect(cause(60, .destination) == .paused && cause(60, .kind(.order)) == .paused)
        #expect(cause(60, .kind(.customer)) == .waiting)
        #expect(cause(60, .currency("EUR")) == .paused && cause(60, .currency("USD")) == .waiting)
        #expect(!AuditCause.paused.isExplained && !AuditCause.delayed.isExplained && AuditCause.waiting.isExplained)
        var shared = lane(.dirty, Link(object: "deal", crmID: "d1", standing: .shared))
        shared.dirtySince = now - .seconds(7_200)
        #expect(judge(differing(), shared, wait: AuditWait(now: now)).map(\.cause) == [.delayed])
    }

    @Test func aReadThatNobodyMakesIsDelayedWhereItCouldBeMade() {
        let now = Instant(seconds: 1_000_000)
        func cause(_ need: HydrationNeed, readsShopify: Bool = true) -> AuditCause {
            let stored = StoredRecord(
                key: Self.key,
                revision: 1,
                record: .trace(.order, 1, reads: need),
                firstSeenAt: .beginning,
                changedAt: now - .seconds(60)
            )
            return AuditWait(now: now, readsShopify: readsShopify).cause(of: stored)
        }
        #expect(cause(HydrationNeed(askedAt: now - .seconds(60))) == .waiting)
        #expect(cause(HydrationNeed(askedAt: now - .seconds(7_200))) == .delayed)
        #expect(cause(HydrationNeed(askedAt: now - .seconds(7_200)), readsShopify: false) == .waiting)
        #expect(cause(.once) == .waiting)
    }

    private func differing(_ names: String..., isLinked: Bool = true) -> AuditJudgement.Held {
        .there(differing: names, isLinked: isLinked)
    }

    private func note(_ outcome: String, sent: [String: String] = [:], message: String? = nil) -> DeliveryNote {
        DeliveryNote(at: .beginning, outcome: outcome, sent: sent, message: message)
    }

    @Test func whatIsHeldIsNoFinding() {
        for state in [LaneState.clean, .dirty, .claimed, .parked, .discarded] {
            #expect(judge(differing(), lane(state)).isEmpty, "\(state)")
        }
    }

    @Test(arguments: [
        (LaneState.clean, AuditCause.changedInCRM), (.dirty, .waiting), (.claimed, .waiting), (.parked, .parked),
        (.discarded, .discarded), (.erased, .erased),
    ])
    func aDifferenceIsToldByWhereTheLaneStands(_ state: LaneState, _ cause: AuditCause) {
        let found = judge(differing("amount"), lane(state))
        #expect(found.map(\.cause) == [cause] && found.first?.fields == ["amount"])
        #expect(found.first?.destination == Self.crm)
    }

    @Test func whatALateCallMayHaveChangedWaitsForItsRepeat() {
        var repeated = lane(.clean)
        repeated.redeliverAt = Instant(seconds: 30)
        #expect(judge(differing("amount"), repeated).map(\.cause) == [.waiting])
        // No late call takes a record away.
        #expect(judge(.missing, repeated).map(\.cause) == [.goneFromCRM])
    }

    @Test(arguments: [
        (LaneState.clean, AuditCause.goneFromCRM), (.dirty, .waiting), (.claimed, .waiting), (.parked, .parked),
        (.discarded, .discarded), (.erased, .erased),
    ])
    func soIsAMissingRecord(_ state: LaneState, _ cause: AuditCause) {
        #expect(judge(.missing, lane(state)).map(\.cause) == [cause])
    }

    @Test func aFaultIsToldByItsCodeAlone() {
        #expect(judge(.missing, lane(.parked)).first?.detail == "invalid_value")
        // Of whom a person must decide the CRM refused nothing.
        var doubtful = lane(.parked)
        doubtful.fault = DeliveryFault(.identityConflict, .park, message: "several could be the one")
        #expect(judge(.missing, doubtful).map(\.cause) == [.undecided])
    }

    @Test func withoutALaneOrALinkItWasNeverDelivered() {
        #expect(judge(.missing, nil).map(\.cause) == [.missingInCRM])
        #expect(judge(.missing, lane(.clean, nil)).map(\.cause) == [.missingInCRM])
    }

    @Test func whatIsFoundByOurIDAloneHasLostItsLink() {
        #expect(judge(differing("amount", isLinked: false), lane(.clean, nil)).map(\.cause) == [.lostLink])
        #expect(judge(differing(isLinked: false), nil).map(\.cause) == [.lostLink])
        #expect(judge(differing(isLinked: false), lane(.dirty, nil)).map(\.cause) == [.waiting])
    }

    @Test func aSharedContactIsExplainedWhateverItHolds() {
        let shared = Link(object: "contact", crmID: "c1", standing: .shared)
        #expect(judge(differing(), lane(.clean, shared)).map(\.cause) == [.sharedContact])
        #expect(judge(differing(), lane(.dirty, shared)).map(\.cause) == [.waiting])
        #expect(judge(.missing, lane(.clean, shared)).map(\.cause) == [.goneFromCRM])
    }

    @Test func whatWasLeftDeletedInTheCRMIsExplained() {
        let gone = Link(object: "contact", crmID: "c1", standing: .gone)
        #expect(judge(.missing, lane(.clean, gone)).map(\.cause) == [.deletedInCRM])
        // An order keeps its link; that it was left is told by the last delivery.
        #expect(judge(.missing, lane(.clean), notes: [note("skipped")]).map(\.cause) == [.deletedInCRM])
        #expect(judge(.missing, lane(.clean), notes: [note("updated")]).map(\.cause) == [.goneFromCRM])
    }

    @Test func aFieldThatTheCRMRefusedIsExplainedTheOthersAreNot() {
        let notes = [
            note("updated", sent: ["amount": "12"], message: "amount was left out: INVALID_NUMBER"),
            note("updated", sent: ["dealname": "#1"]), note("retry", sent: ["amount": "12"]),
        ]
        let found = judge(differing("amount", "dealname"), lane(.clean), notes: notes)
        #expect(found.map(\.cause) == [.refusedField, .changedInCRM])
        #expect(found.map(\.fields) == [["amount"], ["dealname"]])
        // Sent again since, and taken.
        let later = notes + [note("updated", sent: ["amount": "12"])]
        #expect(judge(differing("amount"), lane(.clean), notes: later).map(\.cause) == [.changedInCRM])
        // A longer name is another field.
        let other = [note("updated", sent: ["amount": "12"], message: "amount_local was left out: x")]
        #expect(judge(differing("amount"), lane(.clean), notes: other).map(\.cause) == [.changedInCRM])
    }

    @Test func aRefusalIsKnownAlsoOnceTheNotesAreForgotten() {
        var refusing = lane(.clean)
        refusing.refused = RefusedFields(["amount"])
        let found = judge(differing("amount", "dealname"), refusing)
        #expect(found.map(\.cause) == [.refusedField, .changedInCRM])
        #expect(found.map(\.fields) == [["amount"], ["dealname"]])
    }

    @Test func whatOurBooksDoNotSayWasConfirmedWasNotDelivered() {
        var doubtful = lane(.clean)
        doubtful.holding = nil
        #expect(judge(differing("amount"), doubtful).map(\.cause) == [.notDelivered])
        var older = lane(.clean)
        var content = Self.content
        content.fields[1] = MappedField("dealname", .text("old"))
        older.holding = content.delivered(parent: nil)
        let found = judge(differing("amount", "dealname"), older)
        #expect(found.map(\.cause) == [.notDelivered, .changedInCRM])
        #expect(found.map(\.fields) == [["dealname"], ["amount"]])
    }

    @Test func lineItemsAreJudgedLikeFields() {
        #expect(judge(differing("line 7: quantity"), lane(.clean)).map(\.cause) == [.changedInCRM])
        let notes = [note("updated", message: "line item 7: quantity was left out: x")]
        #expect(judge(differing("line 7: quantity"), lane(.clean), notes: notes).map(\.cause) == [.refusedField])
        #expect(judge(differing("line 8: quantity"), lane(.clean), notes: notes).map(\.cause) == [.changedInCRM])
        var older = lane(.clean)
        older.holding?.lines = 1
        #expect(judge(differing("line 7: missing"), older).map(\.cause) == [.notDelivered])
    }

    @Test func anOrderWithoutItsContactIsToldByOurBooks() {
        let parent = Link(object: "contact", crmID: "c1")
        #expect(judge(differing(), lane(.clean), parent: parent).map(\.fields) == [[AuditJudgement.association]])
        #expect(judge(differing(), lane(.dirty), parent: parent).isEmpty)
        let with = Link(object: "deal", crmID: "d1", associatedTo: "c1")
        #expect(judge(differing(), lane(.clean, with), parent: parent).isEmpty)
        let gone = Link(object: "contact", crmID: "c1", standing: .gone)
        #expect(judge(differing(), lane(.clean), parent: gone).isEmpty)
        // Nor has one its contact whose buyer we never heard of.
        let lacking = judge(differing(), lane(.clean), lacksBuyer: true)
        #expect(lacking.map(\.fields) == [[AuditJudgement.association]] && lacking.map(\.cause) == [.notDelivered])
        #expect(judge(differing(), lane(.clean, with), lacksBuyer: true).isEmpty)
        #expect(judge(differing(), lane(.dirty), lacksBuyer: true).isEmpty)
    }

    @Test func fieldsThatOnlyFillWhatIsEmptyAreNotOurs() {
        #expect(Self.content.owned(nil).map(\.name) == ["amount", "dealname", "phone"])
        #expect(Self.content.owned(Link(object: "deal", crmID: "1")).map(\.name) == ["amount", "dealname", "phone"])
        let adopted = Link(object: "deal", crmID: "1", isAdopted: true)
        #expect(Self.content.owned(adopted).map(\.name) == ["amount", "dealname"])
    }

    @Test func everyCauseIsStoredUnderAPlainName() {
        for cause in AuditCause.allCases {
            #expect(cause.rawValue.allSatisfy { $0.isLowercase || $0 == "_" }, "\(cause)")
        }
    }
}
