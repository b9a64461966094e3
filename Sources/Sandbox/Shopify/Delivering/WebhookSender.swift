package import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Posts deliveries as Shopify does: 5 seconds for the whole exchange, any 2xx is success, redirects are failures,
/// and a retry carries the same identifier and body.
package struct WebhookSender: Sendable {
    private let client: HTTPClient
    private let url: String
    private let schedule: RetrySchedule
    private let timeout: TimeAmount
    private let now: @Sendable () -> SandboxTime
    private let refused: @Sendable (Int?) -> Void

    /// `refused` is told of each attempt without success, with the answer's status if there was one.
    package init(
        client: HTTPClient,
        url: String,
        schedule: RetrySchedule = RetrySchedule(),
        timeoutMilliseconds: Int64 = 5_000,
        now: @escaping @Sendable () -> SandboxTime = SandboxTime.system,
        refused: @escaping @Sendable (Int?) -> Void = { _ in }
    ) {
        self.client = client
        self.url = url
        self.schedule = schedule
        timeout = .milliseconds(timeoutMilliseconds)
        self.now = now
        self.refused = refused
    }

    /// Sends until the receiver takes it or the retries are used up.
    ///
    /// - Parameters:
    ///   - delivery: what is sent.
    ///   - isDuplicate: whether it was sent before.
    ///   - slots: places for attempts, shared with all others.
    /// - Returns: what became of it.
    /// - Throws: only a cancellation; failures are in the report.
    package func send(
        _ delivery: ShopDelivery,
        isDuplicate: Bool = false,
        in slots: DeliverySlots = DeliverySlots(1)
    ) async throws -> DeliveryReport {
        var attempts: [DeliveryReport.Attempt] = []
        for retry in 0...max(0, schedule.retries) {
            if retry > 0, try await !slots.wait(schedule.pause(before: retry)) { break }
            let attempt = try await slots.holding { try await self.attempt(delivery) }
            attempts.append(attempt)
            if let status = attempt.status, (200..<300).contains(status) { break }
            refused(attempt.status)
        }
        return DeliveryReport(delivery: delivery, isDuplicate: isDuplicate, isDropped: false, attempts: attempts)
    }

    private func attempt(_ delivery: ShopDelivery) async throws -> DeliveryReport.Attempt {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        for header in delivery.headers { request.headers.add(name: header.name, value: header.value) }
        request.body = .bytes(delivery.body, length: .known(Int64(delivery.body.count)))
        let start = now()
        var status: Int?
        do {
            let response = try await client.execute(request, timeout: timeout)
            _ = try await response.body.collect(upTo: 1024 * 1024)
            status = Int(response.status.code)
        } catch {
            try Task.checkCancellation()
        }
        return .init(at: start, status: status, tookMilliseconds: now().milliseconds - start.milliseconds)
    }
}
