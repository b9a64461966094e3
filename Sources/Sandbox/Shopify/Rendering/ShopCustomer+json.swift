extension ShopCustomer {
    /// The body of the customer topics in version 2026-07: no tags, consent, spend or counts.
    func json(offsetMinutes: Int) -> SandboxJSON {
        var members = head
        members.insert(.init("created_at", .string(createdAt.iso(offsetMinutes: offsetMinutes))), at: 1)
        members.insert(.init("updated_at", .string(updatedAt.iso(offsetMinutes: offsetMinutes))), at: 2)
        members += [
            .init(
                "addresses",
                .array(addresses.enumerated().map { $0.element.json(customerID: id, isDefault: $0.offset == 0) })
            ),
            .init("tax_exemptions", []), .init("admin_graphql_api_id", .string(gid)),
        ]
        if let address = addresses.first {
            members.append(.init("default_address", address.json(customerID: id, isDefault: true)))
        }
        return .object(members)
    }

    /// The customer as an order embeds it: its times are null there.
    var embeddedJSON: SandboxJSON {
        var members = head
        members.insert(.init("created_at", .null), at: 1)
        members.insert(.init("updated_at", .null), at: 2)
        members += [.init("tax_exemptions", []), .init("admin_graphql_api_id", .string(gid))]
        if let address = addresses.first {
            members.append(.init("default_address", address.json(customerID: id, isDefault: true)))
        }
        return .object(members)
    }

    private var head: [SandboxJSON.Member] {
        [
            .init("id", .integer(id)), .init("first_name", .text(firstName)), .init("last_name", .text(lastName)),
            .init("state", .string(state)), .init("note", .text(note)), .init("verified_email", .bool(verifiedEmail)),
            .init("multipass_identifier", .null), .init("tax_exempt", .bool(taxExempt)),
            .init("email", .text(email)), .init("phone", .text(phone)), .init("currency", .string(currency)),
        ]
    }
}

extension ShopAddress {
    /// An entry of a customer's address book.
    func json(customerID: Int64, isDefault: Bool) -> SandboxJSON {
        [
            "id": .integer(id), "customer_id": .integer(customerID), "first_name": .text(firstName),
            "last_name": .text(lastName), "company": .text(company), "address1": .string(address1),
            "address2": .text(address2), "city": .string(city), "province": .text(province),
            "country": .string(country), "zip": .string(zip), "phone": .text(phone), "name": .string(name),
            "province_code": .text(provinceCode), "country_code": .string(countryCode),
            "country_name": .string(country), "default": .bool(isDefault),
        ]
    }

    /// A billing or shipping address of an order.
    var orderJSON: SandboxJSON {
        [
            "first_name": .text(firstName), "address1": .string(address1), "phone": .text(phone),
            "city": .string(city), "zip": .string(zip), "province": .text(province), "country": .string(country),
            "last_name": .text(lastName), "address2": .text(address2), "company": .text(company),
            "latitude": nil, "longitude": nil, "name": .string(name), "country_code": .string(countryCode),
            "province_code": .text(provinceCode),
        ]
    }
}
