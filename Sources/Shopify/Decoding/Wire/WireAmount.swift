import FoundationEssentials

/// An amount of money: decimal text, or a JSON number, taken digit by digit and never through floating point.
struct WireAmount: Decodable, Hashable, Sendable {
    let value: Decimal

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            guard let value = Self.exact(text) else {
                throw BodyProblem(decoder.codingPath, "must be a decimal amount")
            }
            self.value = value
        } else if let value = try? container.decode(Decimal.self), value.isFinite {
            self.value = value
        } else {
            throw BodyProblem(decoder.codingPath, "must be a decimal amount")
        }
    }

    /// The exact value of plain decimal text; `nil` for anything else, and for more digits than a `Decimal` holds.
    static func exact(_ text: String) -> Decimal? {
        var digits = 0
        var dots = 0
        for (index, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
            case UInt8(ascii: "."): dots += 1
            case UInt8(ascii: "-") where index == 0: break
            default: return nil
            }
        }
        guard (1...38).contains(digits), dots <= 1 else { return nil }
        return Decimal(string: text)
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
