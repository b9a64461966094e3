import SyncModel

/// What the permission set must grant so that a user without any other right can carry the sync.
///
/// Pure. Fields that Salesforce shows to everybody (those that a record cannot exist without, names, currencies) take no
/// permission: a deployment that names one is refused.
enum SalesforceRights {
    /// Fields of the platform that are written, as permissions name them, such as `Contact.MailingAddress`.
    static func standardFields(_ settings: SalesforceSettings) -> Set<String> {
        var fields: Set<String> = []
        let customer = settings.object(.customer)
        for name in settings.mappedFields[.customer] ?? [] {
            if settings.customerObject == .contactAccount, name.hasPrefix(SalesforcePass.accountPrefix) {
                insert(String(name.dropFirst(SalesforcePass.accountPrefix.count)), of: .account, into: &fields)
            } else {
                insert(name, of: customer, into: &fields)
            }
        }
        let order = settings.object(.order)
        for name in (settings.mappedFields[.order] ?? []) + ["AccountId"] { insert(name, of: order, into: &fields) }
        if settings.customerObject != .personAccount { insert("AccountId", of: .contact, into: &fields) }
        if order == .order { insert("BillToContactId", of: order, into: &fields) }
        if settings.lines == .items {
            insert("IsActive", of: .product, into: &fields)
            insert("ProductCode", of: .product, into: &fields)
            insert("Description", of: .orderItem, into: &fields)
        }
        return fields
    }

    /// Objects that are read or written; the others that are touched go with one of them.
    static func objects(_ settings: SalesforceSettings) -> Set<String> {
        var objects: Set<String> = [settings.object(.customer).name, settings.object(.order).name]
        switch settings.customerObject {
        case .contactAccount: objects.insert(SalesforceObject.account.name)
        // A person account is an account with a contact of its own, whose fields it shows: no right without one on contacts.
        case .personAccount: objects.insert(SalesforceObject.contact.name)
        case .contact: break
        }
        if settings.lines == .items {
            objects.formUnion([SalesforceObject.orderItem.name, SalesforceObject.product.name, "Pricebook2"])
        }
        return objects
    }

    private static let addresses = ["Mailing", "Other", "Billing", "Shipping"]
    private static let addressParts = [
        "Street", "City", "State", "StateCode", "PostalCode", "Country", "CountryCode",
    ]
    /// Always shown.
    private static let free: Set<String> = ["Name", "FirstName", "LastName", "CurrencyIsoCode", "OwnerId"]

    private static func insert(_ name: String, of object: SalesforceObject, into fields: inout Set<String>) {
        // Relationships and our own fields are granted elsewhere, or not by a field.
        guard !name.hasSuffix("__c"), !name.hasSuffix("__pc"), !name.contains("."), !free.contains(name),
            !object.required.contains(name)
        else {
            return
        }
        var (table, field) = (object.name, name)
        // A person account shows its person's fields by those of contacts.
        if object == .personAccount, name.hasPrefix("Person") {
            (table, field) = (SalesforceObject.contact.name, String(name.dropFirst("Person".count)))
        }
        for prefix in addresses
        where field.hasPrefix(prefix) && addressParts.contains(String(field.dropFirst(prefix.count))) {
            field = prefix + "Address"
        }
        fields.insert("\(table).\(field)")
    }
}
