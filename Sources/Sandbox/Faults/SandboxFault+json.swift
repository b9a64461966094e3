extension SandboxFault {
    /// What is wrong with a fault that came as JSON.
    package struct Unreadable: Error, CustomStringConvertible {
        package let description: String
    }

    /// Reads for example `{"path": "/batch/upsert", "status": 503, "when": "after", "times": 2, "probability": 0.5}`.
    ///
    /// One of `status` (with `retryAfter` in seconds), `reset: true` and `delayMilliseconds` says what happens.
    /// With `lateMilliseconds`, simulated REST CRMs do what was asked so long after the status.
    /// `times: null` lasts until cleared; without `times` one request is hit.
    init(_ json: SandboxJSON) throws {
        if let status = json["status"]?.intValue {
            effect = .status(status, retryAfterSeconds: json["retryAfter"]?.intValue)
        } else if json["reset"]?.boolValue == true {
            effect = .reset
        } else if let milliseconds = json["delayMilliseconds"]?.intValue {
            effect = .delay(milliseconds: milliseconds)
        } else {
            throw Unreadable(description: "a fault needs status, reset or delayMilliseconds")
        }
        guard let when = Moment(rawValue: json["when"]?.stringValue ?? "before") else {
            throw Unreadable(description: "when is before or after")
        }
        moment = when
        lateMilliseconds = json["lateMilliseconds"]?.intValue
        path = json["path"]?.stringValue
        method = json["method"]?.stringValue
        remaining = json["times"].map { $0.isNull ? nil : $0.intValue } ?? 1
        probability = json["probability"]?.doubleValue ?? 1
    }

    var json: SandboxJSON {
        var members: [SandboxJSON.Member] = []
        switch effect {
        case .status(let status, let retryAfter):
            members.append(.init("status", .integer(status)))
            if let retryAfter { members.append(.init("retryAfter", .integer(retryAfter))) }
        case .reset: members.append(.init("reset", true))
        case .delay(let milliseconds): members.append(.init("delayMilliseconds", .integer(milliseconds)))
        }
        members.append(.init("when", .string(moment.rawValue)))
        if let lateMilliseconds { members.append(.init("lateMilliseconds", .integer(lateMilliseconds))) }
        members.append(.init("path", .text(path)))
        members.append(.init("method", .text(method)))
        members.append(.init("times", remaining.map { .integer($0) } ?? .null))
        members.append(.init("probability", .number(String(probability))))
        return .object(members)
    }
}
