// Beside each type's synthesised `Codable`: the same members under the same names, as a test compares.

extension SyncRecord {
    /// The record as it is stored: what the `Decodable` of ``CustomerRecord`` or ``OrderRecord`` reads.
    package var storedBytes: [UInt8] {
        var json = StoredJSON()
        switch self {
        case .customer(let record): record.write(to: &json)
        case .order(let record): record.write(to: &json)
        }
        return json.bytes
    }
}

extension OrderRecord: StoredValue {
    package func write(to json: inout StoredJSON) {
        json.object {
            $0.member("id", id)
            $0.member("details", details)
            $0.member("life", life)
            $0.member("reads", reads)
        }
    }
}

extension CustomerRecord: StoredValue {
    package func write(to json: inout StoredJSON) {
        json.object {
            $0.member("id", id)
            $0.member("profile", profile)
            $0.member("tags", tags)
            $0.member("emailConsent", emailConsent)
            $0.member("smsConsent", smsConsent)
            $0.member("whatsAppConsent", whatsAppConsent)
            $0.member("purchases", purchases)
            $0.member("lastOrder", lastOrder)
            $0.member("life", life)
            $0.member("merger", merger)
            $0.member("reads", reads)
        }
    }
}

extension OrderLine: StoredValue {
    package func write(to json: inout StoredJSON) {
        json.object {
            $0.member("id", id)
            $0.member("title", title)
            $0.member("variantTitle", variantTitle)
            $0.member("sku", sku)
            $0.member("vendor", vendor)
            $0.member("quantity", quantity)
            $0.member("currentQuantity", currentQuantity)
            $0.member("unitPrice", unitPrice)
            $0.member("totalDiscount", totalDiscount)
            $0.member("productID", productID)
            $0.member("variantID", variantID)
            $0.member("isGiftCard", isGiftCard)
            $0.member("properties", properties)
        }
    }
}

extension PostalAddress: StoredValue {
    package func write(to json: inout StoredJSON) {
        json.object {
            $0.member("firstName", firstName)
            $0.member("lastName", lastName)
            $0.member("company", company)
            $0.member("address1", address1)
            $0.member("address2", address2)
            $0.member("city", city)
            $0.member("province", province)
            $0.member("provinceCode", provinceCode)
            $0.member("country", country)
            $0.member("countryCode", countryCode)
            $0.member("zip", zip)
            $0.member("phone", phone)
        }
    }
}
