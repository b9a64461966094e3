import SyncModel
import Testing

/// Which fields a CRM's record is without, over what is sent to it.
@Suite struct RefusedFieldsTests {
    private static func holding(_ names: String..., lines: UInt64? = nil) -> DeliveredState {
        let fields = Dictionary(uniqueKeysWithValues: names.map { (DeliveredState.key($0), UInt64(1)) })
        return DeliveredState(whole: 1, fields: fields, lines: lines)
    }

    private static func after(
        _ before: [String],
        _ written: RefusedFields.Written?,
        _ holding: DeliveredState
    ) -> [String] {
        var fields = RefusedFields(before)
        fields.settle(written, holding: holding)
        return fields.names
    }

    @Test func stayUntilTheyAreSentAndTaken() {
        let holding = Self.holding("amount", "name")
        #expect(Self.after([], .init(sent: ["amount", "name"], refused: ["amount"]), holding) == ["amount"])
        // Another change of the record says nothing of it, nor does a delivery without a call.
        #expect(Self.after(["amount"], .init(sent: ["name"]), holding) == ["amount"])
        #expect(Self.after(["amount"], nil, holding) == ["amount"])
        #expect(Self.after(["amount"], .init(sent: ["amount"], refused: ["amount"]), holding) == ["amount"])
        #expect(Self.after(["amount"], .init(sent: ["amount"]), holding) == [])
        #expect(Self.after(["name"], .init(sent: ["amount"], refused: ["amount"]), holding) == ["amount", "name"])
    }

    @Test func endWithTheFieldInTheMapping() {
        #expect(Self.after(["amount"], nil, Self.holding("name")) == [])
    }

    @Test func linesAreWrittenAsAWhole() {
        let line = WriteWarning.leftOut("price", because: "no").ofLine("7")
        #expect(line.words == "line item 7: price was left out: no" && line.leftOut == "line items: price")
        let names = [RefusedFields.lineName("price")]
        #expect(Self.after([], .init(sent: [], hasLines: true, refused: names), Self.holding(lines: 3)) == names)
        #expect(Self.after(names, .init(sent: ["amount"]), Self.holding("amount", lines: 3)) == names)
        #expect(Self.after(names, .init(sent: [], hasLines: true), Self.holding(lines: 3)) == [])
        #expect(Self.after(names, nil, Self.holding()) == [])
    }

    @Test func endWithARecordThatIsNotSentAnyMore() throws {
        let key = LaneKey(
            destination: DestinationName("hubspot"),
            record: RecordKey(store: StoreName("acme"), kind: .order, id: 1)
        )
        var lane = Lane(key: key)
        lane.link = Link(object: "deal", crmID: "77")
        lane.refused = RefusedFields(["amount"])
        let now = Instant(seconds: 9)
        lane.mark(origin: .live, force: false, since: now, now: now)
        _ = lane.claim(epoch: 1, now: now)
        let settlement = Settlement(
            key: key,
            wanted: lane.wanted,
            result: .skipped(reason: "it was deleted in Shopify"),
            restoring: Self.holding("amount")
        )
        let end = lane.settle(settlement, epoch: 1, now: now)
        #expect(end != nil && lane.state == .clean && lane.link?.crmID == "77")
        #expect(lane.refused.isEmpty, "nobody could ever mend it")
    }

    @Test func areOneTextInOrderAndBounded() {
        let fields = RefusedFields(["b", "a", "b"])
        #expect(fields.text == "a\nb" && RefusedFields(text: "a\nb") == fields)
        #expect(RefusedFields().text == nil && RefusedFields(text: nil).isEmpty)
        #expect(RefusedFields((0..<80).map { "f\($0)" }).names.count == RefusedFields.keptNames)
    }

    @Test func aLaneForgetsThemWithItsRecordInTheCRM() throws {
        let key = LaneKey(
            destination: DestinationName("crm"),
            record: RecordKey(store: StoreName("acme"), kind: .order, id: 1)
        )
        var lane = Lane(key: key)
        func deliver(_ result: Settlement.Result, _ written: RefusedFields.Written? = nil) {
            lane.mark(origin: .live, force: false, since: Instant(seconds: 1), now: Instant(seconds: 1))
            _ = lane.claim(epoch: 1, now: Instant(seconds: 1))
            let settlement = Settlement(key: key, wanted: lane.wanted, result: result, written: written)
            #expect(lane.settle(settlement, epoch: 1, now: Instant(seconds: 2)) != nil)
        }
        let link = Link(object: "deal", crmID: "9")
        let refusal = RefusedFields.Written(sent: ["amount"], refused: ["amount"])
        deliver(.delivered(Self.holding("amount"), link: link, waitsForCustomer: nil), refusal)
        #expect(lane.refused.names == ["amount"])
        deliver(.retry(due: Instant(seconds: 3), fault: DeliveryFault(.unavailable, .retry, message: "no")))
        #expect(lane.refused.names == ["amount"], "nothing was written")
        deliver(.withdrawn(reason: "deleted"))
        #expect(lane.refused.isEmpty)
        deliver(.delivered(Self.holding("amount"), link: link, waitsForCustomer: nil), refusal)
        var gone = link
        gone.standing = .gone
        deliver(.skipped(reason: "deleted there", link: gone))
        #expect(lane.refused.isEmpty)
    }

    @Test func onlyTheWordsOfTheseFieldsAreTold() {
        let old = DeliveryNote(
            at: Instant(seconds: 1),
            outcome: "updated",
            message: "phone was left out: \"+49 30 123\" is invalid; birthday was left out: no date"
        )
        let line = DeliveryNote(
            at: Instant(seconds: 2),
            outcome: "updated",
            message: "line item 7: price was left out: no"
        )
        #expect([old, line].refusal(of: ["birthday"]) == "birthday was left out: no date")
        #expect([old, line].refusal(of: ["line items: price"]) == "line item 7: price was left out: no")
        #expect([old, line].refusal(of: ["day"]) == nil)
    }
}
