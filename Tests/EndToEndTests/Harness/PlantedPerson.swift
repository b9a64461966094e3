import Foundation
import Sandbox

/// A person whose data is looked for afterwards in everything that was written.
enum PlantedPerson {
    static let email = "planted.person@example.com"
    /// None of these stands anywhere by chance.
    static let words = [
        "Plantedfirst", "Plantedlast", "planted.person", "Planted Street", "Planted note", "5550109999",
        "planted.invalid",
    ]

    private static let values: [String: String] = [
        "first_name": "Plantedfirst", "last_name": "Plantedlast", "name": "Plantedfirst Plantedlast",
        "email": email, "contact_email": email, "phone": "+15550109999", "address1": "7 Planted Street",
        "note": "Planted note about gifts",
    ]

    /// The same delivery, of this person.
    static func taking(_ delivery: ShopDelivery, email: String = email) throws -> Webhook {
        let body = try JSONSerialization.jsonObject(with: Data(delivery.body))
        let changed = replaced(body, isPerson: true, email: email)
        return Webhook(delivery.topic, [UInt8](try JSONSerialization.data(withJSONObject: changed)))
    }

    private static func replaced(_ value: Any, isPerson: Bool, email: String) -> Any {
        if let list = value as? [Any] { return list.map { replaced($0, isPerson: isPerson, email: email) } }
        guard let object = value as? [String: Any] else { return value }
        var result: [String: Any] = [:]
        // An order and a line have names too, which are no person's.
        let hasPerson = object["last_name"] != nil || object["address1"] != nil
        for (key, value) in object {
            let isOwn = key != "name" || (hasPerson && object["order_number"] == nil)
            if isOwn, let planted = values[key], value is String || key == "note" || key == "phone" {
                result[key] = key.hasSuffix("email") ? email : planted
            } else {
                result[key] = replaced(value, isPerson: isPerson, email: email)
            }
        }
        return result
    }
}
