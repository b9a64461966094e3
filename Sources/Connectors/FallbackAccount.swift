/// The CRM's account that takes the orders for which no customer's account is there.
package enum FallbackAccount: Sendable, Hashable, CustomStringConvertible {
    case id(String)
    case name(String)

    /// As it stands in the configuration.
    package var description: String {
        switch self {
        case .id(let id): "{ id: \"\(id)\" }"
        case .name(let name): "{ name: \"\(name)\" }"
        }
    }
}
