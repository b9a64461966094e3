/// A CRM, as the engine sees it.
///
/// Implement it once per CRM, in a folder of its own; this protocol is stable.
///
/// A connector makes the calls, paces them, and reads the answers. It keeps no state about records: what was delivered,
/// which record is which, and what to do about a fault is decided by the engine.
package protocol CRMConnector: Sendable {
    var capabilities: ConnectorCapabilities { get }

    /// Writes records of one kind and returns one outcome for each, in the order given.
    ///
    /// May be given more than one call's worth (`capabilities.claimLimit`) and splits by itself. Must be safe to
    /// repeat: a write whose answer was lost may come again. Throws only where every record failed for one reason.
    func upsert(_ records: [CRMUpsert], kind: RecordKind) async throws(DeliveryFault) -> [UpsertOutcome]

    /// Reads records by CRM id; those that do not exist are missing from the answer.
    func read(_ ids: [String], kind: RecordKind, fields: [String]) async throws(DeliveryFault) -> [CRMSnapshot]

    /// Finds the records that carry these external ids; `[external id: snapshot]`.
    func find(externalIDs: [String], kind: RecordKind) async throws(DeliveryFault) -> [String: CRMSnapshot]

    /// Whether any record of this kind carries our external id; `true` where the CRM cannot tell.
    ///
    /// Asked once before the first writes: in a CRM that holds none of ours, a new record needs no look-up. May overlook what
    /// was written in the last moments.
    func holdsAny(_ kind: RecordKind) async throws(DeliveryFault) -> Bool

    /// Finds people by folded e-mail, secondary addresses included; `[folded e-mail: snapshots]`.
    func find(emails: [String]) async throws(DeliveryFault) -> [String: [CRMSnapshot]]

    /// Finds the records of which one field, not ours, holds one of these values, written in upper or lower case; `[value:
    /// snapshots]`, at most some dozens for each.
    ///
    /// Asked before orders are first made, for many at once. May overlook what was written in the last moments. A field
    /// that the CRM does not have is a fault that pauses the kind.
    func find(
        field: String,
        values: [String],
        kind: RecordKind
    ) async throws(DeliveryFault) -> [String: [CRMSnapshot]]

    /// Where a person sees a record in the CRM; `nil` where that cannot be told.
    func page(of crmID: String, kind: RecordKind) async -> String?

    /// Makes one contact a part of another, which keeps its own values and gets what belonged to the first.
    ///
    /// Must be safe to repeat.
    func merge(contact: String, into survivor: String) async throws(DeliveryFault) -> ContactMerging

    /// Takes a record out of the CRM that was made by us; returns whether it was there.
    ///
    /// Must be safe to repeat.
    func remove(_ removal: CRMRemoval) async throws(DeliveryFault) -> Bool

    /// Takes what is ours out of one record: empties the fields and our external id, then, where it is asked and the CRM
    /// can, removes the record for good.
    ///
    /// Must be safe to repeat: what was emptied or removed already counts as done. A field that the CRM does not let be
    /// emptied is left.
    func erase(_ erasure: ContactErasure) async throws(DeliveryFault) -> ContactErasure.Outcome

    /// Reads records by CRM id and tells what they do not hold as it is wanted, however the CRM writes it; one answer for
    /// each in the order given, `nil` for a record that does not exist.
    func compare(_ expectations: [CRMExpectation], kind: RecordKind) async throws(DeliveryFault) -> [CRMComparison?]

    /// Checks credentials, scopes and fields without changing anything.
    func check() async throws(DeliveryFault) -> [Finding]

    /// Makes what the connector needs in the CRM, idempotently, and tells what was made, was there, or needs a person.
    func prepare() async throws(DeliveryFault) -> [Finding]

    /// The CRM's fields for a kind of record, for checking mappings.
    func schema(_ kind: RecordKind) async throws(DeliveryFault) -> CRMSchema
}

extension CRMConnector {
    package func page(of crmID: String, kind: RecordKind) async -> String? { nil }

    package func holdsAny(_ kind: RecordKind) async throws(DeliveryFault) -> Bool { true }
}

/// What the engine must know of a connector.
package struct ConnectorCapabilities: Sendable, Hashable {
    /// How many lanes of each kind one pass may take.
    package var claimLimit: [RecordKind: Int]
    /// How many passes may be under way at once.
    package var concurrency: Int
    /// The kinds of which the CRM makes another record with every creation, so that one whose answer was lost is waited for
    /// before it is repeated.
    package var createsAnew: Set<RecordKind>
    /// The field of people by whose address the CRM tells them apart; `nil` where the connector cannot tell, so that the
    /// first field with the address is taken for it.
    package var addressField: String?
    /// Whether the contact of an order is a field of the order, which a write can empty.
    package var emptiesParents: Bool

    package init(
        claimLimit: [RecordKind: Int],
        concurrency: Int,
        createsAnew: Set<RecordKind> = [],
        addressField: String? = nil,
        emptiesParents: Bool = false
    ) {
        self.claimLimit = claimLimit
        self.concurrency = concurrency
        self.createsAnew = createsAnew
        self.addressField = addressField
        self.emptiesParents = emptiesParents
    }
}

/// One thing that `doctor` or `setup` found.
package struct Finding: Sendable, Hashable, Codable {
    package enum Level: String, Sendable, Hashable, Codable {
        case fine
        case made
        case warning
        case problem
    }

    package var level: Level
    /// What was looked at, such as `property contacts.shopify_customer_id`.
    package var subject: String
    package var message: String
    /// What to do about it; `nil` where nothing is to be done.
    package var fix: String?

    package init(_ level: Level, _ subject: String, _ message: String, fix: String? = nil) {
        self.level = level
        self.subject = subject
        self.message = message
        self.fix = fix
    }
}
