import SyncModel
import Testing

@Suite struct MappingMetafieldTests {
    private let tier = MetafieldName(namespace: "custom", key: "tier")
    private let size = MetafieldName(namespace: "$app:sizes", key: "foot-size")

    private func customer(_ metafields: Field<[Metafield]>) -> CustomerRecord {
        Sample.customer { $0.metafields = metafields }
    }

    @Test func oneThatNobodyAskedForIsAbsentAndOneThatIsNotSetIsNull() throws {
        let value = DocumentNode.plain("customer.metafields.custom.tier")
        #expect(try orderValue(value, customer: customer(.absent)) == nil)
        #expect(try orderValue(value, customer: customer(.value([Metafield(size, "44")]))) == nil)
        #expect(try orderValue(value, customer: customer(.value([Metafield(tier, nil)]))) == .clear)
        #expect(try orderValue(value, customer: customer(.value([Metafield(tier, "gold")]))) == .text("gold"))
    }

    @Test func onlyWhatIsNamedIsWanted() throws {
        let document = DocumentNode.map([
            "customer": .map([
                "object": .plain("contact"),
                "fields": .map(["tier": .plain("customer.metafields.custom.tier")]),
            ]),
            "order": .map([
                "object": .plain("deal"),
                "when": .plain("order.metafields.custom.kind != 'sample'"),
                "fields": .map([
                    "size": .plain("customer.metafields.'$app:sizes'.foot-size | number"),
                    "name": .quoted("{order.name} {order.metafields.custom.due | date}"),
                ]),
            ]),
        ])
        let demand = try MappingCompiler().compile(document).demand
        #expect(demand.metafields[.customer] == [size, tier])
        #expect(demand.metafields[.order]?.map(\.key) == ["due", "kind"])
        #expect(demand.exceedsWebhooks(.order) && !ReadDemand().exceedsWebhooks(.order))
        #expect(try MappingCompiler().compile(.document(order: .plain("order.name"))).demand == ReadDemand())
    }

    @Test(
        arguments: [
            ("custom", "tier", true), ("$app", "tier", true), ("$app:my-app", "tier", true), ("a", "tier", false),
            ("custom", "t", false), ("$application", "tier", false), ("$app:", "tier", false),
            ("cus tom", "tier", false),
            ("custom", "ti\"er", false), ("custom", "", false), ("büro", "tier", false),
        ])
    func namesAreShopifys(namespace: String, key: String, isValid: Bool) {
        #expect(MetafieldName(namespace: namespace, key: key).isValid == isValid)
    }

    @Test func whatNamesNoMetafieldIsRefused() {
        #expect(
            mistakes(.plain("order.metafields.'my space'.tier")) == [
                "m.yaml:1:1: \"my space.tier\" names no metafield (a namespace of 2 to 255 and a key of 2 to 64 letters, digits, - and _)"
            ]
        )
        #expect(
            mistakes(in: .document(customer: .plain("order.metafields.custom.tier"))) == [
                "m.yaml:1:1: \"order.metafields.custom.tier\" can be read only in the \"order\" section"
            ]
        )
    }

    @Test func moreThanIsReadOfARecordIsRefused() {
        let fields = DocumentNode(
            .mapping(
                (0...Metafield.maximumCount).map { index in
                    DocumentMember(
                        key: "f\(index)",
                        keyMark: DocumentNode.testMark,
                        value: .plain("order.metafields.custom.field_\(index)")
                    )
                }
            ),
            mark: DocumentNode.testMark
        )
        #expect(
            mistakes(in: .map(["order": .map(["object": .plain("deal"), "fields": fields])])) == [
                "m.yaml:1:1: there are 51 metafields of the order (name at most 50)"
            ]
        )
    }

    @Test func aLongValueIsCut() {
        let long = Metafield(tier, String(repeating: "ü", count: 20_000))
        #expect(long.value?.count == Metafield.maximumLength)
    }
}
