import FoundationEssentials
import SyncModel

/// A receipt while its body is read, with the times and the hash that date what it says.
struct Delivery {
    let receipt: Receipt
    /// When it was triggered; where the delivery does not tell, when it came.
    let time: Instant
    private let hash: UInt64

    init(_ receipt: Receipt) {
        self.receipt = receipt
        time = receipt.triggeredAt ?? receipt.receivedAt
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

    /// The version of a customer inside an order: lower than any of its own.
    var embeddedVersion: SourceVersion { .embedded(seenAt: time, hash: hash) }

    func body<Body: Decodable>(as type: Body.Type) throws -> Body {
        if let excess = JSONBounds.excess(in: receipt.body) { throw BodyProblem([], excess.description) }
        return try JSONDecoder().decode(type, from: Data(receipt.body))
    }
}
