/// Plays a script against a receiver in real time.
package struct TrafficRun: Sendable {
    private let sender: WebhookSender
    private let maximumInFlight: Int

    /// At most so many deliveries are under way at once; those that wait for a retry are not counted.
    package init(sender: WebhookSender, maximumInFlight: Int = 64) {
        self.sender = sender
        self.maximumInFlight = maximumInFlight
    }

    /// Sends every step when it is due and reports each delivery once its fate is known.
    ///
    /// Returns the shop with its final truth. A cancellation ends it between deliveries and is thrown.
    package func play(
        _ script: TrafficScript,
        report: @escaping @Sendable (DeliveryReport) async -> Void
    ) async throws -> SimulatedShop {
        var script = script
        let clock = ContinuousClock()
        let start = clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            let slots = DeliverySlots(maximumInFlight)
            var begun = 0
            while let step = script.next() {
                let due = start.advanced(by: .milliseconds(step.dueMilliseconds))
                if clock.now < due { try await clock.sleep(until: due) }
                if step.isDropped {
                    await report(
                        DeliveryReport(delivery: step.delivery, isDuplicate: false, isDropped: true, attempts: [])
                    )
                    continue
                }
                if begun >= DeliverySlots.mostBegun {
                    try await group.next()
                    begun -= 1
                }
                begun += 1
                let sender = sender
                group.addTask {
                    await report(try await sender.send(step.delivery, isDuplicate: step.isDuplicate, in: slots))
                }
            }
            try await group.waitForAll()
        }
        return script.shop
    }
}
