/// A HubSpot account in memory that answers calls as the documentation says HubSpot does.
///
/// Written from the reference, not from our client, so that a misunderstanding of ours is not repeated here. Where the
/// reference leaves a question open, the type that decides it says so in its comment.
package actor SimulatedHubSpot {
    var portal: HubSpotPortal
    var faults: FaultBook
    private(set) var journal: RequestJournal
    private var tokens: [String: Set<String>]
    private var limiter: RateLimiter
    private var generator: SeededGenerator
    private var listeners: [Int: AsyncStream<RecordWritten>.Continuation] = [:]
    private var lastListener = 0
    let now: @Sendable () -> SandboxTime

    package init(
        options: HubSpotOptions = HubSpotOptions(),
        now: @escaping @Sendable () -> SandboxTime = SandboxTime.system
    ) {
        portal = HubSpotPortal(options: options)
        faults = FaultBook(seed: options.seed)
        journal = RequestJournal(limit: options.requestLogLimit)
        tokens = options.tokens
        limiter = RateLimiter(limits: options.limits, utcOffsetMinutes: options.utcOffsetMinutes)
        generator = SeededGenerator(seed: options.seed)
        self.now = now
    }

    /// The fault that hits this call, if any; it is counted down.
    func takeFault(for call: HubSpotCall) -> SandboxFault? { faults.take(method: call.method, path: call.path) }

    /// Answers a call, with its fault where it has one; nil closes the connection.
    func answer(_ call: HubSpotCall, fault: SandboxFault?) -> HubSpotAnswer? {
        let correlationID = generator.uuid()
        var answer: HubSpotAnswer?
        if fault == nil || fault?.moment == .after || fault?.isDelay == true {
            answer = perform(call, correlationID: correlationID)
        }
        switch fault?.effect {
        case .status(let status, let retryAfter):
            answer = Self.faulty(status, retryAfter: retryAfter, correlationID: correlationID)
        case .reset: answer = nil
        case .delay, nil: break
        }
        answer?.headers["X-HubSpot-Correlation-Id"] = correlationID
        journal.add(
            .init(
                at: now(),
                method: call.method,
                path: call.path,
                status: answer?.status,
                inputs: call.inputCount()
            ),
            operation: Self.operation(call)
        )
        return answer
    }

    private func perform(_ call: HubSpotCall, correlationID: String) -> HubSpotAnswer {
        let moment = now()
        guard let token = call.token, let scopes = tokens[token] else {
            return HubSpotAnswer(.badToken, correlationID: correlationID)
        }
        if let policy = limiter.admit(call, app: token, at: moment) {
            let body = RateLimiter.body(policy, correlationID: correlationID, requestID: generator.uuid())
            var answer = HubSpotAnswer(429, body)
            answer.headers = limiter.headers(for: call, app: token)
            return answer
        }
        var answer: HubSpotAnswer
        do throws(HubSpotRefusal) {
            let required = HubSpotScope.required(for: call)
            guard required.isEmpty || required.contains(where: scopes.contains) else {
                throw HubSpotRefusal.missingScopes(required)
            }
            answer = try portal.answer(call, at: moment)
        } catch {
            answer = HubSpotAnswer(error, correlationID: correlationID)
        }
        answer.headers = limiter.headers(for: call, app: token)
        tellListeners()
        return answer
    }

    private static func faulty(_ status: Int, retryAfter: Int?, correlationID: String) -> HubSpotAnswer {
        var answer: HubSpotAnswer
        switch status {
        case 502: answer = HubSpotAnswer(status: 502, body: .html("<html><body>Bad Gateway</body></html>"))
        case 429:
            answer = HubSpotAnswer(
                429,
                RateLimiter.body(.tenSecondly, correlationID: correlationID, requestID: correlationID)
            )
        default:
            let words = [423: "Locked", 477: "Migration in progress", 503: "Service Unavailable"]
            answer = HubSpotAnswer(
                status,
                [
                    "status": "error", "message": .string(words[status] ?? "internal error"),
                    "correlationId": .string(correlationID), "category": "SANDBOX_FAULT",
                ]
            )
        }
        if let retryAfter { answer.headers["Retry-After"] = String(retryAfter) }
        return answer
    }

    /// The path with identifiers left out, so that counts stay few.
    private static func operation(_ call: HubSpotCall) -> String {
        let parts = call.segments.map { part in
            part.contains("@") || (part.count > 4 && part.allSatisfy(\.isNumber)) ? "{id}" : part
        }
        return "\(call.method) /\(parts.joined(separator: "/"))"
    }
}

extension SimulatedHubSpot {
    /// Every record written from now on, in order.
    ///
    /// A listener that falls far behind loses the oldest ones.
    package func recordEvents() -> AsyncStream<RecordWritten> {
        lastListener += 1
        let number = lastListener
        let (stream, continuation) = AsyncStream.makeStream(
            of: RecordWritten.self,
            bufferingPolicy: .bufferingNewest(100_000)
        )
        listeners[number] = continuation
        return stream
    }

    private func tellListeners() {
        for event in portal.written {
            for (number, listener) in listeners {
                if case .terminated = listener.yield(event) { listeners[number] = nil }
            }
        }
        portal.written.removeAll(keepingCapacity: true)
    }

    /// Makes a token invalid: calls answer 401 from now on.
    package func revoke(token: String) { tokens[token] = nil }

    package func accept(token: String, scopes: Set<String> = HubSpotScope.all) { tokens[token] = scopes }

    /// Takes a scope away from all tokens.
    package func remove(scope: String) {
        for token in tokens.keys { tokens[token]?.remove(scope) }
    }

    package func clearRequests() { journal.clear() }

    /// Writes as if a person had done it in HubSpot: no token, limit, fault or log line.
    ///
    /// - Returns: the answer's status and body.
    @discardableResult
    package func act(
        _ method: String,
        _ path: String,
        _ body: SandboxJSON = .object([])
    ) -> (status: Int, body: SandboxJSON) {
        let call = HubSpotCall(
            method: method,
            segments: path.split(separator: "/").map(String.init),
            query: [:],
            token: nil,
            body: body.bytes
        )
        defer { tellListeners() }
        do throws(HubSpotRefusal) {
            let answer = try portal.answer(call, at: now())
            guard case .json(let json) = answer.body else { return (answer.status, .null) }
            return (answer.status, json)
        } catch {
            return (error.status, error.body(correlationID: generator.uuid()))
        }
    }
}
