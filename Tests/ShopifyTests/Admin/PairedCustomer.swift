import Foundation

/// A customer as GraphQL tells of them.
struct PairedCustomer {
    var id: Int64 = 8_001
    var email: String? = "Ann@example.com"
    var phone: String? = "+14165550100"
    var updated = "2026-07-01T12:00:00Z"
    /// When the last order changed.
    var ordered = "2026-06-15T12:00:00Z"
    /// When it was placed; `nil` where that was not asked.
    var placed: String?
    var emailConsent = ("SUBSCRIBED", "SINGLE_OPT_IN", "2026-06-01T12:00:00Z")
    var smsConsent: (String, String?, String?) = ("NOT_SUBSCRIBED", nil, nil)
    var address: PairedAddress? = PairedAddress()

    var node: JSONObject {
        [
            "id": "gid://shopify/Customer/\(id)", "firstName": "Ann", "lastName": "Lee", "state": "ENABLED",
            "note": NSNull(), "verifiedEmail": true, "taxExempt": false, "locale": "en-CA", "tags": ["vip", "a"],
            "numberOfOrders": "3", "amountSpent": ["amount": "120.5", "currencyCode": "CAD"],
            "lastOrder": ["id": "gid://shopify/Order/77", "updatedAt": ordered]
                .merging(placed.map { ["createdAt": $0] } ?? [:]) { $1 },
            "defaultEmailAddress": orNull(
                email.map {
                    [
                        "emailAddress": $0, "marketingState": emailConsent.0, "marketingOptInLevel": emailConsent.1,
                        "marketingUpdatedAt": emailConsent.2,
                    ] as JSONObject
                }
            ),
            "defaultPhoneNumber": orNull(
                phone.map {
                    [
                        "phoneNumber": $0, "marketingState": smsConsent.0, "marketingOptInLevel": orNull(smsConsent.1),
                        "marketingUpdatedAt": orNull(smsConsent.2),
                        "whatsAppMarketingConsent": [
                            "state": "UNSUBSCRIBED", "optInLevel": "UNKNOWN", "updatedAt": "2026-05-01T12:00:00Z",
                        ],
                    ] as JSONObject
                }
            ),
            "defaultAddress": orNull(address?.node),
            "createdAt": "2026-01-01T12:00:00Z", "updatedAt": updated,
        ]
    }

    /// The profile that a webhook of the same moment carries.
    var webhook: JSONObject {
        [
            "id": id, "email": orNull(email), "phone": orNull(phone), "first_name": "Ann", "last_name": "Lee",
            "state": "enabled", "note": NSNull(), "verified_email": true, "tax_exempt": false,
            "default_address": orNull(address?.webhook), "created_at": "2026-01-01T07:00:00-05:00",
            "updated_at": "2026-07-01T08:00:00-04:00",
        ]
    }
}
