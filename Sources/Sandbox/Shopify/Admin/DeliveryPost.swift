/// What waits to be posted, and what else the running shop has to look after.
struct DeliveryPost: Sendable {
    enum Task: Sendable {
        case deliver(AddressedDelivery)
        /// A bulk operation has begun.
        case watchBulk
    }

    let tasks: AsyncStream<Task>
    private let continuation: AsyncStream<Task>.Continuation

    /// Deliveries that may wait; the oldest go first where nobody posts them.
    private static let limit = 200_000

    init() {
        (tasks, continuation) = AsyncStream.makeStream(of: Task.self, bufferingPolicy: .bufferingNewest(Self.limit))
    }

    func deliver(_ delivery: AddressedDelivery) { continuation.yield(.deliver(delivery)) }

    func watchBulk() { continuation.yield(.watchBulk) }
}
