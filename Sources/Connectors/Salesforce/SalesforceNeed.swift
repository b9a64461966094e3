import FoundationEssentials
import SyncModel

/// A field of ours that must be in the org, on one object.
struct SalesforceNeed: Sendable, Hashable {
    var object: SalesforceObject
    var name: String
    var label: String
    var type: OwnField.Kind
    /// Whether records are found by it: then it is an external id, and unique.
    var isKey: Bool

    /// Where it is made, as `Contact.Shopify_Customer_Id__c`.
    ///
    /// A contact's field `X__c` is the account's `X__pc` where that is a person.
    var fullName: String { "\(table).\(developerName)__c" }

    /// The object whose field it is.
    var table: String { isOfContact ? SalesforceObject.contact.name : object.name }

    /// Its name without what Salesforce appends to those of custom fields.
    var developerName: String {
        for end in [Self.contactsEnd, "__c"] where name.hasSuffix(end) { return String(name.dropLast(end.count)) }
        return name
    }

    private var isOfContact: Bool { object == .personAccount && name.hasSuffix(Self.contactsEnd) }

    private static let contactsEnd = "__pc"

    /// Whether a field that is there will do.
    enum Fit: Hashable {
        case good
        /// Text where another type was meant: values arrive, but cannot be counted or compared.
        case asText
        case notKey
        case wrongType(String)
        case readOnly
    }

    func fit(_ field: SalesforceDescribe.Field) -> Fit {
        if isKey, field.externalId != true || field.unique != true { return .notKey }
        if !field.isWritable { return .readOnly }
        if fits(field.type) { return .good }
        return ["string", "textarea"].contains(field.type) ? .asText : .wrongType(field.type)
    }

    private func fits(_ held: String) -> Bool {
        switch type {
        case .text: ["string", "textarea", "picklist", "multipicklist", "url", "phone", "email", "id"].contains(held)
        case .number: ["double", "currency", "int", "percent"].contains(held)
        case .boolean: held == "boolean"
        case .date: held == "date"
        case .datetime: held == "datetime"
        }
    }

    /// Texts that grow with what a shop sells or notes are long ones; no report can filter by those.
    private var isLong: Bool {
        let name = name.lowercased()
        return ["tags", "codes", "summary", "note"].contains { name.contains($0) }
    }

    /// The field's description in the metadata and tooling interfaces, in their order of members.
    var metadata: [(name: String, value: SalesforceValue)] {
        var members: [(name: String, value: SalesforceValue)] = [("label", .text(label))]
        func add(_ name: String, _ value: SalesforceValue) { members.append((name, value)) }
        switch type {
        case .text where isKey:
            add("type", "Text")
            add("length", .number(32))
            add("externalId", true)
            add("unique", true)
            add("caseSensitive", true)
        case .text where isLong:
            add("type", "LongTextArea")
            add("length", .number(32_000))
            add("visibleLines", .number(3))
        case .text:
            add("type", "Text")
            add("length", .number(255))
        case .number:
            add("type", "Number")
            add("precision", .number(18))
            add("scale", .number(2))
        case .boolean:
            add("type", "Checkbox")
            add("defaultValue", "false")
        case .date: add("type", "Date")
        case .datetime: add("type", "DateTime")
        }
        add("description", "Written by the Shopify sync.")
        return members
    }

    /// All that a destination needs, in the order in which it is told.
    static func all(_ settings: SalesforceSettings) -> [SalesforceNeed] {
        let customer = settings.object(.customer)
        let order = settings.object(.order)
        var needs = [key("Shopify_Customer_Id__c", on: customer)]
        if settings.customerObject == .contactAccount { needs.append(key("Shopify_Customer_Id__c", on: .account)) }
        needs += own(settings.ownFields[.customer] ?? [], on: customer)
        needs.append(key("Shopify_Order_Id__c", on: order))
        needs += own(settings.ownFields[.order] ?? [], on: order)
        if settings.lines == .items {
            needs.append(key("Shopify_Line_Id__c", on: .orderItem))
            needs += own(settings.ownLineFields, on: .orderItem)
            needs.append(key("Shopify_Variant_Id__c", on: .product))
        }
        return needs
    }

    private static func key(_ name: String, on object: SalesforceObject) -> SalesforceNeed {
        SalesforceNeed(object: object, name: name, label: OwnField.label(for: name), type: .text, isKey: true)
    }

    private static func own(_ fields: [OwnField], on object: SalesforceObject) -> [SalesforceNeed] {
        fields.filter { $0.name != object.idField }.map {
            SalesforceNeed(object: object, name: $0.name, label: $0.label, type: $0.type, isKey: false)
        }
    }
}
