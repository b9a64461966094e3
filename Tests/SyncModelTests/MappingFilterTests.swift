import FoundationEssentials
import SyncModel
import Testing

@Suite struct MappingFilterTests {
    @Test(
        arguments: [
            ("customer.email | lower", .text("bob@example.com")),
            ("customer.last_name | upper", .text("BILLER")),
            ("order.tags | upper", .list(["GIFT", "EXPRESS"])),
            ("order.financial_status | words", .text("Partially paid")),
            ("order.note | trim", .text("Ring twice")),
            ("order.note | trim | truncate: 5", .text("Ring…")),
            ("order.note | trim | truncate: 50", .text("Ring twice")),
            ("order.number | text | prefix: 'SO-' | suffix: \"!\"", .text("SO-1001!")),
            ("order.name | replace: '#', ''", .text("1001")),
            ("order.tags | join: '; '", .text("gift; express")),
            ("order.note_attributes.size | split: '.' | last", .text("5")),
            ("order.tags | first", .text("gift")),
            ("order.tags | last", .text("express")),
            ("order.tags | count", .integer(2)),
            ("order.payment_gateways | count", .integer(0)),
            ("order.payment_gateways | first", .clear),
            ("order.total | round: 1", .decimal(Decimal(string: "199.7") ?? 0)),
            ("order.total | round", .decimal(Decimal(string: "199.66") ?? 0)),
            ("order.tax | money", .text("31.90")),
            ("order.total | money: 0", .text("200")),
            ("order.note_attributes.size | number", .decimal(Decimal(string: "12.5") ?? 0)),
            ("order.note_attributes.'Gift wrap' | number", .clear),
            ("order.note_attributes.'Gift wrap' | boolean", .boolean(true)),
            ("order.processed_at | date", .day("2026-05-11")),
            ("order.processed_at | date: DD.MM.YYYY", .text("11.05.2026")),
            ("order.processed_at | date: 'D/M/YY HH:mm:ss'", .text("11/5/26 23:06:59")),
            ("'2026-01-02T03:04:05Z' | datetime | date", .day("2026-01-02")),
            ("order.note_attributes.size | datetime", .clear),
            ("order.financial_status | map: {partially_paid: Part paid, else: Other}", .text("Part paid")),
            ("order.currency | map: {USD: Dollar, else: Other}", .text("Other")),
            ("order.currency | map: {USD: Dollar}", .text("EUR")),
            ("order.number | text | map: {1001: 5, 'a, b': 6}", .integer(5)),
            ("order.currency | equals: EUR", .boolean(true)),
            ("order.total | equals: 199.655", .boolean(true)),
            ("order.fulfillment_status | default: unfulfilled", .text("unfulfilled")),
            ("customer.note | default: customer.first_name", .text("Bob")),
            ("order.channel | otherwise: 'web'", .text("web")),
            ("customer.phone | phone: customer.address.country_code", .text("+4930123456")),
            ("customer.phone | phone: US", .text("030 123 456")),
            ("order.id | text", .text("1234")),
            ("order.lines.sku", .list(["MUG-1"])),
            ("order.lines.title | first", .text("Mug")),
            ("order.lines.price | first", .integer(20)),
            ("order.lines.discount | sum", .decimal(10)),
            ("order.lines.properties.Engraving | join: ','", .text("Bob")),
            ("order.lines.vendor | count", .integer(0)),
            ("order.lines.quantity | unique | sum", .decimal(2)),
            ("order.note_attributes.sizes | items", .list(["L", "7", "true"])),
            ("order.note_attributes.size | items", .list(["12.5"])),
            ("order.note_attributes.box | member: width | number", .decimal(Decimal(string: "1.5") ?? 0)),
            ("order.note_attributes.box | member: depth", .clear),
            ("order.note_attributes.sizes | member: width", .clear),
        ] as [(String, MappedValue)]
    )
    func filter(expression: String, expected: MappedValue) throws {
        #expect(try orderValue(.quoted(expression)) == expected)
    }

    /// As forms and apps write days and times into attributes: what is not read clears the CRM's field.
    @Test(
        arguments: [
            (" 2026-01-01", .day("2026-01-01"), .clear), ("2026-01-01 ", .day("2026-01-01"), .clear),
            ("2026-11-28 10:00", .day("2026-11-28"), .clear), ("2026-11-28 10:00:00", .day("2026-11-28"), .clear),
            ("2026-11-28T10:00:30.5", .day("2026-11-28"), .clear),
            ("2026-11-28T10:00Z", .day("2026-11-28"), .at("2026-11-28T10:00:00Z")),
            (" 2026-11-28 23:30+02:00 ", .day("2026-11-28"), .at("2026-11-28T23:30:00+02:00")),
            ("2026-11-28 at ten", .clear, .clear), ("2026-13-28 10:00", .clear, .clear),
            ("2026-11-28 25:00", .clear, .clear), ("28.11.2026", .clear, .clear), ("2026-11-28 1", .clear, .clear),
        ] as [(String, MappedValue, MappedValue)]
    )
    func daysAndTimesAreReadAsTheyAreWritten(_ text: String, _ day: MappedValue, _ time: MappedValue) throws {
        let order = Sample.order { $0.note = .value(text) }
        #expect(try orderValue(.quoted("order.note | date"), order) == day)
        #expect(try orderValue(.quoted("order.note | datetime"), order) == time)
        let hour = try orderValue(.quoted("order.note | date: DD.MM.YYYY"), order)
        #expect((hour == .clear) == (day == .clear))
    }

