/// What a shop sold before the simulation starts, worked out record by record when it is asked for.
///
/// Nothing is stored, so a million orders cost no memory: each record follows from the seed and its place, and a
/// customer's orders from the customer's place. Orders and customers are spread evenly from ``from`` to ``to`` in the
/// order of their ids. Among the orders are guests, other currencies, edited, refunded, cancelled and test ones, those
/// of companies, and some with 120 lines.
package struct ShopHistory: Sendable {
    package var customers: Int
    package var orders: Int
    package var from: SandboxTime
    package var to: SandboxTime
    private(set) var seed: UInt64 = 0
    private(set) var currency = "USD"
    private(set) var firstOrderNumber = 1001
    private(set) var emailPrefix = ""

    package init(customers: Int, orders: Int, from: SandboxTime, to: SandboxTime) {
        self.customers = max(1, customers)
        self.orders = max(1, orders)
        self.from = from
        self.to = max(to, from)
    }

    func seeded(by settings: ShopSettings) -> ShopHistory {
        var result = self
        result.seed = settings.seed
        result.currency = settings.currency
        result.firstOrderNumber = settings.firstOrderNumber
        result.emailPrefix = settings.emailPrefix
        return result
    }

    // Ids of the past lie below those that the simulation hands out.
    private static let customerBase: Int64 = 3_000_000_000_000
    private static let customerStep: Int64 = 37
    private static let orderBase: Int64 = 4_500_000_000_000
    private static let orderStep: Int64 = 41

    package func customerID(at place: Int) -> Int64 { Self.customerBase + Int64(place) * Self.customerStep }

    package func orderID(at place: Int) -> Int64 { Self.orderBase + Int64(place) * Self.orderStep }

    func customerPlace(_ id: Int64) -> Int? {
        Self.place(id, Self.customerBase, Self.customerStep, customers)
    }

    func orderPlace(_ id: Int64) -> Int? { Self.place(id, Self.orderBase, Self.orderStep, orders) }

    private static func place(_ id: Int64, _ base: Int64, _ step: Int64, _ count: Int) -> Int? {
        let (place, rest) = (id - base).quotientAndRemainder(dividingBy: step)
        return rest == 0 && place >= 0 && place < Int64(count) ? Int(place) : nil
    }

    package func customer(_ id: Int64) -> ShopCustomer? { customerPlace(id).map(customer(at:)) }

    package func order(_ id: Int64) -> ShopOrder? { orderPlace(id).map(order(at:)) }

    /// Numbers that depend on the seed, the kind of record and its place.
    func generator(_ kind: UInt64, _ place: Int) -> SeededGenerator {
        SeededGenerator(seed: seed &* 0x9E37_79B9 &+ kind &* 0x0100_0000_01B3 &+ UInt64(place) &* 0xBF58_476D)
    }

    private var span: Int64 { to.seconds - from.seconds }

    /// Orders of each customer at most.
    var rounds: Int { (orders + customers - 1) / customers }

    func orderCreated(at place: Int) -> SandboxTime {
        let start = Int64(place) * span / Int64(orders)
        let slot = max(1, span / Int64(orders))
        var chance = generator(1, place)
        return from.adding(seconds: start + Int64(chance.next() % UInt64(slot)))
    }

    /// Half of the orders rest within the hour, most within days, some within two months.
    func orderUpdated(at place: Int) -> SandboxTime {
        var chance = generator(2, place)
        let reach: UInt64 =
            switch chance.next() % 10 {
            case 0...4: 3_600
            case 5...8: 5 * 86_400
            default: 60 * 86_400
            }
        return min(
            max(to, orderCreated(at: place)),
            orderCreated(at: place).adding(seconds: Int64(chance.next() % reach))
        )
    }

    func customerCreated(at place: Int) -> SandboxTime {
        from.adding(seconds: Int64(place) * span / Int64(customers))
    }

    func customerUpdated(at place: Int) -> SandboxTime {
        orderPlaces(ofCustomerAt: place).map(orderCreated(at:)).max() ?? customerCreated(at: place)
    }

    /// Who placed an order; nil for a guest.
    ///
    /// A customer's first order opens a group of ``rounds`` orders; the others lie in later groups, further apart each
    /// time, so that both directions are a matter of counting.
    func customerPlace(ofOrderAt place: Int) -> Int? {
        guard !isGuest(place) else { return nil }
        let (group, round) = place.quotientAndRemainder(dividingBy: rounds)
        let customer = group - round * Self.groupsBetweenOrders
        return customer >= 0 && customer < customers ? customer : nil
    }

    func orderPlaces(ofCustomerAt place: Int) -> [Int] {
        (0..<rounds).map { (place + $0 * Self.groupsBetweenOrders) * rounds + $0 }
            .filter { $0 < orders && !isGuest($0) }
    }

    private static let groupsBetweenOrders = 13

    private func isGuest(_ place: Int) -> Bool { kind(ofOrderAt: place) == .guest }

    enum OrderKind {
        case ordinary, guest, edited, partlyRefunded, cancelled, business, large, test
    }

    func kind(ofOrderAt place: Int) -> OrderKind {
        var chance = generator(3, place)
        return switch chance.next() % 1_000 {
        case 0..<40: .guest
        case 40..<60: .edited
        case 60..<100: .partlyRefunded
        case 100..<140: .cancelled
        case 140..<160: .business
        case 160..<164: .large
        case 164..<170: .test
        default: .ordinary
        }
    }
}
