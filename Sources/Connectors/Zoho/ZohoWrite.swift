import SyncModel

/// One record on its way through a pass, in Zoho's terms.
struct ZohoWrite: Sendable {
    enum Endpoint: Sendable, Hashable {
        /// By our unique field, made where there is none.
        case upsert
        /// By Zoho's record id.
        case update
    }

    /// What the mapping meant by a pipeline and a stage, kept to look it up again where Zoho refuses them.
    struct Stage: Sendable, Hashable {
        var stage: String?
        var pipeline: String?
    }

    /// The place in the pass, by which the end is reported.
    var index: Int
    var endpoint: Endpoint
    /// Zoho's record id for an update.
    var crmID: String?
    var externalID: String
    var origin: Origin
    /// By API name.
    var values: [String: ZohoJSON]
    var warnings: [WriteWarning] = []
    var meant: Stage?
    /// The most that may go in one call with it: halved where a call failed as a whole without naming a record.
    var company = Int.max
    var wasMended = false
    var wasPlacedAnew = false
    /// Whether the kept ids of records that it points at may be out of date.
    var hasKeptIDs = true
    /// Whether the contact that was to be pointed at turned out not to be there.
    var lacksParent = false

    /// Builds the write of a record; our id goes along wherever the record might lack it.
    ///
    /// - Throws: A fault for a field that the module does not have: Zoho ignores such without a word.
    init(_ record: CRMUpsert, index: Int, module: ZohoModule, fields: ZohoFields) throws(DeliveryFault) {
        self.index = index
        externalID = record.externalID
        origin = record.origin
        values = [:]
        guard let idField = fields[module.idField] else { throw Self.missing([module.idField], module) }
        var missing: [String] = []
        for mapped in record.fields {
            guard let field = fields[mapped.name] else {
                if !ZohoModule.optional.contains(mapped.name) { missing.append(mapped.name) }
                continue
            }
            let (value, warning) = ZohoValues.wire(mapped.value, for: field)
            values[field.apiName] = value
            if let warning { warnings.append(WriteWarning(warning)) }
        }
        guard missing.isEmpty else { throw Self.missing(missing, module) }
        switch record.target {
        case .externalID:
            endpoint = .upsert
            values[idField.apiName] = .string(record.externalID)
        case .adopt(let id):
            endpoint = .update
            crmID = id
            values[idField.apiName] = .string(record.externalID)
        case .record(let id):
            endpoint = .update
            crmID = id
        }
        if let parentField = module.parentField, let parent = record.parent {
            values[parentField] = .object(["id": .string(parent)])
        }
    }

    static func missing(_ names: [String], _ module: ZohoModule) -> DeliveryFault {
        DeliveryFault(
            .missingField,
            .pause(.kind(module.kind)),
            message: "Zoho's \(module.name) has no field \(names.joined(separator: ", ")): run setup, or name another "
                + "one in the mapping",
            fields: names
        )
    }

    /// The folded e-mail that it writes.
    var email: String? { values["Email"].flatMap { EmailAddress.folded($0.string) } }

    /// The record as it goes into a call.
    var body: ZohoJSON {
        var members = values
        if let crmID { members["id"] = .string(crmID) }
        return .object(members)
    }
}

/// How one write ended, before identities are looked at.
enum ZohoWriteEnd: Sendable {
    case written(WrittenRecord)
    /// The records in the way, by Zoho's ids.
    case conflict(holders: [String])
    case gone
    case failed(DeliveryFault)
    /// A record that it points at is not there any more, by what was kept of it.
    case stale(DeliveryFault)
}
