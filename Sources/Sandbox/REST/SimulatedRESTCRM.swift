/// A CRM in memory with a JSON API of a certain shape.
///
/// Written from what the reference says of each CRM, not from the descriptions that it tests. Where the reference leaves a
/// question open, the shape that decides it says so in a comment.
package actor SimulatedRESTCRM {
    /// So many calls in a second, after which it answers 429.
    package struct Limit: Sendable {
        package var calls: Int
        package var seconds: Int64

        package init(calls: Int, seconds: Int64) {
            self.calls = calls
            self.seconds = seconds
        }
    }

    package nonisolated let name: String
    package private(set) var shape: any RESTShape
    private var faults: FaultBook
    private var journal = RequestJournal(limit: 1_000)
    private var tokens: Set<String>
    private var limit: Limit?
    private var window = (start: Int64(0), calls: 0)
    /// What takes effect after it was answered.
    private var late: [Task<Void, Never>] = []
    private let now: @Sendable () -> SandboxTime

    package init(
        _ shape: any RESTShape,
        tokens: Set<String> = ["sandbox-token"],
        limit: Limit? = nil,
        seed: UInt64 = 1,
        now: @escaping @Sendable () -> SandboxTime = SandboxTime.system
    ) {
        name = shape.name
        self.shape = shape
        self.tokens = tokens
        self.limit = limit
        faults = FaultBook(seed: seed)
        self.now = now
    }

    /// Returns when nothing is under way any more.
    package func settled() async {
        for task in late { await task.value }
        late = []
    }

    package func owns(_ segments: [String]) -> Bool { shape.owns(segments) }

    /// The fault that hits this call, if any; it is counted down.
    func takeFault(for call: RESTCall) -> SandboxFault? { faults.take(method: call.method, path: call.path) }

    /// Answers a call, with its fault where it has one; nil closes the connection.
    package func answer(_ call: RESTCall) -> RESTCallAnswer? { answer(call, fault: takeFault(for: call)) }

    func answer(_ call: RESTCall, fault: SandboxFault?) -> RESTCallAnswer? {
        var answer: RESTCallAnswer?
        if fault == nil || fault?.moment == .after || fault?.isDelay == true { answer = perform(call) }
        switch fault?.effect {
        case .status(let status, let retryAfter):
            var trouble = shape.trouble(status, "Something went wrong on purpose")
            if let retryAfter { trouble.headers["Retry-After"] = String(retryAfter) }
            answer = trouble
        case .reset: answer = nil
        case .delay, nil: break
        }
        if let milliseconds = fault?.lateMilliseconds, fault?.moment == .before {
            late.append(
                Task {
                    try? await Task.sleep(for: .milliseconds(milliseconds))
                    _ = perform(call)
                }
            )
        }
        journal.add(
            .init(at: now(), method: call.method, path: call.path, status: answer?.status, inputs: 1),
            operation: Self.operation(call)
        )
        return answer
    }

    private func perform(_ call: RESTCall) -> RESTCallAnswer {
        guard let token = shape.token(of: call), tokens.contains(token) else {
            return shape.trouble(401, "The credentials are not valid")
        }
        if let seconds = refusal() {
            var answer = shape.trouble(429, "Too many requests")
            answer.headers["Retry-After"] = String(seconds)
            return answer
        }
        return shape.answer(call)
    }

    /// How long until the next window, where this one is used up.
    private func refusal() -> Int64? {
        guard let limit else { return nil }
        let second = now().seconds
        let start = second - second % limit.seconds
        if window.start != start { window = (start, 0) }
        window.calls += 1
        return window.calls > limit.calls ? start + limit.seconds - second : nil
    }

    /// The path with identifiers left out, so that counts stay few.
    private static func operation(_ call: RESTCall) -> String {
        let parts = call.segments.map { part in
            part == "v1" || part == "v2" || part.allSatisfy(\.isLetter) ? part : "{id}"
        }
        return "\(call.method) /\(parts.joined(separator: "/"))"
    }
}

extension SimulatedRESTCRM {
    package func add(_ fault: SandboxFault) { faults.add(fault) }
    package func clearFaults() { faults.clear() }
    package func activeFaults() -> [SandboxFault] { faults.faults }
    package func requestJournal() -> RequestJournal { journal }
    package func clearRequests() { journal.clear() }

    /// Makes a token invalid: calls answer 401 from now on.
    package func revoke(token: String) { tokens.remove(token) }
    package func accept(token: String) { tokens.insert(token) }

    /// Records of a table that are not deleted, in the order made.
    package func rows(_ table: String) -> [RESTTable.Row] { shape.tables[table]?.living ?? [] }

    /// Records ever made, whatever became of them: more than expected means duplicates.
    package func createdCount(_ table: String) -> Int { shape.tables[table]?.rows.count ?? 0 }

    package func row(_ id: String, in table: String) -> RESTTable.Row? {
        shape.tables[table]?.row(id).flatMap { $0.isDeleted ? nil : $0 }
    }

    /// Acts as a person in the CRM would: no token, limit, fault or log line.
    @discardableResult
    package func act(_ method: String, _ path: String, _ body: SandboxJSON = .object([])) -> RESTCallAnswer {
        shape.answer(
            RESTCall(method: method, segments: path.split(separator: "/").map(String.init), body: body.bytes)
        )
    }

    /// Switches faults as told by the body of `POST /_sandbox/faults`: a fault (see ``SandboxFault``), `{"clear": true}`,
    /// `{"revokeToken": "…"}`, `{"acceptToken": "…"}`, or `{"faults": […]}` of them.
    func switchFaults(_ body: SandboxJSON) throws {
        for json in body["faults"]?.arrayValue ?? [body] {
            if json["clear"]?.boolValue == true {
                clearFaults()
            } else if let token = json["revokeToken"]?.stringValue {
                revoke(token: token)
            } else if let token = json["acceptToken"]?.stringValue {
                accept(token: token)
            } else {
                add(try SandboxFault(json))
            }
        }
    }

    func stateJSON(limit: Int) -> SandboxJSON {
        .object(
            shape.tables.sorted { $0.key < $1.key }.map { name, table in
                .init(
                    name,
                    [
                        "count": .integer(table.living.count),
                        "records": .array(
                            table.living.suffix(limit).map { .object([.init("id", .string($0.id))] + $0.values) }
                        ),
                    ]
                )
            }
        )
    }
}
