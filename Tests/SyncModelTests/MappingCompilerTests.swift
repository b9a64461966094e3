import SyncModel
import Testing

@Suite struct MappingCompilerTests {
    private let options = MappingOptions(
        externalIDs: [.customer: "shopify_customer_id", .order: "shopify_order_id"],
        lineExternalID: "shopify_line_item_id"
    )

    private func section(_ fields: DocumentNode, lines: DocumentNode? = nil) -> DocumentNode {
        guard let lines else { return .map(["order": .map(["object": .plain("deal"), "fields": fields])]) }
        return .map(["order": .map(["object": .plain("deal"), "fields": fields, "lines": lines])])
    }

    @Test func theExternalIDIsAddedWhereTheAuthorLeftItOut() throws {
        let mapping = try MappingCompiler(options).compile(section(.map(["x": .plain("order.name")])))
        #expect(mapping.fieldNames(.order) == ["shopify_order_id", "x"])
        #expect(mapping.externalIDField(.order) == "shopify_order_id")
        let result = try mapping.map(Sample.input(order: Sample.order()))
        #expect(
            result
                == .content(
                    MappedContent(
                        object: "deal",
                        externalID: "1234",
                        fields: [MappedField("shopify_order_id", .text("1234")), MappedField("x", .text("#1001"))]
                    )
                )
        )
    }

    @Test func theExternalIDMayStandInTheDocumentButHoldsNothingElse() throws {
        let mapping = try MappingCompiler(options).compile(section(.map(["shopify_order_id": .plain("order.id")])))
        #expect(mapping.fieldNames(.order) == ["shopify_order_id"])
        let plain = DocumentNode.map(["value": .plain("order.id"), "label": .quoted("Id")])
        #expect(mistakes(in: section(.map(["shopify_order_id": plain])), options: options) == [])
        let others: [DocumentNode] = [
            .plain("order.name"), .quoted("order.id | text | prefix: 'X-'"), .quoted("X-{order.id}"),
            .map(["value": .plain("order.id"), "map": .map(["1234": .quoted("5")])]),
        ]
        for other in others {
            let told = mistakes(in: section(.map(["shopify_order_id": other])), options: options)
            #expect(told.count == 1, "\(other)")
            #expect(
                told.first?.hasSuffix(
                    "\"shopify_order_id\" holds Shopify's id and nothing else (write order.id, or leave the field out)"
                ) ?? false
            )
        }
    }

    @Test func anotherFieldForTheExternalIDIsRefusedWhereTheConnectorTakesNone() throws {
        func document(_ order: String, _ line: String) -> DocumentNode {
            let lines = DocumentNode.map([
                "object": .plain("line_item"), "external_id": .plain(line, line: 9, column: 20),
                "fields": .map(["name": .plain("line.title")]),
            ])
            let section = DocumentNode.map([
                "object": .plain("deal"), "external_id": .plain(order, line: 3, column: 16),
                "fields": .map(["x": .plain("order.name")]), "lines": lines,
            ])
            return .map(["order": section])
        }
        #expect(
            mistakes(in: document("order_no", "sku"), options: options) == [
                "m.yaml:3:16: the external id is kept in \"shopify_order_id\" here, not in \"order_no\" (write external_id: shopify_order_id, or leave it out)",
                "m.yaml:9:20: the external id is kept in \"shopify_line_item_id\" here, not in \"sku\" (write external_id: shopify_line_item_id, or leave it out)",
            ]
        )
        #expect(mistakes(in: document("shopify_order_id", "shopify_line_item_id"), options: options) == [])
        // A connector without a field of its own takes the document's.
        let free = try MappingCompiler().compile(document("order_no", "sku"))
        #expect(free.externalIDField(.order) == "order_no")
    }

    @Test func policiesAndOwnFieldsAreExposed() throws {
        let fields = DocumentNode.map([
            "name": .map(["value": .plain("order.name"), "adopted": .plain("if_empty")]),
            "note": .map(["value": .plain("order.note"), "write": .plain("if_empty")]),
            "shopify_tax": .map(["value": .plain("order.tax"), "write": .plain("on_create")]),
            "shopify_test": .plain("order.test"),
            "Shopify_Paid_At__c": .plain("order.processed_at"),
            "shopify_day": .map(["value": .plain("order.processed_at | date"), "label": .quoted("Day of sale")]),
            "shopify_order_url": .plain("order.admin_url"),
        ])
        let mapping = try MappingCompiler(options).compile(section(fields))
        #expect(mapping.guardedFields(.order) == ["name", "note"])
        #expect(
            mapping.ownFields(.order) == [
                OwnField(name: "shopify_order_id", label: "Shopify order ID", type: .text),
                OwnField(name: "shopify_tax", label: "Shopify tax", type: .number),
                OwnField(name: "shopify_test", label: "Shopify test", type: .boolean),
                OwnField(name: "Shopify_Paid_At__c", label: "Shopify paid at", type: .datetime),
                OwnField(name: "shopify_day", label: "Day of sale", type: .date),
                OwnField(name: "shopify_order_url", label: "Shopify order URL", type: .text),
            ]
        )
        #expect(mapping.sources(.order).contains("order.admin_url"))
        guard case .content(let content) = try mapping.map(Sample.input(order: Sample.order())) else {
            Issue.record("the order was skipped")
            return
        }
        #expect(content.fields[1] == MappedField("name", .text("#1001"), write: .always, adopted: .ifEmpty))
        #expect(content.fields[2].adopted == .ifEmpty)
        #expect(content.fields[3].adopted == .onCreate)
    }

    @Test func linesBecomeRecordsAndRemovedOnesAreMarked() throws {
        let lines = DocumentNode.map([
            "object": .plain("line_item"),
            "fields": .map([
                "name": .plain("line.title"), "quantity": .plain("line.quantity"),
                "discount": .plain("line.unit_discount"),
                "engraving": .plain("line.properties.Engraving"), "currency": .plain("order.currency"),
            ]),
        ])
        let mapping = try MappingCompiler(options).compile(section(.map(["x": .plain("order.name")]), lines: lines))
        guard case .content(let content) = try mapping.map(Sample.input(order: Sample.order())) else {
            Issue.record("the order was skipped")
            return
        }
        #expect(content.lines.map(\.externalID) == ["1", "2"])
        #expect(content.lines.map(\.isRemoved) == [false, true])
        #expect(content.lines[0].fields[0] == MappedField("shopify_line_item_id", .text("1")))
        #expect(content.lines[0].fields[1] == MappedField("name", .text("Mug")))
        #expect(content.lines[0].fields[3].value.text == "3.333333")
        #expect(content.lines[0].fields[4].value == .text("Bob"))
        #expect(content.lines[1].fields[4].value == .clear)
        #expect(mapping.lines?.ownFields.map(\.name) == ["shopify_line_item_id"])
    }

    @Test func theFingerprintFollowsTheMeaningNotTheLayout() throws {
        let compiler = MappingCompiler()
        let one = try compiler.compile(section(.map(["x": .plain("order.name")])))
        let moved = try compiler.compile(section(.map(["x": .plain("order.name", line: 9, column: 9)])))
        let other = try compiler.compile(section(.map(["x": .plain("order.email")])))
        #expect(one.fingerprint == moved.fingerprint)
        #expect(one.fingerprint != other.fingerprint)
    }

    @Test func theSchemaOfTheCRMIsChecked() {
        let schema = CRMSchema(
            object: "deal",
            fields: [
                "dealname": .init(type: "text", maximumLength: 5), "amount": .init(type: "number"),
                "hs_created": .init(type: "datetime", isReadOnly: true),
                "kind": .init(type: "choice", options: ["New business": "new", "Existing": "old"]),
                "dealstage": .init(type: "choice", options: ["Won": "w"]),
            ]
        )
        let options = MappingOptions(
            schemas: [.order: schema],
            resolvedFields: ["dealstage"],
            optionalFields: ["deal_currency_code"]
        )
        for (list, cure) in [("price", "sum"), ("title", "count"), ("quantity | unique", "sum")] {
            #expect(
                mistakes(in: section(.map(["amount": .plain("order.lines.\(list)")])), options: options) == [
                    "m.yaml:1:1: \"amount\" takes a number, not a list (add \"| \(cure)\")"
                ]
            )
        }
        let fields = DocumentNode.map([
            "dealnam": .plain("order.name"), "dealname": .quoted("Too long"), "amount": .plain("order.name"),
            "hs_created": .plain("order.created_at"), "kind": .quoted("nwe"), "dealstage": .quoted("won"),
            "shopify_x": .plain("order.name"), "deal_currency_code": .plain("order.currency"),
        ])
        #expect(
            Set(mistakes(in: section(fields), options: options)) == [
                "m.yaml:1:1: the CRM's deal has no field \"dealnam\" (did you mean \"dealname\"?)",
                "m.yaml:1:2: \"dealname\" takes at most 5 characters (shorten the text by 3)",
                "m.yaml:1:1: \"amount\" takes a number, not text (write order.number)",
                "m.yaml:1:1: \"hs_created\" can only be read in the CRM (leave it out)",
                "m.yaml:1:2: \"nwe\" is not a choice of \"kind\" (did you mean \"new\"?)",
            ]
        )
    }

    @Test(
        arguments: [
            (
                "order.order_number",
                "m.yaml:1:1: there is no source field \"order.order_number\" (did you mean \"order.number\"?)"
            ),
            (
                "order.total_price",
                "m.yaml:1:1: there is no source field \"order.total_price\" (did you mean \"order.total\"?)"
            ),
            ("order.nam", "m.yaml:1:1: there is no source field \"order.nam\" (did you mean \"order.name\"?)"),
            (
                "custmer.email",
                "m.yaml:1:1: there is no source field \"custmer.email\" (did you mean \"customer.email\"?)"
            ),
            ("order.name | uper", "m.yaml:1:14: there is no filter \"uper\" (did you mean \"upper\"?)"),
            ("order.name | join: ','", "m.yaml:1:14: \"join\" works on a list, not on text"),
            (
                "order.note | truncate",
                "m.yaml:1:14: \"truncate\" needs an argument (such as \"order.note | truncate: 200\")"
            ),
            (
                "order.note | truncate: x",
                "m.yaml:1:24: \"truncate\" needs a whole number from 1 to 100000 (such as \"order.note | truncate: 200\")"
            ),
            (
                "order.metafields.custom",
                "m.yaml:1:1: there is no source field \"order.metafields.custom\" (write order.metafields.NAMESPACE.KEY; a name with other characters than letters, digits, - and _ stands in quotes)"
            ),
            (
                "order.total | map: {1: a}",
                "m.yaml:1:15: \"map\" works on text or a number or yes or no, not on an amount of money (add \"| text\" before it)"
            ),
            (
                "order.tags | map: {a: b}",
                "m.yaml:1:14: \"map\" works on text or a number or yes or no, not on a list (add \"| first\" or \"| join: ', '\" before it)"
            ),
            (
                "order.note | round",
                "m.yaml:1:14: \"round\" works on a number or an amount of money, not on text (add \"| number\")"
            ),
            ("order.name | upper: 3", "m.yaml:1:21: \"upper\" takes no argument"),
            (
                "order.processed_at | date: QQ",
                "m.yaml:1:28: \"QQ\" is not a date format (use YYYY, MM, DD, HH, mm and ss, such as YYYY-MM-DD)"
            ),
            ("order.name |", "m.yaml:1:13: there is no filter after \"|\""),
            ("Order {order.nme}", "m.yaml:1:8: there is no source field \"order.nme\" (did you mean \"order.name\"?)"),
            ("Order {order.name", "m.yaml:1:7: the placeholder is not closed (add a \"}\")"),
            ("Order }", "m.yaml:1:7: there is a \"}\" without a \"{\" (write \"}}\" for a brace in the text)"),
            ("line.title", "m.yaml:1:1: \"line.title\" can be read only inside a \"lines\" block"),
            ("Shopify", "m.yaml:1:1: \"Shopify\" is neither a source field nor text in quotes (put text in quotes)"),
            (
                "financial_status",
                "m.yaml:1:1: \"financial_status\" is neither a source field nor text in quotes (did you mean \"order.financial_status\"? Text needs quotes)"
            ),
            (
                "order.phone | phone: Germany",
                "m.yaml:1:22: \"Germany\" is not a country's code (two letters such as DE, or customer.address.country_code)"
            ),
            (
                "order.total | default: customer.email",
                "m.yaml:1:24: the value is an amount of money, but its default is text"
            ),
            ("", "m.yaml:1:1: there is no value (write \"\" to clear the field, or leave the line out)"),
        ])
    func refused(expression: String, message: String) {
        #expect(mistakes(.plain(expression)) == [message])
    }

    @Test func anOrdersFieldIsOutOfReachForACustomer() {
        #expect(
            mistakes(in: .document(customer: .plain("order.name"))) == [
                "m.yaml:1:1: \"order.name\" can be read only in the \"order\" section"
            ]
        )
    }

    @Test func structureIsChecked() {
        #expect(
            mistakes(in: .plain("x")) == [
                "m.yaml:1:1: a mapping document must be a mapping (its keys are customer, order)"
            ]
        )
        #expect(
            mistakes(in: .map([:])) == [
                "m.yaml:1:1: the mapping is empty (give it a \"customer\" or an \"order\" section)"
            ]
        )
        #expect(
            mistakes(in: .map(["order": .map(["object": .plain("deal")])])) == ["m.yaml:1:1: \"fields\" is missing"]
        )
        #expect(
            mistakes(.map(["switch": .list(.map(["value": .quoted("a")]), .map(["value": .quoted("b")]))])) == [
                "m.yaml:1:1: an entry without \"when\" must be the last (what follows can never be reached)"
            ]
        )
        #expect(
            mistakes(.map(["value": .quoted("a"), "switch": .list()])) == [
                "m.yaml:1:1: a field has either \"value\" or \"switch\""
            ]
        )
        #expect(
            mistakes(
                in: section(.map(["x": .quoted("y")])),
                options: MappingOptions(objects: [.order: ["order", "lead"]])
            )
                == ["m.yaml:1:1: there is no object \"deal\" (did you mean \"lead\"?)"]
        )
    }

    @Test func theCatalogueIsWhole() {
        #expect(Set(MappingCatalogue.fields.map(\.path)).count == MappingCatalogue.fields.count)
        for field in MappingCatalogue.fields {
            #expect(field.summary.hasSuffix("."), "\(field.path)")
            #expect(!field.example.isEmpty, "\(field.path)")
        }
    }
}
