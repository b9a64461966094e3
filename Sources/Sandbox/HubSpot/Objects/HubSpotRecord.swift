/// One record of the simulated account.
///
/// All values are text, as on the wire.
package struct HubSpotRecord: Sendable, Equatable {
    package let id: Int64
    package let createdAt: SandboxTime
    package internal(set) var updatedAt: SandboxTime
    package internal(set) var archivedAt: SandboxTime?
    /// Values that are set; a cleared property has no entry.
    package internal(set) var properties: [String: String]
    /// What the search index still holds while the newest write has not reached it; nil for a record that it lacks.
    var indexed: [String: String]?

    package var isArchived: Bool { archivedAt != nil }

    package subscript(_ property: String) -> String? { properties[property] }

    /// The contact's addresses, primary first, all in lower case.
    var emails: [String] {
        var result = properties["email"].map { [$0] } ?? []
        result += (properties["hs_additional_emails"] ?? "").split(separator: ";").map(String.init)
        return result
    }
}
