extension SourceCatalogue {
    /// The fields of an address: the customer's, or one of an order's.
    static func address(
        _ path: String,
        _ name: String,
        _ read: @escaping @Sendable (MappingFacts) -> Field<PostalAddress>
    ) -> [SourceField] {
        func part(
            _ member: String,
            _ summary: String,
            _ example: String,
            _ value: @escaping @Sendable (PostalAddress) -> String?
        ) -> SourceField {
            .text("\(path).\(member)", "\(summary) of the \(name).", example) { read($0).part(value) }
        }
        return [
            part("name", "First and last name", "Bob Biller") { joinedParts($0.firstName, $0.lastName, by: " ") },
            part("first_name", "First name", "Bob", \.firstName),
            part("last_name", "Last name", "Biller", \.lastName),
            part("company", "Company", "Biller GmbH", \.company),
            part("address1", "First line", "Kastanienallee 1", \.address1),
            part("address2", "Second line", "2. Hof", \.address2),
            part("street", "Both lines", "Kastanienallee 1, 2. Hof") {
                joinedParts($0.address1, $0.address2, by: ", ")
            },
            part("city", "City", "Berlin", \.city),
            part("province", "State or province", "Berlin", \.province),
            part("province_code", "Code of the state or province", "BE", \.provinceCode),
            part("zip", "Postal code", "10435", \.zip),
            part("country", "Country", "Germany", \.country),
            part("country_code", "ISO 3166 code of the country", "DE", \.countryCode),
            part("phone", "Phone number", "030 123456", \.phone),
        ]
    }

    private static func joinedParts(_ first: String?, _ second: String?, by separator: String) -> String? {
        let parts = [first, second].compactMap { $0 }.filter { !$0.isEmpty }
        return parts.isEmpty ? nil : parts.joined(separator: separator)
    }
}

extension Field<PostalAddress> {
    /// A part of an address: absent with the address, `null` without a value.
    func part(_ read: (PostalAddress) -> String?) -> Field<String> {
        switch self {
        case .absent: .absent
        case .null: .null
        case .value(let address): Field<String>(present: read(address))
        }
    }
}
