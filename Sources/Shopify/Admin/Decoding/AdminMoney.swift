import FoundationEssentials
import SyncModel

/// An amount in the shop's currency and, where it is asked for, in the buyer's.
struct AdminMoneyBag: Decodable, Hashable, Sendable {
    var shopMoney: Amount
    var presentmentMoney: Amount?

    struct Amount: Decodable, Hashable, Sendable {
        var amount: WireAmount
    }

    var shop: Decimal { shopMoney.amount.value }
}

/// An amount with its currency.
struct AdminMoney: Decodable, Hashable, Sendable {
    var amount: WireAmount
    var currencyCode: String

    var money: Money { Money(amount.value, currencyCode) }
}
