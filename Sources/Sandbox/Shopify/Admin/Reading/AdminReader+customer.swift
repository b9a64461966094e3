extension AdminReader {
    func object(_ customer: ShopCustomer) -> GraphQLObject {
        GraphQLObject("Customer") { call in
            switch call.name {
            case "id": .text(customer.gid)
            case "legacyResourceId": .text(String(customer.id))
            case "createdAt": .moment(customer.createdAt)
            case "updatedAt": .moment(customer.updatedAt)
            case "firstName": .text(person(customer.firstName))
            case "lastName": .text(person(customer.lastName))
            case "displayName": .text(person(displayName(customer)) ?? "")
            case "email": .text(person(customer.email))
            case "phone": .text(person(customer.phone))
            case "note": .text(customer.note)
            case "locale": .text("en")
            case "state": .text(customer.state.uppercased())
            case "tags": .strings(customer.tags.sorted())
            case "taxExempt": .flag(customer.taxExempt)
            case "verifiedEmail": .flag(customer.verifiedEmail)
            case "validEmailAddress": .flag(customer.email != nil)
            case "canDelete": .flag(customer.ordersCount == 0)
            case "dataSaleOptOut": .flag(false)
            case "numberOfOrders": .text(String(customer.ordersCount))
            case "amountSpent": Self.money(customer.amountSpent, customer.currency)
            case "lastOrder": .object(try lastOrder(customer))
            case "orders": try orders(of: customer, call)
            case "metafield": metafield(customer.metafields, call, of: customer.updatedAt)
            case "companyContactProfiles": .list(companyContacts(customer))
            default: try contact(customer, call)
            }
        }
    }

    private func person(_ text: String?) -> String? { seesPersons ? text : nil }

    private func displayName(_ customer: ShopCustomer) -> String {
        let name = [customer.firstName, customer.lastName].compactMap(\.self).joined(separator: " ")
        return name.isEmpty ? customer.email ?? customer.phone ?? "" : name
    }

    private func lastOrder(_ customer: ShopCustomer) throws -> GraphQLObject? {
        try grant.require("read_orders", field: "lastOrder", object: "Order")
        return customer.lastOrderID.flatMap { order($0) }.map(object)
    }

    private func orders(of customer: ShopCustomer, _ call: GraphQLCall) throws -> GraphQLResult {
        try grant.require("read_orders", field: "orders", object: "Order")
        return PageOfNodes.of(orders(of: customer), try PageRequest(call), id: \.id, node: object)
            .connection("OrderConnection")
    }

    private func contact(_ customer: ShopCustomer, _ call: GraphQLCall) throws -> GraphQLResult {
        let addresses = seesPersons ? customer.addresses : []
        switch call.name {
        case "defaultAddress": return .object(addresses.first.map(object))
        case "addresses": return .objects(addresses.prefix(call.arguments["first"]?.intValue ?? 250).map(object))
        case "addressesV2":
            let request = try PageRequest(call)
            return PageOfNodes.of(addresses, request, id: \.id, node: object).connection("MailingAddressConnection")
        case "defaultEmailAddress": return .object(person(customer.email).map { emailAddress($0, customer) })
        case "defaultPhoneNumber": return .object(person(customer.phone).map { phoneNumber($0, customer) })
        case "emailMarketingConsent":
            guard seesPersons, let consent = customer.emailConsent else { return .null }
            return .object(
                consentObject("CustomerEmailMarketingConsentState", consent, updated: "consentUpdatedAt")
            )
        case "smsMarketingConsent":
            guard seesPersons, let consent = customer.smsConsent else { return .null }
            return .object(consentObject("CustomerSmsMarketingConsentState", consent, updated: "consentUpdatedAt"))
        default: return .null
        }
    }

    private func emailAddress(_ address: String, _ customer: ShopCustomer) -> GraphQLObject {
        let consent = consentObject("CustomerEmailAddress", customer.emailConsent, updated: "marketingUpdatedAt")
        return GraphQLObject("CustomerEmailAddress") { call in
            switch call.name {
            case "emailAddress": .text(address)
            case "validFormat": .flag(true)
            default: try consent.resolve(call)
            }
        }
    }

    private func phoneNumber(_ number: String, _ customer: ShopCustomer) -> GraphQLObject {
        let consent = consentObject("CustomerPhoneNumber", customer.smsConsent, updated: "marketingUpdatedAt")
        return GraphQLObject("CustomerPhoneNumber") { call in
            switch call.name {
            case "phoneNumber": .text(number)
            case "whatsAppMarketingConsent":
                .object(GraphQLObject("CustomerWhatsAppMarketingConsent", ["state": .text("NEVER_SUBSCRIBED")]))
            default: try consent.resolve(call)
            }
        }
    }

    private func consentObject(_ type: String, _ consent: ShopConsent?, updated: String) -> GraphQLObject {
        GraphQLObject(
            type,
            [
                "marketingState": .text((consent?.state ?? "not_subscribed").uppercased()),
                "marketingOptInLevel": .text(consent?.optInLevel?.uppercased()), updated: .moment(consent?.updatedAt),
                "marketingCollectedFrom": .text(consent == nil ? nil : "SHOPIFY"),
                "consentCollectedFrom": .text(consent == nil ? nil : "SHOPIFY"),
            ]
        )
    }

    func object(_ address: ShopAddress) -> GraphQLObject {
        GraphQLObject("MailingAddress") { call in
            switch call.name {
            case "id": .text("gid://shopify/MailingAddress/\(address.id)?model_name=CustomerAddress")
            case "firstName": .text(address.firstName)
            case "lastName": .text(address.lastName)
            case "name": .text(address.name)
            case "company": .text(address.company)
            case "address1": .text(address.address1)
            case "address2": .text(address.address2)
            case "city": .text(address.city)
            case "zip": .text(address.zip)
            case "province": .text(address.province)
            case "provinceCode": .text(address.provinceCode)
            case "country": .text(address.country)
            case "countryCode", "countryCodeV2": .text(address.countryCode)
            case "phone": .text(address.phone)
            case "coordinatesValidated": .flag(false)
            case "formattedArea":
                .text(
                    [[address.city, address.provinceCode].compactMap(\.self).joined(separator: " "), address.country]
                        .joined(separator: ", ")
                )
            case "formatted": .strings([address.address1, address.zip + " " + address.city, address.country])
            default: .null
            }
        }
    }
}
