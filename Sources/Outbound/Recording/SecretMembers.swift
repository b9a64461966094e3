/// The members of JSON and form bodies whose values are never recorded, and what stands in their place.
enum SecretMembers {
    static let mask = "***"

    private static let names: Set<String> = [
        "access_token", "refresh_token", "client_secret", "id_token", "assertion", "password",
    ]
    private static let lengths = 8...13

    static func contains(_ name: String) -> Bool {
        lengths.contains(name.utf8.count) && names.contains(name.lowercased())
    }
}
