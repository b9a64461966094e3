/// What becomes of a CRM record of ours once the mapping takes its Shopify record no longer.
package enum Unmatched: Sendable, Hashable {
    /// It stays as it is.
    case leave
    /// These fields are written into it, and no others.
    case mark([MappedField])
    /// It goes to the CRM's bin, if we made it.
    case archive
}
