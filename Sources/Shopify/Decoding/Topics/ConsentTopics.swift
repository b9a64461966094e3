import SyncModel

/// Marketing consent by channel; each channel is a group of its own with its own time.
enum ConsentTopics {
    static let handlers: [String: TopicHandler] = [
        "customers_email_marketing_consent/update": email,
        "customers_marketing_consent/update": sms,
        "customers_whats_app_marketing_consent/update": whatsApp,
    ]

    private static func email(_ delivery: Delivery) throws -> [SyncRecord] {
        let body = try delivery.body(as: EmailBody.self)
        return try record(body.customerID, "customer_id", body.consent, \.emailConsent, delivery)
    }

    private static func sms(_ delivery: Delivery) throws -> [SyncRecord] {
        let body = try delivery.body(as: SMSBody.self)
        return try record(body.id, "id", body.consent, \.smsConsent, delivery)
    }

    private static func whatsApp(_ delivery: Delivery) throws -> [SyncRecord] {
        let body = try delivery.body(as: WhatsAppBody.self)
        return try record(body.customerID, "customer_id", body.consent, \.whatsAppConsent, delivery)
    }

    private static func record(
        _ id: WireID,
        _ path: String,
        _ consent: Field<ConsentBody>,
        _ group: WritableKeyPath<CustomerRecord, Versioned<MarketingConsent>>,
        _ delivery: Delivery
    ) throws -> [SyncRecord] {
        var record = CustomerRecord(id: try id.checked(as: "Customer", at: path))
        record.life = delivery.alive
        if consent.isAbsent {
            record.reads = delivery.needsRead
        } else {
            var fields = MarketingConsent()
            fields.state = consent.value?.state.lowercased ?? .null
            fields.level = consent.value?.level.lowercased ?? .null
            fields.updatedAt = consent.value?.updatedAt ?? .null
            record[keyPath: group] = Versioned(fields, version: delivery.version(notLongBeforeItself: fields.updatedAt))
        }
        return [.customer(record)]
    }
}

/// E-mail and SMS date a consent by `consent_updated_at`, WhatsApp by `updated_at`.
private struct ConsentBody: Decodable, Hashable {
    var state: Field<String>
    var level: Field<String>
    var updatedAt: Field<Timestamp>

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        state = try container.decode(Field<String>.self, forKey: .state)
        level = try container.decode(Field<String>.self, forKey: .level)
        let own = try container.decode(Field<Timestamp>.self, forKey: .consentUpdatedAt)
        updatedAt = own.isAbsent ? try container.decode(Field<Timestamp>.self, forKey: .updatedAt) : own
    }

    private enum CodingKeys: String, CodingKey {
        case state
        case level = "opt_in_level"
        case consentUpdatedAt = "consent_updated_at"
        case updatedAt = "updated_at"
    }
}

private struct EmailBody: Decodable {
    var customerID: WireID
    var consent: Field<ConsentBody>

    private enum CodingKeys: String, CodingKey {
        case customerID = "customer_id"
        case consent = "email_marketing_consent"
    }
}

private struct SMSBody: Decodable {
    var id: WireID
    var consent: Field<ConsentBody>

    private enum CodingKeys: String, CodingKey {
        case id
        case consent = "sms_marketing_consent"
    }
}

private struct WhatsAppBody: Decodable {
    var customerID: WireID
    var consent: Field<ConsentBody>

    private enum CodingKeys: String, CodingKey {
        case customerID = "customer_id"
        case consent = "whats_app_marketing_consent"
    }
}
