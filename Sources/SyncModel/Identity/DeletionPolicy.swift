/// What a destination does in its CRM about a record that was deleted in Shopify.
///
/// What was in the CRM before us is always left.
package enum ShopifyDeletion: String, Sendable, Hashable, CaseIterable {
    /// Nothing.
    case leave
    /// It goes to the CRM's bin.
    case archive
    /// It is removed for good, where the CRM can.
    case delete
}

/// What a destination does about a record that somebody deleted in its CRM.
package enum CRMDeletion: String, Sendable, Hashable, CaseIterable {
    /// Nothing: it stays away, until it is made there again by hand.
    case leave
    /// With the record's next change it is made again.
    case recreate
}
