/// What a visitor may do.
package enum AccessRole: String, Sendable, Hashable, Codable {
    /// Sees everything but personal data and changes nothing.
    case reader
    case admin
}
