import SyncModel

/// One record of one object on its way, in Salesforce's terms.
struct SalesforceWrite: Sendable {
    enum Endpoint: String, Sendable, Hashable {
        /// By our unique field, made where there is none.
        case upsert
        /// By Salesforce's id.
        case update
        /// A new record without a unique field of ours.
        case create
    }

    /// The place in the pass, by which the end is reported.
    var index: Int
    var endpoint: Endpoint
    /// Our external id for an upsert, Salesforce's id for an update, nothing for a creation.
    var id: String
    var origin: Origin
    var values: [String: SalesforceValue]
    var warnings: [WriteWarning] = []
    /// Whether refused values were left out already: once is enough.
    var wasMended = false
    /// Whether the org's duplicate rules may be overridden, as far as they let themselves.
    var allowsDuplicates = false
    /// Whether a crossing of two writes of a new key was met already.
    var wasCrossed = false

    init(
        index: Int,
        endpoint: Endpoint,
        id: String = "",
        origin: Origin,
        values: [String: SalesforceValue],
        warnings: [WriteWarning] = []
    ) {
        self.index = index
        self.endpoint = endpoint
        self.id = id
        self.origin = origin
        self.values = values
        self.warnings = warnings
    }

    /// The record as a collection carries it.
    func record(_ object: SalesforceObject) -> SalesforceValue {
        var members = values
        members["attributes"] = ["type": .text(object.name)]
        switch endpoint {
        case .upsert: if let field = object.idField { members[field] = .text(id) }
        case .update: members["Id"] = .text(id)
        case .create: break
        }
        return .object(members)
    }

    /// This write without the values that Salesforce refused; `nil` where that would not help.
    ///
    /// Once only, and never without a field that the record cannot exist without.
    func mended(of fields: [String], words: String, object: SalesforceObject) -> SalesforceWrite? {
        var names = Set(fields)
        // A state is part of its country.
        for name in fields where name.hasSuffix("Country") || name.hasSuffix("CountryCode") {
            names.insert(name.replacing("Country", with: "State"))
        }
        // An order that is active keeps its account, which it has.
        let required =
            endpoint == .update && object == .order ? object.required.subtracting(["AccountId"]) : object.required
        guard
            !wasMended, names.isDisjoint(with: required), object.idField.map(names.contains) != true,
            !names.isDisjoint(with: values.keys)
        else { return nil }
        var mended = self
        mended.wasMended = true
        for name in names.sorted() where mended.values.removeValue(forKey: name) != nil {
            mended.warnings.append(.leftOut(name, because: words))
        }
        return mended
    }
}

/// How one write ended, before identities are looked at.
enum SalesforceEnd: Sendable {
    case written(id: String, isNew: Bool, warnings: [WriteWarning])
    /// Another record carries our external id already.
    case keyTaken(DeliveryFault)
    case gone
    case failed(DeliveryFault)

    var fault: DeliveryFault? {
        switch self {
        case .failed(let fault), .keyTaken(let fault): fault
        case .written, .gone: nil
        }
    }
}
