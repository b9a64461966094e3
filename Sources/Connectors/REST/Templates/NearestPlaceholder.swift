import SyncModel

/// The names of placeholders, for messages.
enum NearestPlaceholder {
    static let names = [
        "external_id", "id", "parent", "email", "field", "value", "origin", "record_key", "fields", "fields.NAME",
        "own_fields", "lines", "records", "cursor", "credentials.NAME", "access_token",
    ]

    static func of(_ name: String, among candidates: [String] = names) -> String? {
        NearestName.of(name, among: candidates)
    }
}
