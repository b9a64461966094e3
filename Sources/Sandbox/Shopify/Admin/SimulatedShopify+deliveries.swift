import AsyncHTTPClient

extension SimulatedShopify {
    /// Does something in the shop, as a buyer or a merchant would, and sends what its subscriptions want to know.
    ///
    /// - Returns: the shop's events, whether or not anybody subscribed.
    @discardableResult
    package func act(
        _ action: @Sendable (inout SimulatedShop, SandboxTime) -> [ShopDelivery]
    ) -> [ShopDelivery] {
        let deliveries = action(&desk.shop, now())
        desk.note(deliveries.map(\.subject))
        for delivery in deliveries { send(delivery) }
        return deliveries
    }

    /// Posts a delivery to every subscription of its topic, where it is not lost.
    func send(_ delivery: ShopDelivery) {
        let addressed = desk.subscriptions.address(
            delivery,
            secret: access.signingSecret ?? access.app.clientSecret,
            version: desk.version,
            generator: &generator
        )
        for delivery in addressed {
            guard !droppedDeliveries.takes(delivery.delivery.topic) else {
                tally.miss(delivery.delivery.subject)
                continue
            }
            tally.begin()
            post.deliver(delivery)
        }
    }

    func sendEndedOperations(at moment: SandboxTime) {
        for operation in desk.bulk.takeEnded() {
            let offset = desk.shop.settings.utcOffsetMinutes
            let body: SandboxJSON = [
                "admin_graphql_api_id": .string(operation.gid),
                "completed_at": .text(operation.completedAt?.iso(offsetMinutes: offset)),
                "created_at": .string(operation.createdAt.iso(offsetMinutes: offset)),
                "error_code": .text(operation.errorCode?.lowercased()),
                "status": .string(operation.status.rawValue.lowercased()), "type": "query",
            ]
            send(desk.shop.appDelivery("bulk_operations/finish", body, at: moment))
        }
    }

    /// Lets bulk operations go on as if somebody had asked for them.
    ///
    /// - Returns: whether any is still under way.
    func advanceBulk() -> Bool {
        let moment = now()
        desk.bulk.settle(at: moment)
        sendEndedOperations(at: moment)
        return desk.bulk.operations.contains { $0.status.isActive }
    }

    /// Ends an operation that waits to be told, at the next look at it.
    package func finishBulk(_ id: Int64) { desk.bulk.finish(id) }

    func settle(_ addressed: AddressedDelivery, succeeded: Bool) {
        tally.end(addressed.delivery, acknowledged: succeeded)
        desk.subscriptions.settle(addressed.subscription, succeeded: succeeded)
    }

    /// Where an address is reached from here; nil for hosts that nothing stands for.
    nonisolated func target(of address: String) -> String? {
        guard let range = address.firstRange(of: "://") else { return nil }
        let rest = address[range.upperBound...]
        let host = AddressRules.host(rest)
        if AddressRules.isLoopback(host) { return address }
        let path = rest.firstIndex(of: "/").map { String(rest[$0...]) } ?? ""
        return options.deliveryBases[host].map { $0 + path }
    }
}

/// Posts the shop's webhooks and keeps its bulk operations going.
struct ShopifyPostman: Sendable {
    let shopify: SimulatedShopify
    let report: @Sendable (DeliveryReport) async -> Void

    private static let lookPause = Duration.milliseconds(250)

    func run() async throws {
        let slots = DeliverySlots(shopify.options.deliveriesInFlight)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            var begun = 0
            for await task in shopify.post.tasks {
                switch task {
                case .watchBulk:
                    group.addTask {
                        repeat { try await Task.sleep(for: Self.lookPause) } while await shopify.advanceBulk()
                        return false
                    }
                case .deliver(let delivery):
                    while begun >= DeliverySlots.mostBegun {
                        guard let wasDelivery = try await group.next() else { break }
                        if wasDelivery { begun -= 1 }
                    }
                    begun += 1
                    group.addTask {
                        try await deliver(delivery, in: slots)
                        return true
                    }
                }
            }
            group.cancelAll()
        }
    }

    private func deliver(_ addressed: AddressedDelivery, in slots: DeliverySlots) async throws {
        guard let url = shopify.target(of: addressed.uri) else {
            await shopify.settle(addressed, succeeded: false)
            return
        }
        let sender = WebhookSender(
            client: .shared,
            url: url,
            schedule: shopify.options.retries,
            now: shopify.now
        )
        let outcome = try await sender.send(addressed.delivery, in: slots)
        await shopify.settle(addressed, succeeded: outcome.isAcknowledged)
        await report(outcome)
    }
}
