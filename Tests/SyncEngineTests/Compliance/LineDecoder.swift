import FoundationEssentials
import SyncModel

/// Reads bodies of words: `customer ID EMAIL NAME PHONE`, `order ID CUSTOMER EMAIL NOTE`, `redact CUSTOMER EMAIL ORDER…`.
///
/// The customer `visitor` is one without an account, who is known by the address.
struct LineDecoder: ReceiptDecoder {
    func decode(_ receipt: Receipt) -> ReceiptContent {
        let words = String(decoding: receipt.body, as: UTF8.self).split(separator: " ").map(String.init)
        let time = receipt.triggeredAt ?? receipt.receivedAt
        let version = SourceVersion(at: time, tie: time, hash: StableHash.of(receipt.body))
        guard words.count > 1, let id = Int64(words[1]) else {
            return words.first == "other" ? .ignored : .undecodable(reason: "the body is not what it should be")
        }
        switch words[0] {
        case "customer" where words.count < 5, "order" where words.count < 5, "redact" where words.count < 3:
            return .undecodable(reason: "the body ends too early")
        case "customer":
            var profile = CustomerProfile()
            profile.email = .value(words[2])
            profile.firstName = .value(words[3])
            profile.phone = .value(words[4])
            var customer = CustomerRecord(id: id)
            customer.profile = Versioned(profile, version: version)
            return .changes([.customer(customer)])
        case "order":
            var details = OrderDetails()
            details.name = .value("#\(id)")
            let visitor = words[2] == "visitor" ? EngineStage.guestID(words[3].lowercased()) : nil
            details.customerID = Field(present: visitor ?? Int64(words[2]))
            details.email = .value(words[3])
            details.note = .value(words[4])
            details.currentTotal = .value(12)
            var order = OrderRecord(id: id)
            order.details = Versioned(details, version: version)
            return .changes([.order(order)])
        case "redact":
            let orders = words.dropFirst(3).compactMap { Int64($0) }
            return .request(
                ComplianceNotice(
                    .customerRedact,
                    customerID: id,
                    orderIDs: orders,
                    email: EmailAddress.folded(words[2])
                )
            )
        case "request": return .request(ComplianceNotice(.dataRequest, customerID: id))
        case "shop": return .request(ComplianceNotice(.shopRedact))
        case "uninstalled": return .request(ComplianceNotice(.uninstalled))
        case "scopes": return .request(ComplianceNotice(.scopesUpdate))
        default: return .undecodable(reason: "the body is not what it should be")
        }
    }
}
