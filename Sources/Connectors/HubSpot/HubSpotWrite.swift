import SyncModel

/// One record on its way through a pass, in HubSpot's terms.
struct HubSpotWrite: Sendable {
    enum Endpoint: String, Sendable, Hashable {
        /// A new record together with its association, which no upsert takes; only our unique property keeps it single.
        case create
        /// By our unique property, made where there is none.
        case upsert
        /// By HubSpot's record id.
        case update
    }

    /// What the mapping meant by a pipeline and a stage, kept to look it up again where HubSpot refuses the ids.
    struct Stage: Sendable, Hashable {
        var stage: String?
        var pipeline: String?
    }

    /// The place in the pass, by which the end is reported.
    var index: Int
    var endpoint: Endpoint
    /// Our external id for an upsert, HubSpot's record id for an update.
    var id: String
    var externalID: String
    /// The contact that a new record is made with.
    var parent: String?
    var origin: Origin
    var properties: [String: String]
    var warnings: [WriteWarning] = []
    var meant: HubSpotWrite.Stage?
    /// Whether refused values were left out already: once is enough.
    var wasMended = false
    var wasPlacedAnew = false

    /// Builds the write of a record; values become text, and our id goes along wherever the record might lack it.
    init(_ record: CRMUpsert, index: Int, object: HubSpotObject) {
        self.index = index
        externalID = record.externalID
        origin = record.origin
        properties = [:]
        for field in record.fields {
            let (text, warning) = HubSpotValues.wire(field)
            properties[field.name] = text
            if let warning { warnings.append(WriteWarning(warning)) }
        }
        switch record.target {
        case .externalID:
            endpoint = .upsert
            id = record.externalID
            properties[object.idProperty] = record.externalID
        case .adopt(let crmID):
            endpoint = .update
            id = crmID
            properties[object.idProperty] = record.externalID
        case .record(let crmID):
            endpoint = .update
            id = crmID
        }
    }

    /// The same as a new order that is associated at once, where that is possible.
    ///
    /// Not for people: whether one is there under another id must be found out by HubSpot itself.
    func creating(_ record: CRMUpsert) -> HubSpotWrite {
        guard endpoint == .upsert, record.key.kind == .order, record.formerParents.isEmpty else { return self }
        var write = self
        write.endpoint = .create
        write.parent = record.parent
        return write
    }

    /// The same by upsert: what stands in the way of a new record, if anything, is told by that.
    var upserting: HubSpotWrite {
        var write = self
        write.endpoint = .upsert
        write.parent = nil
        return write
    }

    /// The folded e-mail, which must not stand twice in one call.
    var email: String? { EmailAddress.folded(properties["email"]) }
}

/// How one write ended, before identities and associations are looked at.
enum HubSpotWriteEnd: Sendable {
    case written(WrittenRecord)
    case conflict(existing: String?)
    case gone
    case failed(DeliveryFault)

    /// Whether HubSpot lacks a property that was written, or ours is not unique.
    var isOfAMissingField: Bool {
        guard case .failed(let fault) = self else { return false }
        return fault.code == .missingField
    }
}
