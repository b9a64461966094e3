import SyncModel
import Testing

/// What becomes of a CRM record whose Shopify record the mapping takes no longer.
@Suite struct MappingUnmatchedTests {
    private func section(
        when: String? = "order.total > 500",
        otherwise: DocumentNode?,
        fields: DocumentNode = .map(["dealname": .plain("order.name")])
    ) -> DocumentNode {
        let parts: [(String, DocumentNode?)] = [
            ("object", DocumentNode.plain("deal")), ("when", when.map { DocumentNode.plain($0) }),
            ("otherwise", otherwise), ("fields", fields),
        ]
        let members = parts.compactMap { key, value in
            value.map { DocumentMember(key: key, keyMark: DocumentNode.testMark, value: $0) }
        }
        return .map(["order": DocumentNode(.mapping(members), mark: DocumentNode.testMark)])
    }

    private let marks = DocumentNode.map([
        "mark": .map(["dealstage": .quoted("lost"), "shopify_left": .plain("order.financial_status")])
    ])

    private func unmatched(_ otherwise: DocumentNode?) throws -> Unmatched {
        try MappingCompiler().compile(section(otherwise: otherwise)).unmatched(Sample.input(order: Sample.order()))
    }

    @Test func itIsLeftMarkedOrArchived() throws {
        #expect(try unmatched(nil) == .leave)
        #expect(try unmatched(.plain("leave")) == .leave)
        #expect(try unmatched(.plain("archive")) == .archive)
        #expect(
            try unmatched(marks)
                == .mark([
                    MappedField("dealstage", .text("lost")), MappedField("shopify_left", .text("partially_paid")),
                ])
        )
    }

    @Test func marksAreFieldsLikeOthers() throws {
        let fields = DocumentNode.map(["dealstage": .quoted("won"), "dealname": .plain("order.name")])
        let mapping = try MappingCompiler().compile(section(otherwise: marks, fields: fields))
        #expect(mapping.namedValues(.order)["dealstage"] == ["won", "lost"])
        #expect(mapping.fieldNames(.order) == ["dealstage", "dealname", "shopify_left"])
        #expect(mapping.ownFields(.order).map(\.name) == ["shopify_left"])
        #expect(mapping.sources(.order).contains("order.financial_status"))
    }

    @Test func mistakesAreTold() {
        #expect(
            mistakes(in: section(otherwise: .plain("archiv"))) == [
                "m.yaml:1:1: \"archiv\" does not say what becomes of records that are left out (did you mean \"archive\"?)"
            ]
        )
        #expect(
            mistakes(in: section(otherwise: .plain("mark"))) == [
                "m.yaml:1:1: \"mark\" needs fields (write { mark: { FIELD: VALUE } })"
            ]
        )
        #expect(
            mistakes(in: section(when: nil, otherwise: .plain("archive"))) == [
                "m.yaml:1:1: \"otherwise\" says what becomes of records that are left out, and none are (add \"when\", or leave it out)"
            ]
        )
        let options = MappingOptions(externalIDs: [.order: "shopify_order_id"])
        #expect(
            mistakes(
                in: section(otherwise: .map(["mark": .map(["shopify_order_id": .quoted("x")])])),
                options: options
            ) == ["m.yaml:1:1: \"shopify_order_id\" holds Shopify's id and cannot mark a record (leave it out)"]
        )
        let leaving = DocumentNode.map([
            "note": .map(["value": .plain("order.note"), "when_empty": .plain("skip")])
        ])
        #expect(mistakes(in: section(when: nil, otherwise: .plain("archive"), fields: leaving)) == [])
    }

    // MARK: What is done about it

    private func lane(_ link: Link?, delivered: DeliveredState? = nil) -> ClaimedLane {
        ClaimedLane(
            key: LaneKey(
                destination: DestinationName("crm"),
                record: RecordKey(store: StoreName("acme"), kind: .order, id: 1234)
            ),
            wanted: 2,
            dirtySince: .beginning,
            record: .order(Sample.order()),
            link: link,
            delivered: delivered
        )
    }

    private func plan(_ otherwise: DocumentNode?, _ lane: ClaimedLane) throws -> DeliveryPlan {
        DeliveryPlan.make(
            for: lane,
            mapper: try MappingCompiler().compile(section(otherwise: otherwise)),
            store: Sample.store
        )
    }

    private let reason = "the mapping takes only records with order.total > 500"

    @Test func onlyWhatIsOursInTheCRMIsTouched() throws {
        let shared = Link(object: "deal", crmID: "d1", standing: .shared)
        for otherwise in [.plain("archive"), marks] {
            #expect(try plan(otherwise, lane(nil)) == .skipped(reason: reason))
            #expect(try plan(otherwise, lane(shared)) == .skipped(reason: reason))
        }
        let link = Link(object: "deal", crmID: "d1")
        #expect(try plan(nil, lane(link)) == .skipped(reason: reason))
        #expect(try plan(.plain("archive"), lane(link)) == .withdrawing(reason: reason))
    }

    @Test func marksAreWrittenOnceAndNothingElse() throws {
        let link = Link(object: "deal", crmID: "d1")
        guard case .send(let plan) = try plan(marks, lane(link)) else {
            Issue.record("nothing is sent")
            return
        }
        #expect(plan.marking == reason)
        #expect(plan.content.fields.map(\.name) == ["dealstage", "shopify_left"])
        #expect(plan.toLinked(link, snapshot: nil).target == .record("d1"))
        #expect(try self.plan(marks, lane(link, delivered: plan.wanted)) == .unchanged(plan.wanted))
    }
}
