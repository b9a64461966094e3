import FoundationEssentials

/// A refund inside an order; the money that went back is in its transactions.
struct WireRefund: Decodable, Hashable, Sendable {
    var transactions: [Transaction]?

    struct Transaction: Decodable, Hashable, Sendable {
        var kind: String?
        var status: String?
        var amount: WireAmount?
        /// `null` for the shop's currency; a buyer's currency otherwise.
        var currency: String?
        var set: WireMoneySet?

        private enum CodingKeys: String, CodingKey {
            case kind, status, amount, currency
            case set = "amount_set"
        }
    }

    /// What went back by this refund in the shop's currency.
    ///
    /// - Parameter currency: the shop's.
    /// - Returns: `nil` where a transaction is in another currency and does not tell the shop's amount.
    func returned(in currency: String?) -> Decimal? {
        var sum: Decimal = 0
        for transaction in transactions ?? [] {
            guard transaction.kind?.lowercased() == "refund", transaction.status?.lowercased() == "success" else {
                continue
            }
            if let amount = transaction.set?.shop?.amount {
                sum += amount.value
            } else if let amount = transaction.amount,
                transaction.currency == nil || transaction.currency == currency
            {
                sum += amount.value
            } else {
                return nil
            }
        }
        return sum
    }
}
