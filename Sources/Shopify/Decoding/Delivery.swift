import FoundationEssentials
import SyncModel

/// A receipt while its body is read, with the times and the hash that date what it says.
struct Delivery {
    let receipt: Receipt
    /// When what it tells happened, as far as the delivery can be believed.
    let time: Instant
    /// The shop that the receipt's store is; `nil` where nobody told.
    private let shop: ShopDomain?
    private let hash: UInt64

    init(_ receipt: Receipt, of shop: ShopDomain? = nil) {
        self.receipt = receipt
        self.shop = shop
        time = receipt.happenedAt
        hash = StableHash.of(receipt.body)
    }

    /// Whether the record was there when this was triggered.
    var alive: RecordLife { RecordLife(aliveAt: time) }

    /// A request for a read that starts after this was triggered.
    var needsRead: HydrationNeed { HydrationNeed(askedAt: time) }

    /// The version of a group that the body dates itself, or does not.
    func version(at own: Field<Timestamp> = .absent) -> SourceVersion {
        // Later than any embedded customer, whatever the body claims.
        let earliest = Instant(microseconds: Instant.beginning.microseconds + 1)
        return SourceVersion(at: max(own.value?.instant ?? time, earliest), tie: time, hash: hash)
    }

    /// The version of a group whose own time may be far older than what happened: a consent's belongs to one address, and
    /// whoever records it may give a former one.
    func version(notLongBeforeItself own: Field<Timestamp>) -> SourceVersion {
        guard let given = own.value?.instant else { return version(at: own) }
        return version(at: .value(Timestamp(max(given, time - Self.usualDelay))))
    }

    /// Between a consent and its delivery's being triggered lie seconds.
    private static let usualDelay = Duration.seconds(60)

    /// The version of a customer inside an order: lower than any of its own.
    var embeddedVersion: SourceVersion { .embedded(seenAt: time, hash: hash) }

    /// Holds the shop that a body names against the one whose delivery it is said to be.
    ///
    /// The header that names a shop is not signed: with one secret for several shops, a body of one could come as another's.
    ///
    /// - Throws: `BodyProblem` for another shop.
    func check(shop text: String, at path: String) throws {
        guard let shop, ShopDomain(text) != shop else { return }
        throw BodyProblem(path: path, "names another shop than the one that the delivery came for; nothing was done")
    }

    func body<Body: Decodable>(as type: Body.Type) throws -> Body {
        if let excess = JSONBounds.excess(in: receipt.body) { throw BodyProblem([], excess.description) }
        return try JSONDecoder().decode(type, from: Data(receipt.body))
    }
}
