/// The members of JSON and form bodies whose values are never recorded, and what stands in their place.
struct SecretMembers {
    static let mask = "***"

    private static let names: Set<String> = [
        "access_token", "refresh_token", "client_secret", "id_token", "assertion", "password",
    ]
    private static let lengths = 8...13

    /// Those of one exchange besides the usual ones, in lower case.
    private let further: Set<String>
    /// The UTF-8 length of the longest name.
    let longest: Int

    init(also further: Set<String> = []) {
        self.further = Set(further.map { $0.lowercased() })
        longest = further.map(\.utf8.count).reduce(Self.lengths.upperBound, max)
    }

    func contains(_ name: String) -> Bool {
        if !further.isEmpty, further.contains(name.lowercased()) { return true }
        return Self.lengths.contains(name.utf8.count) && Self.names.contains(name.lowercased())
    }
}
