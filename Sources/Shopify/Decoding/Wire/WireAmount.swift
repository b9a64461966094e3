import FoundationEssentials
import SyncModel

/// An amount of money: decimal text, or a JSON number, taken digit by digit and never through floating point.
struct WireAmount: Decodable, Hashable, Sendable {
    let value: Decimal

    init(_ value: Decimal) {
        self.value = value
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            guard let value = DecimalText.exact(text) else {
                throw BodyProblem(decoder.codingPath, "must be a decimal amount")
            }
            self.value = value
        } else if let value = try? container.decode(Decimal.self), value.isFinite {
            self.value = value
        } else {
            throw BodyProblem(decoder.codingPath, "must be a decimal amount")
        }
    }
}

/// An amount in the shop's currency and in the buyer's.
struct WireMoneySet: Decodable, Hashable, Sendable {
    var shop: Amount?
    var presentment: Amount?

    struct Amount: Decodable, Hashable, Sendable {
        var amount: WireAmount?
    }

    private enum CodingKeys: String, CodingKey {
        case shop = "shop_money"
        case presentment = "presentment_money"
    }
}
