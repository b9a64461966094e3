/// A Salesforce org in memory that answers calls as the documentation says Salesforce does.
///
/// Written from the reference, not from our client, so that a misunderstanding of ours is not repeated here. Where the
/// reference leaves a question open, the type that decides it says so in its comment.
package actor SimulatedSalesforce {
    var org: SimulatedOrg
    var faults: FaultBook
    var sessions: OrgSessions
    private(set) var journal: RequestJournal
    /// Calls of the last 24 hours, which this org counts from its beginning.
    var usedCalls = 0
    package nonisolated let options: SalesforceOptions
    let now: @Sendable () -> SandboxTime

    package init(
        options: SalesforceOptions = SalesforceOptions(),
        now: @escaping @Sendable () -> SandboxTime = SandboxTime.system
    ) {
        self.options = options
        org = SimulatedOrg(options: options)
        faults = FaultBook(seed: options.seed)
        sessions = OrgSessions(options: options)
        journal = RequestJournal(limit: options.requestLogLimit)
        self.now = now
    }

    /// The fault that hits this call, if any; it is counted down.
    func takeFault(for call: OrgCall) -> SandboxFault? { faults.take(method: call.method, path: call.path) }

    /// Answers a call, with its fault where it has one; nil closes the connection.
    func answer(_ call: OrgCall, fault: SandboxFault?) -> OrgAnswer? {
        var answer: OrgAnswer?
        if fault == nil || fault?.moment == .after || fault?.isDelay == true { answer = perform(call) }
        switch fault?.effect {
        case .status(let status, let retryAfter):
            answer = faulty(status)
            if let retryAfter { answer?.headers["Retry-After"] = String(retryAfter) }
        case .reset: answer = nil
        case .delay, nil: break
        }
        journal.add(
            .init(
                at: now(),
                method: call.method,
                path: call.path,
                status: answer?.status,
                inputs: call.recordCount()
            ),
            operation: Self.operation(call)
        )
        return answer
    }

    private func perform(_ call: OrgCall) -> OrgAnswer {
        let moment = now()
        org.runDueJobs(at: moment)
        if call.segments == ["services", "oauth2", "token"] { return sessions.token(call, at: moment) }
        // The list of versions needs no session and counts for no limit.
        let isFree = call.segments == ["services", "data"]
        guard isFree || sessions.isGood(call.token) else { return OrgAnswer(.expired) }
        var answer: OrgAnswer
        do throws(OrgProblem) {
            guard isFree || usedCalls < org.options.dailyCalls else { throw OrgProblem.limitExceeded }
            if !isFree { usedCalls += 1 }
            answer = try org.answer(call, at: moment)
            if call.resource == ["limits"] { answer = limits() }
        } catch {
            answer = OrgAnswer(error)
        }
        if !isFree { answer.headers["Sforce-Limit-Info"] = "api-usage=\(usedCalls)/\(org.options.dailyCalls)" }
        return answer
    }

    private func limits() -> OrgAnswer {
        OrgAnswer(
            200,
            [
                "DailyApiRequests": [
                    "Max": .integer(org.options.dailyCalls), "Remaining": .integer(org.options.dailyCalls - usedCalls),
                ]
            ]
        )
    }

    private func faulty(_ status: Int) -> OrgAnswer {
        switch status {
        case 401: OrgAnswer(.expired)
        case 403, 429: OrgAnswer(.limitExceeded)
        case 502: OrgAnswer(status: 502, body: .html("<html><body>Bad Gateway</body></html>"))
        case 500: OrgAnswer(OrgProblem("UNKNOWN_EXCEPTION", "An unexpected error occurred", status: 500))
        default: OrgAnswer(OrgProblem("SERVER_UNAVAILABLE", "Server Unavailable", status: status))
        }
    }

    /// The path with ids left out, so that counts stay few.
    private static func operation(_ call: OrgCall) -> String {
        let parts = call.segments.map { part in
            part.utf8.count >= 15 && part.first?.isNumber == true ? "{id}" : part
        }
        return "\(call.method) /\(parts.joined(separator: "/"))"
    }

    package func clearRequests() { journal.clear() }

    package func requestJournal() -> RequestJournal { journal }

    /// Requests by method and path, for example `PATCH /services/data/v66.0/composite/sobjects/Contact/…`.
    package func requestCounts() -> [String: Int] { journal.counts }
}