    @Test func everyFilterHasATestAbove() {
        let tested: Set = [
            "upper", "lower", "words", "trim", "truncate", "prefix", "suffix", "replace", "phone", "text", "join",
            "split",
            "first", "last", "count", "round", "money", "number", "boolean", "date", "datetime", "default", "otherwise",
            "skip_empty", "map", "equals", "unique", "sum", "items", "member",
        ]
        #expect(Set(MappingCatalogue.filters.map(\.name)) == tested)
    }

    @Test func everyExampleOfTheCatalogueCompiles() {
        for filter in MappingCatalogue.filters {
            #expect(mistakes(.quoted(filter.example)) == [], "\(filter.name)")
        }
        for word in MappingCatalogue.operators {
            #expect(throws: Never.self, "\(word.name)") { _ = try passes(word.example) }
        }
    }

    @Test(
        arguments: [
            ("+49 (0)30 123-456", nil, "+4930123456"),
            ("0049 30 123456", nil, "+4930123456"),
            ("030 123456", "DE", "+4930123456"),
            ("030 123456", "de", "+4930123456"),
            ("06 1234 5678", "IT", "+390612345678"),
            ("07911 123456", "GB", "+447911123456"),
            ("(555) 123-4567", "US", "+15551234567"),
            ("1-555-123-4567", "CA", "+15551234567"),
            ("06 20 123 4567", "HU", "+36201234567"),
            ("8 912 345-67-89", "RU", "+79123456789"),
            ("612 34 56 78", "ES", "+34612345678"),
            ("030 123456", nil, nil),
            ("4930123456", "DE", nil),
            ("555 1234", "US", nil),
            ("030 123456 ext. 7", "DE", nil),
            ("+0 123 45678", nil, nil),
            ("+49 30 1234567890123", nil, nil),
            ("030 123456", "ZZ", nil),
            // Belarus dials 8 and then 0; Lithuania 0 or, as before, 8.
            ("8 (029) 123-45-67", "BY", "+375291234567"),
            ("29 123-45-67", "BY", "+375291234567"),
            ("029 123-45-67", "BY", nil),
            ("8 612 34567", "LT", "+37061234567"),
            ("0 612 34567", "LT", "+37061234567"),
            ("8 612 345678", "LT", nil),
            // Other countries are dialled otherwise than by 00.
            ("0011 49 30 123456", "AU", "+4930123456"),
            ("0011 49 30 123456", nil, nil),
            ("00 49 30 123456", "AU", nil),
            ("04 1234 5678", "AU", "+61412345678"),
            ("010 49 30 1234567", "JP", "+49301234567"),
            ("090-1234-5678", "JP", "+819012345678"),
            ("001 49 30 1234567", "KR", nil),
            ("010-1234-5678", "KR", "+821012345678"),
            ("0049 30 123456", "US", "+4930123456"),
            // Argentina's 15 is a 9 from abroad; Brazil may name a carrier.
            ("11 15 2345-6789", "AR", nil),
            ("011 15 2345-6789", "AR", nil),
            ("15 2345-6789", "AR", nil),
            ("011 2345-6789", "AR", "+541123456789"),
            ("0 15 11 98765-4321", "BR", nil),
            ("(11) 98765-4321", "BR", "+5511987654321"),
            ("011 1234-5678", "BR", "+551112345678"),
            ("8 (0912) 345-67-89", "RU", nil),
            ("8 66 123456", "TM", "+99366123456"),
            ("+1 055 123 4567", nil, nil),
        ] as [(String, String?, String?)]
    )
    func phone(text: String, country: String?, expected: String?) throws {
        let order = Sample.order {
            $0.phone = .value(text)
            var address = PostalAddress()
            address.countryCode = country
            $0.billingAddress = .value(address)
        }
        let value = try orderValue(.quoted("order.phone | phone: order.billing_address.country_code"), order)
        #expect(value == .text(expected ?? text))
    }

    @Test func roundingIsHalfAwayFromZeroAndExact() throws {
        for (amount, expected) in [
            ("-199.655", "-199.66"), ("-0.001", "0.00"), ("999.995", "1000.00"), ("0.1", "0.10"), ("7", "7.00"),
            ("12345678901234567890.125", "12345678901234567890.13"),
        ] {
            let order = Sample.order { $0.currentTotal = Field(present: Decimal(string: amount)) }
            #expect(try orderValue(.quoted("order.total | money"), order) == .text(expected))
        }
    }
}

extension MappedValue {
    fileprivate static func at(_ text: String) -> MappedValue { Timestamp(text).map { .instant($0) } ?? .clear }
}
