import Foundation
import SyncModel

/// Which values of a record's CRM fields may be seen by who has not asked for personal data.
///
/// A mapping may put anything into any field, so a value is shown for what it says and not for where it stands: truth
/// values, amounts, dates, and what the order says of itself and of what was bought.
struct FieldMask: Sendable {
    private let kind: RecordKind
    /// Whom the record speaks of.
    private let people: [SyncRecord]
    /// What the record says of itself and of nobody, the longest first.
    private let facts: [String]
    private let numbers: Set<String>
    private let amounts: Set<Decimal>

    /// - Parameters:
    ///   - record: whose fields are shown.
    ///   - customer: for an order, who placed it, where that is known.
    init(_ record: SyncRecord, customer: SyncRecord? = nil) {
        kind = record.kind
        let people = [record] + (customer.map { [$0] } ?? [])
        self.people = people
        var numbers = Set([record.id, record.customerID].compactMap { $0 }.map(String.init))
        guard case .order(let order) = record else {
            (facts, amounts, self.numbers) = ([], [], numbers)
            return
        }
        let details = order.details.fields
        if let number = details.orderNumber.value { numbers.insert(String(number)) }
        let bought = (details.lines.value ?? []).flatMap { [$0.title, $0.variantTitle, $0.sku, $0.vendor] }
            .compactMap { $0?.trimmingCharacters(in: .whitespacesAndNewlines) }
            .filter { Self.words($0, about: people) == $0 }
        facts = Set([details.name.value, String(record.id)].compactMap(\.self) + bought).filter { !$0.isEmpty }
            .sorted { ($0.count, $0) > ($1.count, $1) }
        amounts = Set(
            [
                details.currentTotal, details.currentSubtotal, details.currentTax, details.currentDiscounts,
                details.originalTotal, details.originalSubtotal, details.shipping, details.refunded,
                details.outstanding, details.presentmentTotal,
            ].compactMap(\.value)
        )
        self.numbers = numbers
    }

    /// The words of a CRM without what is known of the person.
    func words(_ text: String) -> String { PersonalMask.text(Self.words(text, about: people)) }

    private static func words(_ text: String, about people: [SyncRecord]) -> String {
        people.reduce(text) { MaskedWords.hiding($1, in: $0) }
    }

    /// What a field is called whose value is a person's, whatever it looks like.
    private static let personal = [
        "mail", "phone", "mobile", "whatsapp", "fax", "address", "street", "city", "zip", "postal", "postcode", "plz",
        "note", "first", "last", "contact", "birth", "passport", "iban", "latitude", "longitude",
    ]

    /// What a field is called that tells of an order's course or of the shop, and of nobody.
    private static let impersonal = [
        "stage", "pipeline", "currency", "store", "shop", "status", "origin", "source", "channel", "recordtype",
        "record_type",
    ]

    /// What a field is called that counts, or tells a time.
    private static let counting = [
        "amount", "total", "price", "quantity", "spent", "discount", "refund", "revenue", "date",
    ]
    private static let countingWords: Set<Substring> = ["count", "orders", "sum", "tax", "time", "at", "qty"]
    /// What mappings write around an order's name.
    private static let plainWords: Set<String> = ["shopify", "order"]

    /// - Parameters:
    ///   - value: as it is sent, or as the CRM holds it.
    ///   - field: the CRM's name of the field.
    /// - Returns: the value, or what of it may be seen.
    func value(_ value: String, field: String) -> String {
        // Every field of ours says whose it is; the last order is no last name.
        let lower = field.lowercased().replacing("shopify", with: "")
            .replacing(/(first|last)_?order/, with: "order")
        if Self.personal.contains(where: lower.contains) { return PersonalMask.hidden }
        if value.isEmpty || value == "true" || value == "false" || Self.isAmount(value) || Self.isTime(value) {
            return value
        }
        if value.allSatisfy(\.isNumber) { return isCount(value, lower) ? value : PersonalMask.hidden }
        guard value.count <= 200, !value.contains("@") else { return PersonalMask.hidden }
        let tellsOfNobody = Self.words(value, about: people) == value
        if tellsOfNobody, value.count <= 40, Self.isChoice(value) { return value }
        // "Closed Won", "Sales pipeline", "EUR", "acme.myshopify.com".
        let isOfTheShop = Self.impersonal.contains(where: lower.contains)
        if tellsOfNobody, isOfTheShop, value.count <= 80, !value.hasPrefix("+") { return value }
        return known(value)
    }

    /// With a point, and no more decimals than money has: whole numbers may be a telephone's or a post code.
    private static func isAmount(_ value: String) -> Bool { value.wholeMatch(of: /-?[0-9]{1,12}\.[0-9]{1,3}/) != nil }

    private static func isTime(_ value: String) -> Bool {
        value.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]{5,16}(Z|[+-][0-9]{2}:?[0-9]{2})?)?/) != nil
    }

    private func isCount(_ value: String, _ field: String) -> Bool {
        if numbers.contains(value) { return true }
        if let amount = Decimal(string: value), amounts.contains(amount) { return true }
        return Self.counting.contains(where: field.contains)
            || field.split(whereSeparator: { !$0.isLetter }).contains(where: Self.countingWords.contains)
    }

    /// Names of choices such as `not_set`.
    private static func isChoice(_ value: String) -> Bool {
        value.contains("_") && value.allSatisfy { $0.isLowercase || $0.isNumber || $0 == "_" }
    }

    /// What a text says of the order and of what was bought; everything beside it is hidden.
    private func known(_ value: String) -> String {
        var shown = ""
        var between = ""
        var (hides, tells) = (false, false)
        var rest = value[...]
        var isHidden = false
        func show(_ text: some StringProtocol) {
            shown += between + text
            (between, isHidden) = ("", false)
        }
        while let first = rest.first {
            if let fact = facts.first(where: { rest.hasPrefix($0) && !Self.isOfWord(rest.dropFirst($0.count).first) }) {
                show(fact)
                tells = true
                rest = rest.dropFirst(fact.count)
            } else if Self.isOfWord(first) {
                let word = rest.prefix(while: Self.isOfWord)
                rest = rest.dropFirst(word.count)
                if kind == .order, Self.plainWords.contains(word.lowercased()) {
                    show(word)
                } else {
                    if isHidden { between = "" } else { show(PersonalMask.hidden) }
                    (isHidden, hides) = (true, true)
                }
            } else {
                between.append(first)
                rest = rest.dropFirst()
            }
        }
        return hides && !tells ? PersonalMask.hidden : shown + between
    }

    private static func isOfWord(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber } ?? false
    }
}
