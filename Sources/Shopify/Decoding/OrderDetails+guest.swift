import Crypto
import SyncModel

extension OrderDetails {
    /// Gives a buyer without an account an id of our own making, if an address tells who that is.
    ///
    /// Made of the address by a hash that nobody can make two addresses collide in, and of the store, so that every CRM
    /// tells the guests of two stores apart. Negative, which no id of Shopify's is.
    mutating func identifyGuest(of store: StoreName) {
        guard customerID == .null, let email = EmailAddress.folded(email.value) else { return }
        let hash = SHA256.hash(data: Array("guest\n\(store)\n\(email)".utf8))
        let number = hash.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        customerID = .value(Int64(bitPattern: number | 1 << 63))
    }
}
