/// A plan of shop actions and of how badly their deliveries travel.
///
/// The same settings, shop and seed give the same plan. Times are offsets from the start; nothing is sent here.
package struct TrafficScript: Sendable, Sequence, IteratorProtocol {
    package struct Settings: Sendable {
        /// Actions in a second; one action makes one to four deliveries.
        package var actionsPerSecond = 5.0
        /// The share of orders that come from somebody new.
        package var newCustomerShare = 0.1
        package var guestShare = 0.05
        /// The share of actions that are new orders; the others change what there is.
        package var orderShare = 0.5
        /// The chance that an action starts a burst: that many further actions in the same moment.
        package var burstProbability = 0.0
        package var burstSize = 20
        /// The chance that a delivery is sent twice.
        package var duplicateProbability = 0.0
        /// The chance that a delivery is held back by up to ``reorderWindowMilliseconds``.
        package var reorderProbability = 0.0
        package var reorderWindowMilliseconds = 2_000
        /// The chance that a delivery is never sent.
        package var dropProbability = 0.0
        /// Whether customers and orders are deleted now and then.
        package var deletes = false
        /// Actions in all; nil goes on for ever.
        package var actions: Int?
        package var seed: UInt64 = 1

        package init() {}
    }

    /// A delivery and when it is due.
    package struct Step: Sendable {
        /// Milliseconds after the start.
        package let dueMilliseconds: Int64
        package let delivery: ShopDelivery
        package let isDuplicate: Bool
        /// Shopify lost it: it must not be sent.
        package let isDropped: Bool
    }

    package let settings: Settings
    /// The shop with its truth as of the last planned action.
    package private(set) var shop: SimulatedShop
    private let start: SandboxTime
    private var generator: SeededGenerator
    private var clockMilliseconds = 0.0
    private var planned = 0
    private var burstLeft = 0
    /// Steps that are planned and not handed out yet, latest first.
    private var pending: [Step] = []

    package init(settings: Settings, shop: SimulatedShop, start: SandboxTime) {
        self.settings = settings
        self.shop = shop
        self.start = start
        generator = SeededGenerator(seed: settings.seed)
    }

    /// Takes over a shop that others act on too, and gives the own one back.
    mutating func exchange(_ other: inout SimulatedShop) { swap(&shop, &other) }

    package mutating func next() -> Step? {
        // What is due before the next action can no longer be overtaken.
        while hasActionsLeft, pending.last.map({ Double($0.dueMilliseconds) >= clockMilliseconds }) ?? true {
            planAction()
        }
        return pending.popLast()
    }

    private var hasActionsLeft: Bool { settings.actions.map { planned < $0 } ?? true }

    private mutating func planAction() {
        let due = Int64(clockMilliseconds)
        let moment = start.adding(milliseconds: due)
        for delivery in act(at: moment) { plan(delivery, due: due) }
        planned += 1
        if burstLeft > 0 {
            burstLeft -= 1
        } else {
            if generator.chance(settings.burstProbability) { burstLeft = settings.burstSize }
            clockMilliseconds += 1000 / settings.actionsPerSecond
        }
    }

    private mutating func plan(_ delivery: ShopDelivery, due: Int64) {
        let isDropped = generator.chance(settings.dropProbability)
        let delay = generator.chance(settings.reorderProbability) ? hold() : 0
        insert(.init(dueMilliseconds: due + delay, delivery: delivery, isDuplicate: false, isDropped: isDropped))
        guard !isDropped, generator.chance(settings.duplicateProbability) else { return }
        insert(.init(dueMilliseconds: due + delay + hold(), delivery: delivery, isDuplicate: true, isDropped: false))
    }

    private mutating func hold() -> Int64 {
        Int64(generator.integer(1...Swift.max(1, settings.reorderWindowMilliseconds)))
    }

    private mutating func insert(_ step: Step) {
        let place = pending.firstIndex { $0.dueMilliseconds <= step.dueMilliseconds } ?? pending.endIndex
        pending.insert(step, at: place)
    }

    private mutating func act(at moment: SandboxTime) -> [ShopDelivery] {
        if generator.chance(settings.orderShare) || shop.orderIDs.isEmpty { return order(at: moment) }
        if settings.deletes, generator.chance(0.02) {
            return shop.anyOrder().map { shop.deleteOrder($0, at: moment) } ?? []
        }
        if settings.deletes, generator.chance(0.01) {
            return shop.anyCustomer().map { shop.deleteCustomer($0, at: moment) } ?? []
        }
        return generator.chance(0.5) ? changeOrder(at: moment) : changeCustomer(at: moment)
    }

    private mutating func order(at moment: SandboxTime) -> [ShopDelivery] {
        if generator.chance(settings.guestShare) { return shop.placeOrder(by: .guest, at: moment).deliveries }
        if !generator.chance(settings.newCustomerShare), let known = shop.anyCustomer() {
            return shop.placeOrder(by: .customer(known), at: moment).deliveries
        }
        return shop.placeOrder(by: .newCustomer, at: moment).deliveries
    }

    private mutating func changeOrder(at moment: SandboxTime) -> [ShopDelivery] {
        switch generator.integer(0...9) {
        case 0...3:
            let open = shop.anyOrder { $0.financialStatus == "pending" && $0.cancelledAt == nil }
            return open.map { shop.payOrder($0, at: moment) } ?? []
        case 4...8: return shop.anyOrder().map { shop.updateOrder($0, at: moment) } ?? []
        default: return shop.anyOrder { $0.cancelledAt == nil }.map { shop.cancelOrder($0, at: moment) } ?? []
        }
    }

    private mutating func changeCustomer(at moment: SandboxTime) -> [ShopDelivery] {
        guard let id = shop.anyCustomer() else { return [] }
        let tag = generator.pick(ShopNames.tags)
        switch generator.integer(0...9) {
        case 0...4: return shop.updateCustomer(id, at: moment)
        case 5: return shop.setEmailConsent(of: id, to: generator.pick(["subscribed", "unsubscribed"]), at: moment)
        case 6: return shop.setSMSConsent(of: id, to: generator.pick(["subscribed", "unsubscribed"]), at: moment)
        case 7...8: return shop.addTags([tag], to: id, at: moment)
        default: return shop.removeTags([tag], from: id, at: moment)
        }
    }
}
