/// What a mapping would do to a stored record; stored under these names.
package enum MappingOutcome: String, Sendable, Hashable, Codable, CaseIterable, CodingKeyRepresentable {
    /// Nothing: what the CRM was told last is what the mapping makes.
    case unchanged
    /// Fields of the CRM's record would be written.
    case changed
    /// Only fields differ that are not to be written in a record that is there.
    case leftAlone = "left_alone"
    /// A record would be made.
    case created
    /// A record that is in the CRM already would be taken over.
    case adopted
    /// It points at another customer's contact, whose values stay.
    case shared
    /// A CRM record, or several, may be the one, so that a person must choose.
    case conflicting
    /// A rule leaves it out.
    case skipped
    /// A rule leaves out now what was delivered before.
    case leftOut = "left_out"
    /// A rule leaves out now what was delivered before, and `otherwise: archive` takes it out of the CRM.
    case archived
    /// The same, and `otherwise: { mark: … }` writes some fields into it.
    case marked
    /// The mapping cannot be applied to it.
    case unmappable
    /// Something that the mapping names was never read of it, so that nothing can be told before it is.
    case unread
    /// It is about to be delivered with the mapping as it is then.
    case waiting
    case parked
    case discarded
    case erased
    case deletedInShopify = "deleted_in_shopify"
    case deletedInCRM = "deleted_in_crm"
    /// It was never sent here, and is not by a change of the mapping: a backfill does that.
    case notSent = "not_sent"
    /// Records like it do not go here, such as test orders, or nothing but an id is known of it.
    case notMeant = "not_meant"

    /// Whether something would be written.
    package var isWrite: Bool {
        switch self {
        case .changed, .created, .adopted, .archived, .marked: true
        default: false
        }
    }

    /// Whether it depends on what the mapping makes of the record.
    package var isOfMapping: Bool {
        switch self {
        case .unchanged, .changed, .leftAlone, .created, .skipped, .leftOut, .archived, .marked, .unmappable: true
        default: false
        }
    }
}

/// What becomes of one field.
package enum FieldOutcome: String, Sendable, Hashable, Codable, CaseIterable, CodingKeyRepresentable {
    case same
    case changes
    /// Emptied, as Shopify has nothing: a field that the mapping came to name, for one, may hold anything there. Told where the
    /// CRM was not asked; with what it holds at hand it ``changes`` or is the same.
    case clears
    /// `write: if_empty`: written only where the CRM's field is empty.
    case ifEmpty = "if_empty"
    /// `write: if_empty`, and the CRM's field is not empty.
    case kept
    /// `write: on_create`, and the record is there.
    case onCreate = "on_create"
    /// Changed by people in the CRM, and left so until Shopify has news.
    case edited

    /// Whether it is sent, as far as is known without the CRM.
    package var isSent: Bool { self == .changes || self == .clears || self == .ifEmpty }
}
