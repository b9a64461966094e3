import Sandbox
import SyncModel

/// What Shopify tells in a simulation: few people with few addresses, so that they get into each other's way.
struct SimulatedTraffic {
    static let customers = Int64(1)...6
    static let orders = Int64(101)...108
    /// Of people without an account, or who get one later.
    static let guestOrders = Int64(201)...206
    private static let emails = ["a@x.de", "b@x.de", "c@x.de", "d@x.de"]
    /// The last is nobody's who has an account.
    private static let guestEmails = emails + ["guest@x.de"]

    /// Deliveries in the order of their arrival: reordered, some of them twice.
    private(set) var deliveries: [SyncRecord] = []
    /// The newest of each record, merged in the order in which things happened.
    private(set) var truth: [RecordKey: SyncRecord] = [:]
    /// The same of guests, whatever accounts there are.
    private(set) var guests: [RecordKey: SyncRecord] = [:]

    /// - Parameters:
    ///   - count: how much happens.
    ///   - merges: whether customers are merged into others now and then.
    ///   - hasGuests: whether there are people who buy without an account, and whether some deliveries are lost.
    ///   - random: what is drawn from.
    init(count: Int, merges: Bool, guests hasGuests: Bool = false, random: inout SeededGenerator) {
        var owners: [Int64: Int64?] = [:]
        var placed: [Int64: (email: String, at: Int64)] = [:]
        var merged: Set<Int64> = []
        for version in 1...Int64(count) {
            let record: SyncRecord
            if merges, Int.random(in: 0..<12, using: &random) == 0 {
                // The first may be a stranger's, and the survivor must be alive and be told of.
                let alive = Self.customers.filter { $0 != 1 && !merged.contains($0) }
                let known = Set(truth.keys.filter { $0.kind == .customer }.map(\.id))
                guard alive.count > 2, let loser = alive.randomElement(using: &random),
                    let survivor = alive.filter({ $0 != loser && known.contains($0) }).randomElement(using: &random)
                else { continue }
                merged.insert(loser)
                record = EngineStage.customer(loser, nil, mergedInto: survivor, version: version)
            } else if hasGuests, Int.random(in: 0..<4, using: &random) == 0 {
                let id = Int64.random(in: Self.guestOrders, using: &random)
                let order = placed[id] ?? (Self.guestEmails.randomElement(using: &random) ?? "", version)
                placed[id] = order
                record = EngineStage.guestOrder(
                    id,
                    order.email,
                    name: "g\(version)",
                    title: "#\(id) \(version)",
                    version: version,
                    placed: order.at
                )
            } else if Bool.random(using: &random) {
                let id = Int64.random(in: Self.customers, using: &random)
                guard !merged.contains(id) else { continue }
                record = EngineStage.customer(
                    id,
                    // The first has an address that nobody else ever has.
                    id == 1 ? "one@x.de" : Self.emails.randomElement(using: &random),
                    name: "n\(version)",
                    version: version
                ).saying(version % 3 == 0 ? "unsubscribed" : "subscribed", version: version)
            } else {
                let id = Int64.random(in: Self.orders, using: &random)
                let drawn =
                    Int.random(in: 0..<5, using: &random) == 0
                    ? nil : Int64.random(in: Self.customers, using: &random)
                let customer = owners[id] ?? drawn
                owners[id] = customer
                record = EngineStage.order(id, customer: customer, name: "#\(id) \(version)", version: version)
            }
            let key = EngineStage.key(record.kind, record.id)
            truth[key] = truth[key]?.merged(with: record) ?? record
            if let guest = record.guest {
                let key = EngineStage.key(.customer, guest.id)
                guests[key] = guests[key]?.merged(with: guest) ?? guest
            }
            // A lost one is found by comparing.
            if hasGuests, Int.random(in: 0..<8, using: &random) == 0 { continue }
            deliveries.append(record)
            if Int.random(in: 0..<4, using: &random) == 0 { deliveries.append(record) }
        }
        // Late ones: each may come up to a few places after its turn.
        for index in deliveries.indices.dropLast() where Bool.random(using: &random) {
            let last = min(index + 5, deliveries.count - 1)
            deliveries.swapAt(index, Int.random(in: index...last, using: &random))
        }
    }
}

extension SyncRecord {
    /// The customer with this to say of marketing by e-mail.
    func saying(_ state: String, version: Int64) -> SyncRecord {
        guard case .customer(var customer) = self else { return self }
        var consent = MarketingConsent()
        consent.state = .value(state)
        let at = TestClock.start + .seconds(version)
        customer.emailConsent = Versioned(consent, version: SourceVersion(at: at, tie: at, hash: UInt64(version)))
        return .customer(customer)
    }
}
