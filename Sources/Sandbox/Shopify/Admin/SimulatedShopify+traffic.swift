extension SimulatedShopify {
    /// Plans the next step of a script on this shop: the API knows of it at once, its webhook is due later.
    ///
    /// - Returns: the script as it goes on, and the step; nil at the end of the script.
    func plan(_ script: TrafficScript) -> (script: TrafficScript, step: TrafficScript.Step?) {
        var script = script
        script.exchange(&desk.shop)
        let step = script.next()
        script.exchange(&desk.shop)
        if let step { desk.note([step.delivery.subject]) }
        return (script, step)
    }

    /// Sends a planned step to whoever subscribed, where the script did not lose it.
    func send(_ step: TrafficScript.Step) {
        guard !step.isDropped else {
            tally.miss(step.delivery.subject)
            return droppedDeliveries.noteLost()
        }
        send(step.delivery)
    }
}

/// Plays a script of buyers and merchants in a simulated shop, in real time.
package struct ShopifyTraffic: Sendable {
    private let shopify: SimulatedShopify

    package init(_ shopify: SimulatedShopify) { self.shopify = shopify }

    /// Acts until the script ends; a duplicate is a delivery of its own there.
    package func play(_ settings: TrafficScript.Settings) async throws {
        var script = TrafficScript(settings: settings, shop: SimulatedShop(), start: shopify.now())
        let clock = ContinuousClock()
        let start = clock.now
        while true {
            let planned = await shopify.plan(script)
            script = planned.script
            guard let step = planned.step else { return }
            let due = start.advanced(by: .milliseconds(step.dueMilliseconds))
            if clock.now < due { try await clock.sleep(until: due) }
            await shopify.send(step)
        }
    }
}
