/// What a call is about to do that could not be told afterwards from the CRM alone, noted before it is made.
package enum DeliveryIntent: Sendable, Hashable {
    /// A customer takes over a CRM record that was there before: its values are a person's.
    case adopting(Link)
    /// An order is associated with a contact that may not stay its customer's, since that one only shares it.
    case associating(String)
}
