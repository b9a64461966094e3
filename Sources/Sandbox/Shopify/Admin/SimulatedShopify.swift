/// A shop with its Admin API: answers calls as the reference says Shopify does, and sends its webhooks.
///
/// Written from the reference, not from our client, so that a misunderstanding of ours is not repeated here. Where the
/// reference leaves a question open, the type that decides it says so in its comment.
package actor SimulatedShopify {
    var desk: AdminDesk
    var access: AccessDesk
    var bucket: PointBucket
    var faults: FaultBook
    var droppedDeliveries: DroppedDeliveries
    /// Statuses that every call gets until they are switched off: a frozen or locked shop.
    var closedStatus: Int?
    /// Cuts results off in the middle of a line after about this share of their bytes.
    var cutsResultsAt: Double?
    private(set) var journal: RequestJournal
    /// What no client may do, in the order of happening.
    package private(set) var violations: [String] = []
    package nonisolated let options: ShopifyOptions
    let now: @Sendable () -> SandboxTime
    var generator: SeededGenerator
    let post: DeliveryPost
    var tally = DeliveryTally()

    package init(
        options: ShopifyOptions = ShopifyOptions(),
        now: @escaping @Sendable () -> SandboxTime = SandboxTime.system
    ) {
        self.options = options
        self.now = now
        desk = AdminDesk(shop: SimulatedShop(settings: options.shop), options: options)
        access = AccessDesk(
            app: options.app,
            book: AccessBook(adminTokens: options.app.adminTokens, seed: options.shop.seed &+ 1),
            shop: options.shop.domain
        )
        bucket = PointBucket(plan: options.plan)
        faults = FaultBook(seed: options.shop.seed)
        droppedDeliveries = DroppedDeliveries(seed: options.shop.seed)
        journal = RequestJournal(limit: options.requestLogLimit)
        generator = SeededGenerator(seed: options.shop.seed &+ 2)
        post = DeliveryPost()
    }

    /// The shop as it is now, to compare with what a receiver made of it.
    package var shop: SimulatedShop { desk.shop }

    /// The subscriptions of every origin.
    package var subscriptions: [WebhookSubscription] { desk.subscriptions.subscriptions }

    package var bulkOperations: [BulkOperation] { desk.bulk.operations }

    func takeFault(for call: AdminCall) -> SandboxFault? { faults.take(method: call.method, path: call.path) }

    /// Answers a call, with its fault where it has one; nil closes the connection.
    ///
    /// The base is the address under which the caller reached the shop.
    package func answer(_ call: AdminCall, fault: SandboxFault? = nil, base: String) -> AdminAnswer? {
        var answer: AdminAnswer?
        if fault == nil || fault?.moment == .after || fault?.isDelay == true { answer = perform(call, base: base) }
        switch fault?.effect {
        case .status(let status, let retryAfter): answer = Self.faulty(status, retryAfter: retryAfter)
        case .reset: answer = nil
        case .delay, nil: break
        }
        answer?.headers.append(("X-Request-Id", generator.uuid()))
        journal.add(
            .init(at: now(), method: call.method, path: call.path, status: answer?.status, inputs: 0),
            operation: "\(call.method) \(Self.operation(call))"
        )
        return answer
    }

    private func perform(_ call: AdminCall, base: String) -> AdminAnswer {
        let moment = now()
        desk.now = moment
        desk.base = base
        let segments = call.segments
        if segments.first == "_bulk" { return result(call, at: moment) }
        if let closedStatus { return Self.faulty(closedStatus, retryAfter: nil) }
        switch (call.method, segments) {
        case ("POST", ["admin", "oauth", "access_token"]):
            return access.token(call, scopes: desk.grant.scopes, at: moment)
        case ("GET", ["admin", "oauth", "authorize"]): return access.authorize(call, at: moment)
        default: break
        }
        guard segments.count == 4, segments[0] == "admin", segments[1] == "api", segments[3] == "graphql.json" else {
            return AdminAnswer(404, ["errors": "Not Found"])
        }
        guard let version = Self.served(segments[2], at: moment) else {
            return AdminAnswer(404, ["errors": "Not Found"])
        }
        var answer = graphQL(call, at: moment)
        answer.headers.append(("X-Shopify-API-Version", version))
        return answer
    }

    private static func served(_ version: String, at moment: SandboxTime) -> String? {
        version == "unstable" ? version : AdminVersion(version)?.served(at: moment)?.text
    }

    private func graphQL(_ call: AdminCall, at moment: SandboxTime) -> AdminAnswer {
        guard let token = call.token, access.book.isGood(token, at: moment) else {
            return AdminAnswer(
                401,
                ["errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"]
            )
        }
        guard call.method == "POST" else { return AdminAnswer(405, ["errors": "Method Not Allowed"]) }
        guard let body = try? SandboxJSON(parsing: call.body) else {
            return AdminAnswer(400, ["errors": "Bad Request"])
        }
        let started = desk.bulk.operations.count
        let json = desk.answer(body, bucket: &bucket, costFactor: options.costFactor)
        sendEndedOperations(at: moment)
        if desk.bulk.operations.count > started { post.watchBulk() }
        return AdminAnswer(200, json)
    }

    /// A result file; it is public by its address, so a token sent along is a leak.
    private func result(_ call: AdminCall, at moment: SandboxTime) -> AdminAnswer {
        if call.token != nil || call.hasAuthorization {
            violations.append("a token was sent to a result address")
            return AdminAnswer(400, .html("<Error><Code>InvalidArgument</Code></Error>"))
        }
        desk.bulk.settle(at: moment)
        let name = call.segments.last?.split(separator: ".").first?.split(separator: "-") ?? []
        guard call.method == "GET", name.count == 2, let id = Int64(name[0]), let operation = desk.bulk.operation(id),
            operation.key == name[1], !operation.result.isEmpty,
            operation.expiry(desk.bulk.options.resultSeconds).map({ moment < $0 }) ?? false
        else { return AdminAnswer(403, .html("<Error><Code>AccessDenied</Code></Error>")) }
        guard let share = cutsResultsAt else { return AdminAnswer(200, .lines(operation.result)) }
        return AdminAnswer(200, .lines(Self.cut(operation.result, at: share)))
    }

    /// Ends in the middle of a line.
    private static func cut(_ bytes: [UInt8], at share: Double) -> [UInt8] {
        let count = max(1, min(bytes.count - 2, Int(Double(bytes.count) * share)))
        let isLineEnd = bytes[count - 1] == UInt8(ascii: "\n")
        return Array(bytes.prefix(isLineEnd ? count - 2 : count))
    }

    static func faulty(_ status: Int, retryAfter: Int?) -> AdminAnswer {
        let texts = [
            401: "[API] Invalid API key or access token (unrecognized login or wrong password)",
            402: "This shop's plan does not have access to this feature", 403: "Forbidden", 404: "Not Found",
            423: "This shop is unavailable",
            429: "Exceeded 2 calls per second for api client. "
                + "Reduce request rates to resume uninterrupted service.",
        ]
        let body: AdminAnswer.Body =
            status >= 500
            ? .html("<html><body>\(status)</body></html>") : .json(["errors": .string(texts[status] ?? "Error")])
        var answer = AdminAnswer(status, body)
        if let retryAfter { answer.headers.append(("Retry-After", "\(retryAfter).0")) }
        return answer
    }

    /// The path with identifiers left out, so that counts stay few.
    private static func operation(_ call: AdminCall) -> String {
        call.segments.first == "_bulk" ? "/_bulk/{id}" : call.path
    }

    package func clearRequests() { journal.clear() }

    package func requestJournal() -> RequestJournal { journal }
}
