/// Why a record is not the same on all sides; stored under these names.
package enum AuditCause: String, Sendable, Hashable, Codable, CaseIterable {
    // Explained: as it is to be, or about to be mended without anybody's doing.

    /// The mapping's `when` leaves it out, or the mapping has no section for its kind.
    case notSentByRule = "not_sent_by_rule"
    /// A test order of a store that keeps those.
    case testOrder = "test_order"
    /// An order too old for the app to see, so that nothing can be said of Shopify's side.
    case notVisible = "not_visible"
    /// Another customer with the same address owns the CRM's person.
    case sharedContact = "shared_contact"
    /// The contact of its own that a customer left who shares another one's since is there still, with values that are not the
    /// customer's any more.
    case leftContact = "left_contact"
    /// The CRM refused the value, or took a part of it; the delivery's warning says so.
    case refusedField = "refused_field"
    /// To be delivered, being delivered, or to be read from Shopify, and not for long; or delivered, and about to be once
    /// more, since a call that nobody answered may have taken effect late.
    case waiting
    /// Changed in Shopify less than a minute before it was compared, or delivered while it was: its delivery is on its way.
    ///
    /// So are a customer's totals with an order that is as new.
    case onItsWay = "on_its_way"
    /// Only the date of the customer's last order is another: no webhook of the customer's own tells it, so that it comes
    /// with the next order, comparison or change of the mapping.
    case behindOrders = "behind_orders"
    /// Deleted in Shopify, and left in the CRM.
    case deletedInShopify = "deleted_in_shopify"
    /// Deleted in the CRM, and left so.
    case deletedInCRM = "deleted_in_crm"
    /// A person gave it up, until Shopify has something newer.
    case discarded
    /// A person chose to leave it out, or the destination leaves alone what its CRM held before.
    case leftOut = "left_out"
    /// Erased on request.
    case erased

    // Unexplained.

    /// To be delivered, behind a pause that a person must lift.
    case paused
    /// To be delivered or read, for longer than that takes by itself.
    case delayed
    /// Shopify has it in a form that cannot be read.
    case unreadable
    /// What our own store holds of it cannot be read, so that nothing was compared.
    case unreadableHere = "unreadable_here"

    /// Shopify has it, and we never heard of it.
    case missingInRecords = "missing_in_records"
    /// We hold an older or another content than Shopify.
    case outdatedInRecords = "outdated_in_records"
    /// Shopify no longer has it, and we had not heard of that.
    case goneFromShopify = "gone_from_shopify"
    /// It was never delivered.
    case missingInCRM = "missing_in_crm"
    /// It is in the CRM, and our records do not say which one it is.
    case lostLink = "lost_link"
    /// Its CRM record is there no more.
    case goneFromCRM = "gone_from_crm"
    /// The CRM confirmed what is wanted and holds something else now: a person or a program changed it there.
    case changedInCRM = "changed_in_crm"
    /// What is wanted was never confirmed, though nothing waits: the mapping was changed since.
    case notDelivered = "not_delivered"
    /// Merged into another customer in Shopify, and still by itself in the CRM.
    case mergedInShopify = "merged_in_shopify"
    /// The CRM refuses it; a person must look.
    case parked
    /// Several CRM records may be the one, or a chosen one cannot be; a person must say who it is.
    case undecided
    /// The mapping cannot be applied to it.
    case unmappable

    package var isExplained: Bool {
        switch self {
        case .notSentByRule, .testOrder, .notVisible, .sharedContact, .leftContact, .refusedField, .waiting, .onItsWay,
            .behindOrders, .deletedInShopify, .deletedInCRM, .discarded, .leftOut, .erased:
            true
        case .paused, .delayed, .unreadable, .unreadableHere, .missingInRecords, .outdatedInRecords, .goneFromShopify,
            .missingInCRM,
            .lostLink, .goneFromCRM, .changedInCRM, .notDelivered, .mergedInShopify, .parked, .undecided,
            .unmappable:
            false
        }
    }
}
